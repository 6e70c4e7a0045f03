/** Rows of the history (HistoryResource): one for each episode, or for a film. */
import { z } from 'zod';
import { id, instant, maybe, readAll, text } from './read';
import { type ArrEpisode, episodeSchema, qualityName } from './titles';

export type RowKind = 'grabbed' | 'imported' | 'failed' | 'ignored' | 'file_deleted' | 'renamed' | 'other';

/** By name: the numbers of the two services differ (EpisodeHistory.cs, History.cs). */
const KINDS: Readonly<Record<string, RowKind>> = {
    grabbed: 'grabbed',
    downloadfolderimported: 'imported',
    seriesfolderimported: 'imported',
    moviefolderimported: 'imported',
    downloadfailed: 'failed',
    downloadignored: 'ignored',
    episodefiledeleted: 'file_deleted',
    moviefiledeleted: 'file_deleted',
    episodefilerenamed: 'renamed',
    moviefilerenamed: 'renamed',
};

/** What is read of the many values that go with a row; all of them are texts, and may be null. */
const DATA = [
    'indexer',
    'releaseGroup',
    'downloadClientName',
    'size',
    'fileId',
    'droppedPath',
    'importedPath',
    'message',
    'reason',
    'sourcePath',
    'sourceRelativePath',
    'path',
    'relativePath',
] as const;
export type RowData = Partial<Record<(typeof DATA)[number], string>>;

export interface HistoryRow {
    id: number;
    /** Milliseconds since 1970; the answer shows whole seconds, and the row may be up to one later. */
    at: number;
    kind: RowKind;
    /** The service's own word, for example `downloadFolderImported`. */
    eventType: string;
    /** Series or film. */
    titleId: number | undefined;
    /** Episode or film: what has a state of its own. */
    subjectId: number | undefined;
    sourceTitle: string | undefined;
    /** As it was written: upper case. */
    downloadId: string | undefined;
    quality: string | undefined;
    data: RowData;
    episode: ArrEpisode | undefined;
}

const row = z
    .object({
        id,
        date: instant,
        eventType: text,
        seriesId: maybe(id),
        episodeId: maybe(id),
        movieId: maybe(id),
        sourceTitle: maybe(text),
        downloadId: maybe(text),
        quality: qualityName,
        data: maybe(z.record(z.string(), z.unknown())),
        episode: maybe(episodeSchema),
    })
    .transform((value): HistoryRow => ({
        id: value.id,
        at: value.date,
        kind: KINDS[value.eventType.toLowerCase()] ?? 'other',
        eventType: value.eventType,
        titleId: value.seriesId ?? value.movieId,
        subjectId: value.episodeId ?? value.movieId,
        sourceTitle: value.sourceTitle,
        downloadId: value.downloadId,
        quality: value.quality,
        data: dataOf(value.data ?? {}),
        episode: value.episode,
    }));

function dataOf(data: Record<string, unknown>): RowData {
    const told: RowData = {};
    for (const key of DATA) {
        const value = data[key];
        if (typeof value === 'string' && value !== '') told[key] = value;
    }
    return told;
}

export function readRows(value: unknown): HistoryRow[] {
    return readAll(row, value);
}

/** Records of the queue (QueueResource): in v3 one for each episode, each with the size of the whole download. */
import { z } from 'zod';
import type { Breath } from '../../model';
import { id, instant, maybe, readLong, text } from './read';
import { type ArrEpisode, episodeSchema, qualityName } from './titles';

const messages = z.array(z.object({ title: maybe(text), messages: maybe(z.array(z.unknown())) })).transform((entries) =>
    entries.slice(0, 100).map((entry) => ({
        title: entry.title ?? '',
        messages: (entry.messages ?? []).filter((each) => typeof each === 'string').slice(0, 20),
    })),
);

const record = z
    .object({
        seriesId: maybe(id),
        episodeId: maybe(id),
        movieId: maybe(id),
        title: maybe(text),
        size: maybe(z.number().nonnegative()),
        sizeleft: maybe(z.number().nonnegative()),
        timeleft: maybe(text),
        /** Of what is held back: when it will be grabbed. In milliseconds since 1970. */
        estimatedCompletionTime: maybe(instant),
        /** When it was grabbed; not in Sonarr 3. In milliseconds since 1970. */
        added: maybe(instant),
        status: maybe(text),
        trackedDownloadStatus: maybe(text),
        trackedDownloadState: maybe(text),
        statusMessages: maybe(messages),
        errorMessage: maybe(text),
        downloadId: maybe(text),
        protocol: maybe(text),
        downloadClient: maybe(text),
        indexer: maybe(text),
        outputPath: maybe(text),
        quality: qualityName,
        episode: maybe(episodeSchema),
    })
    .transform(({ seriesId, movieId, ...rest }) => ({ ...rest, titleId: seriesId ?? movieId }));
type QueueRecord = z.output<typeof record>;

/** One download, and the episodes in it. */
export interface QueuedItem extends QueueRecord {
    /** Lower case, as the store keeps it. */
    downloadId: string;
    episodes: ArrEpisode[];
}

/** A release that was found and waits: for a delay profile, or for a client that is away. It has no download yet. */
export interface HeldBack {
    titleId: number;
    episode: ArrEpisode | undefined;
    /** `delay`, `downloadClientUnavailable`, `fallback` (QueueStatus.cs). */
    reason: string;
    /** Milliseconds since 1970. */
    until: number | undefined;
    release: string | undefined;
}

/** What the queue answers. */
export interface QueueAnswer {
    downloads: QueuedItem[];
    heldBack: HeldBack[];
}

const HELD_BACK = ['delay', 'downloadclientunavailable', 'fallback'];

/** What a list of records tells. A season that waits for its turn is as many records as it has episodes. */
export async function readQueue(records: readonly unknown[], breath: Breath): Promise<QueueAnswer> {
    const read = await readLong(record, records, breath);
    return { downloads: downloadsIn(read), heldBack: heldBackIn(read) };
}

function heldBackIn(records: readonly QueueRecord[]): HeldBack[] {
    return records.flatMap(({ titleId, downloadId, status = '', episode, estimatedCompletionTime, title }) => {
        const isHeldBack = (downloadId ?? '') === '' && HELD_BACK.includes(status.toLowerCase());
        if (!isHeldBack || titleId === undefined) return [];
        return [{ titleId, episode, reason: status, until: estimatedCompletionTime, release: title }];
    });
}

/** The downloads, each once. What is held back has no id yet. */
function downloadsIn(records: readonly QueueRecord[]): QueuedItem[] {
    const items = new Map<string, QueuedItem>();
    for (const each of records) {
        const downloadId = each.downloadId?.toLowerCase();
        if (downloadId === undefined || downloadId === '') continue;
        const item = items.get(downloadId) ?? { ...each, downloadId, episodes: [] };
        if (each.episode !== undefined) item.episodes.push(each.episode);
        items.set(downloadId, item);
    }
    return [...items.values()];
}

/** Seconds of `00:12:30` or `1.02:00:00` (a .NET TimeSpan); undefined when it is none. */
export function secondsOf(timeleft: string | undefined): number | undefined {
    const match = /^(?:(\d+)\.)?(\d+):(\d\d):(\d\d)/.exec(timeleft ?? '');
    if (!match) return undefined;
    const [days = 0, hours = 0, minutes = 0, seconds = 0] = match
        .slice(1)
        .map((part) => Number((part as string | undefined) ?? 0));
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** What of the preview of a manual import may be imported without overruling anybody. */
import { readRefusal } from '../../causes';
import type { ArrSubject, ImportRecord } from '../act/arr-hands';
import type { ImportFile } from '../decide/calls';

/** Objections about names and titles alone. Those about the file itself, its quality or its place are never overruled. */
const OVERRULED: readonly string[] = [
    'import_partial_season',
    'import_no_absolute_number',
    'import_no_title',
    'import_tba_title',
    'import_unverified_numbering',
    'import_not_in_release',
    'import_unexpected_episode',
];

export interface Wanted {
    kind: 'sonarr' | 'radarr';
    titleId: number;
    /** Sonarr's ids of the episodes concerned. */
    episodeIds: readonly number[];
    subjects: readonly ArrSubject[];
}

/** The files as the command takes them. A file that would replace another is left out. */
export function importableOf(preview: readonly ImportRecord[], wanted: Wanted): ImportFile[] {
    return preview.filter((record) => isFit(record, wanted)).map((record) => fileOf(record, wanted.kind));
}

function isFit(record: ImportRecord, { kind, titleId, episodeIds, subjects }: Wanted): boolean {
    const hasFile = new Set(subjects.filter((subject) => subject.hasFile === true).map(({ id }) => id));
    const ids = kind === 'radarr' ? [titleId] : (record.episodes ?? []).map(({ id }) => id);
    if ((kind === 'radarr' ? record.movie?.id : record.series?.id) !== titleId) return false;
    if (ids.length === 0 || ids.some((id) => hasFile.has(id))) return false;
    const rejections = record.rejections ?? [];
    const isOurs = kind === 'radarr' || ids.every((id) => episodeIds.includes(id));
    return isOurs && rejections.every(({ reason }) => OVERRULED.includes(readRefusal(reason).code));
}

function fileOf(record: ImportRecord, kind: Wanted['kind']): ImportFile {
    const { path, folderName, releaseGroup, quality, languages, indexerFlags, releaseType, downloadId, series, movie } = record;
    return {
        path,
        ...(folderName !== undefined && { folderName }),
        ...(kind === 'sonarr' && series !== undefined && { seriesId: series.id }),
        ...(kind === 'sonarr' && { episodeIds: (record.episodes ?? []).map(({ id }) => id) }),
        ...(kind === 'radarr' && movie !== undefined && { movieId: movie.id }),
        ...(quality !== undefined && { quality }),
        ...(languages !== undefined && { languages }),
        ...(releaseGroup !== undefined && { releaseGroup }),
        ...(indexerFlags !== undefined && { indexerFlags }),
        ...(kind === 'sonarr' && releaseType !== undefined && { releaseType }),
        ...(downloadId !== undefined && { downloadId }),
    };
}

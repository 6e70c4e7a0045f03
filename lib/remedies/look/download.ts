/** What is found of one download: in the client and in the queue, and what speaks for it that it is of no use. */
import type { TorrentFile } from '../../qbittorrent';
import type { ArrSubject, QueueRecord, SeedGoals } from '../act/arr-hands';
import type { TorrentFacts } from '../act/client-hands';
import { LADDERS } from '../decide/ladders';
import type { SignalCode } from '../decide/signals';
import type { DownloadFacts, Obligation } from '../decide/situation';
import { DAY_MS } from '../decide/steps';
import type { Case } from './cases';

/** Everything that was asked about a download. What could not be asked is absent. */
export interface Found {
    queue: readonly QueueRecord[];
    torrent: TorrentFacts | null;
    isPrivate: boolean | null;
    files: readonly TorrentFile[];
    goals: SeedGoals;
    /** Episodes of the series, or the film, as Sonarr or Radarr has them. */
    subjects: readonly ArrSubject[];
}

const VIDEO = /\.(mkv|mp4|avi|m4v|ts|m2ts|mov|wmv|webm|mpg|mpeg|iso|ogm|vob)$/i;
const PROGRAM = /\.(exe|scr|bat|cmd|com|lnk|msi|ps1|vbs|js|jar|zipx|arj|sh)$/i;
/** Nothing that is asked for is smaller than this, in bytes. */
const LEAST_VIDEO_BYTES = 50_000_000;
const ERRORS = ['error', 'missingFiles'];
const STALLED = ['stalledDL', 'metaDL', 'forcedMetaDL'];

/** @param goingOn how many of its episodes are on their way */
export function downloadFacts(id: string, { queue, torrent, isPrivate, goals }: Found, goingOn: number): DownloadFacts {
    const [record] = queue;
    const ofQueue = record === undefined ? 0 : (record.size ?? 0) - (record.sizeleft ?? 0);
    const isUsenet = record?.protocol === 'usenet';
    return {
        id,
        privacy: isUsenet ? 'public' : isPrivate === null ? 'unknown' : isPrivate ? 'private' : 'public',
        bytes: Math.max(0, torrent?.completed ?? ofQueue),
        obligations: isUsenet ? [] : torrent === null ? unseenOf(record, goals) : obligationsOf(torrent, goals),
        goingOn,
    };
}

/** Of a torrent that no client shows it is not known how long it has seeded: nothing counts as reached. */
function unseenOf(record: QueueRecord | undefined, { ratio, time }: SeedGoals): Obligation[] {
    if ((record?.sizeleft ?? 0) > 0 || (ratio === undefined && time === undefined)) return [];
    return [
        {
            ...(ratio !== undefined && { ratio: { goal: ratio, reached: 0 } }),
            ...(time !== undefined && { time: { goal: time, reached: 0 } }),
        },
    ];
}

/** What is not whole yet seeds nothing. The client's limit and the indexer's demand are two obligations. */
function obligationsOf(torrent: TorrentFacts, goals: SeedGoals): Obligation[] {
    if (torrent.progress !== 1) return [];
    const { ratio = 0, seeding_time: time = 0, max_ratio: maxRatio = -1, max_seeding_time: maxMinutes = -1 } = torrent;
    const owed = (ratioGoal: number | undefined, timeGoal: number | undefined): Obligation => ({
        ...(ratioGoal !== undefined && { ratio: { goal: ratioGoal, reached: ratio } }),
        ...(timeGoal !== undefined && { time: { goal: timeGoal, reached: time } }),
    });
    const ofClient = owed(maxRatio >= 0 ? maxRatio : undefined, maxMinutes >= 0 ? maxMinutes * 60 : undefined);
    return [ofClient, owed(goals.ratio, goals.time)].filter((obligation) => Object.keys(obligation).length > 0);
}

/** @param now milliseconds since 1970 */
export function signalsOf(
    { cause, since, episodes }: Case,
    { queue, torrent, files, subjects }: Found,
    now: number,
): SignalCode[] {
    const signals: SignalCode[] = [];
    const isRefused = cause.startsWith('import_') && LADDERS[cause].some(({ step }) => step === 'remove' || step === 'discard');
    if (isRefused) signals.push('refused');
    if (queue.some(({ trackedDownloadState }) => /^failed/.test(trackedDownloadState ?? ''))) signals.push('counted_failed');
    const isOpen = torrent !== null && (torrent.progress ?? 1) < 1;
    if (torrent !== null && ERRORS.includes(torrent.state ?? '')) signals.push('client_error');
    if (torrent !== null && STALLED.includes(torrent.state ?? '')) signals.push('client_stalled');
    if (isOpen && (torrent.availability ?? 1) < 1 && (torrent.num_complete ?? 1) <= 0) signals.push('no_copy');
    const videos = files.filter(({ name }) => VIDEO.test(name));
    if (files.length > 0 && !videos.some(({ size }) => size >= LEAST_VIDEO_BYTES)) signals.push('no_video');
    if (files.some(({ name }) => PROGRAM.test(name))) signals.push('program');
    if (isInLibrary(queue, episodes.length === 0, subjects)) signals.push('in_library');
    if (!isRefused && isOpen && now - since >= DAY_MS) signals.push('still_for_a_day');
    return signals;
}

/** Every episode in the download has a file of its own already, and so has the film. */
function isInLibrary(queue: readonly QueueRecord[], isFilm: boolean, subjects: readonly ArrSubject[]): boolean {
    const hasFile = new Set(subjects.filter((subject) => subject.hasFile === true).map(({ id }) => id));
    // Of what Sonarr could not read it is not known that it is there.
    const ids = queue.map(({ episodeId, movieId }) => (isFilm ? movieId : episodeId));
    return ids.length > 0 && ids.every((id) => id !== undefined && hasFile.has(id));
}

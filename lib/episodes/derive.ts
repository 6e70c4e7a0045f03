/**
 * What a TV request is, is what its episodes say: pure functions of the episodes, recomputed after every change and
 * when the store is opened, so that they cannot drift.
 */
import { awaitedSeasons, type Episode, type Failure, type MediaRequest, type releaseFacts, type RequestState } from '../model';

/** The state of a request whose episodes differ: the furthest of these that any episode is in. */
const IN_PROGRESS: readonly RequestState[] = [
    'anime_matching',
    'importing',
    'downloaded',
    'downloading',
    'grabbing',
    'approved',
    'requested',
];

/** Facts that a season pack shares, shown on the request too while all its episodes agree. */
const SHARED = [
    'qbitHash',
    'downloadPath',
    'quality',
    'releaseTitle',
    'releaseGroup',
    'indexer',
    'downloadClient',
] as const satisfies readonly (keyof typeof releaseFacts.shape)[];

/** Whether an episode is not missing but simply not out yet: it airs later, and nobody has a release of it. */
export function isUnaired(episode: Episode, now: number): boolean {
    const isWaiting = episode.state === 'requested' || episode.state === 'approved';
    return isWaiting && episode.airDateUtc !== undefined && Date.parse(episode.airDateUtc) > now;
}

/**
 * The state of a request with these episodes: all available, any failed, else the furthest in progress.
 * Unaired episodes are left out by the caller; null when nothing is left to say.
 */
export function deriveState(episodes: readonly Episode[]): RequestState | null {
    if (episodes.length === 0) return null;
    if (episodes.every((episode) => episode.state === 'available')) return 'available';
    if (episodes.some((episode) => episode.state === 'failed')) return 'failed';
    return IN_PROGRESS.find((state) => episodes.some((episode) => episode.state === state)) ?? null;
}

/** A TV request with everything that its episodes decide; a movie as it is. `now` is in milliseconds since 1970. */
export function deriveRequest(request: MediaRequest, now: number): MediaRequest {
    if (request.episodes.length === 0) return request;
    const counted = request.episodes.filter((episode) => !isUnaired(episode, now));
    const ofEpisodes = deriveState(counted) ?? deriveState(request.episodes) ?? request.state;
    const state = ofEpisodes === 'available' && awaitedSeasons(request).length > 0 ? stateOfWish(request) : ofEpisodes;
    const own = { ...request };
    for (const field of [...SHARED, 'fileSize'] as const) Reflect.deleteProperty(own, field);
    return {
        ...own,
        ...sharedFacts(request.episodes),
        state,
        attempt: Math.max(...request.episodes.map((episode) => episode.attempt)),
        failure: state === 'failed' ? firstFailure(counted) : null,
        availableAt: state === 'available' ? latest(counted.map((episode) => episode.availableAt)) : null,
        totalEpisodes: request.episodes.length,
    };
}

/** What a season is in of which no episode is known. */
function stateOfWish({ reached }: MediaRequest): RequestState {
    return reached.approved === undefined ? 'requested' : 'approved';
}

/**
 * What is known of a torrent is known for each episode that was imported from it, also for one that was told of later
 * than the rest: a season pack whose grab was never reported comes to light file by file.
 */
export function shareDownloads(episodes: readonly Episode[]): Episode[] {
    const known = new Map<string, Pick<Episode, 'reached' | 'downloadPath'>>();
    for (const { qbitHash, reached, downloadPath } of episodes) {
        if (qbitHash === undefined) continue;
        const shared = known.get(qbitHash) ?? { reached: {} };
        for (const stage of ['downloading', 'downloaded'] as const) {
            const times = [shared.reached[stage], reached[stage]].filter((time) => time !== undefined).sort();
            if (times[0] !== undefined) shared.reached[stage] = times[0];
        }
        if (downloadPath !== undefined) shared.downloadPath ??= downloadPath;
        known.set(qbitHash, shared);
    }
    return episodes.map((episode) =>
        episode.qbitHash === undefined ? episode : withDownload(episode, known.get(episode.qbitHash)),
    );
}

function withDownload(episode: Episode, known: Pick<Episode, 'reached' | 'downloadPath'> | undefined): Episode {
    // Only what was imported has surely been downloaded: its file may be deselected in the client.
    if (known === undefined || episode.reached.importing === undefined) return episode;
    const shared = { ...episode, reached: { ...known.reached, ...episode.reached } };
    if (known.downloadPath === undefined || episode.downloadPath !== undefined) return shared;
    return { ...shared, downloadPath: known.downloadPath, sources: { ...episode.sources, downloadPath: 'qbittorrent' } };
}

function sharedFacts(episodes: readonly Episode[]): Partial<MediaRequest> {
    const shared: Partial<MediaRequest> = {};
    for (const field of SHARED) {
        const values = new Set(episodes.map((episode) => episode[field]));
        const [value] = values;
        if (values.size === 1 && value !== undefined) shared[field] = value;
    }
    const sizes = episodes.map((episode) => episode.fileSize);
    if (!sizes.includes(undefined)) shared.fileSize = sizes.reduce((sum: number, size) => sum + (size ?? 0), 0);
    return shared;
}

function firstFailure(episodes: readonly Episode[]): Failure | null {
    return episodes.find((episode) => episode.failure !== null)?.failure ?? null;
}

function latest(times: readonly (string | null)[]): string | null {
    return times.reduce((a, b) => (b !== null && (a === null || b > a) ? b : a), null);
}

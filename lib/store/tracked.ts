/** Which downloads are waited for. */
import {
    type Episode,
    type EpisodeKey,
    isEpisode,
    isInClient,
    type MediaRequest,
    subjectsOf,
    type TrackedDownload,
} from '../model';

/** Whether anything of a request waits for its download. */
export function tracksDownload(request: MediaRequest): boolean {
    return subjectsOf(request).some(waitsForDownload);
}

/**
 * The awaited downloads by download id, in lower case.
 * @param requests of several that wait for one download, the first counts as whose it is
 */
export function trackedDownloads(requests: readonly MediaRequest[]): Map<string, TrackedDownload> {
    const tracked = new Map<string, TrackedDownload & { episodes: EpisodeKey[] }>();
    for (const request of requests) {
        for (const subject of subjectsOf(request)) {
            if (!waitsForDownload(subject)) continue;
            const { qbitHash } = subject;
            const entry = tracked.get(qbitHash) ?? { requestId: request.id, episodes: [], ...standingOf(request, qbitHash) };
            if (isEpisode(subject)) {
                const { seasonNumber, episodeNumber } = subject;
                entry.episodes.push({ seasonNumber, episodeNumber });
            }
            tracked.set(qbitHash, entry);
        }
    }
    return tracked;
}

/** Failed is only what has failed for all in the request that want something of it; complete, what nobody still waits for. */
function standingOf(request: MediaRequest, qbitHash: string): Pick<TrackedDownload, 'failed' | 'complete'> {
    const wanting = subjectsOf(request).filter((subject) => subject.qbitHash === qbitHash);
    if (wanting.every(({ state }) => state === 'failed')) return { failed: true };
    return wanting.filter(waitsForDownload).every(({ state }) => state === 'downloaded') ? { complete: true } : {};
}

function waitsForDownload(subject: MediaRequest | Episode): subject is (MediaRequest | Episode) & { qbitHash: string } {
    // One that failed in the client is watched too: the user may resume it there.
    const mayResume = subject.state === 'failed' && subject.failure?.code.startsWith('download_') === true;
    return subject.qbitHash !== undefined && (isInClient(subject.state) || mayResume);
}

/** Which downloads are waited for, kept with each change of a subject. */
import {
    type Episode,
    type EpisodeKey,
    episodeKeyOf,
    episodeLabel,
    inOrder,
    isEpisode,
    isInClient,
    type MediaRequest,
    type TrackedDownload,
} from '../../model';

type Subject = MediaRequest | Episode;

/** Who waits for one download: the request, and its episodes by number; a movie's is null. */
type Waiting = Map<string, Map<string, EpisodeKey | null>>;

const newWaiting = (): Waiting => new Map<string, Map<string, EpisodeKey | null>>();

export class TrackedDownloads {
    private readonly waiting = new Map<string, Waiting>();
    private readonly tracked = new Map<string, TrackedDownload>();
    /** Downloads of which something changed since they were looked up. */
    private readonly stale = new Set<string>();

    /** @param wanting the subjects of a request whose current download this is */
    constructor(private readonly wanting: (requestId: string, downloadId: string) => readonly Subject[]) {}

    /**
     * The awaited downloads by download id, in lower case. If several requests wait for one, the first that did counts as
     * whose it is; the episodes are those of all.
     * Not to be changed.
     */
    get all(): ReadonlyMap<string, TrackedDownload> {
        for (const downloadId of this.stale) this.lookUp(downloadId);
        this.stale.clear();
        return this.tracked;
    }

    /** Takes a movie or an episode in place of what it was; undefined when it was not there, or is no more. */
    replace(requestId: string, before: Subject | undefined, after: Subject | undefined): void {
        const former = before?.qbitHash;
        if (former !== undefined && former !== after?.qbitHash) this.stopWaiting(former, requestId, before);
        if (after?.qbitHash === undefined) return;
        if (!waitsForDownload(after)) this.stopWaiting(after.qbitHash, requestId, after);
        else this.wait(after.qbitHash, requestId, after);
    }

    private wait(downloadId: string, requestId: string, subject: Subject): void {
        const byRequest = this.waiting.get(downloadId) ?? newWaiting();
        const numbers = byRequest.get(requestId) ?? new Map<string, EpisodeKey | null>();
        numbers.set(numberOf(subject), isEpisode(subject) ? episodeKeyOf(subject) : null);
        this.waiting.set(downloadId, byRequest.set(requestId, numbers));
        this.stale.add(downloadId);
    }

    private stopWaiting(downloadId: string, requestId: string, subject: Subject | undefined): void {
        const byRequest = this.waiting.get(downloadId);
        if (byRequest === undefined) return;
        this.stale.add(downloadId);
        const numbers = byRequest.get(requestId);
        numbers?.delete(numberOf(subject));
        if (numbers?.size === 0) byRequest.delete(requestId);
        if (byRequest.size === 0) this.waiting.delete(downloadId);
    }

    private lookUp(downloadId: string): void {
        const byRequest = this.waiting.get(downloadId) ?? newWaiting();
        const [requestId] = byRequest.keys();
        if (requestId === undefined) {
            this.tracked.delete(downloadId);
            return;
        }
        const keys = [...byRequest.values()].flatMap((numbers) => [...numbers.values()]);
        const episodes = keys.filter((key) => key !== null).sort(inOrder);
        this.tracked.set(downloadId, { requestId, episodes, ...standingOf(this.wanting(requestId, downloadId)) });
    }
}

/** Failed is only what has failed for all in the request that want something of it; complete, what nobody still waits for. */
function standingOf(wanting: readonly Subject[]): Pick<TrackedDownload, 'failed' | 'complete'> {
    if (wanting.length === 0) return {};
    if (wanting.every(({ state }) => state === 'failed')) return { failed: true };
    return wanting.filter(waitsForDownload).every(({ state }) => state === 'downloaded') ? { complete: true } : {};
}

function waitsForDownload(subject: Subject): boolean {
    // One that failed in the client is watched too: the user may resume it there.
    const mayResume = subject.state === 'failed' && subject.failure?.code.startsWith('download_') === true;
    return isInClient(subject.state) || mayResume;
}

function numberOf(subject: Subject | undefined): string {
    return subject !== undefined && isEpisode(subject) ? episodeLabel(subject) : '';
}

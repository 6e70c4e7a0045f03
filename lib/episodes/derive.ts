/**
 * What a TV request is, is what its episodes say: a pure function of their tally, taken after every change and when the
 * store is opened, so that it cannot drift.
 */
import { awaitedSeasons, type EpisodeSummary, type Failure, isListAwaited, type MediaRequest, type RequestState } from '../model';
import { type EpisodeTally, SHARED } from './tally';

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

/**
 * The state of a request with so many episodes in each state: all available, any failed, else the furthest in progress.
 * Null when there are none.
 */
export function deriveState(counts: EpisodeSummary['counts']): RequestState | null {
    const states = Object.keys(counts) as RequestState[];
    if (states.length === 0) return null;
    if (states.every((state) => state === 'available')) return 'available';
    if (states.includes('failed')) return 'failed';
    return IN_PROGRESS.find((state) => states.includes(state)) ?? null;
}

/**
 * A TV request with everything that its episodes decide; one without any as it is.
 * @param failureOf why the first episode failed that did
 * @param now milliseconds since 1970
 */
export function deriveRequest(
    request: MediaRequest,
    tally: EpisodeTally,
    failureOf: () => Failure | null,
    now: number,
): MediaRequest {
    if (tally.size === 0) return request;
    const summary = tally.summary(now);
    // While none is out, the request is what they all wait in.
    const ofEpisodes = deriveState(summary.counts) ?? stateOfUnaired(tally);
    const own: MediaRequest = { ...request, summary };
    for (const field of [...SHARED, 'fileSize', 'complete', 'wasThere'] as const) Reflect.deleteProperty(own, field);
    const state = ofEpisodes === 'available' && awaitedSeasons(own).length > 0 ? stateOfWish(request) : ofEpisodes;
    return {
        ...own,
        ...sharedFacts(tally),
        state,
        attempt: tally.mostAttempts,
        failure: state === 'failed' ? failureOf() : null,
        availableAt: state === 'available' ? tally.lastAvailableAt : null,
        totalEpisodes: summary.total,
        ...(isComplete(request, state, summary) && { complete: true as const }),
        ...(tally.wereThere && { wasThere: true as const }),
    };
}

/** Who has no Sonarr to ask does not know what is still to come: then it is complete with what is there. */
function isComplete(request: MediaRequest, state: RequestState, { unaired }: EpisodeSummary): boolean {
    if (state !== 'available' || isListAwaited(request)) return false;
    return request.listedAt === undefined || unaired === 0;
}

function stateOfUnaired(tally: EpisodeTally): RequestState {
    return tally.inState('approved') > 0 ? 'approved' : 'requested';
}

/** What a season is in of which no episode is known. */
function stateOfWish({ reached }: MediaRequest): RequestState {
    return reached.approved === undefined ? 'requested' : 'approved';
}

function sharedFacts(tally: EpisodeTally): Partial<MediaRequest> {
    const shared: Partial<MediaRequest> = {};
    for (const field of SHARED) {
        const value = tally.agreedOn(field);
        if (value !== undefined) shared[field] = value;
    }
    const { fileSize } = tally;
    if (fileSize !== undefined) shared.fileSize = fileSize;
    return shared;
}

/** Answers questions about requests: a list, or one with its episodes and history. */
import {
    type Check,
    copyOf,
    type Episode,
    isInClient,
    MediaError,
    type MediaRequest,
    mediaTypes,
    type Pipeline,
    pipelineOf,
    REQUEST_STATES,
    skippedOf,
    type TimelineEntry,
    type Transfer,
} from '../model';
import { type EpisodeProgress, progressOf } from '../episodes';
import type { MediaStore } from '../store';
import { describeRequest, describeSubject } from './describe';
import { fileOf, percentOf } from './describe-transfer';

export interface RequestQuery {
    id?: string | undefined;
    /** One of the nine states, or several with commas between; `open` is all but available and failed. */
    state?: string | undefined;
    /** `movie` or `tv`. */
    mediaType?: string | undefined;
}

/** An episode as it is shown: without bookkeeping, with its sentence and live figures. */
export type EpisodeView = Omit<Episode, 'requestId' | 'sources' | 'attempts'> & {
    says: string;
    skipped: string[];
    percent?: number;
    wanted?: boolean;
};

/** A request as it is shown. */
export type RequestView = Omit<MediaRequest, 'sources' | 'summary'> & {
    pipeline: Pipeline;
    /** Where it is and what it waits for, in a sentence. */
    says: string;
    /** Stages of a movie that were never reported. */
    skipped: string[];
    episodes: EpisodeView[];
    progress?: EpisodeProgress;
    transfer?: Transfer;
    check?: Check;
    timeline?: Omit<TimelineEntry, 'requestId'>[];
    sources?: MediaRequest['sources'];
};

/** The requests that fit, newest first. @throws MediaError `invalid_query` */
export function listRequests(store: MediaStore, query: RequestQuery, now: number): RequestView[] {
    const accepts = stateFilter(query.state);
    checkMediaType(query.mediaType);
    return store
        .requests()
        .map((request) => upToDate(request, store, now))
        .filter((request) => query.id === undefined || request.id === query.id)
        .filter((request) => query.mediaType === undefined || request.mediaType === query.mediaType)
        .filter((request) => accepts(request.state))
        .map((request) => viewOf(request, store, now));
}

/** One request with its history. @throws MediaError `not_found` */
export function showRequest(store: MediaStore, id: string, now: number): RequestView {
    const stored = store.get(id);
    if (!stored) throw new MediaError('not_found', `There is no request with the id ${id.slice(0, 100)}`, { field: 'id' });
    const request = upToDate(stored, store, now);
    const timeline = copyOf(store.timeline(id)).map(({ requestId: _request, ...entry }) => entry);
    return { ...viewOf(request, store, now), timeline, sources: { ...request.sources } };
}

/** Time alone changes what an episode is: it airs. */
function upToDate(request: MediaRequest, store: MediaStore, now: number): MediaRequest {
    const nextAirAt = request.summary?.nextAirAt ?? null;
    return nextAirAt !== null && Date.parse(nextAirAt) <= now ? store.derive(request, now) : request;
}

function stateFilter(state: string | undefined): (state: MediaRequest['state']) => boolean {
    if (state === undefined || state === '') return () => true;
    const wanted = new Set(state.split(',').map((word) => word.trim()));
    for (const word of wanted) {
        if (word !== 'open' && !(REQUEST_STATES as readonly string[]).includes(word)) {
            throw new MediaError(
                'invalid_query',
                `There is no state ${word.slice(0, 50)}; there are: open, ${REQUEST_STATES.join(', ')}`,
                { field: 'state' },
            );
        }
    }
    return (own) => wanted.has(own) || (wanted.has('open') && own !== 'available' && own !== 'failed');
}

function checkMediaType(mediaType: string | undefined): void {
    if (mediaType === undefined || (mediaTypes as readonly string[]).includes(mediaType)) return;
    throw new MediaError(
        'invalid_query',
        `There is no media type ${mediaType.slice(0, 50)}; there are: ${mediaTypes.join(', ')}`,
        {
            field: 'mediaType',
        },
    );
}

/** A copy: what a flow does to it does not reach the store. */
function viewOf(request: MediaRequest, store: MediaStore, now: number): RequestView {
    const { live } = store;
    const { sources: _sources, summary, ...shown } = request;
    const transfer = live.transferOf(request.qbitHash);
    const check = live.checkOf(request.id);
    const isOpen = request.state !== 'available';
    return copyOf({
        ...shown,
        pipeline: pipelineOf(request),
        says: describeRequest(request, live, now),
        skipped: summary === undefined ? skippedOf(request, request.isAnime) : [],
        episodes: store.episodes(request.id).map((episode) => episodeView(episode, request, store, now)),
        ...(summary !== undefined && { progress: progressOf(summary) }),
        ...(transfer && isOpen && { transfer }),
        ...(check && isOpen && { check }),
    });
}

function episodeView(episode: Episode, request: MediaRequest, { live }: MediaStore, now: number): EpisodeView {
    const { requestId: _request, sources: _sources, attempts: _attempts, ...shown } = episode;
    const transfer = isInClient(episode.state) ? live.transferOf(episode.qbitHash) : undefined;
    const percent = transfer && percentOf(transfer, episode);
    const file = transfer && fileOf(transfer, episode);
    return {
        ...shown,
        says: describeSubject(episode, request, live, now),
        skipped: skippedOf(episode, request.isAnime),
        ...(percent !== undefined && { percent }),
        ...(file && { wanted: file.wanted }),
    };
}

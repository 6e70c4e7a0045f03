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
import { type Eta, fileOf, percentOf, type StageTimes, type Wait, type Words } from '../causes';
import { explain, type Explained, reachedBy } from './explain';

export interface RequestQuery {
    id?: string | undefined;
    /** One of the nine states, or several with commas between; `open` is all but available and failed. */
    state?: string | undefined;
    /** `movie` or `tv`. */
    mediaType?: string | undefined;
}

/** What there is to say, in every answer. */
type Said = {
    /** Where it is and what it waits for, in whole English sentences. */
    says: string;
    /** The same as codes and values, for a reader of another language; left out of an episode that can be played. */
    words?: Words;
    /** Why, since when, what next, who has to act; null when nothing is waited for. */
    wait: Wait | null;
    /** When it can be played, with its range, where that can be known. */
    eta?: Eta;
};

/** An episode as it is shown: without bookkeeping, with its sentence and live figures. */
export type EpisodeView = Omit<Episode, 'requestId' | 'sources' | 'attempts'> &
    Said & {
        skipped: string[];
        percent?: number;
        wanted?: boolean;
    };

/** A request as it is shown. */
export type RequestView = Omit<MediaRequest, 'sources' | 'summary'> &
    Said & {
        pipeline: Pipeline;
        /** Stages of a movie that were never reported. */
        skipped: string[];
        episodes: EpisodeView[];
        progress?: EpisodeProgress;
        transfer?: Transfer;
        check?: Check;
        timeline?: Omit<TimelineEntry, 'requestId'>[];
        sources?: MediaRequest['sources'];
    };

/**
 * The requests that fit, newest first.
 * @param times how long things take in this house, where that is known
 * @throws MediaError `invalid_query`
 */
export function listRequests(store: MediaStore, query: RequestQuery, now: number, times?: StageTimes): RequestView[] {
    const accepts = stateFilter(query.state);
    checkMediaType(query.mediaType);
    return store
        .requests()
        .map((request) => upToDate(request, store, now))
        .filter((request) => query.id === undefined || request.id === query.id)
        .filter((request) => query.mediaType === undefined || request.mediaType === query.mediaType)
        .filter((request) => accepts(request.state))
        .map((request) => viewOf(request, store, now, times));
}

/** One request with its history. @throws MediaError `not_found` */
export function showRequest(store: MediaStore, id: string, now: number, times?: StageTimes): RequestView {
    const stored = store.get(id);
    if (!stored) throw new MediaError('not_found', `There is no request with the id ${id.slice(0, 100)}`, { field: 'id' });
    const request = upToDate(stored, store, now);
    const timeline = copyOf(store.timeline(id)).map(({ requestId: _request, ...entry }) => entry);
    return { ...viewOf(request, store, now, times), timeline, sources: { ...request.sources } };
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
function viewOf(request: MediaRequest, store: MediaStore, now: number, times: StageTimes | undefined): RequestView {
    const { live } = store;
    const { sources: _sources, summary, ...shown } = request;
    const transfer = live.transferOf(request.qbitHash);
    const check = live.checkOf(request.id);
    const isOpen = request.state !== 'available';
    const episodes = store.episodes(request.id);
    const { episodes: ofEpisodes, ...said } = explain(request, episodes, live, now, times);
    return copyOf({
        ...shown,
        ...said,
        reached: reachedBy(request, episodes),
        pipeline: pipelineOf(request),
        skipped: summary === undefined ? skippedOf(request, request.isAnime) : [],
        episodes: episodes.map((episode, index) => episodeView(episode, request, store, ofEpisodes[index])),
        ...(summary !== undefined && { progress: progressOf(summary) }),
        ...(transfer && isOpen && { transfer }),
        ...(check && isOpen && { check }),
    });
}

function episodeView(episode: Episode, request: MediaRequest, { live }: MediaStore, explained?: Explained): EpisodeView {
    const { requestId: _request, sources: _sources, attempts: _attempts, ...shown } = episode;
    const { says = '', words, wait = null, eta } = explained ?? {};
    const transfer = isInClient(episode.state) ? live.transferOf(episode.qbitHash) : undefined;
    const percent = transfer && percentOf(transfer, episode);
    const file = transfer && fileOf(transfer, episode);
    return {
        ...shown,
        says,
        ...(words !== undefined && episode.state !== 'available' && { words }),
        wait,
        ...(eta !== undefined && { eta }),
        skipped: skippedOf(episode, request.isAnime),
        ...(percent !== undefined && { percent }),
        ...(file && { wanted: file.wanted }),
    };
}

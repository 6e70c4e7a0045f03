/** Answers questions about requests: a list, or one with its episodes and history. */
import {
    type Check,
    copyOf,
    type Episode,
    isInClient,
    MediaError,
    type MediaRequest,
    type Pipeline,
    pipelineOf,
    skippedOf,
    type TimelineEntry,
    type Transfer,
} from '../model';
import { type EpisodeProgress, progressOf } from '../episodes';
import type { MediaStore } from '../store';
import { type Eta, fileOf, percentOf, type StageTimes, type Wait, type Words } from '../causes';
import { explain, type Explained, reachedBy } from './explain';
import { filterOf, mayWait, readPaging, type RequestQuery } from './filter';

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

/** A part of the requests that fit, and how many fit. */
export interface RequestPage {
    total: number;
    requests: RequestView[];
}

/**
 * The requests that fit, newest first: all of them, or those that `limit` and `offset` name.
 * @param times how long things take in this house, where that is known
 * @throws MediaError `invalid_query`
 */
export function listRequests(store: MediaStore, query: RequestQuery, now: number, times?: StageTimes): RequestView[] {
    return pageOfRequests(store, query, now, times).requests;
}

/**
 * The same with how many fit. What is not shown is not made, so that a page of many requests costs as much as a page of few.
 * @throws MediaError `invalid_query`
 */
export function pageOfRequests(store: MediaStore, query: RequestQuery, now: number, times?: StageTimes): RequestPage {
    const { offset, limit, late } = readPaging(query);
    const fits = filterOf(query);
    const fitting = store
        .requests()
        .map((request) => upToDate(request, store, now))
        .filter(fits)
        .filter((request) => late === undefined || isLate(request, store, now, times) === late);
    const requests = fitting.slice(offset, offset + limit).map((request) => viewOf(request, store, now, times));
    return { total: fitting.length, requests };
}

/** Whether it takes longer than usual here, or than its limit. What is over is not looked at: it waits for nothing. */
function isLate(request: MediaRequest, store: MediaStore, now: number, times: StageTimes | undefined): boolean {
    if (!mayWait(request)) return false;
    return explain(request, store.episodes(request.id), store.live, now, times).wait?.late === true;
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

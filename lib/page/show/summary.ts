/** What the page shows of a request that is not opened, and of one that is. */
import { type Episode, isInClient, type MediaRequest, MediaError, pipelineOf } from '../../model';
import type { Eta, StageTimes } from '../../causes';
import { explain, type Explained, furtherTitle, reachedBy, showRequest } from '../../requests';
import type { LiveFigures, MediaStore } from '../../store';
import type { Proposal, Summary, Whole } from '../contract';
import { episodesOf } from './cells';
import { groupOf, orderOf } from './group';
import { linksOf, type ServerAddress } from './links';
import { posterOf } from './poster-address';
import { stepsOf } from './steps';

/** Cells of a request that is not opened. */
const MOST_CELLS = 60;
/** How much an estimate has to move to be told anew: in milliseconds, and as a part of what is left. */
const ETA_LEAST_MS = 30_000;
const ETA_PART = 0.1;

export interface SummaryOptions {
    store: Pick<MediaStore, 'live' | 'episodes'>;
    times: StageTimes;
    /** Milliseconds since 1970. */
    now: number;
    readyDays: number;
    servers: readonly ServerAddress[];
    proposals?: readonly Proposal[];
    /** What was told of its end before. */
    formerEta?: Eta | null;
    mostCells?: number;
}

/** @param request as it is at that time */
export function summaryOf(request: MediaRequest, options: SummaryOptions): Summary {
    const { store, times, now, readyDays, servers, proposals = [], mostCells = MOST_CELLS } = options;
    const episodes = store.episodes(request.id);
    const { says, words, wait, eta: estimate } = explain(request, episodes, store.live, now, times);
    const eta = steady(estimate, options.formerEta, now);
    const pipeline = pipelineOf(request);
    const standing = { request, wait, eta, now, readyDays };
    const group = groupOf(standing);
    const originalTitle = furtherTitle(request);
    const cells = episodesOf(request, episodes, { live: store.live, now, most: mostCells });
    return {
        id: request.id,
        title: request.title ?? null,
        ...(originalTitle !== undefined && { originalTitle }),
        year: request.year ?? null,
        mediaType: request.mediaType,
        pipeline,
        is4k: request.is4k,
        group,
        order: orderOf(group, standing),
        state: request.state,
        complete: request.complete ?? (request.mediaType === 'movie' && request.state === 'available'),
        requestedBy: request.requestedBy ?? null,
        requestedAt: request.createdAt,
        updatedAt: request.updatedAt,
        availableAt: request.availableAt,
        steps: stepsOf(request, pipeline, reachedBy(request, episodes)),
        says,
        words,
        wait: wait && told(wait),
        eta: eta ?? null,
        percent: percentOf(request, episodes, store.live),
        ...(cells !== undefined && { episodes: cells }),
        poster: posterOf(request),
        links: linksOf(request, episodes, servers),
        ...(proposals.length > 0 && { proposals: [...proposals] }),
    };
}

/** An opened card. @throws MediaError `not_found` */
export function wholeOf(id: string, options: SummaryOptions & { store: MediaStore }): Whole {
    const { store, now, times } = options;
    const stored = store.get(id);
    if (stored === undefined) throw new MediaError('not_found', 'There is no such request', { field: 'id' });
    const view = showRequest(store, id, now, times);
    const { releaseTitle, releaseGroup, quality, indexer, downloadClient, fileSize, finalPath, foundAs } = view;
    const release = { releaseTitle, releaseGroup, quality, indexer, downloadClient, fileSize, finalPath, foundAs };
    return {
        summary: summaryOf(upToDate(stored, store, now), { ...options, mostCells: Infinity }),
        episodes: view.episodes,
        timeline: view.timeline ?? [],
        release: Object.fromEntries(Object.entries(release).filter(([, value]) => value !== undefined)),
        overview: view.overview ?? null,
        originalTitle: view.originalTitle ?? null,
    };
}

/** Time alone changes what an episode is: it airs. */
export function upToDate(request: MediaRequest, store: Pick<MediaStore, 'derive'>, now: number): MediaRequest {
    const nextAirAt = request.summary?.nextAirAt ?? null;
    return nextAirAt !== null && Date.parse(nextAirAt) <= now ? store.derive(request, now) : request;
}

function told({ code, since, nextAt, who, late }: NonNullable<Explained['wait']>): Summary['wait'] {
    return { code, since, ...(nextAt !== undefined && { nextAt }), who, late };
}

/** The estimate of before, while the new one says nearly the same: each look at a download gives another one. */
function steady(eta: Eta | undefined, former: Eta | null | undefined, now: number): Eta | undefined {
    if (eta === undefined || former === undefined || former === null) return eta;
    const left = Math.max(0, Date.parse(eta.at) - now);
    const isNear = Math.abs(Date.parse(eta.at) - Date.parse(former.at)) < Math.max(ETA_LEAST_MS, left * ETA_PART);
    // What has passed is no estimate.
    return isNear && Date.parse(former.at) > now ? former : eta;
}

/** Of a show only when all that is in the client is one download: percents of several make none. */
function percentOf(request: MediaRequest, episodes: readonly Episode[], live: LiveFigures): number | null {
    const inClient = request.summary === undefined ? [request] : episodes.filter(({ state }) => state === 'downloading');
    const [first, ...others] = inClient;
    if (first === undefined || !isInClient(first.state)) return null;
    if (others.some(({ qbitHash }) => qbitHash !== first.qbitHash)) return null;
    const percent = live.transferOf(first.qbitHash)?.percent;
    return percent === undefined ? null : Math.round(percent);
}

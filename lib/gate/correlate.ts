/**
 * Finds the requests, and in them the episodes, that an event is about. An open request wins; else a closed one that
 * holds this very subject; else, for TV, one that covers the season, before all one that names it; else nobody, with the
 * reason.
 */
import {
    type EpisodeFacts,
    type EventKind,
    hasOpenSubject,
    isClosed,
    type MediaEvent,
    type MediaRequest,
    type RequestFacts,
    WAKING,
} from '../model';
import { downloadKey, fileKey, IDENTITY_LEVELS, keysOfEvent, levelOf } from '../identity';
import { attemptOf, namesOf } from './attempts';
import { correlatePath, isPathOnly } from './correlate-path';
import { waitingByTitle } from './correlate-title';
import { awaitingList } from './lists';
import { isSameFile, isSameTitle, isSameWork } from './same';
import { coversSeason, isInSeasons, isWish, namesSeason } from './seasons';
import { type Correlation, type Lookup, nobody, type Target, whole } from './target';
import { isOtherTrack, isSameInstance, isSameTrack, trackScore } from './track';

/** Events that say something of everything with the same identity on the same track, and not of one request only. */
const FOR_ALL: readonly EventKind[] = ['deleted'];
/** What begins a life cycle where there is none. */
export const RELEASES: readonly EventKind[] = ['grabbed', 'imported', 'upgraded'];
const FROM_SEERR: readonly EventKind[] = [
    'requested',
    'approved',
    'edited',
    'declined',
    'withdrawn',
    'send_failed',
    'reported_available',
];
/** How long after it became available a request that nobody had asked for can still be claimed by its late approval. */
const LATE_APPROVAL_MS = 24 * 60 * 60 * 1000;

const DOWNLOAD_LEVEL = IDENTITY_LEVELS.indexOf('download');
const FILE_LEVEL = IDENTITY_LEVELS.indexOf('file');
/** Weaker than any id. */
const TITLE_LEVEL = IDENTITY_LEVELS.length;

/** Finds whom an event is about. `now` is in milliseconds since 1970. */
export function correlate(event: MediaEvent, store: Lookup, now: number): Correlation {
    if (isPathOnly(event)) return correlatePath(event, store);
    if (event.kind === 'not_listed') return whole(awaitingList(event, store));
    const fitting = candidates(event, store).filter((candidate) => mayConcern(candidate, event, now));
    const pool = event.path === undefined ? fitting : havingFile(event.path, fitting, store);
    if (isReasonToLook(event)) return wake(event, pool, store, now);
    if (FOR_ALL.includes(event.kind)) return whole(onTrack(event.request, pool));
    if (event.episodes.length > 0) return splitByEpisode(event, withTitle(event, pool, store), store);
    if (isDownloadOnly(event)) return whole(holdersOf(event, pool, store));
    const chosen = choose(event.request, pool, OPEN_THEN_CLOSED);
    return chosen === null ? nobody('no_request') : { targets: [chosen], unclaimed: null };
}

interface Candidate {
    request: MediaRequest;
    /** Index of the strongest identity it shares with the event. */
    level: number;
}

type Preference = (candidate: Candidate) => boolean;

function candidates(event: MediaEvent, store: Lookup): Candidate[] {
    const found = new Map<string, Candidate>();
    for (const key of keysOfEvent(event)) {
        const level = IDENTITY_LEVELS.indexOf(levelOf(key));
        // A file's name says little, and what names nothing else was joined by its path before.
        if (level === FILE_LEVEL) continue;
        for (const request of store.find(key)) if (!found.has(request.id)) found.set(request.id, { request, level });
    }
    return [...found.values()].filter((candidate) => isPlausible(candidate, event));
}

/** Numbers that a service counts by itself begin at 1 again after a new installation: the ids of the work overrule them. */
function isPlausible({ request, level }: Candidate, event: MediaEvent): boolean {
    if (event.mediaType !== undefined && event.mediaType !== request.mediaType) return false;
    return level <= DOWNLOAD_LEVEL || isSameWork(request, event) !== false;
}

/** Keeps apart what shares ids and is not the same: life cycles, wishes, instances. */
function mayConcern({ request, level }: Candidate, event: MediaEvent, now: number): boolean {
    if (FROM_SEERR.includes(event.kind)) return isWishFor(request, event, now);
    if (RELEASES.includes(event.kind) && request.deletedAt !== null) return false;
    if (level <= DOWNLOAD_LEVEL) return true;
    return isSameInstance(request, event.request) && !isOtherTrack(request, event.request);
}

/** What became of a file concerns who has it, and not who asks for another; when nobody has it, everyone. */
function havingFile(path: string, pool: readonly Candidate[], store: Lookup): readonly Candidate[] {
    const having = pool.filter(({ request }) => {
        const subjects = request.mediaType === 'movie' ? [request] : store.episodesBy(request.id, fileKey(path));
        return subjects.some(({ finalPath }) => finalPath !== undefined && isSameFile(path, finalPath));
    });
    return having.length > 0 ? having : pool;
}

/** What Seerr had told already before anybody listened is no reason to look, but how things are. */
function isReasonToLook({ kind, backfill }: MediaEvent): boolean {
    return kind !== 'file_missing' && WAKING.includes(kind) && backfill !== true;
}

/** With those of the same title, where nothing that has Sonarr's number is for that season. */
function withTitle(event: MediaEvent, pool: readonly Candidate[], store: Lookup): readonly Candidate[] {
    if (event.source !== 'sonarr') return pool;
    const isKnown = ({ seasonNumber }: EpisodeFacts): boolean => pool.some(({ request }) => coversSeason(request, seasonNumber));
    if (event.episodes.every(isKnown)) return pool;
    return [...pool, ...waitingByTitle(event, store).map((request) => ({ request, level: TITLE_LEVEL }))];
}

/** Another wish in Seerr is another request. A request that nobody had wished for can be claimed. */
function isWishFor(request: MediaRequest, event: MediaEvent, now: number): boolean {
    const { seerrRequestId, is4k } = event.request;
    // What became of one wish says nothing of another one for the same title.
    if (event.kind === 'withdrawn') return seerrRequestId !== undefined && seerrRequestId === request.seerrRequestId;
    if (seerrRequestId !== undefined && request.seerrRequestId !== undefined) return seerrRequestId === request.seerrRequestId;
    if ((is4k ?? false) !== request.is4k || !isInSeasons(request, event)) return false;
    if (hasOpenSubject(request)) return true;
    if (isDeleted(request)) return false;
    if (event.kind === 'reported_available') return true;
    if (request.state === 'failed') return true;
    return request.seerrRequestId === undefined && now - Date.parse(request.availableAt ?? request.updatedAt) < LATE_APPROVAL_MS;
}

/** All of the track that facts are of. An HD instance gives no sign of it: of twins it means the one in HD. */
function onTrack(facts: RequestFacts, pool: readonly Candidate[]): MediaRequest[] {
    const possible = pool.map(({ request }) => request).filter((request) => isSameTrack(request, facts));
    const likely = possible.filter((request) => trackScore(request, facts) > 0);
    return likely.length > 0 ? likely : possible;
}

/** Whether all that a request had is gone from the library. */
function isDeleted({ summary, deletedAt }: MediaRequest): boolean {
    return summary === undefined ? deletedAt !== null : summary.deleted === summary.total;
}

/** Tries each preference in turn, first among what has the download or fits the track (HD or 4K), then among the rest. */
function choose(facts: RequestFacts, pool: readonly Candidate[], preferences: readonly Preference[]): Target | null {
    const fitting = pool.filter(({ request, level }) => level <= DOWNLOAD_LEVEL || isSameTrack(request, facts));
    for (const part of [fitting, pool]) {
        for (const prefer of preferences) {
            const target = pick(facts, part.filter(prefer));
            if (target !== null) return target;
        }
    }
    return null;
}

const OPEN_THEN_CLOSED: readonly Preference[] = [
    ({ request }) => hasOpenSubject(request),
    ({ request }) => request.state === 'failed',
    () => true,
];

const BY_TITLE = { code: 'matched_by_title', message: 'No id in common with Sonarr; joined by title and year' };

/** Strongest identity first, then the same instance, then the newest. What is equal to the end is said in the timeline. */
function pick(facts: RequestFacts, pool: readonly Candidate[]): Target | null {
    const scored = pool
        .map((candidate) => ({ ...candidate, score: trackScore(candidate.request, facts) }))
        .sort((a, b) => a.level - b.level || b.score - a.score || b.request.createdAt.localeCompare(a.request.createdAt));
    const [best, second] = scored;
    if (!best) return null;
    if (best.level === TITLE_LEVEL) return { request: best.request, episodes: null, note: BY_TITLE };
    const isTie = second !== undefined && second.level === best.level && second.score === best.score;
    if (!isTie) return { request: best.request, episodes: null };
    return {
        request: best.request,
        episodes: null,
        note: { code: 'several_requests', message: 'More than one request fits; the newest was taken' },
    };
}

/** Gives each episode of the event to the request that it belongs to. */
function splitByEpisode(event: MediaEvent, pool: readonly Candidate[], store: Lookup): Correlation {
    const targets = new Map<string, Target & { episodes: EpisodeFacts[] }>();
    const unclaimed: EpisodeFacts[] = [];
    for (const facts of event.episodes) {
        const owner = ownerOf(facts, event, pool, store);
        if (owner === null) {
            unclaimed.push(facts);
            continue;
        }
        const target = targets.get(owner.request.id) ?? { ...owner, episodes: [] };
        target.episodes.push(facts);
        targets.set(owner.request.id, target);
    }
    return {
        targets: [...targets.values()],
        unclaimed: unclaimed.length === 0 ? null : { reason: 'no_request', episodes: unclaimed },
    };
}

function ownerOf(facts: EpisodeFacts, event: MediaEvent, pool: readonly Candidate[], store: Lookup): Target | null {
    const season = facts.seasonNumber;
    const episodeIn = ({ request }: Candidate) => store.episode(request.id, facts);
    const isGoneFrom = (candidate: Candidate): boolean => (episodeIn(candidate)?.deletedAt ?? null) !== null;
    const isOpenIn = (candidate: Candidate): boolean => {
        const episode = episodeIn(candidate);
        return episode !== undefined && !isClosed(episode.state);
    };
    const isNewToOpen = (candidate: Candidate): boolean => hasOpenSubject(candidate.request) && !episodeIn(candidate);
    const isNamed = ({ request }: Candidate): boolean => namesSeason(request, season);
    const isCovered = ({ request, level }: Candidate): boolean =>
        // A pack that nobody wished for may hold several seasons.
        coversSeason(request, season) || (level <= DOWNLOAD_LEVEL && !isWish(request));
    // As a film, an episode that was deleted begins anew.
    const living = RELEASES.includes(event.kind) ? pool.filter((candidate) => !isGoneFrom(candidate)) : pool;
    return choose(releaseOf(facts, event), living, [
        isOpenIn,
        (candidate) => isNewToOpen(candidate) && isNamed(candidate),
        (candidate) => isNewToOpen(candidate) && isCovered(candidate),
        (candidate) => episodeIn(candidate) !== undefined,
        isNamed,
        isCovered,
    ]);
}

/** What is told of the release of one episode: in TV its quality stands with the episode. */
function releaseOf({ quality }: EpisodeFacts, { request }: MediaEvent): RequestFacts {
    return quality === undefined ? request : { ...request, quality };
}

/** A torrent that holds episodes of two requests concerns both; closed ones only when no open one has it. */
function holdersOf(event: MediaEvent, pool: readonly Candidate[], store: Lookup): MediaRequest[] {
    const keys = namesOf(event).map(downloadKey);
    const hasDownload = (request: MediaRequest): boolean =>
        request.mediaType === 'movie'
            ? attemptOf(request, event) !== undefined
            : keys.some((key) => store.episodesBy(request.id, key).length > 0);
    const holders = pool.map(({ request }) => request).filter(hasDownload);
    const open = holders.filter(hasOpenSubject);
    return open.length > 0 ? open : holders.slice(0, 1);
}

/** A reason to look goes to whoever waits; where ids do not tell, the title does, since looking again does no harm. */
function wake(event: MediaEvent, pool: readonly Candidate[], store: Lookup, now: number): Correlation {
    const known = wishOf(event, pool);
    if (known !== undefined) return whole([known]);
    const waits = (request: MediaRequest): boolean => hasOpenSubject(request) && isInSeasons(request, event);
    const byId = pool.map(({ request }) => request).filter(waits);
    if (byId.length > 0) return whole(byId);
    const byTitle = store
        .openRequests()
        .filter((request) => isSameTitle(request, event) && mayConcern({ request, level: TITLE_LEVEL }, event, now));
    const waiting = byTitle.filter(waits);
    if (waiting.length > 0) return whole(waiting);
    // Seerr often says so after Jellyfin proved it, and then tells of no other wish.
    const over = event.kind === 'reported_available' ? choose(event.request, pool, OPEN_THEN_CLOSED) : null;
    return over === null ? nobody('nothing_waits') : { targets: [over], unclaimed: null };
}

/** The request of the wish that Seerr speaks of, open or not. */
function wishOf({ request: { seerrRequestId } }: MediaEvent, pool: readonly Candidate[]): MediaRequest | undefined {
    if (seerrRequestId === undefined) return undefined;
    return pool.find(({ request }) => request.seerrRequestId === seerrRequestId)?.request;
}

function isDownloadOnly(event: MediaEvent): boolean {
    return event.source === 'qbittorrent' || keysOfEvent(event).every((key) => levelOf(key) === 'download');
}

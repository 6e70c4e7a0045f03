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
} from '../../model';
import { downloadKey, keysOfEvent, levelOf } from '../../identity';
import { attemptOf, namesOf } from '../rules/attempts';
import { type Candidate, candidates, DOWNLOAD_LEVEL, havingFile, mayConcern, RELEASES, TITLE_LEVEL } from './candidates';
import { awaitingList } from './by-list';
import { choose, onTrack, OPEN_THEN_CLOSED } from './choose';
import { correlatePath, isPathOnly } from './by-path';
import { waitingByTitle } from './by-title';
import { isSameTitle } from '../alike/same';
import { coversSeason, isInSeasons, isWish, namesSeason } from '../alike/seasons';
import { type Correlation, type Lookup, nobody, type Target, whole } from './target';

/** Events that say something of everything with the same identity on the same track, and not of one request only. */
const FOR_ALL: readonly EventKind[] = ['deleted'];

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

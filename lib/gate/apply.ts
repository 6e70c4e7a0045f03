/**
 * Applies one event to one request: merges what it tells, rules on each subject it is about, derives what follows,
 * and says what moved. Pure; the gate decides to which requests an event goes and what becomes of the rest.
 */
import { isDeepStrictEqual } from 'node:util';
import { deriveRequest, shareDownloads } from '../episodes';
import {
    blankSubject,
    type Episode,
    type EpisodeFacts,
    episodeLabel,
    episodeOf,
    episodeRef,
    EVIDENCE,
    type EventKind,
    isSameEpisode,
    type MediaEvent,
    type MediaRequest,
    type Pipeline,
    pipelineOf,
    releaseFacts,
    type RequestState,
    type Stage,
    subjectLabel,
    type SubjectRef,
    type SubjectState,
    WAKING,
} from '../model';
import { attemptOf, type Subject, underOneName } from './attempts';
import { isPathOnly } from './correlate-path';
import { mergeFacts, sourceOf } from './facts';
import { renamed, withoutFormerPath } from './renames';
import { ruleOn, settleImporting, skippedStages, type UnappliedCode } from './subject';
import type { Target } from './target';
import { addToTimeline, entryFor } from './timeline';

/** An event that was applied. `from` equals `to` where it brought news without a new state: a match, progress. */
export interface Change {
    /** The request after the whole event. */
    request: MediaRequest;
    pipeline: Pipeline;
    subject: SubjectRef;
    from: RequestState;
    to: RequestState;
    /** Stages in between that were never reported. */
    skipped: Stage[];
    event: MediaEvent;
}

/** A subject whose state an event did not change, and why. */
export interface Unmoved {
    subject: SubjectRef;
    code: UnappliedCode;
}

export interface Outcome {
    /** The very same object when the event told nothing new. */
    request: MediaRequest;
    changes: Change[];
    unmoved: Unmoved[];
}

/** Kinds that a lane acts on although no state moved: always, or when they told something new. */
const ALWAYS_NEWS: readonly EventKind[] = ['downloading', ...WAKING];
const NEWS_IF_NEW: readonly EventKind[] = ['matched', 'not_matched', 'renamed'];
/** Kinds that concern the wish and not its episodes. */
const ABOUT_THE_WISH: readonly EventKind[] = ['requested', 'approved', 'declined', 'send_failed', ...WAKING];

/** A request with what an event made of it, before the state of the whole is derived. */
interface Ruled {
    request: MediaRequest;
    /** One for each subject that was ruled on; its code counts where the state turns out not to have changed. */
    rulings: Unmoved[];
}

/** @returns null when the event names a path that no subject of this request has (yet) */
export function applyToRequest(request: MediaRequest, target: Target, event: MediaEvent, now: number): Outcome | null {
    const at = new Date(now).toISOString();
    const named = underOneName(request, event);
    const ruled = event.kind === 'renamed' ? rename(request, target, event) : rule(named.request, target, named.event, at);
    if (ruled === null) return null;
    const settled = deriveRequest(settleSubjects(ruled.request), now);
    // What is told of a whole download is not told again for each episode in it.
    const labels =
        target.episodes === null
            ? []
            : ruled.rulings.flatMap(({ subject }) => (subject.type === 'episode' ? episodeLabel(subject) : []));
    const after: MediaRequest = {
        ...settled,
        timeline: addToTimeline(request.timeline, entryFor(event, at, labels, target.note)),
    };
    const isNew = !isDeepStrictEqual(after, request);
    const result: MediaRequest = isNew ? { ...after, updatedAt: at } : request;
    const changes = moves(request, result, event);
    const moved = new Set(changes.map(({ subject }) => subjectLabel(subject)));
    const unmoved = ruled.rulings.filter(({ subject }) => !moved.has(subjectLabel(subject)));
    if (changes.length > 0 || !isNews(event.kind, isNew, unmoved)) return { request: result, changes, unmoved };
    return { request: result, changes: [newsOf(result, unmoved, event)], unmoved: [] };
}

function rule(request: MediaRequest, target: Target, event: MediaEvent, at: string): Ruled {
    const [ofRelease, ofRequest] = splitReleaseFacts(factsOf(event), target.episodes?.length ?? 1);
    const merged = mergeFacts(request, ofRequest, sourceOf(event));
    if (merged.mediaType === 'movie' || ABOUT_THE_WISH.includes(event.kind)) return ruleOnWhole(merged, ofRelease, event, at);
    const concerned = episodesConcerned(merged, target, event);
    if (concerned.length === 0) return ruleOnWhole(merged, {}, event, at);
    return ruleOnEpisodes(merged, concerned, ofRelease, event, at);
}

/** What an event tells of the request: a reason to look is no fact, and what Shoko matched is anime. */
function factsOf({ kind, request }: MediaEvent): MediaEvent['request'] {
    if (WAKING.includes(kind)) return {};
    return kind === 'matched' ? { ...request, isAnime: true } : request;
}

function ruleOnWhole(request: MediaRequest, ofRelease: object, event: MediaEvent, at: string): Ruled {
    const { subject, code } = ruleOn(request, event, at);
    const type = request.mediaType === 'movie' ? 'movie' : 'request';
    const told = type === 'movie' && isOfCurrentRelease(code) ? withFacts(subject, ofRelease, event) : subject;
    return { request: told, rulings: [{ subject: { type }, code: code ?? 'duplicate' }] };
}

function ruleOnEpisodes(
    request: MediaRequest,
    concerned: readonly EpisodeFacts[],
    ofRelease: object,
    event: MediaEvent,
    at: string,
): Ruled {
    const episodes = [...request.episodes];
    const rulings: Unmoved[] = [];
    for (const facts of concerned) {
        const index = episodes.findIndex((episode) => isSameEpisode(episode, facts));
        if (index < 0 && !makesEpisodes(event.kind)) continue;
        const { subject, code } = ruleOn(episodes[index] ?? newEpisode(facts, request), event, at);
        const { seasonNumber: _season, episodeNumber: _episode, ...told } = facts;
        const known = isOfCurrentRelease(code) ? withFacts(subject, { ...ofRelease, ...told }, event) : subject;
        if (index < 0) episodes.push(known);
        else episodes[index] = known;
        rulings.push({ subject: episodeRef(facts), code: code ?? 'duplicate' });
    }
    return { request: { ...request, episodes: episodes.sort(inOrder) }, rulings };
}

function withFacts<S extends Subject>(subject: S, facts: object, event: MediaEvent): S {
    return mergeFacts(subject, withoutFormerPath(facts, subject, event.kind), sourceOf(event));
}

/** What is told of a release that is not the current one must not overwrite what is known of the current one. */
function isOfCurrentRelease(code: UnappliedCode | undefined): boolean {
    return code !== 'upgrade' && code !== 'old_attempt';
}

/** The episodes an event is about: those it names, else those with its download, else all. */
function episodesConcerned(request: MediaRequest, target: Target, event: MediaEvent): EpisodeFacts[] {
    if (target.episodes !== null) return target.episodes;
    const named = request.episodes.filter((episode) => event.downloadId === undefined || attemptOf(episode, event) !== undefined);
    return named.map(({ seasonNumber, episodeNumber }) => ({ seasonNumber, episodeNumber }));
}

/**
 * In TV, facts about a release belong to its episodes and not to the request, which may have several. The size of a
 * pack is nobody's own. The hash is left out: which attempt is the current one is for the rules to say.
 */
function splitReleaseFacts(
    { qbitHash: _, ...facts }: MediaEvent['request'],
    episodes: number,
): [ofRelease: object, ofRequest: object] {
    const isOfRelease = ([field]: [string, unknown]): boolean => field in releaseFacts.shape;
    const entries = Object.entries(facts);
    const ofRelease = entries.filter(isOfRelease).filter(([field]) => field !== 'fileSize' || episodes === 1);
    return [Object.fromEntries(ofRelease), Object.fromEntries(entries.filter((entry) => !isOfRelease(entry)))];
}

/** Only what says that there is a release or a file makes an episode that nobody had told of. */
function makesEpisodes(kind: EventKind): boolean {
    return EVIDENCE[kind] !== undefined || kind === 'import_blocked';
}

function newEpisode(facts: EpisodeFacts, request: MediaRequest): Episode {
    const { seasonNumber, episodeNumber } = facts;
    const state = request.reached.approved === undefined ? 'requested' : 'approved';
    return { ...blankSubject(state), seasonNumber, episodeNumber };
}

/** The file has a new path. Null when no subject of this request has it. */
function rename(request: MediaRequest, target: Target, event: MediaEvent): Ruled | null {
    const isLocated = isPathOnly(event);
    const rulings: Unmoved[] = [];
    const move = <S extends Subject>(subject: S, ref: SubjectRef, to = event.request.finalPath): S => {
        const result = renamed(subject, event, to, isLocated);
        if (result !== null) rulings.push({ subject: ref, code: 'duplicate' });
        return result ?? subject;
    };
    const isMeant = (episode: Episode): boolean =>
        !isLocated || target.episodes === null || target.episodes.some((facts) => isSameEpisode(episode, facts));
    const toldOf = (episode: Episode) => event.episodes.find((facts) => isSameEpisode(episode, facts))?.finalPath;
    const result =
        request.mediaType === 'movie'
            ? move(request, { type: 'movie' })
            : {
                  ...request,
                  episodes: request.episodes.map((episode) =>
                      isMeant(episode) ? move(episode, episodeRef(episode), toldOf(episode)) : episode,
                  ),
              };
    return rulings.length === 0 ? null : { request: result, rulings };
}

/** Lets what is known of the request and of one episode count for the others too. */
function settleSubjects(request: MediaRequest): MediaRequest {
    const settle = <S extends { state: RequestState }>(subject: S): S => {
        const state = settleImporting(subject.state, request.isAnime);
        return state === subject.state ? subject : { ...subject, state };
    };
    return { ...settle(request), episodes: shareDownloads(request.episodes.map(settle)) };
}

/** Every subject whose state is another than before, whether the event named it or not. */
function moves(before: MediaRequest, after: MediaRequest, event: MediaEvent): Change[] {
    const make = (subject: SubjectRef, from: RequestState, state: SubjectState): Change => ({
        request: after,
        pipeline: pipelineOf(after),
        subject,
        from,
        to: state.state,
        skipped: skippedStages(state, from, state.state, after.isAnime),
        event,
    });
    if (after.episodes.length === 0) {
        const type = after.mediaType === 'movie' ? 'movie' : 'request';
        return before.state === after.state && before.timeline.length > 0 ? [] : [make({ type }, before.state, after)];
    }
    return after.episodes.flatMap((episode) => {
        const from = episodeOf(before, episode)?.state ?? newEpisode(episode, before).state;
        return from === episode.state ? [] : [make(episodeRef(episode), from, episode)];
    });
}

function isNews(kind: EventKind, isNew: boolean, unmoved: readonly Unmoved[]): boolean {
    if (unmoved.every(({ code }) => code === 'closed' || code === 'old_attempt' || code === 'upgrade')) return false;
    return ALWAYS_NEWS.includes(kind) || (isNew && NEWS_IF_NEW.includes(kind));
}

/** News about one subject is told of it, news about several of the request. */
function newsOf(request: MediaRequest, unmoved: readonly Unmoved[], event: MediaEvent): Change {
    const [only, another] = unmoved;
    const subject: SubjectRef = only !== undefined && another === undefined ? only.subject : { type: 'request' };
    const { state } = subject.type === 'episode' ? (episodeOf(request, subject) ?? request) : request;
    return { request, pipeline: pipelineOf(request), subject, from: state, to: state, skipped: [], event };
}

function inOrder(a: Episode, b: Episode): number {
    return a.seasonNumber - b.seasonNumber || a.episodeNumber - b.episodeNumber;
}

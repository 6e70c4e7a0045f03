/**
 * Applies one event to one request: merges what it tells, rules on each subject it is about, and lets what is known of one
 * count for the others. Reads and writes a work; the gate decides to which requests an event goes, and puts what came of it.
 */
import { fileKey } from '../identity';
import {
    type Episode,
    type EpisodeFacts,
    type EpisodeKey,
    episodeKeyOf,
    episodeLabel,
    episodeRef,
    EVIDENCE,
    type EventKind,
    isListAwaited,
    isSameEpisode,
    type MediaEvent,
    parseSeasons,
    releaseFacts,
    type RequestState,
    type Stage,
    type SubjectRef,
    WAKING,
} from '../model';
import { attemptOf, namesOf, underOneName } from './rules/attempts';
import type { Subject } from './rules/facts';
import { isPathOnly } from './correlate/by-path';
import { mergeFacts, sourceOf, sourceOfPack } from './rules/facts';
import { unlisted, wantsMore, withoutListOf } from './lists';
import { notedOf } from './rules/releases';
import { renamed, withoutFormerPath } from './rules/renames';
import { isWish } from './alike/seasons';
import { ruleOn, settleImporting, type UnappliedCode } from './rules/subject';
import type { Target } from './correlate/target';
import type { RequestWork } from './work';

/** What was ruled on one subject: the code counts where its state turns out not to have changed. */
export interface Ruled {
    subject: SubjectRef;
    code: UnappliedCode;
}

/** Kinds that concern the wish and not its episodes. */
const ABOUT_THE_WISH: readonly EventKind[] = [
    'requested',
    'approved',
    'edited',
    'declined',
    'withdrawn',
    'send_failed',
    'not_listed',
    ...WAKING,
];

/** Stages that tell of a release: what has none of them may have been there all along. */
const RELEASE_STAGES: readonly Stage[] = ['grabbing', 'downloading', 'downloaded', 'importing', 'available'];

/** What an answer to a wish finds an episode in: nobody has a release of it. */
const UNANSWERED: readonly RequestState[] = ['requested', 'approved', 'failed'];

/** @returns what was ruled on each subject; null when the event names a path that no subject of this request has (yet) */
export function applyToRequest(work: RequestWork, target: Target, event: MediaEvent, at: string): Ruled[] | null {
    const named = underOneName(work, event);
    const rulings = event.kind === 'renamed' ? rename(work, target, event) : rule(work, target, named, at);
    if (rulings === null) return null;
    settleSubjects(work);
    shareDownloads(work);
    return rulings;
}

function rule(work: RequestWork, target: Target, event: MediaEvent, at: string): Ruled[] {
    const [ofRelease, ofRequest] = splitReleaseFacts(factsOf(event), target.episodes?.length ?? 1);
    work.request = mergeFacts(work.request, ofRequest, sourceOf(event));
    work.rememberGone();
    if (event.kind === 'reported_available' && work.request.reportedAvailableAt === undefined)
        work.request = { ...work.request, reportedAvailableAt: at };
    if (wantsMore(work.before, work.request)) {
        work.request = unlisted(work.request);
        work.wantsMore = true;
    }
    if (event.kind === 'listed') noteListing(work, event, at);
    if (event.kind === 'not_listed') work.request = withoutListOf(work.request, event.server);
    if (work.request.requestedSeasons !== work.before.requestedSeasons) settleSeasons(work, event.kind);
    if (work.request.mediaType === 'movie') return [ruleOnWhole(work, ofRelease, event, at)];
    if (ABOUT_THE_WISH.includes(event.kind)) return ruleOnWish(work, event, at);
    const concerned = episodesConcerned(work, target, event);
    if (concerned.length === 0) return [ruleOnWhole(work, {}, event, at)];
    return concerned.flatMap((facts) => ruleOnEpisode(work, facts, ofRelease, event, at) ?? []);
}

/** What an event tells of the request: a reason to look is no fact, and what Shoko matched is anime. */
function factsOf({ kind, request }: MediaEvent): MediaEvent['request'] {
    if (kind === 'library_added') return {};
    return kind === 'matched' ? { ...request, isAnime: true } : request;
}

function ruleOnWhole(work: RequestWork, ofRelease: object, event: MediaEvent, at: string): Ruled {
    const { subject, code } = ruleOn(asPresent(work, work.request, event), event, at);
    const type = work.request.mediaType === 'movie' ? 'movie' : 'request';
    work.request = type === 'movie' ? withReleaseFacts(subject, ofRelease, {}, event, code) : subject;
    return { subject: { type }, code: code ?? 'duplicate' };
}

/** A wish and its answer are about all that nobody has a release of. */
function ruleOnWish(work: RequestWork, event: MediaEvent, at: string): Ruled[] {
    const waiting = work.all().filter(({ state }) => UNANSWERED.includes(state));
    const ruled = waiting.flatMap((episode) => ruleOnEpisode(work, episodeKeyOf(episode), {}, event, at) ?? []);
    return [ruleOnWhole(work, {}, event, at), ...ruled.filter(({ code }) => code !== 'duplicate')];
}

/** A list is whole for each season that it names: what is not in it, and of which nobody has a release, is not looked for. */
function noteListing(work: RequestWork, event: MediaEvent, at: string): void {
    work.request = { ...work.request, listedAt: work.request.listedAt ?? at };
    if (work.request.mediaType !== 'tv') return;
    const seasons = new Set(event.episodes.map(({ seasonNumber }) => seasonNumber));
    const listed = new Set(event.episodes.map(episodeLabel));
    for (const episode of work.all()) {
        if (!seasons.has(episode.seasonNumber) || listed.has(episodeLabel(episode))) continue;
        if (episode.isMonitored !== false) work.set(mergeFacts(episode, { isMonitored: false }, sourceOf(event)));
    }
}

/** The wish was changed in Seerr: its seasons are waited for, and no others. */
function settleSeasons(work: RequestWork, kind: EventKind): void {
    const named = parseSeasons(work.request.requestedSeasons);
    const before = parseSeasons(work.before.requestedSeasons);
    const isMore = before.length > 0 && named.some((season) => !before.includes(season));
    // What Seerr called available was without the seasons that were added since.
    if (isMore && kind !== 'reported_available') {
        const { reportedAvailableAt: _, ...unreported } = work.request;
        work.request = unreported;
    }
    for (const episode of work.all()) {
        const isUnwanted = named.length > 0 && !named.includes(episode.seasonNumber);
        if (isUnwanted === (episode.isUnwanted === true)) continue;
        const { isUnwanted: _, ...wanted } = episode;
        work.set(isUnwanted ? { ...episode, isUnwanted } : wanted);
    }
}

function ruleOnEpisode(work: RequestWork, facts: EpisodeFacts, ofRelease: object, event: MediaEvent, at: string): Ruled | null {
    const known = work.episode(facts);
    if (known === undefined && !makesEpisode(work, facts, event.kind)) return null;
    const { subject, code } = ruleOn(asPresent(work, known ?? work.newEpisode(facts), event, facts), event, at);
    const { seasonNumber: _season, episodeNumber: _episode, ...told } = facts;
    work.set(withReleaseFacts(subject, ofRelease, told, event, code));
    return { subject: episodeRef(facts), code: code ?? 'duplicate' };
}

/**
 * The subject, marked where it turns out to have been there before anybody listened, although the event itself does not say
 * that it tells how things were: it is proved before Sonarr or Radarr could say so, or it is of a show that Seerr called
 * available by then.
 */
function asPresent<S extends Subject>({ before }: RequestWork, subject: S, event: MediaEvent, facts?: EpisodeFacts): S {
    if (before.backfilledAt === undefined || RELEASE_STAGES.some((stage) => subject.reached[stage] !== undefined)) return subject;
    const isProvedFirst = event.kind === 'verified' && isListAwaited(before);
    const hasFile = event.kind === 'upgraded' || (event.kind === 'listed' && facts?.hasFile === true);
    const isOfAvailable = before.mediaType === 'tv' && before.reached.available !== undefined && hasFile;
    return isProvedFirst || isOfAvailable ? { ...subject, wasThere: true } : subject;
}

/**
 * The subject with what is told of it. What is told of a release that is not the one that counts stays with that one.
 * @param ofRelease what is told of all that the release holds
 * @param told what is told of this very episode, who knows more
 */
function withReleaseFacts<S extends Subject>(
    subject: S,
    ofRelease: object,
    told: object,
    event: MediaEvent,
    code: UnappliedCode | undefined,
): S {
    const source = sourceOf(event);
    const sourceOfAll = event.episodes.length < 2 ? source : sourceOfPack(event);
    if (code === 'other_download') return subject;
    if (code === 'upgrade' || code === 'old_attempt') {
        const noted = notedOf(subject, attemptOf(subject, event), ofRelease, sourceOfAll);
        return notedOf(noted, attemptOf(noted, event), told, source);
    }
    const without = (facts: object): object => withoutFormerPath(facts, subject, event.kind);
    return mergeFacts(mergeFacts(subject, without(ofRelease), sourceOfAll), without(told), source);
}

/** The episodes an event is about: those it names, else those with its download, else all. */
function episodesConcerned(work: RequestWork, target: Target, event: MediaEvent): EpisodeFacts[] {
    if (target.episodes !== null) return target.episodes;
    const named =
        event.downloadId === undefined
            ? work.all()
            : work.byDownload(namesOf(event)).filter((episode) => attemptOf(episode, event) !== undefined);
    return named.map(episodeKeyOf);
}

/**
 * In TV, facts about a release belong to its episodes and not to the request, which may have several. The size of a
 * pack is nobody's own. The hash is left out: which attempt is the current one is for the rules to say.
 */
function splitReleaseFacts(
    { qbitHash: _, ...facts }: MediaEvent['request'],
    episodes: number,
): [ofRelease: object, ofRequest: object] {
    const ofRelease: Record<string, unknown> = {};
    const ofRequest: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(facts)) {
        if (!(field in releaseFacts.shape)) ofRequest[field] = value;
        else if (field !== 'fileSize' || episodes === 1) ofRelease[field] = value;
    }
    return [ofRelease, ofRequest];
}

/** Only what says that there is a release or a file makes an episode that nobody had told of; or that one will be looked for. */
function makesEpisode(work: RequestWork, { isMonitored, hasFile }: EpisodeFacts, kind: EventKind): boolean {
    if (kind === 'listed') return isWish(work.request) && (isMonitored === true || hasFile === true);
    return EVIDENCE[kind] !== undefined || kind === 'import_blocked';
}

/** The file has a new path. Null when no subject of this request has it. */
function rename(work: RequestWork, target: Target, event: MediaEvent): Ruled[] | null {
    const isLocated = isPathOnly(event);
    const rulings: Ruled[] = [];
    const move = <S extends Subject>(subject: S, ref: SubjectRef, to = event.request.finalPath): S => {
        const result = renamed(subject, event, to, isLocated);
        if (result !== null) rulings.push({ subject: ref, code: 'duplicate' });
        return result ?? subject;
    };
    if (work.request.mediaType === 'movie') work.request = move(work.request, { type: 'movie' });
    const toldOf = (key: EpisodeKey) => event.episodes.find((facts) => isSameEpisode(key, facts))?.finalPath;
    for (const episode of episodesAt(work, target, event)) {
        work.set(move(episode, episodeRef(episode), toldOf(episode)));
    }
    return rulings.length === 0 ? null : rulings;
}

/** The episodes whose file may be the one that was renamed. */
function episodesAt(work: RequestWork, target: Target, event: MediaEvent): Episode[] {
    const { path } = event;
    if (isPathOnly(event) && target.episodes !== null) return target.episodes.flatMap((key) => work.episode(key) ?? []);
    if (path !== undefined) return work.by([fileKey(path)]);
    return event.episodes.length > 0 ? event.episodes.flatMap((key) => work.episode(key) ?? []) : work.all();
}

/** An anime that was imported waits for its match: all of it, when it turns out to be one. */
function settleSubjects(work: RequestWork): void {
    const { isAnime } = work.request;
    const settle = <S extends { state: RequestState }>(subject: S): S => {
        const state = settleImporting(subject.state, isAnime);
        return state === subject.state ? subject : { ...subject, state };
    };
    work.request = settle(work.request);
    for (const episode of isAnime === work.before.isAnime ? work.changed() : work.all()) work.set(settle(episode));
}

/** What is told of a torrent by one episode counts for all that were imported from it. */
function shareDownloads(work: RequestWork): void {
    const told = new Set<string>();
    for (const episode of work.changed()) {
        if (work.downloads.take(episode) && episode.qbitHash !== undefined) told.add(episode.qbitHash);
    }
    for (const episode of [...work.byDownload(told), ...work.changed()]) work.set(work.downloads.give(episode));
}

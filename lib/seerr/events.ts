/**
 * What is made of a wish and of a change in it: the events that Seerr's webhooks would have brought, told by the same words and
 * facts, so that a fact that comes both ways is one. Title, year, overview and poster are not in Seerr's list.
 */
import type { EventKind, MediaEvent, MediaType, RequestFacts } from '../model';
import { isOpen, type Phase } from './phase';
import type { Watched } from './memory';
import type { Wish } from './wire';

export interface Telling {
    /** What tells this Seerr from another one; part of each id. */
    server: string;
    /** Now, ISO 8601 UTC: when it happened, where Seerr does not say. */
    now: string;
    /** How things had been before anybody looked: see `backfill` of an event. */
    isBackfill: boolean;
}

/** The base of an event: what all kinds of it have. */
interface Fact {
    kind: EventKind;
    at: string;
    id: number;
    mediaType: MediaType;
    request: RequestFacts;
    /** How often something of this wish was told before. */
    changes: number;
    eventType?: string;
    message?: string;
    /** For what fails: what a person reads. */
    failure?: { code: string; message: string };
}

/** Seerr's own words for what happened to a request (lib/notifications, entity/MediaRequest.ts). */
const WORDS: Readonly<Record<Phase, (what: string) => [eventType: string, event: string]>> = {
    requested: (what) => ['MEDIA_PENDING', `New ${what} Request`],
    approved: (what) => ['MEDIA_APPROVED', `${what} Request Approved`],
    declined: (what) => ['MEDIA_DECLINED', `${what} Request Declined`],
    send_failed: (what) => ['MEDIA_FAILED', `${what} Request Failed`],
    reported_available: (what) => ['MEDIA_AVAILABLE', `${what} Request Now Available`],
};

/** What has happened to a wish that nobody knew. */
export function eventsOfNew(wish: Wish, phase: Phase, telling: Telling): MediaEvent[] {
    // What was there before anybody listened is believed as it is: with the way to it, it would look as if it were on its way.
    if (telling.isBackfill && phase === 'reported_available') return factsOf(wish, [phase], null, telling);
    const beginning = wish.isAutoApproved && phase !== 'requested' && phase !== 'declined' ? [] : ['requested' as const];
    return factsOf(wish, [...beginning, ...pathTo(phase)], null, telling);
}

/** What has happened to a wish since it was seen: another phase, other seasons, another requester; mostly nothing. */
export function eventsOfChange(wish: Wish, phase: Phase, before: Watched, telling: Telling): MediaEvent[] {
    const edited = editOf(wish, before);
    const steps = phase === 'requested' ? [phase] : pathTo(phase).filter((step) => step !== before.phase);
    const happened = phase === before.phase ? [] : factsOf(wish, steps, before, telling);
    if (edited === null) return happened;
    const { id, mediaType, facts } = wish;
    const fact: Fact = {
        kind: 'edited',
        at: changedAt(wish, before, telling),
        id,
        mediaType,
        request: facts,
        changes: before.changes + 1,
    };
    return [eventOf({ ...fact, message: edited }, telling), ...happened];
}

/** A wish that Seerr has no longer. @param successor the wish that takes its place */
export function withdrawnEvent(id: number, watched: Watched, successor: number | null, telling: Telling): MediaEvent {
    const { mediaType, tmdbId, is4k, changes, seasons } = watched;
    const failure =
        successor === null
            ? { code: 'withdrawn', message: 'The request was deleted in Seerr' }
            : { code: 'superseded', message: `Asked for again in Seerr: request ${successor} takes the place of this one` };
    const request: RequestFacts = {
        seerrRequestId: id,
        tmdbId,
        is4k,
        ...(seasons !== undefined && { requestedSeasons: seasons }),
    };
    return eventOf({ kind: 'withdrawn', at: telling.now, id, mediaType, request, changes: changes + 1, failure }, telling);
}

/** The steps to a phase that Seerr's webhooks tell of, without the first. */
function pathTo(phase: Phase): Phase[] {
    if (phase === 'requested') return [];
    return phase === 'approved' || phase === 'declined' ? [phase] : ['approved', phase];
}

function factsOf(wish: Wish, steps: readonly Phase[], before: Watched | null, telling: Telling): MediaEvent[] {
    const { id, mediaType, facts: request } = wish;
    const changes = before === null ? 0 : before.changes + 1;
    let latest = '';
    return steps.map((step) => {
        const own = timeOf(step, wish, before, telling);
        // What follows is not older than what it follows on, whatever the times of a library say.
        latest = own > latest ? own : latest;
        const [eventType, message] = wordsOf(step, wish);
        return eventOf({ kind: step, at: latest, id, mediaType, request, changes, eventType, message }, telling);
    });
}

function wordsOf(step: Phase, { mediaType, is4k, isAutoApproved }: Wish): [eventType: string, event: string] {
    const what = `${is4k ? '4K ' : ''}${mediaType === 'movie' ? 'Movie' : 'Series'}`;
    return step === 'approved' && isAutoApproved
        ? ['MEDIA_AUTO_APPROVED', `${what} Request Automatically Approved`]
        : WORDS[step](what);
}

/** The row's own time where it has one. */
function timeOf(step: Phase, wish: Wish, before: Watched | null, telling: Telling): string {
    const { createdAt = telling.now, updatedAt = createdAt, library, isAutoApproved } = wish;
    const began = createdAt < telling.now ? createdAt : telling.now;
    if (step === 'requested' && (before === null || !isOpen(before.phase))) return began;
    if (before !== null) return changedAt(wish, before, telling);
    if (step === 'approved' && isAutoApproved) return began;
    const since = step === 'reported_available' && library.addedAt !== undefined ? library.addedAt : updatedAt;
    return [began, since < telling.now ? since : telling.now].sort().at(-1) ?? began;
}

/** Since 2.6 Seerr does not say when a request was changed: by then it is when that was noticed. */
function changedAt({ updatedAt }: Wish, before: Watched, { now }: Telling): string {
    return updatedAt !== undefined && updatedAt !== before.updatedAt && updatedAt < now ? updatedAt : now;
}

/** What was changed by hand, as a sentence; null for nothing. */
function editOf({ facts }: Wish, { seasons, requestedBy, requestedById }: Watched): string | null {
    const said: string[] = [];
    if (facts.requestedSeasons !== undefined && facts.requestedSeasons !== seasons) {
        said.push(`Seasons ${seasons ?? '(none)'} became ${facts.requestedSeasons} in Seerr`);
    }
    if (facts.requestedById !== undefined && requestedById !== undefined && facts.requestedById !== requestedById) {
        said.push(`Asked for by ${facts.requestedBy ?? 'somebody else'} instead of ${requestedBy ?? 'somebody else'}`);
    }
    return said.length === 0 ? null : said.join('. ');
}

function eventOf({ id, changes, failure, ...fact }: Fact, { server, isBackfill }: Telling): MediaEvent {
    const occurrence = changes === 0 ? '' : `.${changes}`;
    const event = {
        id: `seerr:${server}:${id}:${fact.kind}${occurrence}`,
        source: 'seerr',
        ...fact,
        episodes: [],
        ...(isBackfill && { backfill: true }),
    };
    const reason = failure ?? failureOf(fact);
    return { ...event, ...(reason && { failure: reason }) } as MediaEvent;
}

/** The reasons that the webhook parser gives. */
function failureOf({ kind, mediaType }: Pick<Fact, 'kind' | 'mediaType'>): Fact['failure'] {
    if (kind === 'declined') return { code: kind, message: 'The request was declined in Seerr' };
    if (kind !== 'send_failed') return undefined;
    return { code: kind, message: `Seerr could not send the request to ${mediaType === 'movie' ? 'Radarr' : 'Sonarr'}` };
}

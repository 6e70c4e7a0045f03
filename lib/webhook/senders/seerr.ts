/**
 * Webhooks of Seerr, Jellyseerr and Overseerr. The body is a template that its user may have edited (Seerr
 * lib/notifications/agents/webhook.ts): values come nested as in the default template or flat under the variables'
 * names, every one of them may be missing, and all of them are strings.
 */
import { type MediaType, parseSeasons, type RequestFacts } from '../../model';
import { type DraftBase, type EventDraft, namesSomething, noteInstead } from '../read/draft';
import {
    known,
    label,
    overview,
    read,
    type Section,
    section,
    sections,
    serviceId,
    text,
    title,
    webUrl,
    year,
} from '../read/fields';
import { cleanText } from '../read/text';

type Meaning = 'requested' | 'approved' | 'declined' | 'send_failed' | 'reported_available';

const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
    ['MEDIA_PENDING', 'requested'],
    ['MEDIA_AUTO_REQUESTED', 'requested'],
    ['MEDIA_APPROVED', 'approved'],
    ['MEDIA_AUTO_APPROVED', 'approved'],
    ['MEDIA_DECLINED', 'declined'],
    ['MEDIA_FAILED', 'send_failed'],
    ['MEDIA_AVAILABLE', 'reported_available'],
]);

/** What the event's text says, for templates without `notification_type`. */
const WORDS: readonly (readonly [pattern: RegExp, meaning: Meaning])[] = [
    [/^new (?:4k )?(?:movie|series|tv) request$/i, 'requested'],
    [/\bapproved$/i, 'approved'],
    [/\bdeclined$/i, 'declined'],
    [/\bfailed$/i, 'send_failed'],
    [/\bnow available$/i, 'reported_available'],
];

/** `"4K Series Request Approved"`, `"New 4K Movie Request"`, `"TV Request Automatically Approved"`. */
const EVENT_TEXT = /^(?:new )?(4k )?(movie|series|tv)\b/i;

/** Reads one webhook of Seerr. Never throws. */
export function parseSeerr(payload: Section): EventDraft {
    const notification = read(label, payload.notification_type)?.toUpperCase();
    const event = read(label, payload.event);
    const meaning = MEANINGS.get(notification ?? '') ?? (notification === undefined ? meaningOf(event) : undefined);
    const mediaType = mediaTypeOf(payload, event);
    const base: DraftBase = {
        eventType: notification ?? event ?? 'unknown',
        ...(mediaType && { mediaType }),
        request: { ...idsOf(payload), ...(meaning && factsOf(payload, event, mediaType)) },
        episodes: [],
    };
    if (meaning === undefined) return noteInstead(base, noteOf(payload, event));
    if (!namesSomething(base))
        return noteInstead(base, 'Seerr named neither media nor request: restore the default JSON payload of its webhook');
    return draftOf(meaning, { ...base, ...(event !== undefined && { message: event }) });
}

function draftOf(meaning: Meaning, base: DraftBase): EventDraft {
    switch (meaning) {
        case 'declined':
            return { ...base, kind: meaning, failure: { code: meaning, message: 'The request was declined in Seerr' } };
        case 'send_failed': {
            const target = base.mediaType === undefined ? 'Radarr or Sonarr' : base.mediaType === 'movie' ? 'Radarr' : 'Sonarr';
            return {
                ...base,
                kind: meaning,
                failure: { code: meaning, message: `Seerr could not send the request to ${target}` },
            };
        }
        default:
            return { ...base, kind: meaning };
    }
}

function meaningOf(event: string | undefined): Meaning | undefined {
    return event === undefined ? undefined : WORDS.find(([pattern]) => pattern.test(event))?.[1];
}

function idsOf(payload: Section): RequestFacts {
    const media = section(payload.media);
    return known<RequestFacts>({
        seerrRequestId: read(serviceId, section(payload.request).request_id ?? payload.request_id),
        tmdbId: read(serviceId, media.tmdbId ?? payload.media_tmdbid),
        tvdbId: read(serviceId, media.tvdbId ?? payload.media_tvdbid),
    });
}

function factsOf(payload: Section, event: string | undefined, mediaType: MediaType | undefined): RequestFacts {
    return known<RequestFacts>({
        ...titleAndYear(unmangled(read(title, payload.subject), 'subject')),
        overview: unmangled(read(overview, payload.message), 'message'),
        posterUrl: posterOf(payload.image),
        requestedBy: unmangled(
            read(label, section(payload.request).requestedBy_username ?? payload.requestedBy_username),
            'requestedBy_username',
        ),
        is4k: is4kOf(payload, event),
        requestedSeasons: mediaType === 'movie' ? undefined : seasonsOf(payload.extra),
    });
}

/**
 * Seerr fills its template by `String.replace`, to which `$&` in a title means what it replaces: the variable's own name. That
 * can be undone; of `$$`, which becomes one dollar sign, nothing is left to see.
 */
function unmangled(text: string | undefined, variable: string): string | undefined {
    return text?.replaceAll(`{{${variable}}}`, () => '$&');
}

/** `"Violet Evergarden: The Movie (2020)"`. The year is missing when TMDB has no date; a title may end in any number. */
function titleAndYear(subject: string | undefined): Pick<RequestFacts, 'title' | 'year'> {
    const match = subject === undefined ? null : /^(.+)\((\d{4})\)$/.exec(subject);
    const inBrackets = read(year, match?.[2]);
    const name = match?.[1]?.trim();
    if (inBrackets === undefined || !name) return known({ title: subject, year: undefined });
    return { title: name, year: inBrackets };
}

/** Seerr joins an address and a path without looking: with no poster it ends in the word `null`. */
function posterOf(image: unknown): string | undefined {
    const url = read(webUrl, image);
    return url === undefined || /(?:null|undefined)$/.test(url) ? undefined : url;
}

/** `[{name: "Requested Seasons", value: "1, 2"}]`, as `"1, 2"`; 0 is the specials. */
function seasonsOf(extra: unknown): string | undefined {
    const entry = sections(extra).find((field) => read(label, field.name)?.toLowerCase() === 'requested seasons');
    const value = entry?.value;
    const seasons = parseSeasons(typeof value === 'number' ? String(value) : read(text(2_000), value));
    return seasons.length === 0 ? undefined : [...new Set(seasons)].sort((a, b) => a - b).join(', ');
}

/** 4K shows only in the event's text; without that, in which of the two states has begun to move. */
function is4kOf(payload: Section, event: string | undefined): boolean | undefined {
    const match = event === undefined ? null : EVENT_TEXT.exec(event);
    if (match) return match[1] !== undefined;
    const media = section(payload.media);
    const status = read(label, media.status ?? payload.media_status)?.toUpperCase();
    const status4k = read(label, media.status4k ?? payload.media_status4k)?.toUpperCase();
    if (status === undefined || status4k === undefined) return undefined;
    if (status === 'UNKNOWN' && status4k !== 'UNKNOWN') return true;
    return status !== 'UNKNOWN' && status4k === 'UNKNOWN' ? false : undefined;
}

function mediaTypeOf(payload: Section, event: string | undefined): MediaType | undefined {
    const word = read(label, section(payload.media).media_type ?? payload.media_type)?.toLowerCase();
    if (word === 'movie' || word === 'tv') return word;
    const match = event === undefined ? null : EVENT_TEXT.exec(event);
    if (match) return match[2]?.toLowerCase() === 'movie' ? 'movie' : 'tv';
    return seasonsOf(payload.extra) === undefined ? undefined : 'tv';
}

/** A test, an issue, or a type that came after us: its own words. */
function noteOf(payload: Section, event: string | undefined): string {
    const said = [event, read(title, payload.subject), read(title, payload.message)].filter((part) => part !== undefined);
    return said.length === 0 ? 'Seerr sent a notification without words' : cleanText(said.join(': '), 500);
}

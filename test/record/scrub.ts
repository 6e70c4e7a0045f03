/**
 * Makes an answer of a service fit to be shown to strangers: no keys, cookies, addresses or names of people, and made-up titles
 * and paths that still fit together. A string of which nothing is known is taken for somebody's own.
 */
import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { redactor } from './redact';
import { WordBook } from './words';

export interface ScrubOptions {
    /** What must not be anywhere in the result: keys, passwords, user names. */
    secrets?: readonly string[];
    /** Names and addresses of machines, without scheme and port. */
    hosts?: readonly string[];
    /** Makes hashes of different recordings differ. */
    salt?: string;
}

const SECRET_KEY =
    /(?:api_?key|auth_?header|token|passw|secret|cookie|authorization|passkey|^sid$|_sid$|session_?id|credential|webhookurl|machineid)/i;
const USER_KEY =
    /(?:user_?name|display_?name|nickname|e_?mail|avatar|requestedby|reportedby|commentedby|createdby|modifiedby|owner|discord|telegram|^user$)/i;
/** Where the title's number in somebody's list stands; such a list names it. */
const LISTED_KEY = /^(?:provider_)?(?:tmdb|tvdb|imdb|tvmaze|tvrage|mal|anilist|anidb|trakt|tvMaze|tvRage)(?:_?ids?)?$/i;
/** Words of the protocol: lists of a few values that the services' source has. */
const WORD_KEY =
    /^(?:status|state|status4k|.*state|.*status|event_?type|event|notification_?type|protocol|type|.*type|level|reason|delete_?reason|source|action|implementation|implementation_?name|config_?contract|resolution|codec|.*codec|version|.*version|app_?name|product_?name|branch|os.*|runtime.*|mode|auth.*|sort_?key|sort_?direction|cover_?type|media_?type|name_?space|method|trigger|result|priority|.*language.*|quality.*|privacy|server|collection_?type|container|.*dynamic_?range.*|timeleft|duration|runtime|full_?update|rid|package.*|database.*|commit_?tag|release_?type)$/i;
const SENTENCE_KEY = /^(?:messages?|error_?message|exception.*|help_?text.*|body|output|warning.*|wiki_?url|failed_?message)$/i;
const PUBLIC_HOSTS = new Set(['wiki.servarr.com']);

const URL_TEXT = /\b([a-z][a-z0-9+.-]{1,10}:\/\/)(?:[^\s/@"'<>]*@)?(\[[0-9a-f:.]+\]|[^\s/:?#"'<>\\]+)(:\d{1,5})?([^\s"'<>]*)/gi;
const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;
/** What could be one; `isIPv6` says whether it is. */
const IPV6 = /(?<![\w:])[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(?![\w:])/gi;
const MAIL = /[^\s@"'<>]+@[^\s@"'<>]+\.[a-z]{2,}/gi;
const HEX = /(?<![0-9a-z])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?![0-9a-z])/gi;
/** Times, spans, versions and numbers. */
const PLAIN_VALUE =
    /^(?:\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?|[\d.:,+ -]*|v?\d+(?:\.\d+){1,3}(?:[-+][\w.]+)?|true|false)$/i;
const DATE = /^\d{4}-\d\d-\d\dT[\d:.]+Z?$/;
/** An answer is cut off here; a fault shows in the first few. */
const MAX_ENTRIES = 40;
const MAX_TEXT = 4_000;
const MAX_DEPTH = 40;

/** Scrubs any number of values that belong together: the same title is the same made-up title in all. */
export class Scrubber {
    private readonly words = new WordBook();
    private readonly numbers = new Map<string, number>();
    private readonly hostNames = new Map<string, string>();
    private readonly redact: (text: string) => string;
    private readonly salt: string;

    constructor({ secrets = [], hosts = [], salt = '' }: ScrubOptions = {}) {
        this.redact = redactor([...secrets, ...hosts]);
        this.salt = salt;
    }

    /** A copy with nothing of the options' secrets and hosts in it, neither in a value nor in a key. */
    scrub(value: unknown): unknown {
        return this.value(value, '', 0);
    }

    private value(value: unknown, key: string, depth: number): unknown {
        if (depth > MAX_DEPTH) return null;
        if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((each) => this.value(each, key, depth + 1));
        if (typeof value === 'object' && value !== null) return this.object(value, key, depth);
        if (typeof value === 'string') return this.redact(this.text(this.redact(value).slice(0, MAX_TEXT), key));
        if (typeof value === 'number') return this.number(value, key);
        return typeof value === 'boolean' ? value : null;
    }

    private object(value: object, key: string, depth: number): Record<string, unknown> {
        const entries = Object.entries(value).slice(0, 4 * MAX_ENTRIES);
        // `{ name: 'apiKey', value: '...' }`, as settings are listed.
        const named = (value as { name?: unknown }).name;
        const isNamed = typeof named === 'string' && 'value' in value;
        const clean = entries.map(([name, each]): [string, unknown] => [
            this.redact(this.nameOf(name)),
            isNamed && name === 'name'
                ? this.redact(named)
                : this.value(each, isNamed && name === 'value' ? named : innerKey(name, key), depth + 1),
        ]);
        return Object.fromEntries(clean);
    }

    /** A key that is data: a hash, an address, a title. */
    private nameOf(name: string): string {
        return /^[A-Za-z_][\w ]{0,50}$/.test(name) && !HEX_ONLY.test(name) ? name : this.text(this.redact(name), '');
    }

    private number(value: number, key: string): number {
        const listed = LISTED_KEY.test(key) && value > 0 ? this.listed(String(value)) : value;
        return this.redact(String(listed)) === String(listed) ? listed : 0;
    }

    private text(text: string, key: string): string {
        if (text === '') return text;
        if (SECRET_KEY.test(key)) return '<secret>';
        if (USER_KEY.test(key)) return this.userName(text);
        if (LISTED_KEY.test(key)) return text.replace(/\d+/g, (digits) => String(this.listed(digits)));
        const anonymous = this.addresses(text);
        if (PLAIN_VALUE.test(anonymous)) return anonymous;
        if (WORD_KEY.test(key)) return anonymous;
        return SENTENCE_KEY.test(key) ? this.sentence(anonymous) : this.words.replaceAll(anonymous);
    }

    /** Paths and what is quoted are somebody's own; the rest is the service's English, but for words that were met before. */
    private sentence(text: string): string {
        const own = text.replace(/(?<!<)\/[^\s'"]+|[A-Za-z]:\\[^\s'"]+|'[^'.][^']*'|"[^"]+"|\S+\.\S+\.\S+/g, (part) =>
            this.words.replaceAll(part),
        );
        return this.words.replaceKnown(own);
    }

    private userName(text: string): string {
        if (DATE.test(text)) return text;
        if (text.includes('@')) return text.replace(MAIL, (mail) => `user${this.listed(mail)}@host.invalid`);
        return /^(?:https?:)?\//.test(text) ? '/avatar' : `User ${this.words.replaceAll(text)}`;
    }

    /** Takes out hosts, mail addresses and everything by which something can be looked up. */
    private addresses(text: string): string {
        return text
            .replace(
                URL_TEXT,
                (_all, scheme: string, host: string, port = '', rest = '') =>
                    `${scheme}${this.host(host)}${String(port)}${PUBLIC_HOSTS.has(host) ? String(rest) : this.words.replaceAll(String(rest).replace(/\?.*$/, ''))}`,
            )
            .replace(MAIL, (mail) => `user${this.listed(mail)}@host.invalid`)
            .replace(HEX, (hash) => this.hash(hash))

            .replace(IPV6, (address) => (isIPv6(address.replace(/[.:]$/, '')) ? '2001:db8::1' : address))
            .replace(IPV4, (address) => (isAddress(address) ? '192.0.2.1' : address));
    }

    private host(host: string): string {
        if (PUBLIC_HOSTS.has(host)) return host;
        const known = this.hostNames.get(host) ?? `host${this.hostNames.size + 1}.invalid`;
        this.hostNames.set(host, known);
        return known;
    }

    private hash(hash: string): string {
        const digest = createHash('sha512').update(`${this.salt}:${hash.toLowerCase()}`).digest('hex');
        let at = 0;
        const made = hash.replace(/[0-9a-f]/gi, () => digest[at++ % digest.length] ?? '0');
        return hash === hash.toUpperCase() ? made.toUpperCase() : made;
    }

    /** Always the same number for the same one. */
    private listed(value: string): number {
        const known = this.numbers.get(value) ?? 900_001 + this.numbers.size;
        this.numbers.set(value, known);
        return known;
    }
}

const HEX_ONLY = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i;

/** `ProviderIds.Tmdb` and `requestedBy.name` are read by what they stand in, `languages[].name` too. */
function innerKey(name: string, outer: string): string {
    if (USER_KEY.test(outer)) return /id$/i.test(name) ? name : outer;
    return /^(?:languages?|originalLanguage|quality|customFormats?)$/i.test(outer) && name === 'name' ? outer : name;
}

/** `4.0.19.2979` is a version. */
function isAddress(text: string): boolean {
    return text.split('.').every((part) => Number(part) <= 255) && !/^[0-6]\./.test(text);
}

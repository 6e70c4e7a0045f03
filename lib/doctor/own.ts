/**
 * Our own webhook: where it is, and by what a connection of ours is told from anybody else's.
 *
 * A connection is ours when it is a webhook, and
 * 1. its address carries our mark (`?node=<mark>`), which is drawn by lot for each store and which only we write; or
 * 2. it sends to our own address: the same scheme, host and port, below our own path.
 * Neither its name nor its secret make it ours: two Node-REDs on one Sonarr, set up by the same person, have the same name and may
 * have the same secret, and yet are foreign to each other. One that carries another mark is foreign wherever it sends to.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { MediaStore } from '../store';
import type { ServiceKind } from './finding';

export interface OwnWebhook {
    /** Where the services reach Node-RED, without a path of its own: `http://node-red:1880`; null when nobody has said so. */
    base: string | null;
    /** Below it, as the flow has it: `/media/webhook/:service`. */
    path: string;
    /** Empty: none is asked for. */
    secret: string;
    /** See above. */
    mark: string;
}

/** What the mark is called in an address. */
export const MARK = 'node';

/** The mark of a store; drawn when there is none. Durable with the next write. */
export function markOf(store: MediaStore, draw: () => string = () => randomBytes(4).toString('hex')): string {
    const kept = store.kept('doctor-mark', z.string());
    const mark = kept.get('mark') ?? draw();
    if (kept.get('mark') === undefined) kept.set('mark', mark);
    return mark;
}

/** What the address of a service's webhook is. Null when the own address is not known. */
export function addressFor({ base, path }: Pick<OwnWebhook, 'base' | 'path'>, kind: string): string | null {
    if (base === null || !URL.canParse(base)) return null;
    return base.replace(/\/+$/, '') + pathFor(path, kind);
}

/** The same for people, also where the host is not known. */
export function shownAddress(own: Pick<OwnWebhook, 'base' | 'path'>, kind: ServiceKind): string {
    return addressFor(own, kind) ?? `<Node-RED>${pathFor(own.path, kind)}`;
}

/** The same without host. */
export function pathFor(path: string, kind: string): string {
    return path.replace(/:[A-Za-z_]\w*/, kind);
}

/**
 * The address that we enter in a service: with the mark, and with the secret where there is no other way to send it.
 * @param instance what its user calls it: `sonarr4k` tells it from another Sonarr, and becomes the last word
 */
export function markedAddress(own: OwnWebhook, kind: ServiceKind, instance = ''): string | null {
    const word = new RegExp(`^${kind}[\\w-]*$`, 'i').test(instance) ? instance : kind;
    const address = addressFor(own, word);
    if (address === null) return null;
    const url = new URL(address);
    url.searchParams.set(MARK, own.mark);
    if (own.secret !== '' && !fitsInHeader(own.secret)) url.searchParams.set('secret', own.secret);
    return url.toString();
}

/** Sonarr and Radarr write a password as Latin-1, and headers take nothing beyond: other secrets go into the address. */
export function fitsInHeader(secret: string): boolean {
    return /^[\x20-\x7e]+$/.test(secret) && secret.trim() === secret;
}

export type Whose =
    | 'ours'
    /** Ours by its mark, and sends to another address than ours now is. */
    | 'ours_moved'
    /** Sends to a path like ours, and our own address is not known, or it is a `localhost` that may be ours. */
    | 'perhaps'
    /** Sends to our own machine, beside our path: a wrong path, or another flow's. */
    | 'beside'
    /** Sends to a path like ours on the very machine that sends: nobody can tell whose it was meant to be. */
    | 'local'
    /** Sends to a path like ours somewhere else: of another Node-RED, or with a wrong address. */
    | 'elsewhere'
    /** Has nothing to do with us. */
    | 'foreign';

/**
 * Whose connection it is that sends to `url`.
 * @param isHere its service runs on this very machine: its `localhost` may be ours
 */
export function whoseIs(url: string, own: OwnWebhook, isHere = false): Whose {
    const read = readUrl(url);
    if (read === null) return 'foreign';
    const mark = read.searchParams.get(MARK);
    const isLikeOurs = read.pathname.includes(beginOf(own.path));
    if (mark !== null && mark !== '' && isLikeOurs && mark !== own.mark) return 'foreign';
    const home = homeOf(read, own);
    if (mark === own.mark && isLikeOurs) return home === 'below' || own.base === null ? 'ours' : 'ours_moved';
    if (home === 'below') return 'ours';
    if (home === 'near') return 'beside';
    if (!isLikeOurs) return 'foreign';
    if (isLoopback(read.hostname)) return isHere ? 'perhaps' : 'local';
    return own.base === null ? 'perhaps' : 'elsewhere';
}

const SERVICE_WORD = /^((jelly|over)?seerr|sonarr|radarr|jellyfin|shoko)[\w-]*(\/|$)/i;

/**
 * Where an address is to our own one: below it, whatever word follows, or only near it, on the same host and port and with the
 * same first word. What is near may be another flow's: it is spoken of and never touched.
 */
function homeOf(url: URL, { base, path }: OwnWebhook): 'below' | 'near' | 'away' {
    const own = base === null ? null : readUrl(base);
    if (own === null || own.origin !== url.origin) return 'away';
    const begin = beginOf(path);
    const folder = own.pathname.replace(/\/+$/, '') + begin;
    const isBelow = url.pathname === folder || url.pathname.startsWith(`${folder}/`);
    // Below the root are all flows: only a word that is a service's is ours there.
    const word = url.pathname.slice(folder.length + 1);
    if (isBelow && (begin !== '' || SERVICE_WORD.test(word))) return 'below';
    if (begin === '') return 'away';
    const [first = ''] = folder.split('/').filter((segment) => segment !== '');
    return url.pathname.split('/')[1] === first ? 'near' : 'away';
}

/** Whether an address leads to where the webhook of this service is taken. */
export function isRightPath(url: string, own: OwnWebhook, kind: ServiceKind): boolean {
    const read = readUrl(url);
    if (read === null) return false;
    const [, begin = '', rest = ''] = /^(.*?)(?::[A-Za-z_]\w*)(.*)$/.exec(own.path) ?? [undefined, own.path, ''];
    const pathname = read.pathname.replace(/\/+$/, '');
    const from = pathname.indexOf(begin);
    if (from === -1) return false;
    const word = pathname.slice(from + begin.length);
    if (!own.path.includes(':')) return word === '';
    const name = word.endsWith(rest) ? word.slice(0, word.length - rest.length) : word;
    // `sonarr4k` says the instance; `overseerr` and `jellyseerr` are words for Seerr.
    return new RegExp(kind === 'seerr' ? '^(jelly|over)?seerr' : `^${kind}`, 'i').test(name) && !name.includes('/');
}

/** The part of the path that is the same for all services. */
function beginOf(path: string): string {
    return path.replace(/:[A-Za-z_]\w*.*$/, '').replace(/\/+$/, '');
}

export function isLoopback(hostname: string): boolean {
    return /^(localhost|127(\.\d+){3}|\[?::1\]?|0\.0\.0\.0)$/i.test(hostname) || hostname.endsWith('.localhost');
}

/** The host of an address is the machine that asks itself. */
export function leadsHome(url: string): boolean {
    const read = readUrl(url);
    return read !== null && isLoopback(read.hostname);
}

/** An address for people: without what stands before an @, and without a secret in its query or its path. */
export function shownUrl(url: string): string {
    const read = readUrl(url);
    if (read === null)
        return url
            .replace(/[?#].*$/s, '')
            .replace(/^[^/]*@|(?<=:\/\/)[^/]*@/, '')
            .slice(0, 200);
    const names = [...read.searchParams.keys()].filter((name) => name !== MARK);
    for (const name of names) read.searchParams.set(name, '***');
    read.pathname = read.pathname
        .split('/')
        .map((segment) => (isToken(segment) ? '***' : segment))
        .join('/');
    read.username = '';
    read.password = '';
    return read.toString().slice(0, 200);
}

/** Discord, Slack, Home Assistant and others have the key in the path: long, and no word. */
function isToken(segment: string): boolean {
    return segment.length >= 20 && (/\d/.test(segment) || (/[a-z]/.test(segment) && /[A-Z]/.test(segment)));
}

export function readUrl(url: string): URL | null {
    const trimmed = url.trim();
    return URL.canParse(trimmed) && /^https?:/i.test(trimmed) ? new URL(trimmed) : null;
}

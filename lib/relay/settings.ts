/** From what a flow file holds to receivers that can be relied on. */
import { MediaError } from '../model';
import { isNotOff, recordOf, textOf } from '../settings';
import type { Limits } from './outbox';
import { fillText } from './template';

/** How many receivers a relay can have: Node-RED wants the names of its credentials beforehand. */
export const MOST_RECEIVERS = 8;

/** As the dialog knows it. */
export interface RelayFields {
    /** `''` passes on whatever comes; else only the webhooks of this service. */
    service?: unknown;
    /** Rows of `{ id, name, url, headers, body, template, verifyCertificate, secret }`. */
    receivers?: unknown;
    maxCount?: unknown;
    maxMb?: unknown;
}

export interface Receiver {
    /** Stays when its name or address is changed: its queue goes by it. */
    id: string;
    name: string;
    /** With the secret in it where that is asked for: never to be shown. */
    url: string;
    headers: Record<string, string>;
    /** What the body is made of; null passes on what came. */
    template: string | null;
    secret: string;
    verifyCertificate: boolean;
    /** What is wrong with its settings. Until that is mended its webhooks wait. */
    fault: MediaError | null;
}

export interface RelaySettings {
    service: string;
    receivers: Receiver[];
    limits: Limits;
}

const DEFAULT_COUNT = 1_000;
const DEFAULT_MB = 10;
const MB = 1024 * 1024;
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
/** What HTTP needs for itself, and what a repetition is told by. */
const OWN_HEADERS = ['content-length', 'host', 'connection', 'transfer-encoding', 'idempotency-key'];
const SECRET = /\{\{\s*secret\s*\}\}/;

/** @param secretOf a receiver's secret, by the number of its credential */
export function readRelaySettings(fields: RelayFields, secretOf: (slot: number) => string): RelaySettings {
    const rows = Array.isArray(fields.receivers) ? fields.receivers.slice(0, MOST_RECEIVERS) : [];
    return {
        service: textOf(fields.service),
        receivers: rows.map((row, index) => readReceiver(recordOf(row), index, secretOf)),
        limits: { count: numberOf(fields.maxCount, DEFAULT_COUNT), bytes: numberOf(fields.maxMb, DEFAULT_MB) * MB },
    };
}

/** Whether webhooks of this service go on to anybody. */
export function passesOn({ service, receivers }: RelaySettings, of: string): boolean {
    return receivers.length > 0 && (service === '' || service === of);
}

function readReceiver(row: Record<string, unknown>, index: number, secretOf: (slot: number) => string): Receiver {
    const id = textOf(row['id']) || `receiver ${index + 1}`;
    const template = row['body'] === 'template' ? textOf(row['template']) : null;
    const secret = typeof row['secret'] === 'number' ? secretOf(row['secret']).trim() : '';
    const fill = (text: string): string => fillText(text, (name) => (name === 'secret' ? secret : undefined));
    const url = fill(textOf(row['url']));
    // The name is in every message: what stands for a secret in the address stays out of it.
    const name = textOf(row['name']) || hostOf(fillText(textOf(row['url']), () => 'secret')) || id;
    const { headers, fault } = readHeaders(textOf(row['headers']), name);
    const holdsSecret = [textOf(row['url']), textOf(row['headers']), template ?? ''].some((text) => SECRET.test(text));
    if (secret !== '' && !holdsSecret) headers['authorization'] ??= secret;
    const filled = Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, fill(value)]));
    return {
        id,
        name,
        url,
        headers: filled,
        template,
        secret,
        verifyCertificate: isNotOff(row['verifyCertificate']),
        fault: urlFault(url, name) ?? fault ?? valueFault(filled, name) ?? (template === '' ? noTemplate(name) : null),
    };
}

/** One `Name: value` a line; names in lower case. */
function readHeaders(text: string, receiver: string): { headers: Record<string, string>; fault: MediaError | null } {
    const headers: Record<string, string> = {};
    let fault: MediaError | null = null;
    for (const line of text.split(/\r?\n/).filter((each) => each.trim() !== '')) {
        const [name = '', ...rest] = line.split(':');
        const header = name.trim().toLowerCase();
        if (rest.length === 0 || !HEADER_NAME.test(header) || OWN_HEADERS.includes(header)) fault ??= badHeader(receiver);
        else headers[header] = rest.join(':').trim();
    }
    return { headers, fault };
}

function hostOf(url: string): string {
    return URL.canParse(url) ? new URL(url).host : '';
}

function urlFault(url: string, name: string): MediaError | null {
    if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) {
        if (isLoginReadable(new URL(url))) return null;
        const message = `What stands before the @ in the address of the receiver ${name} has a % that must be written %25`;
        return new MediaError('invalid_url', message, { field: 'url' });
    }
    return new MediaError('invalid_url', `The address of the receiver ${name} must begin with http:// or https://`, {
        field: 'url',
    });
}

function isLoginReadable({ username, password }: URL): boolean {
    try {
        decodeURIComponent(`${username}${password}`);
        return true;
    } catch {
        return false;
    }
}

/** Headers are Latin-1 (RFC 9110 5.5): other signs would be left out without a word, and the secret be another one. */
function valueFault(headers: Readonly<Record<string, string>>, receiver: string): MediaError | null {
    const isOdd = Object.values(headers).some((value) => !/^[\t\x20-\x7e\x80-\xff]*$/.test(value));
    if (!isOdd) return null;
    const message = `The secret, or a header, of the receiver ${receiver} has signs that no header can hold`;
    return new MediaError('invalid_headers', message, { field: 'headers' });
}

/** The line itself is not quoted: it may hold a secret. */
function badHeader(name: string): MediaError {
    const message = `A header of the receiver ${name} is none that can be set: write one "Name: value" a line`;
    return new MediaError('invalid_headers', message, { field: 'headers' });
}

function noTemplate(name: string): MediaError {
    return new MediaError('no_template', `The receiver ${name} is to get a template, which is empty`, { field: 'template' });
}

function numberOf(value: unknown, otherwise: number): number {
    const read = Number(value);
    return Number.isFinite(read) && read > 0 ? read : otherwise;
}

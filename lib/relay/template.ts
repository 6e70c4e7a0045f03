/**
 * A body made of a webhook. The variables are Seerr's own (Seerr lib/notifications/agents/webhook.ts, `KeyMap`), so that a JSON
 * payload that was made for Seerr works here as it is; any other name is a path into the webhook: `{{movie.title}}`.
 */
import type { Webhook } from './webhook';

type Values = (name: string) => unknown;

const VARIABLE = /\{\{\s*([\w.]+)\s*\}\}/g;
/** Seerr's objects: as a key between braces they stand for the object, or for null where the webhook has none. */
const OBJECTS = ['media', 'request', 'issue', 'comment'];
/** Where Seerr's default payload has what its variables are called `<prefix>_<name>`. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
    ['requestedBy', 'request'],
    ['request', 'request'],
    ['reportedBy', 'issue'],
    ['issue', 'issue'],
    ['commentedBy', 'comment'],
    ['comment', 'comment'],
]);
/** Those that have another name there. */
const OTHERWISE: ReadonlyMap<string, string> = new Map([
    ['media_type', 'media.media_type'],
    ['media_tmdbid', 'media.tmdbId'],
    ['media_tvdbid', 'media.tvdbId'],
    ['media_status', 'media.status'],
    ['media_status4k', 'media.status4k'],
]);

export interface Filled {
    body: string;
    contentType: string;
}

/**
 * @param template JSON, in whose texts variables are replaced, so that it stays JSON whatever they hold; or any other text
 * @param secret what `{{secret}}` stands for
 */
export function fillTemplate(template: string, webhook: Webhook, secret: string): Filled {
    const values = valuesOf(webhook, secret);
    const json = parsed(template);
    if (typeof json !== 'object' || json === null)
        return { body: fillText(template, values), contentType: 'text/plain; charset=utf-8' };
    return { body: JSON.stringify(fillJson(json, values)), contentType: 'application/json' };
}

/** Replaces each variable by its value: a text as it is, an object as JSON, and what is not there by nothing. */
export function fillText(text: string, values: Values): string {
    return text.replace(VARIABLE, (_, name: string) => {
        const value = values(name);
        if (value === undefined || value === null) return '';
        return typeof value === 'string' ? value : JSON.stringify(value);
    });
}

function fillJson(value: unknown, values: Values): unknown {
    if (typeof value === 'string') return fillText(value, values);
    if (Array.isArray(value)) return value.map((each) => fillJson(each, values));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => fillField(key, inner, values)));
}

function fillField(key: string, inner: unknown, values: Values): [string, unknown] {
    const name = /^\{\{(\w+)\}\}$/.exec(key)?.[1];
    if (name === 'extra') return [name, values('extra') ?? []];
    if (name === undefined || !OBJECTS.includes(name)) return [key, fillJson(inner, values)];
    return [name, (values(name) ?? null) === null ? null : fillJson(inner, values)];
}

function valuesOf(webhook: Webhook, secret: string): Values {
    const payload = parsed(webhook.body);
    return (name) => {
        if (name === 'secret') return secret;
        if (name === 'received_at') return webhook.at;
        return at(payload, name) ?? at(payload, seerrPath(name));
    };
}

function seerrPath(name: string): string {
    const prefix = PREFIXES.get(name.split('_')[0] ?? '');
    return OTHERWISE.get(name) ?? (prefix === undefined ? name : `${prefix}.${name}`);
}

function at(payload: unknown, path: string): unknown {
    let value = payload;
    for (const part of path.split('.')) {
        if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
        value = (value as Record<string, unknown>)[part];
    }
    return value;
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}

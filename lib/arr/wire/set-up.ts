/** How Sonarr and Radarr are set up: connections, health, folders (NotificationResource, HealthResource, RootFolderResource ...). */
import { z } from 'zod';
import { recordOf, textOf } from '../../settings';
import { id, maybe, readAll, text } from './read';

/** What is answered in place of a password; sent back with the id it stands for the saved one (SchemaBuilder). */
export const MASKED = '********';

/** One entry of *Settings, Connect*. */
export interface ArrConnection {
    id: number;
    name: string;
    /** `Webhook`, `Discord` ... */
    implementation: string;
    /** Of a webhook; empty for others. */
    url: string;
    method: 'POST' | 'PUT';
    username: string;
    /** Whether it has one; what it is, is never answered. */
    hasPassword: boolean;
    /** Since Sonarr 4.0.10 and Radarr 5.16. */
    headers: { key: string; value: string }[];
    tags: number[];
    /** `onGrab` and the like, by the service's own names. */
    triggers: Record<string, boolean>;
    /** As it was answered: sent back whole, so that what is not understood stays as it is. */
    raw: Record<string, unknown>;
}

/** 2 is PUT (WebhookMethod.cs). */
const PUT = 2;

export function readConnections(value: unknown): ArrConnection[] {
    return Array.isArray(value) ? value.map(readConnection).filter((each) => each !== null) : [];
}

/** One connection, saved or a template (`/notification/schema`); null when it is none. */
export function readConnection(value: unknown): ArrConnection | null {
    const raw = recordOf(value);
    const implementation = textOf(raw['implementation']);
    if (implementation === '') return null;
    const field = (name: string): unknown => fieldsOf(raw).find((each) => each['name'] === name)?.['value'];
    const flags = Object.entries(raw).filter(([name, flag]) => /^on[A-Z]/.test(name) && typeof flag === 'boolean');
    return {
        id: typeof raw['id'] === 'number' ? raw['id'] : 0,
        name: textOf(raw['name']),
        implementation,
        url: textOf(field('url')),
        method: field('method') === PUT ? 'PUT' : 'POST',
        username: textOf(field('username')),
        hasPassword: textOf(field('password')) !== '',
        headers: readAll(z.object({ key: text, value: text }), field('headers')),
        tags: readAll(z.number(), raw['tags']),
        triggers: Object.fromEntries(flags) as Record<string, boolean>,
        raw,
    };
}

/** What is to be different in a connection. */
export interface ConnectionChange {
    name?: string;
    url?: string;
    username?: string;
    password?: string;
    triggers?: Record<string, boolean>;
    /** Empties the tags. */
    tags?: readonly number[];
}

/** The resource to be sent, with the changes; POST is always said. */
export function changed(raw: Readonly<Record<string, unknown>>, change: ConnectionChange): Record<string, unknown> {
    const values: Record<string, unknown> = {
        method: 1,
        ...(change.url !== undefined && { url: change.url }),
        ...(change.username !== undefined && { username: change.username }),
        ...(change.password !== undefined && { password: change.password }),
    };
    const fields = fieldsOf(raw).map((field) => {
        const name = textOf(field['name']);
        return name in values ? { ...field, value: values[name] } : field;
    });
    return {
        ...raw,
        ...(change.name !== undefined && { name: change.name }),
        ...(change.tags !== undefined && { tags: [...change.tags] }),
        ...change.triggers,
        fields,
    };
}

function fieldsOf(raw: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
    return Array.isArray(raw['fields']) ? raw['fields'].map(recordOf) : [];
}

const health = z.object({ source: text, type: maybe(text), message: maybe(text) });
/** A complaint of a health check: `type` is `notice`, `warning` or `error`. */
export type ArrHealth = z.output<typeof health>;

export function readHealthChecks(value: unknown): ArrHealth[] {
    return readAll(health, value);
}

const rootFolder = z.object({ path: text, accessible: maybe(z.boolean()) });
export type ArrRootFolder = z.output<typeof rootFolder>;

export function readRootFolders(value: unknown): ArrRootFolder[] {
    return readAll(rootFolder, value);
}

const remotePath = z.object({ id, host: text, remotePath: text, localPath: text });
/** Where a download client's folder is seen by Sonarr or Radarr. */
export type ArrRemotePath = z.output<typeof remotePath>;

export function readRemotePaths(value: unknown): ArrRemotePath[] {
    return readAll(remotePath, value);
}

const complaint = z.object({ errorMessage: text });

/** Why a connection was not taken: what validation or its test says (400), or what went wrong in sending (500). */
export function readRejection(value: unknown): string | null {
    const [first] = readAll(complaint, value);
    if (first !== undefined) return first.errorMessage;
    const message = textOf(recordOf(value)['message']);
    return message === '' ? null : message;
}

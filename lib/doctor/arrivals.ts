/**
 * Which webhooks arrived, and which were refused: counts by service, instance and kind, with times. What a service says to have
 * happened is held against them. The counts are of this run: what came before it, and whether anybody listened then, is not
 * known. When about the last one came is kept.
 */
import { z } from 'zod';
import type { Kept, MediaStore } from '../store';
import { type IncomingWebhook, type Received, serviceFromName } from '../webhook';

const lastSchema = z.object({ at: z.string() });

export interface Arrival {
    /** `sonarr`, `radarr`, `seerr`, `jellyfin` */
    service: string;
    /** The service's own word: `Download`, `MEDIA_APPROVED`. */
    event: string;
    /** What the sender calls itself, where it says so. */
    instance?: string | undefined;
    /** Milliseconds since 1970. */
    at: number;
}

/** Times kept of each kind: enough to count those of a day in a busy house. */
const MOST_TIMES = 500;
const MOST_KINDS = 200;
/** How long it may take until what is noted for people is written: these figures are no facts of a request. */
const WRITE_EVERY_MS = 15 * 60_000;

export class Arrivals {
    /** Since when this run listens, milliseconds since 1970; null while nobody does. */
    private since: number | null = null;
    private readonly times = new Map<string, { service: string; event: string; instance: string; times: number[] }>();
    private readonly newest = new Map<string, number>();
    private readonly refusals = new Map<string, { count: number; lastAt: number }>();
    private readonly last: Kept<z.infer<typeof lastSchema>>;
    private writtenAt = Number.NEGATIVE_INFINITY;

    constructor(store: MediaStore) {
        this.last = store.kept('arrivals', lastSchema);
    }

    /** Somebody takes webhooks from now on. */
    listen(now: number): void {
        this.since ??= now;
    }

    get listeningSince(): number | null {
        return this.since;
    }

    /** A webhook came and was taken. Returns whether it is time to have the figures written. */
    note({ service, event, instance = '', at }: Arrival): boolean {
        const key = `${service}/${instance}/${event}`;
        const known = this.times.get(key) ?? { service, event, instance, times: [] };
        known.times.push(at);
        if (known.times.length > MOST_TIMES) known.times.shift();
        if (this.times.size < MOST_KINDS || this.times.has(key)) this.times.set(key, known);
        this.refusals.delete(service);
        this.newest.set(service, at);
        if (at - this.writtenAt < WRITE_EVERY_MS) return false;
        this.writtenAt = at;
        // A webhook costs what it names: for this one line there is no write of its own.
        for (const [name, time] of this.newest) this.last.set(name, { at: new Date(time).toISOString() });
        return true;
    }

    /** One came with a wrong secret. The service is what the address says, or how the sender describes itself. */
    refuse(service: string, at: number): void {
        this.refusals.set(service, { count: (this.refusals.get(service)?.count ?? 0) + 1, lastAt: at });
    }

    /** How many of a service's webhooks were refused since the last one that was taken. */
    refused(service: string): { count: number; lastAt: number } | undefined {
        return this.refusals.get(service);
    }

    /**
     * How many came since a time.
     * @param instance only those of the sender that calls itself so, and of those that do not say
     */
    count(service: string, events: readonly string[], since: number, instance?: string): number {
        return this.of(service, instance)
            .filter(({ event }) => events.includes(event))
            .reduce((sum, { times }) => sum + times.filter((time) => time >= since).length, 0);
    }

    /** When the last one of a sender came in this run, milliseconds since 1970. */
    lastHeard(service: string, instance?: string): number | undefined {
        const times = this.of(service, instance).map(({ times: all }) => all.at(-1) ?? 0);
        return times.length === 0 ? undefined : Math.max(...times);
    }

    /** When the last of a service's webhooks was taken, of this run or before, ISO 8601 UTC. */
    lastAt(service: string): string | undefined {
        const newest = this.newest.get(service);
        return newest === undefined ? this.last.get(service)?.at : new Date(newest).toISOString();
    }

    private of(service: string, instance: string | undefined): { event: string; times: number[] }[] {
        const isOfIt = (other: string): boolean => instance === undefined || other === '' || other === instance;
        return [...this.times.values()].filter((each) => each.service === service && isOfIt(each.instance));
    }
}

const all = new WeakMap<MediaStore, Arrivals>();

/** What arrived at a house: webhook parsers note it, a doctor reads it. */
export function arrivals(store: MediaStore): Arrivals {
    const known = all.get(store) ?? new Arrivals(store);
    all.set(store, known);
    return known;
}

/** Notes what became of one webhook. Returns whether it is time to have the figures written. */
export function noteWebhook(arrived: Arrivals, incoming: IncomingWebhook, received: Received, now: number): boolean {
    const { event, error } = received;
    if (event !== undefined) {
        const instance = instanceIn(incoming.body);
        return arrived.note({ service: event.source, event: event.eventType ?? event.kind, instance, at: now });
    }
    if (error?.code !== 'wrong_secret') return false;
    const agent = incoming.headers?.['user-agent'];
    const service = serviceFromName(incoming.service ?? '') ?? serviceFromName(typeof agent === 'string' ? agent : '');
    if (service !== null) arrived.refuse(service.service, now);
    return false;
}

/** What Sonarr or Radarr calls itself (`instanceName`), where the body was parsed already. */
function instanceIn(body: unknown): string | undefined {
    if (typeof body !== 'object' || body === null || !('instanceName' in body)) return undefined;
    return typeof body.instanceName === 'string' ? body.instanceName.slice(0, 100) : undefined;
}

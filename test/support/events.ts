/** Short ways to make events and a gate for specs of the core. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GateResult, TransitionGate } from '../../lib/gate';
import {
    type EpisodeFacts,
    type EventKind,
    type EventSource,
    isoNow,
    type MediaEvent,
    type MediaType,
    type RequestWithEpisodes,
    type TimelineEntry,
} from '../../lib/model';
import { MediaStore } from '../../lib/store';
import { FakeClock } from './fake-clock';

let count = 0;

/** When events are heard that do not say it; a bench hears them when it is fed. */
const SOME_TIME = '2026-01-22T04:00:00.000Z';

const folders = new Set<string>();
process.on('exit', () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

type Extra = Partial<Omit<MediaEvent, 'kind' | 'source' | 'mediaType'>> & { failure?: { code: string; message: string } };

/** An event of any kind; what a kind needs and `extra` does not give is filled in. */
export function event(source: EventSource, kind: EventKind, mediaType: MediaType | undefined, extra: Extra = {}): MediaEvent {
    const failing: EventKind[] = [
        'declined',
        'send_failed',
        'withdrawn',
        'import_blocked',
        'file_deleted',
        'deleted',
        'download_failed',
        'download_removed',
    ];
    return {
        id: `event-${count++}`,
        at: SOME_TIME,
        source,
        kind,
        ...(mediaType && { mediaType }),
        request: {},
        episodes: [],
        ...(failing.includes(kind) && { failure: { code: kind, message: `${source} says ${kind}` } }),
        ...extra,
    } as MediaEvent;
}

/** Episodes `from` to `to` of a season, with titles. */
export function season(
    seasonNumber: number,
    from: number,
    to: number,
    extra: (episodeNumber: number) => Partial<EpisodeFacts> = () => ({}),
): EpisodeFacts[] {
    return Array.from({ length: to - from + 1 }, (_, index) => ({
        seasonNumber,
        episodeNumber: from + index,
        ...extra(from + index),
    }));
}

/** A request with all that belongs to it. */
export type WholeRequest = RequestWithEpisodes & { timeline: TimelineEntry[] };

export interface Bench {
    clock: FakeClock;
    store: MediaStore;
    gate: TransitionGate;
    path: string;
    /** Gives the gate these events one after the other. */
    feed: (...events: MediaEvent[]) => GateResult[];
    /** Closes the store and removes its folder. Rooms that are left open are removed when the tests end. */
    dispose: () => Promise<void>;
    /** A request with its episodes and history. */
    whole: (id: string) => WholeRequest;
    /** The only request there is. */
    only: () => WholeRequest;
}

/** A gate over a store of its own, in a temporary folder, at a standing time. */
export async function bench(options: { createRequests?: boolean } = {}): Promise<Bench> {
    const clock = new FakeClock();
    const folder = await mkdtemp(join(tmpdir(), 'media-pipeline-'));
    folders.add(folder);
    const path = join(folder, 'store.json');
    const store = await MediaStore.open({ path, clock });
    let next = 1;
    const gate = new TransitionGate(store, {
        clock,
        newId: () => `request-${next++}`,
        createRequests: options.createRequests ?? false,
    });
    const whole = (id: string): WholeRequest => wholeOf(store, id);
    return {
        clock,
        store,
        whole,
        gate,
        path,
        dispose: async () => {
            await store.close();
            await rm(folder, { recursive: true, force: true });
            folders.delete(folder);
        },
        feed: (...events) => events.map((each) => gate.accept(each.at === SOME_TIME ? { ...each, at: isoNow(clock) } : each)),
        only: () => {
            const requests = store.requests();
            if (requests.length !== 1)
                throw new Error(
                    `${requests.length} requests instead of one: ${JSON.stringify(requests.map((r) => [r.id, r.title, r.state]))}`,
                );
            return whole(requests[0]!.id);
        },
    };
}

/** A request of a store, with its episodes and history. */
export function wholeOf(store: MediaStore, id: string): WholeRequest {
    return { ...store.whole(id)!, timeline: store.timeline(id) };
}

/** A request without what depends on when things were heard. */
export function timeless({ timeline, ...request }: WholeRequest): unknown {
    const history = [...timeline].sort((a, b) => (factOf(a) < factOf(b) ? -1 : 1));
    return withoutTimes({ ...request, timeline: history });
}

function factOf(entry: TimelineEntry): string {
    return JSON.stringify({ ...entry, at: '' });
}

function withoutTimes(request: object): unknown {
    const times = new Set(['at', 'createdAt', 'updatedAt', 'availableAt', 'reportedAvailableAt', 'listedAt']);
    return JSON.parse(
        JSON.stringify(request, (key, value: unknown) => {
            if (times.has(key)) return value === null ? null : 'some time';
            if (key === 'reached') return Object.keys(value as object).sort();
            if (key === 'attempts') return value;
            return isPlain(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b))) : value;
        }),
    );
}

function isPlain(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Short ways to make events and a gate for specs of the core. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GateResult, TransitionGate } from '../../lib/gate';
import { deriveRequest } from '../../lib/episodes/derive';
import type { EpisodeFacts, EventKind, EventSource, MediaEvent, MediaRequest, MediaType } from '../../lib/model';
import { MediaStore } from '../../lib/store';
import { FakeClock } from './fake-clock';

let count = 0;

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
        'import_blocked',
        'file_deleted',
        'deleted',
        'download_failed',
        'download_removed',
    ];
    return {
        id: `event-${count++}`,
        at: '2026-01-22T04:00:00.000Z',
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

export interface Bench {
    clock: FakeClock;
    store: MediaStore;
    gate: TransitionGate;
    path: string;
    /** Gives the gate these events one after the other. */
    feed: (...events: MediaEvent[]) => GateResult[];
    /** Closes the store and removes its folder. Rooms that are left open are removed when the tests end. */
    dispose: () => Promise<void>;
    /** The only request there is. */
    only: () => MediaRequest;
}

/** A gate over a store of its own, in a temporary folder, at a standing time. */
export async function bench(options: { createRequests?: boolean } = {}): Promise<Bench> {
    const clock = new FakeClock();
    const folder = await mkdtemp(join(tmpdir(), 'media-pipeline-'));
    folders.add(folder);
    const path = join(folder, 'store.json');
    const store = await MediaStore.open({ path, clock, derive: (request) => deriveRequest(request, clock.now()) });
    let next = 1;
    const gate = new TransitionGate(store, {
        clock,
        newId: () => `request-${next++}`,
        createRequests: options.createRequests ?? false,
    });
    return {
        clock,
        store,
        gate,
        path,
        dispose: async () => {
            await store.close();
            await rm(folder, { recursive: true, force: true });
            folders.delete(folder);
        },
        feed: (...events) => events.map((each) => gate.accept(each)),
        only: () => {
            const requests = store.requests();
            if (requests.length !== 1)
                throw new Error(
                    `${requests.length} requests instead of one: ${JSON.stringify(requests.map((r) => [r.id, r.title, r.state]))}`,
                );
            return requests[0]!;
        },
    };
}

/** A request without what depends on when things were heard. */
export function timeless(request: MediaRequest): unknown {
    const times = new Set(['at', 'createdAt', 'updatedAt', 'availableAt']);
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

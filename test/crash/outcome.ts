/** What the store holds of a title, in a form that two runs can be compared by: without times, and without ids that are made up. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TransitionGate } from '../../lib/gate';
import type { MediaEvent } from '../../lib/model';
import { MediaStore } from '../../lib/store';
import { factKey } from '../../lib/identity';
import { parseWebhook } from '../../lib/webhook';
import type { Step } from '../simulators/senders';
import { FakeClock } from '../support/fake-clock';
import { makeFolder } from '../support/folder';

/** All that is stored of one title. */
export interface Outcome {
    requests: unknown[];
    /** The facts that no request claims, with the reason. */
    unmatched: string[];
}

/** What an undisturbed run makes of a title's webhooks. */
export async function undisturbed(title: string, steps: readonly Step[]): Promise<Outcome> {
    const folder = await makeFolder();
    const clock = new FakeClock();
    const store = await openAt(join(folder, 'store.json'), clock);
    const gate = gateOf(store, clock);
    for (const step of steps) {
        gate.accept(await eventOf(step, clock));
        await clock.advance(1_000);
    }
    const outcome = outcomesIn(store).get(title) ?? { requests: [], unmatched: [] };
    await store.close();
    await rm(folder, { recursive: true });
    return outcome;
}

/** What a crash has left behind. */
export interface Wreck {
    /** After what waited in the inbox was applied. */
    outcomes: Map<string, Outcome>;
    /** How many acknowledged events were not applied yet. */
    waiting: number;
    /** What the store had to say when it was opened. */
    warnings: string[];
}

/** Looks at a copy of a store that a crash left behind, and does what the next start would do. */
export async function inspect(storePath: string): Promise<Wreck> {
    const folder = await makeFolder();
    const warnings: string[] = [];
    await cp(join(storePath, '..'), folder, { recursive: true });
    const clock = new FakeClock(Date.now());
    const store = await openAt(join(folder, 'store.json'), clock, (text) => warnings.push(text));
    const gate = gateOf(store, clock);
    const waiting = store.inbox();
    for (const event of waiting) gate.accept(event);
    const outcomes = outcomesIn(store);
    await store.close();
    await rm(folder, { recursive: true });
    return { outcomes, waiting: waiting.length, warnings };
}

/** The outcomes in a store, by title. What has none is an error: every webhook here says a title. */
export function outcomesIn(store: Pick<MediaStore, 'requests' | 'episodes' | 'timeline' | 'unmatched'>): Map<string, Outcome> {
    const outcomes = new Map<string, Outcome>();
    const of = (title: string | undefined): Outcome => {
        if (title === undefined) throw new Error('the store holds something without a title');
        const outcome = outcomes.get(title) ?? { requests: [], unmatched: [] };
        outcomes.set(title, outcome);
        return outcome;
    };
    for (const request of store.requests()) {
        const { id } = request;
        of(request.title).requests.push(comparable({ ...request, episodes: store.episodes(id), timeline: store.timeline(id) }));
    }
    for (const { event, reason } of store.unmatched())
        of(event.request.title).unmatched.push(`${reason} ${factKey({ ...event, id: '' })}`);
    for (const outcome of outcomes.values()) {
        outcome.requests.sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
        outcome.unmatched.sort();
    }
    return outcomes;
}

/** Fields whose values are times or made-up ids. */
const VOLATILE = new Set([
    'id',
    'at',
    'nextAirAt',
    'createdAt',
    'updatedAt',
    'availableAt',
    'deletedAt',
    'reportedAvailableAt',
    'listedAt',
]);

/** The same for two runs of the same events. */
export function comparable(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(comparable);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value)
        // Whose an episode or a line is, where it stands says.
        .filter(([key]) => key !== 'requestId')
        .map(([key, inner]): [string, unknown] => [key, comparableField(key, inner)])
        .sort(([a], [b]) => compare(a, b));
    return Object.fromEntries(entries);
}

function comparableField(key: string, value: unknown): unknown {
    if (VOLATILE.has(key)) return value === null ? null : 'some';
    if (key === 'reached') return Object.keys(value as object).sort();
    const inner = comparable(value);
    // How the history is ordered is for its readers: two lines may be of one moment.
    if (key !== 'timeline') return inner;
    return (inner as unknown[]).sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

let lastId = 0;

/** The event that the product makes of a webhook. */
export async function eventOf({ service, body }: Pick<Step, 'service' | 'body'>, clock: FakeClock): Promise<MediaEvent> {
    const receivedAt = new Date(clock.now()).toISOString();
    const parsed = await parseWebhook({ body: JSON.stringify(body), service }, { receivedAt, newId: () => `event-${++lastId}` });
    if (!parsed.ok) throw parsed.error;
    return parsed.event;
}

async function openAt(path: string, clock: FakeClock, warn: (text: string) => void = () => undefined): Promise<MediaStore> {
    return MediaStore.open({ path, clock, warn });
}

/** As the shipped flow has it. */
function gateOf(store: MediaStore, clock: FakeClock): TransitionGate {
    return new TransitionGate(store, { clock, newId: () => `request-${++lastId}`, createRequests: true });
}

/**
 * One look at Seerr: which questions are asked, and in what order. Little is asked while nothing changes, and never more than
 * what has changed or is open, but for the first contact, which reads the whole list.
 */
import type { SeerrClient } from './client';
import { isNewTo, type Memory } from './memory';
import { isOpen, phaseOf } from './phase';
import { type KnownWish, lastTimeOf, type Sighting } from './differences';
import { LARGE_PAGE, readList } from './pages';
import type { Wish } from './wire';

export interface LookOptions {
    client: Pick<SeerrClient, 'counts' | 'page' | 'wish'>;
    signal: AbortSignal;
    known: readonly KnownWish[];
    /** Whether to ask for everything that is open although nothing seems to have changed: edits do not show otherwise. */
    isThorough: boolean;
    /** At the first contact, how much of what is over is asked for, in milliseconds. */
    backfillMs: number;
    /** Our clock, for a server that does not say its own. */
    now: number;
    /** When each wish was last asked for by itself, so that all have their turn. */
    asked: Map<number, number>;
}

export interface Look {
    /** Null when nothing seems to have changed. */
    sighting: Sighting | null;
    counts: string;
    newest: Memory['newest'];
    /** What was over before this time is left out at the first contact. */
    backfillSince: number;
}

/** Wishes that are asked for one by one in a look. Where more are in question the whole list is read first. */
const MAX_SINGLE = 25;
/** At the first contact: seasons of series that the library has, and of which the list does not say whether they are there. */
const MAX_SINGLE_AT_FIRST = 10;

/** The whole list, and what it leaves unsure. @throws MediaError as SeerrClient */
export async function firstLook(options: LookOptions): Promise<Look> {
    const { client, signal, backfillMs, now } = options;
    const counts = await client.counts(signal);
    const { wishes, servedAt = now } = await readList(client, { filter: 'all', take: LARGE_PAGE, signal });
    const backfillSince = servedAt - backfillMs;
    const seen = byId(wishes);
    const unsure = wishes.filter((wish) => phaseOf(wish) === 'unsure' && lastTimeOf(wish) >= backfillSince);
    await askFor(unsure.slice(0, MAX_SINGLE_AT_FIRST), seen, new Set(), options);
    return { sighting: { wishes: seen, gone: new Set() }, counts, newest: newestOf(wishes), backfillSince };
}

/** Asks what has changed since. @throws MediaError as SeerrClient */
export async function laterLook(memory: Memory, options: LookOptions): Promise<Look> {
    const { client, signal, isThorough } = options;
    const counts = await client.counts(signal);
    const top = await client.page({ filter: 'all', skip: 0, take: 1 }, signal);
    const newest = newestOf(top.wishes);
    const unchanged = { sighting: null, counts, newest, backfillSince: 0 };
    const isSame = counts === memory.counts && newest.id === memory.newest.id && newest.createdAt === memory.newest.createdAt;
    const isMissing = Object.values(memory.wishes).some(({ missed = 0, isOver }) => missed > 0 && isOver !== true);
    if (isSame && !isThorough && !isMissing) return unchanged;

    const open = await readList(client, { filter: 'unavailable', take: LARGE_PAGE, signal });
    const seen = byId(open.wishes);
    const [first] = top.wishes;
    if (first !== undefined && isNewTo(memory, first)) {
        const isOld = (wish: Wish): boolean => !isNewTo(memory, wish);
        const added = await readList(client, {
            filter: 'all',
            take: pageFor(first.id - memory.newest.id),
            isEnough: isOld,
            signal,
        });
        for (const wish of added.wishes) seen.set(wish.id, wish);
    }
    const gone = new Set<number>();
    await askForAbsent(memory, seen, gone, options);
    return { ...unchanged, sighting: { wishes: seen, gone } };
}

/** What was open, or is here, and was not seen: over, hidden, or gone. The oldest question first. */
async function askForAbsent(memory: Memory, seen: Map<number, Wish>, gone: Set<number>, options: LookOptions): Promise<void> {
    const absent = (): number[] => absentIds(memory, seen, options);
    if (absent().length > MAX_SINGLE) {
        const all = await readList(options.client, { filter: 'all', take: LARGE_PAGE, signal: options.signal });
        for (const wish of all.wishes) if (!seen.has(wish.id) && isAwaited(wish.id, memory, options)) seen.set(wish.id, wish);
    }
    const unsure = [...seen.values()].filter((wish) => phaseOf(wish) === 'unsure').map(({ id }) => id);
    const turn = (id: number): number => options.asked.get(id) ?? 0;
    const ids = [...absent(), ...unsure].sort((a, b) => turn(a) - turn(b)).slice(0, MAX_SINGLE);
    await askFor(
        ids.map((id) => ({ id })),
        seen,
        gone,
        options,
    );
}

function absentIds({ wishes }: Memory, seen: ReadonlyMap<number, Wish>, { known, isThorough }: LookOptions): number[] {
    const watched = Object.entries(wishes)
        .filter(([, { phase, isOver }]) => isOver !== true && (isThorough || isOpen(phase)))
        .map(([id]) => Number(id));
    const others = isThorough ? known.map(({ seerrRequestId }) => seerrRequestId).filter((id) => wishes[id] === undefined) : [];
    return [...watched, ...others].filter((id) => !seen.has(id));
}

function isAwaited(id: number, { wishes }: Memory, { known }: LookOptions): boolean {
    return wishes[id] !== undefined || known.some(({ seerrRequestId }) => seerrRequestId === id);
}

async function askFor(
    wishes: readonly { id: number }[],
    seen: Map<number, Wish>,
    gone: Set<number>,
    { client, signal, asked, now }: LookOptions,
): Promise<void> {
    for (const { id } of wishes) {
        const wish = await client.wish(id, signal);
        asked.set(id, now);
        if (wish === null) gone.add(id);
        else if (wish !== 'unreadable') seen.set(id, wish);
    }
}

function byId(wishes: readonly Wish[]): Map<number, Wish> {
    return new Map(wishes.map((wish) => [wish.id, wish]));
}

function newestOf([newest]: readonly Wish[]): Memory['newest'] {
    if (newest === undefined) return { id: 0 };
    return { id: newest.id, ...(newest.createdAt !== undefined && { createdAt: newest.createdAt }) };
}

/** As many as there are new ones, in one page if that can be. */
function pageFor(count: number): number {
    return Math.min(LARGE_PAGE, Math.max(10, count + 1));
}

/** The rooms of a store that hold proposals and deeds. One set for each store, since a room has one holder at a time. */
import type { Kept, MediaStore } from '../../store';
import { type Deed, deedSchema, type Proposal, proposalSchema, type StuckRecord, stuckSchema } from './records';

/** What is longer ago than this counts for nothing any more. */
const DEED_DAYS = 30;
const DAY_MS = 86_400_000;
/** Deeds that are kept at most: the oldest go first. */
const MOST_DEEDS = 2_000;

export interface Rooms {
    proposals: Kept<Proposal>;
    deeds: Kept<Deed>;
    stuck: Kept<StuckRecord>;
}

const rooms = new WeakMap<MediaStore, Rooms>();
const lines = new WeakMap<MediaStore, Promise<unknown>>();

/** Does one thing at a time for each store, also where several nodes have the same: none takes up what another is about to do. */
export function oneAtATime(store: MediaStore, task: () => Promise<void>): Promise<void> {
    const next = (lines.get(store) ?? Promise.resolve()).then(task, task);
    lines.set(
        store,
        next.catch(() => undefined),
    );
    return next;
}

/** @throws MediaError `store_closed` */
export function roomsOf(store: MediaStore): Rooms {
    const known = rooms.get(store);
    if (known !== undefined) return known;
    const made = {
        proposals: store.kept('proposals', proposalSchema),
        deeds: store.kept('remedies', deedSchema),
        stuck: store.kept('stuck', stuckSchema),
    };
    rooms.set(store, made);
    return made;
}

/** Proposals that wait for an answer, of one request or of all, oldest first. Not to be changed. */
export function openProposals(store: MediaStore, requestId?: string): Proposal[] {
    return [...roomsOf(store).proposals.all.values()].filter(
        (proposal) => proposal.dismissedAt === undefined && (requestId === undefined || proposal.requestId === requestId),
    );
}

/** What was done for a request, or for all, oldest first. Not to be changed. */
export function deedsOf(store: MediaStore, requestId?: string): Deed[] {
    return [...roomsOf(store).deeds.all.values()].filter((deed) => requestId === undefined || deed.requestId === requestId);
}

/** Lets go of what is too old to count. */
export function dropOld({ deeds, proposals }: Rooms, now: number): void {
    const tooMany = deeds.all.size - MOST_DEEDS;
    [...deeds.all.values()].forEach(({ id, at }, index) => {
        if (index < tooMany || now - Date.parse(at) > DEED_DAYS * DAY_MS) deeds.remove(id);
    });
    for (const { id, dismissedAt, at } of [...proposals.all.values()])
        if (now - Date.parse(dismissedAt ?? at) > DEED_DAYS * DAY_MS) proposals.remove(id);
}

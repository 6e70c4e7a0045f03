/** The proposals that wait for an answer: put up, taken down, and answered with *not now*. */
import { type Clock, isoNow } from '../../model';
import type { MediaStore } from '../../store';
import type { Proposal } from './records';
import { openProposals, roomsOf } from './rooms';

export interface BoardOptions {
    store: MediaStore;
    clock: Clock;
    onProposal: (proposal: Proposal) => void;
    /** Another number of them waits. */
    onChange: () => void;
}

export class Board {
    constructor(private readonly options: BoardOptions) {}

    async put(proposal: Proposal): Promise<void> {
        const { store, onProposal, onChange } = this.options;
        roomsOf(store).proposals.set(proposal.id, proposal);
        await store.flush();
        showAnew(store, proposal.requestId);
        onProposal(proposal);
        onChange();
    }

    async withdraw(which: (proposal: Proposal) => boolean): Promise<void> {
        const { store, onChange } = this.options;
        const gone = openProposals(store).filter(which);
        if (gone.length === 0) return;
        for (const { id, requestId } of gone) {
            roomsOf(store).proposals.remove(id);
            showAnew(store, requestId);
        }
        await store.flush();
        onChange();
    }

    /** Somebody says *not now*. Returns whether there is such a proposal. */
    async dismiss(proposalId: string): Promise<boolean> {
        const { store, clock, onChange } = this.options;
        const { proposals } = roomsOf(store);
        const proposal = proposals.get(proposalId);
        if (proposal === undefined) return false;
        proposals.set(proposalId, { ...proposal, dismissedAt: isoNow(clock) });
        await store.flush();
        showAnew(store, proposal.requestId);
        onChange();
        return true;
    }
}

/** Whoever shows the request learns that there is something new of it. */
export function showAnew(store: MediaStore, requestId: string): void {
    const request = store.get(requestId);
    if (request !== undefined) store.put(request);
}

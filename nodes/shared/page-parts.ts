/** What the page shows of other parts of the package, and what it says to the flow. */
import { sayAll } from '../../lib/causes';
import { findings } from '../../lib/doctor';
import type { Action, Proposal } from '../../lib/page';
import { openProposals } from '../../lib/remedies';
import type { MediaStore } from '../../lib/store';
import type { NodeMessage } from './red';

/** Steps that wait for somebody's consent, in the page's words. */
export function proposalsOf(store: MediaStore, requestId: string): Proposal[] {
    return openProposals(store, requestId).map(({ id, what, bytesAtRisk }) => ({
        id,
        says: sayAll(what),
        words: what,
        ...(bytesAtRisk > 0 && { deletes: true }),
    }));
}

/** Undefined until a doctor has looked. */
export function findingsOf(store: MediaStore): number | undefined {
    const { lookedAt, list } = findings(store);
    return lookedAt === null ? undefined : list.length;
}

/** Without saying who: the page knows of no person, for Node-RED has no names of those who look at it. */
export function messageOf(action: Action): NodeMessage {
    if (action.action === 'look') return { topic: 'look', payload: { requestId: action.requestId } };
    const { requestId, proposalId } = action;
    return { topic: action.action, payload: { proposalId, requestId, by: 'page' } };
}

/** What is kept of a summary: its JSON, made once for all who look, and what is sorted, counted and asked by. */
import type { MediaRequest } from '../../model';
import type { Group, Summary } from '../contract';
import { pastAt } from '../show/group';
import type { Counted } from './tally';
import { heldUpBy, type HeldUp } from './held-up';

export interface Entry extends Counted {
    id: string;
    group: Group;
    order: string;
    /** The summary. */
    json: string;
    eta: Summary['eta'];
    /** It may be another one without anything having changed. */
    isWaiting: boolean;
    /** When it becomes another one at the latest, in milliseconds since 1970. */
    until: number;
    /** The service that holds it up by not doing what it should. */
    heldUp: HeldUp | null;
}

export function entryOf(request: MediaRequest, summary: Summary, readyDays: number): Entry {
    const { id, group, order, state, wait, eta, words } = summary;
    return {
        id,
        group,
        order,
        state,
        late: wait?.late === true,
        json: JSON.stringify(summary),
        eta,
        isWaiting: wait !== null || (state !== 'available' && state !== 'failed'),
        until: group === 'ready' && wait === null ? pastAt({ request, readyDays }) : Infinity,
        heldUp: heldUpBy(words.says, wait?.since),
    };
}

/** Tells why something is not done: whoever asked is told each time, everybody else once for as long as it stays so. */
import type { StepName } from '../decide/steps';
import { type RefusalCode, refusalOf } from './words';

/** Why a wish, an approval, or a request that is stuck, leads to nothing now. */
export interface Refusal {
    code: RefusalCode;
    message: string;
    requestId?: string;
    proposalId?: string;
    /** The step that it is about. */
    step?: StepName;
    /** When it makes sense to ask again, ISO 8601 UTC. */
    until?: string;
}

/** A refusal by its code alone. */
export function refusalFor(code: RefusalCode): Refusal {
    return { code, message: refusalOf(code) };
}

/** What is said only to those who asked: it ends by itself. */
const PASSING: readonly RefusalCode[] = ['too_early', 'being_done'];
/** Targets of which it is remembered what was said. */
const MOST_REMEMBERED = 1_000;

export class Refusals {
    private readonly told = new Map<string, string>();

    constructor(private readonly onRefused: (refusal: Refusal) => void) {}

    /** @param isAsked somebody waits for the answer */
    tell({ target, ...refusal }: Omit<Refusal, 'message'> & { target?: string }, isAsked = true): void {
        const { code } = refusal;
        if (!isAsked) {
            if (PASSING.includes(code) || (target !== undefined && this.told.get(target) === code)) return;
            if (target !== undefined) this.told.set(target, code);
            if (this.told.size > MOST_REMEMBERED) this.told.delete(this.told.keys().next().value ?? '');
        }
        this.onRefused({ ...refusal, message: refusalOf(code) });
    }
}

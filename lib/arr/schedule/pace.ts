/** How long to wait before a server that failed is asked again. */
import { toMediaError } from '../../model';

/** Seconds before each try; the last one repeats. */
const DELAYS_S = [2, 10, 30, 60, 120, 300] as const;
/** What a person has to mend is not asked often. */
const REFUSED_S = 300;
const REFUSALS: readonly string[] = [
    'unauthorised',
    'forbidden',
    'wrong_kind',
    'not_arr',
    'base_path',
    'certificate',
    'redirected',
];
/** It says itself that it is on its way. */
const STARTING_S = 5;

export class Pace {
    private failures = 0;

    worked(): void {
        this.failures = 0;
    }

    /** Milliseconds until the next try. */
    failed(thrown: unknown): number {
        const { code } = toMediaError(thrown);
        if (code === 'starting') return STARTING_S * 1000;
        if (REFUSALS.includes(code)) return REFUSED_S * 1000;
        const delay = DELAYS_S[Math.min(this.failures, DELAYS_S.length - 1)] ?? REFUSED_S;
        this.failures += 1;
        return delay * 1000;
    }
}

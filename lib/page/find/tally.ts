/** How many requests there are of each kind, kept up to date with each change of one. */
import type { Counts, Group } from '../contract';
import type { RequestState } from '../../model';

export interface Counted {
    state: RequestState;
    group: Group;
    late: boolean;
}

export class Tally {
    private readonly numbers: Counts = {
        all: 0,
        open: 0,
        late: 0,
        failed: 0,
        available: 0,
        attention: 0,
        way: 0,
        ready: 0,
        past: 0,
    };

    get counts(): Counts {
        return { ...this.numbers };
    }

    add(entry: Counted): void {
        this.count(entry, 1);
    }

    remove(entry: Counted): void {
        this.count(entry, -1);
    }

    private count({ state, group, late }: Counted, by: 1 | -1): void {
        const { numbers } = this;
        numbers.all += by;
        numbers[group] += by;
        numbers[state === 'available' || state === 'failed' ? state : 'open'] += by;
        if (late) numbers.late += by;
    }
}

/** When a doctor looks: some time after the start, then at long intervals, and sooner while something is wrong. */
import type { Clock, Timer } from '../model';
import type { Doctor } from './doctor';
import type { Difference } from './findings';

const MINUTE_MS = 60_000;
/** Services that start together with Node-RED are given time: what is not up yet is not wrong. */
const FIRST_MS = MINUTE_MS;
/** While something is wrong its user mends it, and wants to see that it is gone. */
const WHILE_WRONG_MS = 15 * MINUTE_MS;
/** Who asks again within so much gets what was found. */
const FRESH_MS = 20_000;

export interface RoundsOptions {
    doctor: Pick<Doctor, 'look'>;
    clock: Clock;
    intervalMs: number;
    /** How many findings there are. */
    count: () => number;
    onLooked: (difference: Difference) => void;
    onFault: (thrown: unknown) => void;
}

export class DoctorRounds {
    private timer: Timer | null = null;
    private isClosed = false;
    private lookedAt = Number.NEGATIVE_INFINITY;
    private looking: Promise<void> | null = null;

    constructor(private readonly options: RoundsOptions) {}

    start(): void {
        this.plan(FIRST_MS);
    }

    /** Looks now, unless that was done a moment ago and `isFresh` will do. Resolves when it is over; never rejects. */
    look(isFresh = false): Promise<void> {
        const { clock } = this.options;
        if (isFresh && clock.monotonic() - this.lookedAt < FRESH_MS) return Promise.resolve();
        this.looking ??= this.lookNow().finally(() => (this.looking = null));
        return this.looking;
    }

    close(): void {
        this.isClosed = true;
        this.timer?.cancel();
    }

    private async lookNow(): Promise<void> {
        const { doctor, clock, intervalMs, count, onLooked, onFault } = this.options;
        this.timer?.cancel();
        try {
            const difference = await doctor.look();
            this.lookedAt = clock.monotonic();
            if (!this.isClosed) onLooked(difference);
        } catch (thrown) {
            if (!this.isClosed) onFault(thrown);
        }
        this.plan(count() > 0 ? Math.min(WHILE_WRONG_MS, intervalMs) : intervalMs);
    }

    private plan(delayMs: number): void {
        this.timer?.cancel();
        if (!this.isClosed) this.timer = this.options.clock.after(delayMs, () => void this.look());
    }
}

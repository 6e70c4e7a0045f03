/** A fault that is somebody else's, and of the moment: once nobody repeats it, the status says again how things are. */
import type { Clock, Timer } from '../../lib/model';

/** Long enough to be seen by who has just pressed a button elsewhere. */
export const FAULT_SHOWN_MS = 10 * 60_000;

export class PassingFault {
    private timer: Timer | null = null;

    /** @param showUsual shows what would be shown without the fault */
    constructor(
        private readonly clock: Clock,
        private readonly showUsual: () => void,
    ) {}

    /** It has just been shown. */
    begin(): void {
        this.end();
        this.timer = this.clock.after(FAULT_SHOWN_MS, () => {
            this.timer = null;
            this.showUsual();
        });
    }

    /** Something else is shown. */
    end(): void {
        this.timer?.cancel();
        this.timer = null;
    }
}

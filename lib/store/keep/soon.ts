/** Writes what nobody waits for: together with whatever is written next, at the latest after a while. */
import type { Clock, MediaError, Timer } from '../../model';

/** The longest that a change is only in memory. */
const AT_LATEST_MS = 50;

/** Who asks for a write, and how it hears of it. */
export interface Asking {
    /** The disk does not take it; it is tried again. */
    onFault(error: MediaError): void;
    /** The disk has it. */
    onWritten?(): void;
}

export class WriteSoon {
    private timer: Timer | null = null;
    private isWriting = false;
    private readonly asking = new Set<Asking>();

    /** @param persist does not give up until the disk has taken it, unless the store is gone */
    constructor(
        private readonly clock: Clock,
        private readonly persist: (onFault: (error: MediaError) => void) => Promise<void>,
    ) {}

    ask(asking: Asking): void {
        this.asking.add(asking);
        if (this.isWriting) return;
        this.timer ??= this.clock.after(AT_LATEST_MS, () => void this.write());
    }

    stop(): void {
        this.timer?.cancel();
        this.timer = null;
    }

    private async write(): Promise<void> {
        this.timer = null;
        this.isWriting = true;
        const told = [...this.asking];
        this.asking.clear();
        const tell = (error: MediaError): void => {
            for (const each of new Set([...told, ...this.asking])) each.onFault(error);
        };
        // Who asked has been told, and what was not written is written with the next.
        await this.persist(tell).then(
            () => told.forEach((each) => each.onWritten?.()),
            () => undefined,
        );
        this.isWriting = false;
        // What was asked for while the disk was busy may have come too late for that write.
        if (this.asking.size > 0) this.timer = this.clock.after(AT_LATEST_MS, () => void this.write());
    }
}

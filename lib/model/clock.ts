/**
 * Time as a parameter, so that everything that waits can be tested without waiting. A small machine may begin in 1970, or
 * where it was shut down, and is set right when it has found the network: what is told and stored is by `now`, what is
 * measured by `monotonic`.
 */

export interface Timer {
    /** Stops the timer; a second call does nothing. */
    cancel(): void;
}

export interface Clock {
    /** Milliseconds since 1970. Jumps, back too, when the machine's clock is set. */
    now(): number;
    /** Milliseconds since some moment. Goes on evenly, as `after` does, whatever the machine's clock is set to. */
    monotonic(): number;
    /** Runs `callback` once after `delayMs` milliseconds. */
    after(delayMs: number, callback: () => void): Timer;
}

/** What is longer than a 32-bit number setTimeout takes for 1 ms. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's own clock. Its timers do not keep a process alive that has nothing else to do. */
export const systemClock: Clock = {
    now: () => Date.now(),
    monotonic: () => Math.floor(performance.now()),
    after(delayMs, callback) {
        let handle: NodeJS.Timeout;
        const wait = (leftMs: number): void => {
            const isLast = leftMs <= LONGEST_TIMEOUT_MS;
            const next = isLast ? callback : () => wait(leftMs - LONGEST_TIMEOUT_MS);
            handle = setTimeout(next, Math.min(leftMs, LONGEST_TIMEOUT_MS));
            handle.unref();
        };
        wait(delayMs);
        return { cancel: () => clearTimeout(handle) };
    },
};

/** Milliseconds since a time of day; 0 when it is still to come, for the clock was set back since it was noted. */
export function elapsedSince(clock: Clock, time: number): number {
    return Math.max(0, clock.now() - time);
}

/** The clock's time as the ISO 8601 text that is stored, always UTC. */
export function isoNow(clock: Clock): string {
    return new Date(clock.now()).toISOString();
}

/** Time as a parameter, so that everything that waits can be tested without waiting. */

export interface Timer {
    /** Stops the timer; a second call does nothing. */
    cancel(): void;
}

export interface Clock {
    /** Milliseconds since 1970. */
    now(): number;
    /** Runs `callback` once after `delayMs` milliseconds. */
    after(delayMs: number, callback: () => void): Timer;
}

/** The machine's own clock. Its timers do not keep a process alive that has nothing else to do. */
export const systemClock: Clock = {
    now: () => Date.now(),
    after(delayMs, callback) {
        const handle = setTimeout(callback, delayMs);
        handle.unref();
        return { cancel: () => clearTimeout(handle) };
    },
};

/** The clock's time as the ISO 8601 text that is stored, always UTC. */
export function isoNow(clock: Clock): string {
    return new Date(clock.now()).toISOString();
}

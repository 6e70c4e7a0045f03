/** What is asked before something has begun: the question waits for it, and is answered in any case. */
import type { Clock } from './clock';
import { MediaError } from './errors';

/** Longer than a store takes to open, and shorter than the patience of browsers, proxies and those who send webhooks. */
export const LONGEST_WAIT_MS = 30_000;

/** @param closed whether it never will */
export function notBegun(closed = false): MediaError {
    return new MediaError(
        'not_begun',
        closed ? 'The node was closed before it had begun' : 'The node has not begun yet: its store is still being opened',
    );
}

/** What `begun` settles with; rejects with `not_begun` when that takes longer than LONGEST_WAIT_MS. */
export function inTime<T>(begun: Promise<T>, clock: Clock): Promise<T> {
    return new Promise((resolve, reject) => {
        const timer = clock.after(LONGEST_WAIT_MS, () => reject(notBegun()));
        begun.then(resolve, reject).finally(() => timer.cancel());
    });
}

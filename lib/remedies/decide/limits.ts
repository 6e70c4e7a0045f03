/** How much may be done, and how long is waited: settings of the house. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from './steps';

export interface Limits {
    /** Calls for one download, as long as they are remembered. */
    perDownload: number;
    /** Calls for one series or film in a day. */
    perTitle: number;
    /** Calls in a day. */
    perDay: number;
    /** Calls in an hour. */
    perHour: number;
    /** Downloads of one series or film that are removed in a day. */
    removalsPerTitle: number;
    /** Downloads that are removed in a day. */
    removalsPerDay: number;
    /** Torrents of private trackers, and those of which nobody says that they are not, may be touched. */
    allowPrivate: boolean;
    /** So many requests that come to be stuck within `fuseMs` stop everything: a service is at fault, and not they. */
    fuseCount: number;
    fuseMs: number;
    /** How long after a command of somebody else nothing is done. */
    quietMs: number;
    /** For how long what a person did by hand is not undone. */
    handMs: number;
    /** For how long *not now* holds. */
    dismissMs: number;
    /** For how long a step that did not help is not tried again. */
    memoryMs: number;
}

export const DEFAULT_LIMITS: Limits = {
    perDownload: 6,
    perTitle: 8,
    perDay: 40,
    perHour: 12,
    removalsPerTitle: 2,
    removalsPerDay: 5,
    allowPrivate: false,
    fuseCount: 5,
    fuseMs: 10 * MINUTE_MS,
    quietMs: 5 * MINUTE_MS,
    handMs: HOUR_MS,
    dismissMs: DAY_MS,
    memoryMs: 7 * DAY_MS,
};

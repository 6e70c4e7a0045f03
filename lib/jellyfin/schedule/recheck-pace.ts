/** How often requests are looked at. */

export interface RecheckPace {
    /** How often the open requests are gone through, and the first pause of what waits, in milliseconds. Default 30 s. */
    intervalMs: number;
    /** A request is looked at unasked when it has waited this long. Default 2 min. */
    waitMs: number;
    /** Longest pause of what waits, where Jellyfin does not tell what is new. Default 15 min. */
    maxMs: number;
    /** First and longest pause of what does not wait, or of which news would be told. Default 30 min and 6 h. */
    slowMs: number;
    slowMaxMs: number;
    /** Pauses after a request was reported to have moved: Jellyfin notices a new file after a minute or more. */
    quickMs: readonly number[];
    /** Between two looks at requests that do not wait, so that thousands of them do not come at once. Default 1 s. */
    gapMs: number;
    /** Reports within this time are one look. Default 50 ms. */
    gatherMs: number;
    /** Between two unasked looks at requests that wait, where Jellyfin tells what is new. Default 10 min. */
    relookGapMs: number;
    /** Looks at the same time. Default 1. */
    concurrency: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const DEFAULT_PACE: RecheckPace = {
    intervalMs: 30 * SECOND,
    waitMs: 2 * MINUTE,
    maxMs: 15 * MINUTE,
    slowMs: 30 * MINUTE,
    slowMaxMs: 6 * 60 * MINUTE,
    quickMs: [5 * SECOND, 15 * SECOND, 30 * SECOND],
    gapMs: SECOND,
    gatherMs: 50,
    relookGapMs: 10 * MINUTE,
    concurrency: 1,
};

/** How a request is looked at. */
export interface Looked {
    /** Whether it waits for Jellyfin. */
    waits: boolean;
    /** Whether it was reported to have moved. */
    quick: boolean;
    /** Looks since it was last reported or moved, without this one. */
    round: number;
    /** Whether Jellyfin tells what is new, so that it need not be looked for. */
    isTold: boolean;
}

/** The pause after a look, in milliseconds: ever longer, until something happens to the request. */
export function pauseAfter({ waits, quick, round, isTold }: Looked, pace: RecheckPace): number {
    const { quickMs, intervalMs, maxMs, slowMs, slowMaxMs } = pace;
    if (!waits || isTold) return Math.min(slowMs * 2 ** round, slowMaxMs);
    const first = quick ? quickMs : [];
    return first[round] ?? Math.min(intervalMs * 2 ** (round - first.length), maxMs);
}

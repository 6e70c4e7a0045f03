/** What a benchmark measures, and what it should reach. */

export interface Figure {
    /** What was measured, in the words of the table that `npm run bench` prints. */
    name: string;
    value: number;
    /** For example `ms`, `bytes`, `MB`; empty for a ratio. */
    unit: string;
    target?: { atMost: number } | { atLeast: number };
    /** How it was measured, or what it is compared with. */
    note?: string;
}

/** One file `bench/<name>_bench.ts` exports one of these as `benchmark`. */
export interface Benchmark {
    /** Measures everything in one run, so that ratios are of the same machine in the same minute. */
    run(): Promise<Figure[]>;
}

/** Whether a figure reaches its target; true without one. */
export function reaches({ value, target }: Figure): boolean {
    if (target === undefined) return true;
    return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}

/** The value below which `share` (0 to 1) of the samples are, by the nearest-rank method. */
export function percentile(samples: readonly number[], share: number): number {
    const sorted = [...samples].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

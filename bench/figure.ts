/** What a benchmark measures, and what it should reach. */

export interface Figure {
    /** What was measured, in the words of the table that `npm run bench` prints. */
    name: string;
    value: number;
    /** For example `ms`, `bytes`, `MB`; empty for a ratio. */
    unit: string;
    target?: { atMost: number } | { atLeast: number };
    /** What it is compared with, and that one's value: `bare flow 1.2 ms`. */
    yardstick?: string;
    /** How it was measured. */
    note?: string;
}

export interface BenchmarkOptions {
    /** Folder of another checkout, which a benchmark that can measures in the same run. */
    beside?: string;
}

/** One file `bench/<name>_bench.ts` exports one of these as `benchmark`; `run.ts` lists them. */
export interface Benchmark {
    /** Measures everything in one run, so that ratios are of the same machine in the same minute. */
    run(options?: BenchmarkOptions): Promise<Figure[]>;
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

export function median(samples: readonly number[]): number {
    return percentile(samples, 0.5);
}

export function sum(values: readonly number[]): number {
    return values.reduce((total, value) => total + value, 0);
}

/** A value with as many digits as mean something: `0.42`, `3.1`, `1,204`. */
export function formatNumber(value: number): string {
    return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 });
}

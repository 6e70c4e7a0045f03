/** How long each stage takes in this house, learned from what became playable. Kept in memory and learned anew at each start. */
import { type Episode, isEpisode, type MediaRequest, type Pipeline, pipelineOf, type Stage, STAGES } from '../../model';
import { DEFAULT_LIMITS, type LateLimits } from './late';

/** Durations in milliseconds. */
export interface Usual {
    median: number;
    /** Nine times in ten it took no longer. */
    p90: number;
    /** How often it was seen. */
    count: number;
}

/** How long is left, in milliseconds: one time in ten less than `least`, one in ten more than `most`. */
export interface Left {
    least: number;
    median: number;
    most: number;
}

export interface StageTimesOptions {
    /** Limits that count whatever the house's own times are. */
    limits?: Partial<LateLimits>;
    /** Whether the other limits go by how long things take in this house, once enough is known. */
    byHouse?: boolean;
    /** Samples that are enough to go by. */
    fewest?: number;
    /** So many times its p90 and a stage is late. */
    factor?: number;
    /** A stage is never late before this, however fast the house is. In milliseconds. */
    floorMs?: number;
    /** Samples kept of each stage and pipeline: the newest. */
    kept?: number;
}

/** Stages whose limit the house's own times replace. */
const LEARNED = [
    'approved',
    'grabbing',
    'downloading',
    'downloaded',
    'importing',
    'anime_matching',
] as const satisfies readonly Stage[];

export class StageTimes {
    /** By pipeline and stage: how long until the next one that was reported, and until it could be played. */
    private readonly own = new Map<string, number[]>();
    private readonly rest = new Map<string, number[]>();
    private readonly set: Partial<LateLimits>;
    private readonly byHouse: boolean;
    /** What was made of the samples, until there is another one: it is asked for every episode. */
    private readonly made = new Map<string, Usual | LateLimits | null>();
    private readonly fewest: number;
    private readonly factor: number;
    private readonly floorMs: number;
    private readonly kept: number;

    constructor({
        limits = {},
        byHouse = true,
        fewest = 8,
        factor = 2,
        floorMs = 5 * 60_000,
        kept = 100,
    }: StageTimesOptions = {}) {
        this.set = limits;
        this.byHouse = byHouse;
        this.fewest = fewest;
        this.factor = factor;
        this.floorMs = floorMs;
        this.kept = kept;
    }

    /** Takes in a movie request or an episode of `request` that can be played. Of others nothing is learned. */
    learn(subject: MediaRequest | Episode, request: MediaRequest): void {
        if (subject.state !== 'available') return;
        this.made.clear();
        const pipeline = pipelineOf(request);
        const times = stagesOf(subject);
        const end = times.at(-1);
        times.forEach(({ stage, at }, index) => {
            const next = times[index + 1];
            if (next === undefined || end === undefined) return;
            this.keep(this.own, `${pipeline}/${stage}`, next.at - at);
            this.keep(this.rest, `${pipeline}/${stage}`, end.at - at);
        });
    }

    /** How long a stage usually takes; null while too little is known. */
    usual(pipeline: Pipeline, stage: Stage): Usual | null {
        return this.once(`${pipeline}/${stage}`, () => this.makeUsual(pipeline, stage));
    }

    private makeUsual(pipeline: Pipeline, stage: Stage): Usual | null {
        const samples = this.own.get(`${pipeline}/${stage}`) ?? [];
        if (samples.length < this.fewest) return null;
        return { median: quantile(samples, 0.5), p90: quantile(samples, 0.9), count: samples.length };
    }

    /** From when on each kind of wait is late. */
    limitsOf(pipeline: Pipeline): LateLimits {
        return this.once(pipeline, () => this.makeLimits(pipeline));
    }

    private makeLimits(pipeline: Pipeline): LateLimits {
        const limits = { ...DEFAULT_LIMITS, ...this.set };
        for (const stage of this.byHouse ? LEARNED : []) {
            const usual = this.usual(pipeline, stage);
            if (usual !== null && this.set[stage] === undefined)
                limits[stage] = Math.ceil(Math.max(usual.p90 * this.factor, this.floorMs));
        }
        return limits;
    }

    /**
     * How long it is from a stage until it can be played, for what has been in it for `spentMs`: judged by those that took
     * at least as long. Null while too little is known, or when hardly any took as long.
     */
    left(pipeline: Pipeline, stage: Stage, spentMs: number): Left | null {
        const all = this.rest.get(`${pipeline}/${stage}`) ?? [];
        const longer = all.filter((sample) => sample > spentMs).map((sample) => sample - spentMs);
        if (all.length < this.fewest || longer.length < 3) return null;
        return { least: bound(longer, 0.1), median: quantile(longer, 0.5), most: bound(longer, 0.9) };
    }

    private once<T extends Usual | LateLimits | null>(key: string, make: () => T): T {
        const known = this.made.get(key) as T | undefined;
        if (known !== undefined) return known;
        const made = make();
        this.made.set(key, made);
        return made;
    }

    private keep(samples: Map<string, number[]>, key: string, duration: number): void {
        if (!(duration >= 0)) return;
        const known = samples.get(key) ?? [];
        known.push(duration);
        if (known.length > this.kept) known.shift();
        samples.set(key, known);
    }
}

/** When each stage was reached that was reported, in their order. What waits for its release begins with that. */
function stagesOf(subject: MediaRequest | Episode): { stage: Stage; at: number }[] {
    const { reached, availableAt } = subject;
    const out = isEpisode(subject) && subject.airDateUtc !== undefined ? Date.parse(subject.airDateUtc) : NaN;
    const times = STAGES.map((stage) => {
        const at = Date.parse((stage === 'available' ? availableAt : reached[stage]) ?? '');
        return { stage, at: stage === 'approved' && out > at ? out : at };
    });
    return times.filter(({ at }) => !Number.isNaN(at));
}

function quantile(samples: readonly number[], part: number): number {
    return sampleAt(inOrderOf(samples), (samples.length - 1) * part);
}

/**
 * Below which one more sample falls with this chance. A quantile of few samples says less than that: the next one is below all
 * of three samples one time in four.
 */
function bound(samples: readonly number[], part: number): number {
    const inOrder = inOrderOf(samples);
    const position = (samples.length + 1) * part - 1;
    // Nothing is known between none at all and the smallest sample.
    return position < 0 ? sampleAt(inOrder, 0) * (position + 1) : sampleAt(inOrder, Math.min(position, samples.length - 1));
}

function inOrderOf(samples: readonly number[]): number[] {
    return [...samples].sort((a, b) => a - b);
}

/** Between the two nearest samples where the position falls between two. */
function sampleAt(inOrder: readonly number[], position: number): number {
    const below = inOrder[Math.floor(position)] ?? 0;
    const above = inOrder[Math.ceil(position)] ?? below;
    return below + (above - below) * (position - Math.floor(position));
}

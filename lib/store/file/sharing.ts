/** Keeps what is equal in records read from the disk only once: JSON.parse makes everything anew each time it comes. */
import type { SubjectState } from '../../model';

/** Fields in which records of all requests say one of a few things. */
const OF_FEW = new Set([
    'quality',
    'releaseGroup',
    'indexer',
    'downloadClient',
    'instanceName',
    'requestedBy',
    'requestedSeasons',
    'foundAs',
    'message',
    // Of which episodes a line of the history tells.
    'episodes',
]);
/** Not more than this many, whatever stands in those fields. */
const MOST_OF_FEW = 20_000;

/**
 * Makes equal strings within a record one and the same, in place: a season tells its release, its hash and its times once
 * per episode. That is half of what a store read from the disk would weigh.
 * @param known what was read of the same request
 * @param common what was read of all, in fields that say one of a few things
 */
export function shareStrings(record: object, known = new Map<string, string>(), common = known, field?: string): void {
    for (const [key, value] of Object.entries(record) as [string, unknown][]) {
        const name = field ?? key;
        if (typeof value === 'object' && value !== null)
            shareStrings(value, known, common, Array.isArray(value) ? name : undefined);
        if (typeof value !== 'string') continue;
        const strings = OF_FEW.has(name) && common.size < MOST_OF_FEW ? common : known;
        const shared = strings.get(value);
        if (shared === undefined) strings.set(value, value);
        else (record as Record<string, unknown>)[key] = shared;
    }
}

/** What records that follow each other may have in common. Nobody changes a record in place. */
export class Sharing {
    /** Who told what: nearly all records have one of a few lists. */
    private readonly sources = new Map<string, SubjectState['sources']>();
    private requestId: unknown = undefined;
    private strings = new Map<string, string>();
    private readonly common = new Map<string, string>();
    private attempts = new Map<string, SubjectState['attempts']>();
    private reached = new Map<string, SubjectState['reached']>();

    /** Changes the record in place. Those of one request have the most in common, and stand beside each other. */
    share(record: Record<string, unknown>): void {
        const { requestId } = record;
        if (requestId === undefined || requestId !== this.requestId) this.begin(requestId);
        shareStrings(record, this.strings, this.common);
        if (!('sources' in record && 'attempts' in record)) return;
        const subject = record as unknown as SubjectState;
        subject.sources = shared(subject.sources, this.sources);
        subject.attempts = shared(subject.attempts, this.attempts);
        subject.reached = shared(subject.reached, this.reached);
    }

    private begin(requestId: unknown): void {
        this.requestId = requestId;
        this.strings = new Map();
        this.attempts = new Map();
        this.reached = new Map();
    }
}

function shared<T>(value: T, known: Map<string, T>): T {
    const text = JSON.stringify(value);
    const same = known.get(text);
    if (same !== undefined) return same;
    known.set(text, value);
    return value;
}

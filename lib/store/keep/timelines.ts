/**
 * The histories of all requests: which facts were heard, from whom, when first, and for which episodes. Each line is a
 * record of its own, found by the fact that it tells.
 */
import { addLabels, type EventKind, type TimelineEntry, timelineFact, TIMELINE_LIMIT } from '../../model';
import { timelineRecordKey } from '../file/shape';
import type { Records } from './records';

/** Kinds whose first line stays, however long the history grows: how it began. */
const LASTING: readonly string[] = ['approved', 'grabbed', 'imported', 'reported_available'] satisfies EventKind[];

interface Line {
    key: string;
    entry: TimelineEntry;
}

export class Timelines {
    /** The keys of a request's lines, in the order in which they came. */
    private readonly keys = new Map<string, string[]>();

    constructor(private readonly records: Records<TimelineEntry>) {}

    /** Takes in what the disk held. */
    load(): void {
        for (const [key, { requestId }] of this.records.all) this.keysOf(requestId).push(key);
    }

    /** A request's lines, in the order of their times. */
    of(requestId: string): TimelineEntry[] {
        const lines = (this.keys.get(requestId) ?? []).flatMap((key) => this.records.get(key) ?? []);
        return lines.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    }

    /** Adds a line, or its episodes to the line that tells the same fact. Returns whether that told anything new. */
    add(entry: TimelineEntry): boolean {
        const key = timelineRecordKey(entry.requestId, timelineFact(entry));
        const known = this.records.get(key);
        if (known !== undefined) return this.addEpisodes(key, known, entry.episodes ?? []);
        const keys = this.keysOf(entry.requestId);
        this.records.set(key, entry);
        keys.push(key);
        if (keys.length > TIMELINE_LIMIT) this.dropOldest(keys);
        return true;
    }

    /** Forgets a request's history. */
    remove(requestId: string): void {
        for (const key of this.keys.get(requestId) ?? []) this.records.remove(key);
        this.keys.delete(requestId);
    }

    private addEpisodes(key: string, known: TimelineEntry, labels: readonly string[]): boolean {
        const episodes = addLabels(known.episodes ?? [], labels);
        if (episodes === null) return false;
        this.records.set(key, { ...known, episodes });
        return true;
    }

    private dropOldest(keys: string[]): void {
        let oldest: Line | undefined;
        const firsts = new Map<string, Line>();
        for (const key of keys) {
            const entry = this.records.get(key);
            if (entry === undefined) continue;
            const line = { key, entry };
            const first = firsts.get(entry.kind);
            const isFirst = LASTING.includes(entry.kind) && (first === undefined || isBefore(line, first));
            if (isFirst) firsts.set(entry.kind, line);
            const droppable = isFirst ? first : line;
            if (droppable !== undefined && (oldest === undefined || isBefore(droppable, oldest))) oldest = droppable;
        }
        if (oldest === undefined) return;
        this.records.remove(oldest.key);
        keys.splice(keys.indexOf(oldest.key), 1);
    }

    private keysOf(requestId: string): string[] {
        const known = this.keys.get(requestId) ?? [];
        this.keys.set(requestId, known);
        return known;
    }
}

function isBefore(a: Line, b: Line): boolean {
    return a.entry.at < b.entry.at;
}

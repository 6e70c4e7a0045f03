/** A request's history: which facts were heard, from whom, when first, and for which episodes. */
import { type EventKind, type MediaEvent, type TimelineEntry, TIMELINE_LIMIT } from '../model';

/** Kinds without a line: each of them says only that Jellyfin was worth a look, and a long show has hundreds. */
const UNTOLD: readonly EventKind[] = ['library_added'];
/** Kinds whose first line stays, however long the history grows: how it began, and what the verifier goes by. */
const LASTING: readonly string[] = ['approved', 'grabbed', 'imported', 'reported_available'] satisfies EventKind[];

/** What a line is the same fact by. A season that is imported file by file is one line, not thirteen. */
function keyOf(entry: TimelineEntry): string {
    return [entry.source, entry.kind, entry.downloadId ?? '', entry.code ?? '', entry.message ?? ''].join('|');
}

/** The line for an event, if it is worth one. `code` and `message` say what is special about it, if anything is. */
export function entryFor(
    event: MediaEvent,
    at: string,
    episodes: readonly string[],
    note?: { code: string; message: string },
): TimelineEntry | null {
    if (UNTOLD.includes(event.kind)) return null;
    const failure = 'failure' in event ? event.failure : undefined;
    const code = note?.code ?? failure?.code;
    const message = note?.message ?? failure?.message ?? event.message;
    return {
        at,
        source: event.source,
        kind: event.kind,
        ...(event.downloadId !== undefined && { downloadId: event.downloadId }),
        ...(episodes.length > 0 && { episodes: [...episodes].sort() }),
        ...(code !== undefined && { code }),
        ...(message !== undefined && { message }),
    };
}

/**
 * Adds a line, or its episodes to the line that tells the same fact. Lines are kept in an order that does not depend
 * on when they came, so that the same facts make the same history; readers sort by `at`.
 */
export function addToTimeline(timeline: readonly TimelineEntry[], entry: TimelineEntry | null): TimelineEntry[] {
    if (entry === null) return [...timeline];
    const key = keyOf(entry);
    const known = timeline.find((other) => keyOf(other) === key);
    if (!known) return trimmed([...timeline, entry]);
    const episodes = new Set([...(known.episodes ?? []), ...(entry.episodes ?? [])]);
    if (episodes.size === (known.episodes?.length ?? 0)) return [...timeline];
    return timeline.map((other) => (other === known ? { ...known, episodes: [...episodes].sort() } : other));
}

function trimmed(timeline: TimelineEntry[]): TimelineEntry[] {
    const kept = timeline.length <= TIMELINE_LIMIT ? timeline : dropOldest(timeline);
    return kept.sort((a, b) => compare(keyOf(a), keyOf(b)));
}

function dropOldest(timeline: TimelineEntry[]): TimelineEntry[] {
    const oldestFirst = [...timeline].sort((a, b) => compare(a.at, b.at));
    const lasting = new Set(LASTING.map((kind) => oldestFirst.find((entry) => entry.kind === kind)));
    const oldest = oldestFirst.find((entry) => !lasting.has(entry));
    return timeline.filter((entry) => entry !== oldest);
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

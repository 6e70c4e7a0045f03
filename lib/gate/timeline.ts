/** A request's history: which facts were heard, from whom, when first, and for which episodes. */
import { type MediaEvent, type TimelineEntry, TIMELINE_LIMIT } from '../model';

/** What a line is the same fact by. A season that is imported file by file is one line, not thirteen. */
function keyOf(entry: TimelineEntry): string {
    return [entry.source, entry.kind, entry.downloadId ?? '', entry.code ?? '', entry.message ?? ''].join('|');
}

/** The line for an event. `code` and `message` say what is special about it, if anything is. */
export function entryFor(
    event: MediaEvent,
    at: string,
    episodes: readonly string[],
    note?: { code: string; message: string },
): TimelineEntry {
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
export function addToTimeline(timeline: readonly TimelineEntry[], entry: TimelineEntry): TimelineEntry[] {
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
    const oldest = timeline.reduce((a, b) => (a.at <= b.at ? a : b));
    return timeline.filter((entry) => entry !== oldest);
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

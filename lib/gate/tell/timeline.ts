/** Which events make a line of a request's history, and what it says. */
import { type EpisodeKey, type EventKind, labelsOf, type MediaEvent, type TimelineEntry } from '../../model';

/** Kinds without a line: they say only that Jellyfin was worth a look, or what a series has; a long show has hundreds. */
const UNTOLD: readonly EventKind[] = ['library_added', 'listed', 'not_listed'];

/** The line for an event, if it is worth one. `code` and `message` say what is special about it, if anything is. */
export function entryFor(
    requestId: string,
    event: MediaEvent,
    at: string,
    episodes: readonly EpisodeKey[],
    note?: { code: string; message: string },
): TimelineEntry | null {
    if (UNTOLD.includes(event.kind)) return null;
    const failure = 'failure' in event ? event.failure : undefined;
    const code = note?.code ?? failure?.code;
    const message = note?.message ?? failure?.message ?? event.message;
    return {
        requestId,
        at,
        source: event.source,
        kind: event.kind,
        ...(event.downloadId !== undefined && { downloadId: event.downloadId }),
        ...(episodes.length > 0 && { episodes: labelsOf(episodes) }),
        ...(code !== undefined && { code }),
        ...(message !== undefined && { message }),
    };
}

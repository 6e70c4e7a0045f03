/** An event as the parser of one service makes it, before it gets what every event has. */
import type { MediaEvent, RequestFacts } from '../../model';

type WithoutReceipt<E> = E extends MediaEvent ? Omit<E, 'id' | 'source' | 'at'> : never;

/** A `MediaEvent` without its receipt: id, source and time. */
export type EventDraft = WithoutReceipt<MediaEvent>;

/** What a draft says whatever its kind. */
export type DraftBase = Omit<EventDraft, 'kind' | 'failure' | 'transfer'>;

/**
 * The same facts as a mere note, for what names nothing that could be found again. Such a webhook is answered with 200
 * all the same: it is authentic, and Sonarr and Radarr mute a receiver that refuses.
 */
export function noteInstead({ failure: _, ...base }: DraftBase & { failure?: unknown }, message: string): EventDraft {
    return { ...base, kind: 'noted', message };
}

/** The draft of what fails a subject: the sentence about it is also why it failed. */
export function failing(base: DraftBase, kind: 'deleted' | 'file_deleted' | 'import_blocked', message: string): EventDraft {
    return { ...base, kind, message, failure: { code: kind, message } };
}

/** Whether an event names anything by which its request can be found. */
export function namesSomething(base: DraftBase): boolean {
    const { seerrRequestId, tmdbId, tvdbId, imdbId, radarrId, sonarrId }: RequestFacts = base.request;
    const ids = [seerrRequestId, tmdbId, tvdbId, imdbId, radarrId, sonarrId, base.downloadId, base.path];
    return ids.some((id) => id !== undefined);
}

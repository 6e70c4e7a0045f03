/** What comes about a request that was archived long ago, and would otherwise be taken for something new. */
import { episodeLabel, type EventKind, type MediaEvent } from '../../model';
import type { Archived, MediaStore } from '../../store';
import { keysOfEvent, levelOf } from '../../identity';
import { RELEASES } from './candidates';

const DELETIONS: readonly EventKind[] = ['deleted', 'file_deleted'];

/** Whether an event is about what was archived: its upgrade, or its wish told once more. Another wish begins anew. */
export function isOfArchived(event: MediaEvent, store: MediaStore): boolean {
    const keys = keysOfEvent(event);
    const archived = store.archived(keys);
    if (RELEASES.includes(event.kind)) return archived.some((remains) => isReleaseOf(event, remains));
    const wish = keys.find((key) => levelOf(key) === 'seerr');
    const work = keys.find((key) => levelOf(key) === 'tmdb');
    if (wish === undefined) return false;
    return archived.some((remains) => remains.keys.includes(wish) && (work === undefined || remains.keys.includes(work)));
}

function isReleaseOf(event: MediaEvent, { is4k, episodes }: Archived): boolean {
    if (event.request.is4k === true && !is4k) return false;
    return event.episodes.every((facts) => episodes.includes(episodeLabel(facts)));
}

/** What was archived and is deleted now begins anew when it comes again. */
export function forgetDeleted(event: MediaEvent, store: MediaStore): void {
    if (!DELETIONS.includes(event.kind)) return;
    store.forgetArchived(keysOfEvent(event), event.episodes.length === 0 ? null : event.episodes.map(episodeLabel));
}

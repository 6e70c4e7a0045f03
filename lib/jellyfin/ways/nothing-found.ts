/** Why an anime is missing of which Jellyfin shows nothing: it depends on what Shoko made of its file. */
import type { Reason } from '../tell/result';

/** A match that Jellyfin does not show is another matter than no match at all. */
export function nothingFound(subject: { shokoFileId?: number | undefined; state: string }): Reason {
    if (subject.shokoFileId !== undefined) {
        const message = `Shoko matched the file (${subject.shokoFileId}), but Jellyfin does not show it: it has not scanned yet, or Shokofin leaves it out`;
        return { code: 'matched_not_shown', message };
    }
    if (subject.state === 'anime_matching') {
        return {
            code: 'not_matched',
            message: 'Shoko has not matched the file, and Jellyfin shows nothing with its ids or title',
        };
    }
    return { code: 'no_such_item', message: 'Jellyfin shows nothing with its ids, its file or its title' };
}

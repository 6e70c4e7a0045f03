/** What is known live of one subject, gathered for its cause. */
import {
    type Check,
    type Episode,
    episodeLabel,
    isEpisode,
    isImported,
    isInClient,
    type MediaRequest,
    type RequestState,
    toldOf,
} from '../model';
import type { LateLimits, Siblings, SubjectFacts } from '../causes';
import type { LiveFigures } from '../store';

/** What became of the episodes of each download, by its id. */
export type Downloads = ReadonlyMap<string, Siblings>;

/** Everything that the listeners know of a movie request or of an episode of `request`. */
export function factsOf(
    subject: MediaRequest | Episode,
    request: MediaRequest,
    live: LiveFigures,
    { downloads, limits }: { downloads?: Downloads; limits?: LateLimits },
): SubjectFacts {
    const { qbitHash } = subject;
    const needsShoko = request.isAnime && subject.shokoFileId === undefined && isImported(subject.state);
    return {
        transfer: live.transferOf(qbitHash),
        queued: live.queuedOf(qbitHash),
        check: checkFor(subject, live.checkOf(request.id)),
        shoko: needsShoko ? live.shokoOf(subject.finalPath) : undefined,
        siblings: qbitHash === undefined ? undefined : downloads?.get(qbitHash),
        // Nobody asks them of what they have nothing to say about.
        arr: UP_TO_IMPORT.includes(subject.state) ? live.arrOf(subject, request) : undefined,
        client: isInClient(subject.state) ? live.clientOf(qbitHash) : undefined,
        jellyfin: isImported(subject.state) && subject.state !== 'available' ? live.jellyfinOf() : undefined,
        limits,
    };
}

/** States in which it is Sonarr's or Radarr's turn. */
const UP_TO_IMPORT: readonly RequestState[] = ['requested', 'approved', 'downloaded'];

/** What the last look at Jellyfin said of this very subject. What it says of several things is true of none of them alone. */
function checkFor(subject: MediaRequest | Episode, check: Check | undefined): SubjectFacts['check'] {
    if (check === undefined || !isEpisode(subject)) return check;
    const label = episodeLabel(subject);
    const own = check.episodes && toldOf(check.episodes, label, ({ episode }) => episode);
    if (own !== undefined) return { ...own, ...(check.nextAt !== undefined && { nextAt: check.nextAt }) };
    return check.code === 'several' ? undefined : check;
}

/** How many episodes of each download are imported, and when the last of them was. */
export function downloadsOf(episodes: readonly Episode[]): Downloads {
    const downloads = new Map<string, Siblings>();
    for (const { qbitHash, state, reached } of episodes) {
        const at = reached.importing ?? reached.anime_matching;
        if (qbitHash === undefined || at === undefined || !isImported(state)) continue;
        const known = downloads.get(qbitHash);
        const lastAt = known === undefined || Date.parse(at) > Date.parse(known.lastAt) ? at : known.lastAt;
        downloads.set(qbitHash, { imported: (known?.imported ?? 0) + 1, lastAt });
    }
    return downloads;
}

/** By what an episode is recognised among the episodes of a series that Jellyfin shows. */
import { type Episode, episodeLabel, isSameEpisode, type RequestWithEpisodes } from '../../model';
import { idsOf, type JellyfinItem } from '../ask/item';
import type { Reason } from '../tell/result';
import { isNumbered } from './episode-range';
import { contradictsShoko, hasShokoIds, matchByPath } from './same-file';
import { titleKey, titleKeysOf } from './titles';

/** How an episode is recognised in a listing. */
export type EpisodeWay = 'shoko_file' | 'tvdb_episode' | 'path' | 'number';

export interface Match {
    way: EpisodeWay;
    items: readonly JellyfinItem[];
}

export class EpisodeMatcher {
    /** What Shoko matched for any episode of the request, as `shoko file 513`. */
    private readonly matchedIds: ReadonlySet<string>;

    constructor(private readonly request: RequestWithEpisodes) {
        this.matchedIds = new Set(request.episodes.flatMap(shokoKeysOf));
    }

    /** By the first of these ways that gives an item; null when none does. A reason is told where it is not certain which. */
    match(
        listing: readonly JellyfinItem[],
        episode: Episode,
        ways: readonly EpisodeWay[],
        unsure: (reason: Reason) => void,
    ): Match | null {
        for (const way of ways) {
            const items = this.itemsBy(way, listing, episode, unsure);
            if (items.length > 0) return { way, items };
        }
        return null;
    }

    private itemsBy(
        way: EpisodeWay,
        listing: readonly JellyfinItem[],
        episode: Episode,
        unsure: (reason: Reason) => void,
    ): readonly JellyfinItem[] {
        switch (way) {
            case 'shoko_file':
                return listing.filter((item) => hasShokoIds(episode, item));
            case 'tvdb_episode': {
                const { episodeTvdbId } = episode;
                return episodeTvdbId === undefined
                    ? []
                    : listing.filter((item) => idsOf(item, 'tvdb').includes(String(episodeTvdbId)));
            }
            case 'path': {
                const item = matchByPath(episode.finalPath, listing);
                return item === null ? [] : [item];
            }
            case 'number':
                return this.itemsByNumber(listing, episode, unsure);
        }
    }

    /**
     * A number means what Sonarr means by it only within one series. When a season was split into several (Shoko does), the
     * one with the request's title goes on; else it is not certain which, and nothing counts.
     */
    private itemsByNumber(
        listing: readonly JellyfinItem[],
        episode: Episode,
        unsure: (reason: Reason) => void,
    ): readonly JellyfinItem[] {
        const numbered = listing.filter((item) => isNumbered(item, episode) && !this.isOtherEpisode(episode, item));
        const names = new Set(numbered.map((item) => titleKey(item.seriesName ?? '')));
        if (names.size <= 1) return numbered;
        const own = titleKeysOf(this.request);
        const inOwn = numbered.filter((item) => own.includes(titleKey(item.seriesName ?? '')));
        if (inOwn.length > 0) return inOwn;
        const message = `Several series have an episode ${episodeLabel(episode)}, and nothing tells which it is`;
        unsure({ code: 'ambiguous_episode', message });
        return [];
    }

    /** Whether an item is known to be another file than this episode's, or another episode of the request. */
    private isOtherEpisode(episode: Episode, item: JellyfinItem): boolean {
        if (contradictsShoko(episode, item)) return true;
        if (!hasShokoIds(episode, item) && shokoKeysIn(item).some((key) => this.matchedIds.has(key))) return true;
        return this.isFileOfOthers(episode, item);
    }

    /** A number is overruled by the path: the file that was imported for other episodes is theirs. */
    private isFileOfOthers(episode: Episode, item: JellyfinItem): boolean {
        const isOwn = matchByPath(episode.finalPath, [item]) !== null;
        return (
            !isOwn &&
            this.request.episodes.some((other) => !isSameEpisode(other, episode) && matchByPath(other.finalPath, [item]) !== null)
        );
    }
}

function shokoKeysOf({ shokoFileId, shokoEpisodeId }: Episode): string[] {
    return [
        ...(shokoFileId === undefined ? [] : [`shoko file ${shokoFileId}`]),
        ...(shokoEpisodeId === undefined ? [] : [`shoko episode ${shokoEpisodeId}`]),
    ];
}

function shokoKeysIn(item: JellyfinItem): string[] {
    return (['shoko file', 'shoko episode'] as const).flatMap((provider) =>
        idsOf(item, provider).map((id) => `${provider} ${id}`),
    );
}

/** What Jellyfin is told to look at again: one item, or some paths, and never a library. */
import type { JellyfinClient } from '../../jellyfin';
import type { MediaRequest } from '../../model';
import { mapPath, type PathMapping } from '../../paths';

/** Candidates of a search by title. */
const MOST_FOUND = 30;

export class JellyfinHands {
    /** @param mappings how paths of Sonarr and Radarr map to Jellyfin's */
    constructor(
        private readonly client: Pick<JellyfinClient, 'list' | 'refreshItem' | 'reportChanged'>,
        private readonly mappings: readonly PathMapping[],
    ) {}

    /** The film or series as Jellyfin has it, by its ids; null when it is not there, or more than one is. */
    async itemOf({ title, mediaType, tmdbId, tvdbId, imdbId }: MediaRequest): Promise<string | null> {
        if (title === undefined) return null;
        const types = [mediaType === 'movie' ? ('Movie' as const) : ('Series' as const)];
        const { items } = await this.client.list({
            types,
            searchTerm: title,
            fields: ['ProviderIds', 'Path', 'OriginalTitle'],
            limit: MOST_FOUND,
        });
        const wanted = { tmdb: tmdbId, tvdb: tvdbId, imdb: imdbId };
        const fits = items.filter(({ ids }) =>
            (['tmdb', 'tvdb', 'imdb'] as const).some((provider) =>
                ids.get(provider)?.includes(String(wanted[provider]).toLowerCase()),
            ),
        );
        return fits.length === 1 ? (fits[0]?.id ?? null) : null;
    }

    /** @throws MediaError as HttpClient. Returns whether there is such an item. */
    refresh(itemId: string): Promise<boolean> {
        return this.client.refreshItem(itemId);
    }

    /** Tells of files, by their paths as Sonarr and Radarr see them. */
    report(paths: readonly string[]): Promise<void> {
        return this.client.reportChanged(paths.map((path) => mapPath(path, this.mappings)));
    }
}

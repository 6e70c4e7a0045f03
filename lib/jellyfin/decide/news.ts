/** Which requests what Jellyfin saved lately may be about: by an id, a file, or a title in common. Too many is no harm. */
import type { Episode, MediaRequest } from '../../model';
import { fileKey, idsOf, type JellyfinItem, plainId, PROVIDERS } from '../ask/item';
import type { LibraryIndex } from '../ask/library-index';
import { isRelated, titleKey, titleKeysOf } from './titles';

type Known = Pick<LibraryIndex, 'find'>;

export class News {
    private readonly keys: ReadonlySet<string>;

    constructor(
        private readonly items: readonly JellyfinItem[],
        private readonly index: Known,
    ) {
        // Episodes of one series have its title in common.
        const titles = new Set(items.flatMap(titlesOf));
        this.keys = new Set([...items.flatMap(keysOfItem), ...[...titles].map((title) => `title ${titleKey(title)}`)]);
    }

    /** @param episodes gives the request's open episodes; asked only where nothing else says it */
    concerns(request: MediaRequest, episodes: () => readonly Episode[]): boolean {
        return (
            this.hasAny(keysOfRequest(request, this.index)) ||
            (request.isAnime && this.items.some((item) => isRelated(item, request))) ||
            (request.mediaType === 'tv' && this.hasAny(episodes().flatMap(keysOfSubject)))
        );
    }

    private hasAny(keys: readonly string[]): boolean {
        return keys.some((key) => this.keys.has(key));
    }
}

function keysOfItem(item: JellyfinItem): string[] {
    return [
        `item ${item.id}`,
        ...(item.seriesId === undefined ? [] : [`item ${item.seriesId}`]),
        ...PROVIDERS.flatMap((provider) => idsOf(item, provider).map((id) => `${provider} ${id}`)),
    ];
}

function titlesOf({ name, originalTitle = '', seriesName = '' }: JellyfinItem): string[] {
    return [name, originalTitle, seriesName].filter((title) => title !== '');
}

function keysOfRequest(request: MediaRequest, index: Known): string[] {
    const { tmdbId, tvdbId, imdbId, jellyfinId } = request;
    const ids = [
        ['tmdb', tmdbId],
        ['tvdb', tvdbId],
        ['imdb', imdbId],
    ] as const;
    const own = ids.flatMap(([provider, id]) => (id === undefined ? [] : [[provider, String(id).toLowerCase()] as const]));
    return [
        ...own.map(([provider, id]) => `${provider} ${id}`),
        // An episode that was saved says only which item its series is.
        ...own.flatMap(([provider, id]) => index.find(['Series'], provider, id)).map((id) => `item ${id}`),
        ...(jellyfinId === undefined ? [] : [`item ${plainId(jellyfinId)}`]),
        ...titleKeysOf(request).map((key) => `title ${key}`),
        ...keysOfSubject(request),
    ];
}

function keysOfSubject(subject: Partial<MediaRequest> | Episode): string[] {
    const { finalPath, shokoFileId, shokoEpisodeId, shokoSeriesId } = subject;
    const file = finalPath === undefined ? undefined : fileKey(finalPath);
    return [
        ...(file === undefined ? [] : [`file ${file}`]),
        ...(shokoFileId === undefined ? [] : [`shoko file ${shokoFileId}`]),
        ...(shokoEpisodeId === undefined ? [] : [`shoko episode ${shokoEpisodeId}`]),
        ...(shokoSeriesId === undefined ? [] : [`shoko series ${shokoSeriesId}`]),
    ];
}

/**
 * Jellyfin's items as this project reads them: only what identity and playability need, with one spelling for what
 * the server's versions and plugins spell in several ways.
 */

/** The item types that can be, or hold, what was asked for. Jellyfin has many more; they are never asked for. */
export const ITEM_TYPES = ['Movie', 'Series', 'Season', 'Episode'] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

/** What an item is known by. The Shoko ones are set by the Shokofin plugin; `file` is the name of the item's file. */
export const PROVIDERS = ['tmdb', 'tvdb', 'imdb', 'shoko file', 'shoko episode', 'shoko series', 'file'] as const;
export type Provider = (typeof PROVIDERS)[number];

export interface MediaSource {
    /** `File`, `Http` and so on. */
    protocol: string | undefined;
    isRemote: boolean;
    /** A stand-in for a file that is not there, for example a `.disc` stub. */
    isPlaceholder: boolean;
    /** 0 until Jellyfin has probed the file. */
    runTimeTicks: number;
    path: string | undefined;
    /** Undefined when Jellyfin lists no streams. */
    hasVideo: boolean | undefined;
    /** Of the largest video stream, in pixels; 0 when unknown. */
    width: number;
    /** As `width`. */
    height: number;
}

export interface JellyfinItem {
    /** 32 hex digits. */
    id: string;
    type: string;
    name: string;
    originalTitle: string | undefined;
    year: number | undefined;
    /** Year of `PremiereDate`: an episode's `ProductionYear` may be its series'. */
    premiereYear: number | undefined;
    /** Of an episode: its season; 0 is the specials. */
    seasonNumber: number | undefined;
    episodeNumber: number | undefined;
    /** Last episode of a file that holds several. */
    episodeNumberEnd: number | undefined;
    seriesId: string | undefined;
    seriesName: string | undefined;
    path: string | undefined;
    /** `FileSystem`, `Remote`, `Virtual` or `Offline`. */
    locationType: string | undefined;
    isPlaceholder: boolean;
    /** 0 until Jellyfin has probed the file. */
    runTimeTicks: number;
    /** What each provider calls it, ids in lower case. A file can be several Shoko files. */
    ids: ReadonlyMap<Provider, readonly string[]>;
    /** Undefined unless they were asked for. */
    sources: readonly MediaSource[] | undefined;
}

export interface ItemPage {
    items: JellyfinItem[];
    /** How many there are in all. */
    total: number;
}

/** An item's id in the one spelling by which ids are compared: Jellyfin writes them with and without dashes. */
export function plainId(id: string): string {
    return id.replaceAll('-', '').toLowerCase();
}

/** The ids of one kind that an item carries. */
export function idsOf(item: JellyfinItem, provider: Provider): readonly string[] {
    return item.ids.get(provider) ?? [];
}

/** Names an episode item: `S01E02`, or `S01E01-E02` for one file with two. */
export function numberLabel(item: JellyfinItem): string {
    const pad = (value: number | undefined): string => (value === undefined ? '??' : String(value).padStart(2, '0'));
    const first = `S${pad(item.seasonNumber)}E${pad(item.episodeNumber)}`;
    return item.episodeNumberEnd !== undefined && item.episodeNumberEnd !== item.episodeNumber
        ? `${first}-E${pad(item.episodeNumberEnd)}`
        : first;
}

/** The form in which two file names are compared; undefined for a path that ends in no name. */
export function fileKey(path: string): string | undefined {
    const name = path.normalize('NFC').split(/[\\/]/).at(-1)?.trim().toLowerCase();
    return name === undefined || name === '' ? undefined : name;
}

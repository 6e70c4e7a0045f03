/**
 * The library of the Jellyfin simulator, and how Jellyfin's versions search, filter and describe it (SqliteItemRepository.cs
 * up to 10.10, BaseItemRepository.cs in 10.11, SqlSearchProvider.cs in 12, DtoService.cs). Holds tens of thousands of
 * items; a query costs about as much in a large library as in a small one.
 */
import { createHash } from 'node:crypto';

export type SimulatedType = 'Movie' | 'Series' | 'Season' | 'Episode' | 'BoxSet';

export interface SimulatedItem {
    id: string;
    type: SimulatedType;
    name: string;
    originalTitle?: string;
    year?: number;
    premiereDate?: string;
    providerIds: Record<string, string>;
    /** Absent makes it virtual, as in Jellyfin. */
    path?: string;
    /** False until ffprobe has read the file. */
    probed: boolean;
    /** A `.disc` stub. */
    placeholder: boolean;
    /** Where the bytes are: `Http` for a `.strm` file. */
    protocol: 'File' | 'Http';
    hasVideo: boolean;
    width: number;
    /** Default: as wide pictures are, 9 for 16. */
    height?: number;
    seriesId?: string;
    seasonNumber?: number;
    episodeNumber?: number;
    episodeNumberEnd?: number;
    /** Of a special: the season among whose episodes it is shown too (`AirsBeforeSeasonNumber`). */
    shownInSeason?: number;
    /** Of a series: exists, but its episodes are not put in order yet, so `/Shows/{id}/Episodes` is empty (10.11, jellyfin#17293). */
    unlinked?: boolean;
    /** Name of the collection that it is in. */
    collection?: string;
    /** Milliseconds since 1970. */
    createdAt: number;
    savedAt: number;
}

type Facts = Partial<Omit<SimulatedItem, 'id' | 'type' | 'seriesId'>> & {
    name: string;
    /** The item appears this many milliseconds from now, as after a scan. */
    appearsAfterMs?: number;
};
export type MovieFacts = Facts;
export type SeriesFacts = Facts;
/** Without a season it is in "Season Unknown". */
export type EpisodeFacts = Omit<Facts, 'name' | 'seasonNumber' | 'episodeNumber'> & {
    name?: string;
    seasonNumber?: number | undefined;
    episodeNumber?: number | undefined;
};

export interface LibraryQuery {
    ids: string[];
    types: string[];
    searchTerm: string;
    parentId: string;
    years: number[];
    /** True: only virtual items; false: only others. */
    virtual: boolean | undefined;
    has: Partial<Record<'Tmdb' | 'Tvdb' | 'Imdb', boolean>>;
    savedSince: number | undefined;
    seasonNumber: number | undefined;
    episodeNumber: number | undefined;
    sortBy: string;
    descending: boolean;
    collapse: boolean | undefined;
    startIndex: number;
    limit: number;
}

const TICKS_PER_MINUTE = 600_000_000;
const LIBRARY_START = Date.UTC(2020, 0, 1);
const MINUTE = 60_000;

export class SimulatedLibrary {
    private readonly items = new Map<string, SimulatedItem>();
    private readonly children = new Map<string, SimulatedItem[]>();
    private readonly sorted = new Map<string, SimulatedItem[]>();
    private haystack: Haystack | null = null;
    private pending: { at: number; item: SimulatedItem }[] = [];
    private made = 0;

    constructor(
        private readonly major: number,
        readonly now: () => number,
    ) {}

    addMovie(facts: MovieFacts): string {
        return this.put(
            this.make('Movie', { path: `/media/movies/${facts.name}/${facts.name}.mkv`, ...facts }),
            facts.appearsAfterMs,
        );
    }

    addSeries(facts: SeriesFacts): string {
        return this.put(this.make('Series', { path: `/media/shows/${facts.name}`, ...facts }), facts.appearsAfterMs);
    }

    addEpisode(seriesId: string, facts: EpisodeFacts): string {
        const { seasonNumber, episodeNumber, episodeNumberEnd, ...others } = facts;
        const series = this.items.get(seriesId)?.name ?? 'Series';
        const name = facts.name ?? `Episode ${episodeNumber ?? ''}`;
        const end = episodeNumberEnd === undefined ? '' : `-E${pad(episodeNumberEnd)}`;
        const label = `S${pad(seasonNumber ?? 0)}E${pad(episodeNumber ?? 0)}${end}`;
        const path = `/media/shows/${series}/Season ${seasonNumber ?? 'Unknown'}/${series} ${label}.mkv`;
        if (seasonNumber !== undefined) this.ensureSeason(seriesId, seasonNumber);
        const numbers = {
            ...(seasonNumber !== undefined && { seasonNumber }),
            ...(episodeNumber !== undefined && { episodeNumber }),
            ...(episodeNumberEnd !== undefined && { episodeNumberEnd }),
        };
        return this.put({ ...this.make('Episode', { path, ...others, ...numbers, name }), seriesId }, facts.appearsAfterMs);
    }

    /** A placeholder for an episode that is missing. */
    addVirtualEpisode(seriesId: string, facts: EpisodeFacts): string {
        const id = this.addEpisode(seriesId, { ...facts, probed: false });
        const item = this.items.get(id);
        if (item) delete item.path;
        return id;
    }

    /** Episodes 1 to `count` of a season. */
    addSeason(seriesId: string, seasonNumber: number, count: number, facts: Partial<EpisodeFacts> = {}): string[] {
        return Array.from({ length: count }, (_, index) =>
            this.addEpisode(seriesId, { ...facts, seasonNumber, episodeNumber: index + 1 }),
        );
    }

    /** Changes an item, as a refresh does; it counts as saved now. */
    update(id: string, facts: Partial<SimulatedItem>): void {
        const item = this.items.get(id);
        if (!item) throw new Error(`no item ${id}`);
        Object.assign(item, facts, { savedAt: facts.savedAt ?? this.now() });
        this.touch();
    }

    remove(id: string): void {
        const item = this.items.get(id);
        this.items.delete(id);
        const siblings = this.children.get(item?.seriesId ?? '');
        if (item && siblings) siblings.splice(siblings.indexOf(item), 1);
        this.touch();
    }

    get(id: string): SimulatedItem | undefined {
        this.settle();
        return this.items.get(id);
    }

    get size(): number {
        return this.items.size;
    }

    /** Fills the library with films and shows of made-up titles and ids from 1,000,000, added years ago. */
    fill(count: number): void {
        for (let index = 0; index < count; index++) {
            const id = String(1_000_000 + index);
            const title = `${WORDS[index % WORDS.length]} ${WORDS[Math.floor(index / WORDS.length) % WORDS.length]} ${index}`;
            const year = 1960 + (index % 60);
            const at = LIBRARY_START + index * MINUTE;
            const facts = { name: title, year, createdAt: at, savedAt: at };
            if (index % 4 === 3) this.addSeries({ ...facts, providerIds: { Tvdb: id, Tmdb: id, Imdb: `tt${id}` } });
            else this.addMovie({ ...facts, providerIds: { Tmdb: id, Imdb: `tt${id}` } });
        }
    }

    /** Makes what is at or under this path appear no later than `delayMs` from now. */
    hurry(path: string, delayMs: number): void {
        const at = this.now() + delayMs;
        for (const entry of this.pending) if (entry.item.path?.startsWith(path) === true) entry.at = Math.min(entry.at, at);
    }

    /** Lets what has been scanned meanwhile appear. */
    settle(): void {
        if (this.pending.length === 0) return;
        const now = this.now();
        const due = this.pending.filter(({ at }) => at <= now);
        this.pending = this.pending.filter(({ at }) => at > now);
        for (const { at, item } of due) this.insert({ ...item, createdAt: at, savedAt: at });
    }

    query(query: LibraryQuery): { items: SimulatedItem[]; total: number } {
        this.settle();
        const matching = this.candidates(query).filter((item) => this.isWanted(item, query));
        const shown = this.isCollapsing(query) ? collapse(matching) : matching;
        return { items: shown.slice(query.startIndex, query.startIndex + query.limit), total: shown.length };
    }

    /** Null when there is no such series. Specials may be shown inside a season; their own season is 0 all the same. */
    episodes(seriesId: string, season: number | undefined, isMissing: boolean | undefined): SimulatedItem[] | null {
        this.settle();
        const series = this.items.get(seriesId);
        if (series?.type !== 'Series') return null;
        if (series.unlinked === true && this.major >= 10.11 && this.major < 12) return [];
        const all = (this.children.get(seriesId) ?? []).filter((item) => item.type === 'Episode');
        const isIn = (item: SimulatedItem): boolean => item.seasonNumber === season || item.shownInSeason === season;
        const inSeason = season === undefined ? all : all.filter(isIn);
        // Without a user 10.8 leaves missing episodes out; later versions show them to an API key.
        const shown = this.major < 10.09 ? inSeason.filter((item) => !isVirtual(item)) : inSeason;
        const asked = isMissing === undefined ? shown : shown.filter((item) => isVirtual(item) === isMissing);
        return asked.sort(
            (a, b) => (a.seasonNumber ?? 0) - (b.seasonNumber ?? 0) || (a.episodeNumber ?? 0) - (b.episodeNumber ?? 0),
        );
    }

    /** An item as the API shows it: some properties only when asked for. */
    describe(item: SimulatedItem, fields: ReadonlySet<string>, images: boolean): Record<string, unknown> {
        const series = this.items.get(item.seriesId ?? '');
        const isFile = item.type === 'Movie' || item.type === 'Episode';
        const runTime = isFile && item.probed ? 24 * TICKS_PER_MINUTE : undefined;
        return {
            Name: item.name,
            ...(fields.has('OriginalTitle') && { OriginalTitle: item.originalTitle }),
            ServerId: 'b5a2c3d4e5f60718293a4b5c6d7e8f90',
            Id: item.id,
            ...(fields.has('DateCreated') && { DateCreated: new Date(item.createdAt).toISOString() }),
            ...(isFile && { Container: 'mkv' }),
            PremiereDate: item.premiereDate,
            ...(fields.has('Path') && { Path: item.path }),
            ProductionYear: item.year,
            ...(fields.has('ProviderIds') && { ProviderIds: item.providerIds }),
            ...(fields.has('MediaSources') && isFile && { MediaSources: [mediaSource(item)] }),
            ...(fields.has('Overview') && { Overview: 'An overview of some length. '.repeat(12) }),
            IndexNumber: item.type === 'Season' ? item.seasonNumber : item.episodeNumber,
            IndexNumberEnd: item.episodeNumberEnd,
            ParentIndexNumber: item.type === 'Episode' ? item.seasonNumber : undefined,
            RunTimeTicks: runTime,
            IsFolder: !isFile,
            ...(item.placeholder && { IsPlaceHolder: true }),
            Type: item.type,
            ...(series && { SeriesName: series.name, SeriesId: series.id }),
            ...(item.type === 'Episode' && { SeasonName: `Season ${item.seasonNumber ?? ''}`, VideoType: 'VideoFile' }),
            ...(images && { ImageTags: { Primary: hex(`primary ${item.id}`) }, BackdropImageTags: [hex(`backdrop ${item.id}`)] }),
            ImageBlurHashes: images
                ? { Primary: { [hex(`primary ${item.id}`)]: 'WKCi$5Rj~qt7M{of%MayWBj[j[ay%MWBofWBt7j[j[WBj[ayfQof' } }
                : {},
            LocationType: isVirtual(item) ? 'Virtual' : 'FileSystem',
            MediaType: isFile ? 'Video' : 'Unknown',
        };
    }

    private make(type: SimulatedType, facts: Facts): SimulatedItem {
        const now = this.now();
        this.made++;
        const { appearsAfterMs: _, ...known } = facts;
        return {
            id: hex(`item ${this.made}`),
            type,
            providerIds: {},
            probed: true,
            placeholder: false,
            protocol: 'File',
            hasVideo: true,
            width: 1920,
            createdAt: now,
            savedAt: now,
            ...known,
        };
    }

    private put(item: SimulatedItem, appearsAfterMs: number | undefined): string {
        if (appearsAfterMs === undefined) this.insert(item);
        else this.pending.push({ at: this.now() + appearsAfterMs, item });
        return item.id;
    }

    private insert(item: SimulatedItem): void {
        this.items.set(item.id, item);
        if (item.seriesId !== undefined) this.children.set(item.seriesId, [...(this.children.get(item.seriesId) ?? []), item]);
        this.touch();
    }

    private ensureSeason(seriesId: string, seasonNumber: number): void {
        const known = (this.children.get(seriesId) ?? []).some(
            (item) => item.type === 'Season' && item.seasonNumber === seasonNumber,
        );
        if (known) return;
        const name = seasonNumber === 0 ? 'Specials' : `Season ${seasonNumber}`;
        const series = this.items.get(seriesId);
        const facts = { name, seasonNumber, ...(series && { createdAt: series.createdAt, savedAt: series.savedAt }) };
        this.put({ ...this.make('Season', facts), path: `${series?.path ?? ''}/${name}`, seriesId }, undefined);
    }

    private touch(): void {
        this.sorted.clear();
        this.haystack = null;
    }

    /** The smallest ordered list that holds all matches. */
    private candidates(query: LibraryQuery): readonly SimulatedItem[] {
        if (query.ids.length > 0) return query.ids.flatMap((id) => this.items.get(id) ?? []);
        if (query.searchTerm !== '') return this.search(query.searchTerm);
        if (query.parentId !== '') {
            const children = [...(this.children.get(query.parentId) ?? [])];
            if (query.sortBy === 'datecreated') children.sort((a, b) => a.createdAt - b.createdAt);
            return query.descending ? children.reverse() : children;
        }
        const inOrder = this.inOrder(query.sortBy);
        const since = query.savedSince;
        const recent = since === undefined ? inOrder : this.savedSince(since, query.sortBy);
        return query.descending ? [...recent].reverse() : recent;
    }

    private inOrder(sortBy: string): SimulatedItem[] {
        const key = sortBy === 'datecreated' ? 'created' : sortBy === 'saved' ? 'saved' : 'name';
        const known = this.sorted.get(key);
        if (known) return known;
        const list = [...this.items.values()];
        if (key === 'name') list.sort((a, b) => compareText(sortName(a.name), sortName(b.name)));
        else if (key === 'created') list.sort((a, b) => a.createdAt - b.createdAt);
        else list.sort((a, b) => a.savedAt - b.savedAt);
        this.sorted.set(key, list);
        return list;
    }

    private savedSince(since: number, sortBy: string): SimulatedItem[] {
        const bySaved = this.inOrder('saved');
        let low = 0;
        let high = bySaved.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if ((bySaved[middle]?.savedAt ?? 0) < since) low = middle + 1;
            else high = middle;
        }
        const recent = bySaved.slice(low);
        return sortBy === 'datecreated' ? recent.sort((a, b) => a.createdAt - b.createdAt) : recent;
    }

    private search(term: string): SimulatedItem[] {
        this.haystack ??= new Haystack([...this.items.values()], this.major);
        return this.haystack.search(term);
    }

    private isWanted(item: SimulatedItem, query: LibraryQuery): boolean {
        if (query.types.length > 0 && !query.types.includes(item.type)) return false;
        if (query.virtual !== undefined && isVirtual(item) !== query.virtual) return false;
        if (query.years.length > 0 && !query.years.includes(item.year ?? 0)) return false;
        if (query.savedSince !== undefined && item.savedAt < query.savedSince) return false;
        // Both are ignored before 10.10.
        if (this.major >= 10.1 && query.seasonNumber !== undefined && item.seasonNumber !== query.seasonNumber) return false;
        if (this.major >= 10.1 && query.episodeNumber !== undefined && item.episodeNumber !== query.episodeNumber) return false;
        return Object.entries(query.has).every(([provider, wanted]) => (item.providerIds[provider] !== undefined) === wanted);
    }

    /** For an API key the default is to fold what is in a collection into it: films up to 10.10, series too from 10.11. */
    private isCollapsing(query: LibraryQuery): boolean {
        if (query.ids.length > 0 || query.searchTerm !== '' || query.parentId !== '') return false;
        if (query.collapse !== undefined) return query.collapse;
        const hasSeries = this.major >= 10.11 && query.types.includes('Series');
        return query.types.length === 0 || query.types.includes('Movie') || hasSeries;
    }
}

/** All names in one long text, so that a search costs the same in a library of any size that fits a machine's cache. */
class Haystack {
    private readonly names: { text: string; starts: number[] };
    private readonly titles: { text: string; starts: number[] };

    constructor(
        private readonly items: SimulatedItem[],
        private readonly major: number,
    ) {
        this.names = join(items.map((item) => this.clean(item.name)));
        this.titles = join(items.map((item) => (item.originalTitle ?? '').toLowerCase()));
    }

    search(raw: string): SimulatedItem[] {
        // Up to 10.10 the term's typographic quotes are replaced, those in the stored names are not.
        const fixed = this.major < 10.11 ? raw.replace(/[‘’]/g, "'").replace(/[–—]/g, '-') : raw;
        const term = this.clean(fixed);
        // Of a term that is all punctuation 12 keeps nothing, and finds everything.
        if (term === '') return this.items;
        const found = new Set([...this.hits(this.names, term), ...this.hits(this.titles, raw.toLowerCase())]);
        const items = [...found].flatMap((index) => this.items[index] ?? []);
        // 12 searches no virtual items.
        return items.filter((item) => this.major < 12 || !isVirtual(item)).sort((a, b) => this.compare(a, b, term));
    }

    private clean(name: string): string {
        const lower = name
            .normalize('NFD')
            .replace(/\p{M}+/gu, '')
            .normalize('NFC')
            .toLowerCase();
        return this.major < 12
            ? lower
            : lower
                  .replace(/[^\p{L}\p{N}\s]/gu, ' ')
                  .replace(/\s+/g, ' ')
                  .trim();
    }

    private hits({ text, starts }: { text: string; starts: number[] }, term: string): number[] {
        if (term === '') return [];
        const found: number[] = [];
        // Before 12 `%` and `_` in a term are wildcards.
        if (this.major < 12 && /[%_]/.test(term)) {
            const pattern = new RegExp(
                term
                    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
                    .replace(/%/g, '[^\\n]*')
                    .replace(/_/g, '[^\\n]'),
                'g',
            );
            for (const match of text.matchAll(pattern)) found.push(indexAt(starts, match.index));
            return found;
        }
        for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + 1)) found.push(indexAt(starts, at));
        return found;
    }

    private compare(a: SimulatedItem, b: SimulatedItem, term: string): number {
        return this.relevance(a, term) - this.relevance(b, term) || compareText(sortName(a.name), sortName(b.name));
    }

    private relevance(item: SimulatedItem, term: string): number {
        const forms = [this.clean(item.name), (item.originalTitle ?? '').toLowerCase()];
        // 10.8 knows no exact match.
        if (this.major >= 10.1 && forms.includes(term)) return 0;
        if (this.major >= 10.11 && forms.some((form) => form.startsWith(`${term} `))) return 1;
        return forms.some((form) => form.startsWith(term)) ? 2 : 3;
    }
}

function join(texts: string[]): { text: string; starts: number[] } {
    const starts: number[] = [];
    let length = 0;
    for (const text of texts) {
        starts.push(length);
        length += text.length + 1;
    }
    return { text: texts.join('\n'), starts };
}

function indexAt(starts: number[], offset: number): number {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
    }
    return low;
}

function collapse(items: SimulatedItem[]): SimulatedItem[] {
    const sets = new Map<string, SimulatedItem>();
    return items.flatMap((item) => {
        if (item.collection === undefined) return item;
        if (sets.has(item.collection)) return [];
        const set: SimulatedItem = {
            ...item,
            id: hex(`set ${item.collection}`),
            type: 'BoxSet',
            name: item.collection,
            providerIds: {},
        };
        sets.set(item.collection, set);
        return set;
    });
}

export function isVirtual(item: SimulatedItem): boolean {
    return item.path === undefined;
}

function mediaSource(item: SimulatedItem): Record<string, unknown> {
    const video = {
        Codec: 'hevc',
        Type: 'Video',
        Index: 0,
        Width: item.width,
        Height: item.height ?? Math.round((item.width * 9) / 16),
        IsDefault: true,
    };
    const audio = ['jpn', 'eng'].map((Language, index) => ({
        Codec: 'opus',
        Type: 'Audio',
        Index: index + 1,
        Language,
        Channels: 2,
    }));
    const text = ['eng', 'ger', 'spa'].map((Language, index) => ({
        Codec: 'ass',
        Type: 'Subtitle',
        Index: index + 3,
        Language,
        IsExternal: false,
    }));
    const details = {
        VideoRange: 'SDR',
        TimeBase: '1/1000',
        BitRate: 4_000_000,
        RealFrameRate: 23.976,
        Profile: 'Main 10',
        Level: 150,
    };
    const streams = [...(item.hasVideo ? [video] : []), ...audio, ...text].map((stream) => ({ ...details, ...stream }));
    return {
        Protocol: item.protocol,
        Id: item.id,
        Path: item.path,
        Type: item.placeholder || isVirtual(item) ? 'Placeholder' : 'Default',
        Container: 'mkv',
        Size: 1_500_000_000,
        Name: item.name,
        IsRemote: item.protocol !== 'File',
        ...(item.probed && { RunTimeTicks: 24 * TICKS_PER_MINUTE }),
        SupportsDirectPlay: true,
        MediaStreams: item.probed ? streams : [],
    };
}

function hex(seed: string): string {
    return createHash('md5').update(seed).digest('hex');
}

function pad(value: number): string {
    return String(value).padStart(2, '0');
}

function sortName(name: string): string {
    return name
        .toLowerCase()
        .replace(/^(the|a|an) /, '')
        .replace(/[^\p{L}\p{N} ]/gu, '');
}

function compareText(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

const WORDS = (
    'Amber Basin Cedar Delta Ember Fjord Grove Harbor Island Jungle Kettle Lantern Meadow Northern Orchard Prairie Quarry River ' +
    'Silver Timber Upland Valley Willow Yonder Zephyr Anchor Bridge Copper Dagger Engine Falcon Garnet Hollow Ivory Jasper'
).split(' ');

/**
 * Jellyfin's HTTP interface, as an API key may use it (10.8 to 12). What is particular about it:
 * - `Authorization: MediaBrowser Token=` works everywhere; `X-Emby-Token` and `api_key` are off by default in 12.
 * - An API key has no user: `userId` is left out, and `GET /Items/{id}` answers 404, so single items are read by `ids`.
 * - Without a user Jellyfin folds films (10.8 to 10.10) or films and series (10.11) of a collection into the collection
 *   when it lists them, unless `collapseBoxSetItems=false` is said (Folder.cs).
 * - There is no look-up by provider id; unknown parameters are ignored and everything is returned (ItemsController.cs).
 */
import { HttpClient, type HttpReply, type HttpRequest } from '../../http/http';
import { servedAt } from '../../http/served-at';
import { MediaError } from '../../model';
import type { ItemPage, ItemType, JellyfinItem } from './item';
import { parseItemPage } from './item-page';
import { type JellyfinLibrary, readLibraries } from './libraries';
import { notJellyfin, readServerInfo, type ServerInfo, starting } from './server-info';
import { isRunning, scanTaskId } from './tasks';

export interface JellyfinOptions {
    /** For example `http://jellyfin:8096`; a path behind a proxy is fine. */
    url: string;
    /** From Dashboard > API keys. */
    apiKey: string;
    /** Default true. False accepts a self-signed certificate. */
    verifyCertificate?: boolean;
    /** Whole request, in milliseconds. */
    timeoutMs?: number;
    /** Largest answer accepted, in bytes. Default 16 MiB, which no page asked for here comes near. */
    maxBytes?: number;
}

/** Properties that Jellyfin sends only when asked. */
export type ItemField = 'ProviderIds' | 'Path' | 'OriginalTitle' | 'MediaSources';

/** What identifies an item, without what proves it playable: some 400 bytes an item. */
export const IDENTITY_FIELDS: readonly ItemField[] = ['ProviderIds', 'Path', 'OriginalTitle'];
const PROOF_FIELDS: readonly ItemField[] = [...IDENTITY_FIELDS, 'MediaSources'];

export interface ListQuery {
    types: readonly ItemType[];
    /** Part of the name or of the original title. */
    searchTerm?: string;
    /** ISO 8601; only what was saved at or after it. */
    savedSince?: string;
    /** By when the item was added. A search has an order of its own, best match first. */
    order?: 'newest' | 'oldest';
    fields: readonly ItemField[];
    startIndex?: number;
    limit: number;
}

export interface EpisodesQuery {
    seriesId: string;
    season?: number | undefined;
    startIndex: number;
    limit: number;
}

export interface BeneathQuery {
    seriesId: string;
    season?: number | undefined;
    number?: number | undefined;
    startIndex?: number;
    limit: number;
}

export interface ServedPage extends ItemPage {
    /** The server's clock, in milliseconds since 1970; undefined when it does not say. */
    servedAt: number | undefined;
}

/** Ids in one request: their MediaSources weigh some kilobytes each, and a URL has its limits. */
const IDS_PER_REQUEST = 50;

const CLIENT_VERSION = '1';

export class JellyfinClient {
    private readonly http: HttpClient;
    private scanTask: string | null = null;

    /** @throws MediaError `invalid_url`, `no_api_key`, `invalid_api_key` */
    constructor(options: JellyfinOptions) {
        this.http = new HttpClient({
            baseUrl: options.url.trim(),
            service: 'Jellyfin',
            headers: { Authorization: authorizationFor(options.apiKey.trim()), Accept: 'application/json' },
            maxBytes: options.maxBytes ?? 16 * 1024 * 1024,
            ...(options.verifyCertificate !== undefined && { verifyCertificate: options.verifyCertificate }),
            ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
        });
    }

    /** One page of the library, and when the server says it sent it. Virtual items (placeholders for what is missing) are left out. */
    async list(query: ListQuery, signal?: AbortSignal): Promise<ServedPage> {
        return this.page({
            path: '/Items',
            query: {
                recursive: true,
                includeItemTypes: query.types.join(','),
                excludeLocationTypes: 'Virtual',
                collapseBoxSetItems: false,
                searchTerm: query.searchTerm,
                // `minDateLastSaved` fails on 10.8 to 10.10, which bind it under the other's name (SqliteItemRepository.cs).
                minDateLastSavedForUser: query.savedSince,
                ...(query.order !== undefined && {
                    sortBy: 'DateCreated,SortName',
                    sortOrder: query.order === 'newest' ? 'Descending' : 'Ascending',
                }),
                ...lean(query.fields),
                startIndex: query.startIndex ?? 0,
                limit: query.limit,
            },
            signal,
        });
    }

    /** The items with these ids, with their media sources. Those that are gone are simply not in the answer. */
    async byIds(ids: readonly string[], signal?: AbortSignal): Promise<JellyfinItem[]> {
        const items: JellyfinItem[] = [];
        // Of what is no id Jellyfin thinks that none was given, and answers with its libraries.
        const asked = ids.filter((id) => /^[\da-f]{32}$/.test(id));
        for (let start = 0; start < asked.length; start += IDS_PER_REQUEST) {
            const some = asked.slice(start, start + IDS_PER_REQUEST);
            const query = { ids: some.join(','), collapseBoxSetItems: false, ...lean(PROOF_FIELDS) };
            items.push(...(await this.page({ path: '/Items', query, signal })).items);
        }
        return items;
    }

    /**
     * One page of the episodes of a series, or of one of its seasons, placeholders included: they tell "only announced" from
     * "not there", and whoever reads them looks at their location type. Null when there is no such series.
     */
    async episodesPage(query: EpisodesQuery, signal?: AbortSignal): Promise<ItemPage | null> {
        const { seriesId, season, startIndex, limit } = query;
        const path = `/Shows/${encodeURIComponent(seriesId)}/Episodes`;
        const asked = { season, ...lean(IDENTITY_FIELDS), startIndex, limit };
        return this.page({ path, query: asked, signal }).catch(nullWhenNotFound);
    }

    /**
     * The same by another way: as children of the series, the newest first, without placeholders. After the first scan of a new series 10.11 shows
     * its episodes only here until it is refreshed (jellyfin#17293). Numbers are filtered by from 10.10, ignored before.
     */
    async episodesBeneath(query: BeneathQuery, signal?: AbortSignal): Promise<ItemPage> {
        const asked = {
            parentId: query.seriesId,
            recursive: true,
            includeItemTypes: 'Episode',
            excludeLocationTypes: 'Virtual',
            parentIndexNumber: query.season,
            indexNumber: query.number,
            sortBy: 'DateCreated,SortName',
            sortOrder: 'Descending',
            ...lean(IDENTITY_FIELDS),
            startIndex: query.startIndex ?? 0,
            limit: query.limit,
        };
        return this.page({ path: '/Items', query: asked, signal });
    }

    /**
     * Who answers there, without using the key.
     * @throws MediaError `not_jellyfin` when it is another service, `starting` while Jellyfin starts, and as HttpClient
     */
    async publicInfo(signal?: AbortSignal): Promise<ServerInfo> {
        const reply = await this.http.send({ path: '/System/Info/Public', ...(signal && { signal }) });
        if (reply.status === 404) throw notJellyfin();
        this.check(reply);
        return readServerInfo(reply);
    }

    /** @throws MediaError `unauthorised` when the key is not accepted, and as HttpClient */
    async checkKey(signal?: AbortSignal): Promise<void> {
        const reply = await this.http.send({ path: '/System/Info', ...(signal && { signal }) });
        this.check(reply);
        this.http.parse(reply);
    }

    /**
     * Tells Jellyfin that something changed at these paths, as Jellyfin sees them. It looks about a minute later
     * (`LibraryMonitorDelay`) and only there; `POST /Library/Refresh` is never used, as it restarts a running scan.
     */
    async reportChanged(paths: readonly string[], signal?: AbortSignal): Promise<void> {
        const Updates = paths.map((path) => ({ Path: path, UpdateType: 'Created' }));
        const path = '/Library/Media/Updated';
        this.check(await this.http.send({ method: 'POST', path, json: { Updates }, ...(signal && { signal }) }));
    }

    /**
     * Reads one item anew, and what is below it: its files, and what is said of them. Queued, and done in the background
     * (ItemRefreshController.cs). Returns whether there is such an item.
     */
    async refreshItem(itemId: string, signal?: AbortSignal): Promise<boolean> {
        const query = { metadataRefreshMode: 'Default', imageRefreshMode: 'Default' };
        const path = `/Items/${encodeURIComponent(itemId)}/Refresh`;
        const reply = await this.http.send({ method: 'POST', path, query, ...(signal && { signal }) });
        if (reply.status === 404) return false;
        this.check(reply);
        return true;
    }

    /**
     * Whether it reads its libraries just now. Some 600 bytes, but for the first time.
     * @throws MediaError as HttpClient
     */
    async isScanning(signal?: AbortSignal): Promise<boolean> {
        this.scanTask ??= scanTaskId(await this.read('/ScheduledTasks', { isHidden: false }, signal));
        return this.scanTask !== null && isRunning(await this.read(`/ScheduledTasks/${this.scanTask}`, {}, signal));
    }

    /** Its libraries (`/Library/VirtualFolders`): what they are called, where they are, and whether it watches them. */
    async libraries(signal?: AbortSignal): Promise<JellyfinLibrary[]> {
        const reply = await this.http.send({ path: '/Library/VirtualFolders', ...(signal && { signal }) });
        this.check(reply);
        return readLibraries(this.http.parse(reply));
    }

    /** Closes idle sockets. */
    close(): void {
        this.http.close();
    }

    private async read(path: string, query: NonNullable<HttpRequest['query']>, signal?: AbortSignal): Promise<unknown> {
        const reply = await this.http.send({ path, query, ...(signal && { signal }) });
        this.check(reply);
        return this.http.parse(reply);
    }

    private check(reply: HttpReply): void {
        if (reply.status === 503) throw starting();
        this.http.check(reply);
    }

    private async page(request: Omit<HttpRequest, 'signal'> & { signal: AbortSignal | undefined }): Promise<ServedPage> {
        const { signal, ...rest } = request;
        const asked = { ...rest, ...(signal && { signal }) };
        // A connection that was kept open may have died with a restart of the server: reading twice harms nothing.
        const reply = await this.http.send(asked).catch((thrown: unknown) => {
            if (thrown instanceof MediaError && thrown.code === 'dropped') return this.http.send(asked);
            throw thrown;
        });
        this.check(reply);
        const page = parseItemPage(this.http.parse(reply));
        return { ...page, servedAt: servedAt(reply) };
    }
}

/** Asks for no more than these fields: images and user data are most of an item otherwise. */
function lean(fields: readonly ItemField[]): Record<string, string | boolean> {
    return { fields: fields.join(','), enableImages: false, enableUserData: false };
}

function authorizationFor(apiKey: string): string {
    if (apiKey === '')
        throw new MediaError('no_api_key', 'Enter an API key from Jellyfin: Dashboard > API keys', { field: 'apiKey' });
    if (!/^[\w.~+/=-]+$/.test(apiKey)) {
        throw new MediaError('invalid_api_key', 'The API key has characters that no Jellyfin key has', { field: 'apiKey' });
    }
    return `MediaBrowser Token="${apiKey}", Client="Media Pipeline", Device="Node-RED", DeviceId="node-red-media-pipeline", Version="${CLIENT_VERSION}"`;
}

function nullWhenNotFound(thrown: unknown): null {
    // 400 is for an id of another form than this server's.
    if (thrown instanceof MediaError && (thrown.code === 'http_404' || thrown.code === 'http_400')) return null;
    throw thrown;
}

/** Where a person finds a request in each service: addresses that their own pages have. */
import type { Episode, MediaRequest } from '../../model';
import type { Links } from '../contract';

/** A server, and where a person's browser finds it. */
export interface ServerAddress {
    service: 'seerr' | 'sonarr' | 'radarr' | 'jellyfin';
    /** As it is called in events: its own instance name, or the one its node has. */
    name: string;
    /** Without a slash at the end. */
    url: string;
}

export function linksOf(request: MediaRequest, episodes: readonly Episode[], servers: readonly ServerAddress[]): Links {
    const links: Links = {};
    const seerr = serverOf(servers, 'seerr', request);
    const { tmdbId } = request;
    if (seerr !== undefined && tmdbId !== undefined) links.seerr = `${seerr}/${request.mediaType}/${tmdbId}`;
    if (request.mediaType === 'movie') {
        const radarr = serverOf(servers, 'radarr', request);
        // Radarr's own name of a title is its number at TMDB (MovieResource.titleSlug).
        if (radarr !== undefined && tmdbId !== undefined) links.radarr = `${radarr}/movie/${tmdbId}`;
    } else {
        const page = sonarrPage(request);
        const sonarr = serverOf(servers, 'sonarr', request);
        if (sonarr !== undefined && page !== null) links.sonarr = `${sonarr}${page}`;
    }
    const item = request.jellyfinId ?? episodes.find(({ jellyfinId }) => jellyfinId !== undefined)?.jellyfinId;
    const jellyfin = serverOf(servers, 'jellyfin', request);
    if (jellyfin !== undefined && item !== undefined && request.deletedAt === null)
        links.jellyfin = `${jellyfin}/web/#/details?id=${encodeURIComponent(item)}`;
    return links;
}

/** Its address in Sonarr is made of its title; where that is not known, the search for its id leads to it. */
function sonarrPage({ titleSlug, tvdbId }: MediaRequest): string | null {
    if (titleSlug !== undefined && titleSlug !== '') return `/series/${encodeURIComponent(titleSlug)}`;
    return tvdbId === undefined ? null : `/add/new?term=tvdb:${tvdbId}`;
}

/** The only one of its kind, or the one whose name the request bears. */
function serverOf(
    servers: readonly ServerAddress[],
    service: ServerAddress['service'],
    { instanceName }: MediaRequest,
): string | undefined {
    const ofKind = servers.filter((server) => server.service === service);
    const named = ofKind.find(({ name }) => name !== '' && name === instanceName);
    return named?.url ?? (ofKind.length === 1 ? ofKind[0]?.url : undefined);
}

/** Names that a container has in a network of its own: no browser knows them. */
const CONTAINER = /^(?:[a-z\d_-]*(?:jellyfin|seerr|sonarr|radarr|shoko)[a-z\d_-]*|host\.docker\.internal)$/i;

/**
 * Where a browser finds a server: what its user said, else where we ask it ourselves, when that is not a name that is known
 * to containers only. What stands before an `@` is never shown: it may be a password.
 */
export function addressFor(publicUrl: string, ownUrl: string): string | null {
    const url = [publicUrl, ownUrl].map((text) => text.trim()).find((text) => text !== '');
    if (url === undefined || !URL.canParse(url)) return null;
    const { protocol, origin, pathname, hostname } = new URL(url);
    if (protocol !== 'http:' && protocol !== 'https:') return null;
    if (publicUrl.trim() === '' && CONTAINER.test(hostname)) return null;
    return `${origin}${pathname.replace(/\/+$/, '')}`;
}

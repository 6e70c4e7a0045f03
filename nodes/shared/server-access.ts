/** How a node reaches the server that its `server` property names. */
import type { ArrSettings } from '../../lib/arr';
import type { JellyfinLink } from '../../lib/jellyfin';
import { MediaError } from '../../lib/model';
import type { QBittorrentLink } from '../../lib/qbittorrent';
import type { SeerrClient } from '../../lib/seerr';
import type { ShokoSettings } from '../../lib/shoko';
import type { Red } from './red';

/** What the config node of each service offers the others. What is asked of it throws a MediaError for a setting at fault. */
export interface ServerOffers {
    'media-arr-server': { readSettings: () => ArrSettings };
    'media-jellyfin-server': { link: () => JellyfinLink };
    'media-qbittorrent-server': { link: () => QBittorrentLink };
    /** `label`: its name, else its host, for people. */
    'media-seerr-server': { link: () => { client: SeerrClient; label: string } };
    'media-shoko-server': { readSettings: () => ShokoSettings };
}

const SERVICES: Readonly<Record<keyof ServerOffers, string>> = {
    'media-arr-server': 'Sonarr or Radarr',
    'media-jellyfin-server': 'Jellyfin',
    'media-qbittorrent-server': 'qBittorrent',
    'media-seerr-server': 'Seerr',
    'media-shoko-server': 'Shoko',
};

/** @throws MediaError `no_server` when none is chosen or deployed, or one of another service */
export function serverOf<T extends keyof ServerOffers>(RED: Red, id: unknown, type: T): ServerOffers[T] {
    const node = typeof id === 'string' ? RED.nodes.getNode(id) : null;
    if (!isOfType(node, type))
        throw new MediaError('no_server', `Choose a ${SERVICES[type]} server in this node`, { field: 'server' });
    return node;
}

function isOfType<T extends keyof ServerOffers>(node: unknown, type: T): node is ServerOffers[T] {
    return typeof node === 'object' && node !== null && 'type' in node && node.type === type;
}

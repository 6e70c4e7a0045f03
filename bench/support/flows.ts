/** The flows under load: where they are, and what they are given. */
import type { NodeRed } from '../../test/support/node-red';
import type { Target } from './load';

/**
 * Services that do not answer. What the lanes ask them for would be measured too: no home imports sixty films a second,
 * and has each looked up in Jellyfin at once.
 */
export const NOBODY_THERE = {
    QBITTORRENT_URL: 'http://127.0.0.1:9',
    QBITTORRENT_USERNAME: 'nobody',
    QBITTORRENT_PASSWORD: 'nothing',
    JELLYFIN_URL: 'http://127.0.0.1:9',
    JELLYFIN_API_KEY: '0123456789abcdef',
    SHOKO_URL: 'http://127.0.0.1:9',
    SHOKO_API_KEY: 'none',
};

/** Where a flow takes webhooks; `byService`: each service's under a path of its own. */
export function targetOf({ url }: NodeRed, path: string, byService: boolean): Target {
    const { hostname, port } = new URL(url);
    return { host: hostname, port: Number(port), path, byService };
}

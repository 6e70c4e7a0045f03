/** Where a torrent's data are. */
import type { Torrent } from '../ask/wire';

/**
 * Where the data are, or will be in a moment when they are being moved; undefined when qBittorrent does not know yet.
 * Forward slashes.
 */
export function contentPathOf(torrent: Torrent): string | undefined {
    const content = forward(torrent.content_path);
    if (!/^(\/|[a-z]:\/)/i.test(content)) return undefined;
    const target = forward(torrent.save_path).replace(/\/+$/, '');
    const from = forward(torrent.download_path).replace(/\/+$/, '');
    const isLeaving = torrent.state === 'moving' && from !== '' && target !== '' && `${content}/`.startsWith(`${from}/`);
    return isLeaving ? target + content.slice(from.length) : content;
}

function forward(path: string): string {
    return path.replaceAll('\\', '/');
}

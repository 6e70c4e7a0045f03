/**
 * What download clients say through Sonarr's and Radarr's queue (`errorMessage`), in the English that they are shipped with:
 * `DownloadClientQbittorrentTorrentState*` and the like in their `en.json`, and `NzbDrone.Core/Download/Clients`. With another
 * language set there, and of other clients, it is quoted.
 */
import type { CauseCode } from '../codes';

const MESSAGES: readonly (readonly [RegExp, CauseCode])[] = [
    [/^The download is stalled with no connections$/, 'download_stalled'],
    [/^qBittorrent is downloading metadata$/, 'download_metadata'],
    [/^qBittorrent cannot resolve magnet link with DHT disabled$/, 'download_needs_dht'],
    [/^qBittorrent is reporting missing files$/, 'files_missing'],
    [/^(?:qBittorrent|Deluge|uTorrent) is reporting an error$/, 'download_error'],
    [/^Unable to Import\. Path matches client base download directory, /, 'download_without_folder'],
];

/** What a client's message means; `client_warning`, to be quoted, where it is not in the list. */
export function readClientMessage(message: string): CauseCode {
    const text = message.trim().replace(/\.$/, '');
    return MESSAGES.find(([words]) => words.test(text))?.[1] ?? 'client_warning';
}

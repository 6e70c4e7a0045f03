/** qBittorrent: its client, and the poller that turns what it says into events. */
export { QBittorrentClient, type QBittorrentOptions, type QBittorrentVersion } from './client';
export { testConnection } from './connection-test';
export { QBittorrentLink } from './link';
export { TorrentPoller, type PollerOptions, type PollerPace, type PollerStatus } from './poller';
export { type PaceFields, readPace, readServer, type ServerFields } from './settings';
export { waitingDownloads } from './tracked';
export { TorrentSync } from './torrent-sync';

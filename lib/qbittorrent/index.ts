/** qBittorrent: its client, and the poller that turns what it says into events. */
export { QBittorrentClient, type QBittorrentOptions, type QBittorrentVersion } from './client';
export { type ConnectionTestResult, testConnection } from './connection-test';
export { TorrentPoller, type PollerOptions, type PollerPace, type PollerStatus } from './poller';
export { hasFailed, type TrackedDownload, waitingDownloads } from './tracked';
export { TorrentSync } from './torrent-sync';

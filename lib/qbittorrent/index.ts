/**
 * qBittorrent: its client, and the poller that turns what it says into events. `ask` speaks with it, `decide` says what is new
 * in what it answered, `schedule` says when it is asked, `tell` makes events of what is new.
 */
export { QBittorrentClient, type QBittorrentOptions, type QBittorrentVersion } from './ask/client';
export type { TorrentFile } from './ask/wire';
export { TorrentSync } from './ask/torrent-sync';
export { testConnection } from './connection-test';
export { QBittorrentLink } from './link';
export type { PollerPace } from './schedule/pace';
export { TorrentPoller, type PollerOptions, type PollerStatus } from './schedule/poller';
export { type PaceFields, readPace, readServer, type ServerFields } from './settings';

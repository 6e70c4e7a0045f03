import type { ReliedOn } from '../reliance';

const torrent = [
    'name',
    'state',
    'progress',
    'dlspeed',
    'eta',
    'size',
    'amount_left',
    'save_path',
    'download_path',
    'content_path',
    'infohash_v1',
    'infohash_v2',
];

export const qbittorrent: ReliedOn = {
    service: 'qbittorrent',
    versions: ['qbittorrent-4.5.2', 'qbittorrent-5.1.0', 'qbittorrent-5.3.0'],
    answers: [
        { on: 'GET /api/v2/app/version', file: 'app-version', fields: ['.'], only: ['qbittorrent-5.1.0', 'qbittorrent-5.3.0'] },
        {
            on: 'GET /api/v2/app/webapiVersion',
            file: 'webapi-version',
            fields: ['.'],
            only: ['qbittorrent-5.1.0', 'qbittorrent-5.3.0'],
        },
        {
            on: 'GET /api/v2/sync/maindata?rid=0',
            file: 'maindata',
            fields: ['rid', 'full_update', 'server_state.free_space_on_disk', ...torrent.map((field) => `torrents{}.${field}`)],
        },
        {
            on: 'GET /api/v2/torrents/info?limit=20',
            file: 'torrents-info',
            fields: ['hash', ...torrent].map((field) => `[].${field}`),
            gives: { hash: '[].hash' },
        },
        {
            on: 'GET /api/v2/torrents/files?hash={hash}',
            file: 'torrents-files',
            fields: ['[].name', '[].size', '[].progress', '[].priority'],
            only: ['qbittorrent-5.1.0'],
            unrecorded: true,
        },
    ],
};

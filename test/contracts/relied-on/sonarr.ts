import type { ReliedOn } from '../reliance';
import {
    blocked,
    client,
    each,
    file,
    fileFields,
    grabbedRelease,
    health,
    healthCheck,
    heldBack,
    historyData,
    historyRow,
    instance,
    log,
    notification,
    page,
    queueRecord,
    system,
    task,
} from './arr';

const V4 = 'sonarr-4.0.19';
/** Of the next major version only a short life of a series was seen. */
const only = [V4];

const series = [
    ...['id', 'title', 'titleSlug', 'year', 'path', 'tvdbId', 'tmdbId', 'imdbId', 'type', 'tags'].map(
        (field) => `series.${field}`,
    ),
    'series.images[].coverType',
    'series.images[].remoteUrl',
];
const episodes = ['id', 'seasonNumber', 'episodeNumber', 'title', 'airDate', 'airDateUtc', 'tvdbId'].map(
    (field) => `episodes[].${field}`,
);
const episode = [
    'id',
    'seriesId',
    'tvdbId',
    'episodeFileId',
    'seasonNumber',
    'episodeNumber',
    'title',
    'airDate?',
    'airDateUtc?',
    'hasFile',
    'monitored',
];

/** Where a renamed file was and is. */
const renamedData = ['sourcePath', 'sourceRelativePath', 'path', 'relativePath'].map((field) => `data.${field}?`);

export const sonarr: ReliedOn = {
    service: 'sonarr',
    versions: [V4, 'sonarr-5.0-dev'],
    answers: [
        { on: 'webhook Grab', file: 'webhook-grab', fields: [...instance, ...series, ...episodes, ...client, ...grabbedRelease] },
        { on: 'webhook Grab of an indexer', file: 'webhook-grab', fields: ['release.indexer'], only },
        {
            on: 'webhook Download, one file',
            file: 'webhook-import',
            fields: [
                ...instance,
                ...series,
                ...episodes,
                ...client,
                ...fileFields('episodeFile'),
                'episodeFile.sourcePath',
                'isUpgrade',
                'release.releaseTitle',
            ],
        },
        {
            on: 'webhook Download, complete',
            file: 'webhook-import-complete',
            fields: [
                ...instance,
                ...series,
                ...episodes,
                ...client,
                ...fileFields('episodeFiles[]'),
                'sourcePath',
                'release.releaseTitle',
            ],
        },
        {
            on: 'webhook Download, by hand',
            file: 'webhook-import-by-hand',
            fields: [
                ...instance,
                ...series,
                ...episodes,
                ...fileFields('episodeFiles[]').filter((field) => !field.endsWith('?')),
                'sourcePath',
            ],
            only,
        },
        {
            on: 'webhook Rename',
            file: 'webhook-rename',
            fields: [
                ...instance,
                ...series,
                ...['previousPath', 'path', 'relativePath'].map((field) => `renamedEpisodeFiles[].${field}`),
            ],
            only,
        },
        {
            on: 'webhook EpisodeFileDelete',
            file: 'webhook-file-delete',
            fields: [...instance, ...series, ...episodes, 'episodeFile.path', 'episodeFile.relativePath', 'deleteReason'],
            only,
        },
        { on: 'webhook SeriesDelete', file: 'webhook-delete', fields: [...instance, ...series, 'deletedFiles'], only },
        {
            on: 'webhook ManualInteractionRequired',
            file: 'webhook-blocked',
            fields: [...instance, ...series, ...episodes, ...blocked],
            only,
        },
        {
            on: 'webhook ManualInteractionRequired, series unknown',
            file: 'webhook-blocked-unknown',
            fields: [...instance, 'episodes', ...blocked],
            only,
        },
        { on: 'webhook HealthRestored', file: 'webhook-health-restored', fields: health, only },
        { on: 'GET /api/v3/system/status', file: 'system-status', fields: system, only },
        {
            on: 'GET /api/v3/history/since?date={yesterday}&includeEpisode=true',
            file: 'history-since',
            fields: each('[]', [...historyRow, 'seriesId', 'episodeId', 'data.indexer?', 'data.importedPath?']),
        },
        {
            on: 'GET /api/v3/history?page=1&pageSize=20&sortKey=date&sortDirection=descending&includeEpisode=true',
            file: 'history',
            fields: [...page, ...each('records[]', [...historyRow, ...historyData, ...renamedData, 'seriesId', 'episodeId'])],
            only,
        },
        {
            on: 'GET /api/v3/queue?page=1&pageSize=20&includeEpisode=true&includeUnknownSeriesItems=true',
            file: 'queue',
            fields: [...page, ...queueRecord, 'records[].seriesId?', 'records[].episodeId?', 'records[].episode?'],
            only,
        },
        {
            on: 'GET /api/v3/series',
            file: 'series',
            fields: each('[]', [
                'id',
                'title',
                'titleSlug',
                'year',
                'overview?',
                'path',
                'tvdbId',
                'tmdbId?',
                'imdbId?',
                'seriesType',
                'tags',
                'monitored',
                'images[].coverType',
                'images[].remoteUrl?',
            ]),
            gives: { seriesId: '[].id' },
            only,
        },
        {
            on: 'GET /api/v3/episode?seriesId={seriesId}',
            file: 'episode',
            fields: each('[]', episode),
            only,
        },
        {
            on: 'GET /api/v3/episode?seriesId={seriesId}',
            file: 'episode-anime',
            fields: ['[].absoluteEpisodeNumber?', '[].lastSearchTime?'],
            only,
            unrecorded: true,
        },
        { on: 'GET /api/v3/episodefile?seriesId={seriesId}', file: 'episodefile', fields: each('[]', file), only },
        { on: 'GET /api/v3/tag', file: 'tag', fields: ['[].id', '[].label'], only },
        { on: 'GET /api/v3/health', file: 'health', fields: healthCheck, only },
        {
            on: 'GET /api/v3/notification',
            file: 'notification',
            fields: [...notification, '[].onImportComplete', '[].onSeriesDelete', '[].onEpisodeFileDelete'],
        },
        {
            on: 'GET /api/v3/rootfolder',
            file: 'rootfolder',
            fields: ['[].path', '[].accessible', '[].freeSpace?'],
            only,
            unrecorded: true,
        },
        { on: 'GET /api/v3/command', file: 'command', fields: ['[].name', '[].status', '[].body'], only, unrecorded: true },
        { on: 'GET /api/v3/system/task', file: 'task', fields: task, only, unrecorded: true },
        {
            on: 'GET /api/v3/log?page=1&pageSize=60&sortKey=time&sortDirection=descending&level=info',
            file: 'log',
            fields: [...page, ...log],
            only,
            unrecorded: true,
        },
        {
            on: 'GET /api/v3/queue?page=1&pageSize=20&includeEpisode=true&includeUnknownSeriesItems=true',
            file: 'queue-held-back',
            fields: [...page, ...heldBack, 'records[].seriesId'],
            only,
            unrecorded: true,
        },
        {
            on: 'hub receiveMessage',
            file: 'hub-message',
            fields: ['name', 'body.action', 'body.resource'],
            only,
            unrecorded: true,
        },
    ],
};

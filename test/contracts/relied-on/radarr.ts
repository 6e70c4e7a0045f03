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
    historyData,
    historyRow,
    instance,
    notification,
    page,
    queueRecord,
    system,
} from './arr';

const movie = [
    ...['id', 'title', 'year', 'folderPath', 'tmdbId', 'imdbId', 'tags'].map((field) => `movie.${field}`),
    'movie.images[].coverType',
    'movie.images[].remoteUrl',
];
const remote = ['remoteMovie.tmdbId', 'remoteMovie.imdbId', 'remoteMovie.title', 'remoteMovie.year'];

export const radarr: ReliedOn = {
    service: 'radarr',
    versions: ['radarr-6.0.3'],
    answers: [
        {
            on: 'webhook Grab',
            file: 'webhook-grab',
            fields: [...instance, ...movie, ...remote, ...client, ...grabbedRelease, 'release.indexer'],
        },
        {
            on: 'webhook Download',
            file: 'webhook-import',
            fields: [
                ...instance,
                ...movie,
                ...remote,
                ...client,
                ...fileFields('movieFile'),
                'movieFile.sourcePath',
                'isUpgrade',
                'release.releaseTitle',
            ],
        },
        {
            on: 'webhook Rename',
            file: 'webhook-rename',
            fields: [
                ...instance,
                ...movie,
                ...['previousPath', 'path', 'relativePath'].map((field) => `renamedMovieFiles[].${field}`),
            ],
        },
        {
            on: 'webhook MovieFileDelete',
            file: 'webhook-file-delete',
            fields: [...instance, ...movie, 'movieFile.path', 'movieFile.relativePath', 'deleteReason'],
        },
        { on: 'webhook MovieDelete', file: 'webhook-delete', fields: [...instance, ...movie, 'deletedFiles'] },
        { on: 'webhook ManualInteractionRequired', file: 'webhook-blocked', fields: [...instance, ...movie, ...blocked] },
        {
            on: 'webhook ManualInteractionRequired, movie unknown',
            file: 'webhook-blocked-unknown',
            fields: [...instance, ...blocked],
        },
        { on: 'webhook HealthRestored', file: 'webhook-health-restored', fields: health },
        { on: 'GET /api/v3/system/status', file: 'system-status', fields: system },
        {
            on: 'GET /api/v3/history/since?date={yesterday}',
            file: 'history-since',
            fields: each('[]', [...historyRow, 'movieId', 'data.indexer?', 'data.importedPath?']),
        },
        {
            on: 'GET /api/v3/history?page=1&pageSize=20&sortKey=date&sortDirection=descending',
            file: 'history',
            fields: [...page, ...each('records[]', [...historyRow, ...historyData, 'movieId'])],
        },
        {
            on: 'GET /api/v3/queue?page=1&pageSize=20&includeUnknownMovieItems=true',
            file: 'queue',
            fields: [...page, ...queueRecord, 'records[].movieId?'],
        },
        {
            on: 'GET /api/v3/movie',
            file: 'movie',
            fields: each('[]', [
                'id',
                'title',
                'originalTitle',
                'year',
                'overview?',
                'path',
                'tmdbId',
                'imdbId?',
                'tags',
                'monitored',
                'hasFile',
                'inCinemas?',
                'digitalRelease?',
                'physicalRelease?',
                'images[].coverType',
                'images[].remoteUrl?',
                ...file.map((field) => `movieFile.${field.replace('?', '')}?`),
            ]),
            gives: { movieId: '[].id' },
        },
        { on: 'GET /api/v3/moviefile?movieId={movieId}', file: 'moviefile', fields: each('[]', file) },
        {
            on: 'GET /api/v3/notification',
            file: 'notification',
            fields: [...notification, '[].onMovieDelete', '[].onMovieFileDelete'],
        },
        { on: 'GET /api/v3/tag', file: 'tag', fields: ['[].id', '[].label'], unrecorded: true },
        { on: 'GET /api/v3/health', file: 'health', fields: healthCheck, unrecorded: true },
        {
            on: 'GET /api/v3/rootfolder',
            file: 'rootfolder',
            fields: ['[].path', '[].accessible', '[].freeSpace?'],
            unrecorded: true,
        },
        { on: 'GET /api/v3/command', file: 'command', fields: ['[].name', '[].status', '[].body'], unrecorded: true },
        { on: 'hub receiveMessage', file: 'hub-message', fields: ['name', 'body.action', 'body.resource'], unrecorded: true },
    ],
};

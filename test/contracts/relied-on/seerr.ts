import type { Reliance, ReliedOn } from '../reliance';

const V3 = 'seerr-3.1.0';

const told = [
    'notification_type',
    'event',
    'subject',
    'message',
    'image',
    'media.media_type',
    'media.tmdbId',
    'media.tvdbId',
    'media.status',
    'media.status4k',
    'request.request_id',
    'request.requestedBy_username',
    'extra',
];
const webhook = (event: string, isShow: boolean): Reliance => ({
    on: `webhook ${event}${isShow ? ' of a series' : ''}`,
    file: `webhook-${event.toLowerCase().replace('media_', '').replaceAll('_', '-')}${isShow ? '-series' : ''}`,
    fields: isShow ? [...told, 'extra[].name', 'extra[].value'] : told,
});

const media = ['mediaType', 'tmdbId', 'tvdbId', 'imdbId', 'status', 'status4k', 'mediaAddedAt', 'lastSeasonChange'].map(
    (field) => `media.${field}`,
);
const request = [
    'id',
    'status',
    'type',
    'is4k',
    'createdAt',
    'updatedAt',
    'seasons',
    'requestedBy.id',
    'requestedBy.displayName',
    'modifiedBy?',
    ...media,
];

export const seerr: ReliedOn = {
    service: 'seerr',
    versions: [V3, 'jellyseerr-2.7.3'],
    answers: [
        webhook('MEDIA_PENDING', false),
        webhook('MEDIA_PENDING', true),
        webhook('MEDIA_APPROVED', false),
        webhook('MEDIA_APPROVED', true),
        webhook('MEDIA_AUTO_APPROVED', false),
        webhook('MEDIA_AUTO_APPROVED', true),
        webhook('MEDIA_DECLINED', false),
        webhook('MEDIA_FAILED', false),
        webhook('MEDIA_AVAILABLE', false),
        { ...webhook('MEDIA_AVAILABLE', true), only: [V3] },
        {
            on: 'GET /api/v1/settings/public',
            file: 'settings-public',
            fields: ['initialized', 'mediaServerType'],
            only: [V3],
            unrecorded: true,
        },
        {
            on: 'GET /api/v1/request/count',
            file: 'request-count',
            fields: ['total', 'pending', 'approved', 'declined', 'processing', 'available'],
            only: [V3],
        },
        { on: 'GET /api/v1/status', file: 'status', fields: ['version', 'commitTag'], only: [V3] },
        {
            on: 'GET /api/v1/request?take=20&skip=0&sort=added&filter=all',
            file: 'request-list',
            fields: ['pageInfo.results', ...request.map((field) => `results[].${field}`)],
            gives: { requestId: 'results[].id' },
            only: [V3],
        },
        {
            on: 'GET /api/v1/request/{requestId}',
            file: 'request',
            fields: [...request, 'media.seasons'],
        },
        {
            on: 'GET /api/v1/request/{requestId}',
            file: 'request-series',
            fields: [
                'seasons[].seasonNumber?',
                'seasons[].status?',
                'media.seasons[].seasonNumber?',
                'media.seasons[].status?',
                'media.seasons[].status4k?',
            ],
            only: [V3],
        },
        {
            on: 'GET /api/v1/settings/notifications/webhook',
            file: 'settings-webhook',
            fields: ['enabled', 'types', 'options.webhookUrl', 'options.jsonPayload'],
            only: [V3],
            unrecorded: true,
        },
    ],
};

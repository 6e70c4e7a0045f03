import type { ReliedOn } from '../reliance';

const MINIMAL = 'enableImages=false&enableUserData=false';
const item = ['Id', 'Type', 'Name', 'LocationType'];
const media = [
    'MediaSources[].Protocol?',
    'MediaSources[].IsRemote?',
    'MediaSources[].Type?',
    'MediaSources[].RunTimeTicks?',
    'MediaSources[].Path?',
    'MediaSources[].MediaStreams[].Type?',
    'MediaSources[].MediaStreams[].Width?',
    'MediaSources[].MediaStreams[].Height?',
];
const page = ['TotalRecordCount'];
const episode = [...item, 'IndexNumber', 'ParentIndexNumber', 'SeriesId', 'SeriesName', 'Path'];
const each = (fields: readonly string[]): string[] => fields.map((field) => `Items[].${field}`);

export const jellyfin: ReliedOn = {
    service: 'jellyfin',
    versions: ['jellyfin-10.11.11', 'jellyfin-12.0.0'],
    answers: [
        { on: 'GET /System/Info/Public', file: 'system-info-public', fields: ['Version', 'ProductName'] },
        { on: 'GET /System/Info', file: 'system-info', fields: ['Version'] },
        {
            on: `GET /Items?recursive=true&includeItemTypes=Movie&limit=5&collapseBoxSetItems=false&fields=ProviderIds,Path,OriginalTitle,MediaSources&${MINIMAL}`,
            file: 'movies',
            fields: [
                ...page,
                ...each([
                    ...item,
                    'Path?',
                    'ProviderIds?',
                    'ProductionYear?',
                    'OriginalTitle?',
                    'PremiereDate?',
                    'RunTimeTicks?',
                    'IsPlaceHolder?',
                    // A disc that lies on a shelf has none.
                    ...media,
                ]),
            ],
        },
        {
            on: `GET /Items?recursive=true&includeItemTypes=Series&limit=5&fields=ProviderIds,Path&${MINIMAL}`,
            file: 'series',
            fields: [...page, ...each([...item, 'ProviderIds', 'ProductionYear?'])],
            gives: { seriesId: 'Items[].Id' },
        },
        {
            on: `GET /Shows/{seriesId}/Episodes?limit=5&fields=ProviderIds,Path,OriginalTitle&${MINIMAL}`,
            file: 'episodes',
            fields: [...page, ...each([...episode, 'ProviderIds', 'IndexNumberEnd?', 'RunTimeTicks?'])],
        },
        {
            on: `GET /Items?parentId={seriesId}&recursive=true&includeItemTypes=Episode&excludeLocationTypes=Virtual&sortBy=DateCreated,SortName&sortOrder=Descending&limit=5&fields=ProviderIds,Path,OriginalTitle&${MINIMAL}`,
            file: 'episodes',
            fields: [...page, ...each([...episode, 'ProviderIds', 'IndexNumberEnd?', 'RunTimeTicks?'])],
        },
        {
            on: 'GET /ScheduledTasks?isHidden=false',
            file: 'scheduled-tasks',
            fields: ['[].Id', '[].Key', '[].State'],
            unrecorded: true,
        },
        {
            on: 'webhook ItemAdded',
            file: 'webhook-item-added',
            fields: [
                'NotificationType',
                'ItemType',
                'Name',
                'SeriesName',
                'SeasonNumber',
                'EpisodeNumber',
                'Year',
                'Provider_tvdb',
            ],
            only: ['jellyfin-12.0.0'],
        },
    ],
};

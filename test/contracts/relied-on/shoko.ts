import type { ReliedOn } from '../reliance';

const V5 = 'shoko-5.3.3';
const V6 = 'shoko-6.0.0-dev';
const folder = { [V5]: 'ImportFolderID', [V6]: 'ManagedFolderID' };
const references = ['SeriesIDs[].SeriesID.ID', 'SeriesIDs[].EpisodeIDs[].ID'];
const file = (version: keyof typeof folder, at = ''): string[] =>
    ['ID', `Locations[].${folder[version]}`, 'Locations[].RelativePath', ...references].map((field) => `${at}${field}`);
const event = (version: keyof typeof folder): string[] => ['FileID', folder[version], 'RelativePath'];
const state = (at = ''): string[] => ['UpdateType', 'Value', 'UpdateTime', 'PauseTimeSecs'].map((field) => `${at}${field}`);
const search = ['FileID', 'AttemptedProviders', 'SelectedProvider', 'IsCancelled', 'ExceptionMessage'];

export const shoko: ReliedOn = {
    service: 'shoko',
    versions: [V5, V6],
    answers: [
        { on: 'GET /api/v3/Init/Version', file: 'version', fields: ['Server.Version'] },
        { on: 'GET /api/v3/Init/Status', file: 'status', fields: ['State'] },
        { on: 'GET /api/v3/Init/Status', file: 'status-starting', fields: ['State', 'StartupMessage'] },
        {
            on: 'GET /api/v3/Init/Connectivity',
            file: 'connectivity',
            fields: ['NetworkAvailability', 'IsAniDBHttpBanned', 'IsAniDBUdpBanned'],
        },
        { on: 'GET /api/v3/ImportFolder', file: 'folders', fields: ['[].ID', '[].Path'], only: [V5] },
        { on: 'GET /api/v3/ManagedFolder', file: 'folders', fields: ['[].ID', '[].Path'], only: [V6] },
        {
            on: 'GET /api/v3/File/PathEndsWith?path=.mkv&limit=5&include=XRefs&includeXRefs=true',
            file: 'path-ends-with',
            fields: file(V5, '[].'),
            gives: { fileId: '[].ID' },
            only: [V5],
        },
        { on: 'GET /api/v3/File/{fileId}?include=XRefs&includeXRefs=true', file: 'file', fields: file(V5), only: [V5] },
        {
            on: 'GET /api/v3/File?pageSize=1&page=1',
            file: 'files',
            fields: ['List[].ID'],
            gives: { fileId: 'List[].ID' },
            only: [V6],
        },
        { on: 'GET /api/v3/File/{fileId}?include=XRefs', file: 'file', fields: file(V6), only: [V6] },
        {
            on: 'hub FileMatched',
            file: 'hub-file-matched',
            fields: [...event(V5), 'CrossReferences[].SeriesID', 'CrossReferences[].EpisodeID'],
            only: [V5],
        },
        {
            on: 'hub FileNotMatched',
            file: 'hub-file-not-matched',
            fields: [...event(V5), 'CrossReferences', 'HasCrossReferences', 'IsUDPBanned'],
            only: [V5],
        },
        {
            on: 'hub FileMoved',
            file: 'hub-file-moved',
            fields: [...event(V5), 'PreviousRelativePath', 'PreviousImportFolderID'],
            only: [V5],
        },
        { on: 'hub FileRenamed', file: 'hub-file-renamed', fields: [...event(V5), 'FileName', 'PreviousFileName'], only: [V5] },
        { on: 'hub FileDetected', file: 'hub-file-detected', fields: [folder[V5], 'RelativePath'], only: [V5] },
        { on: 'hub FileHashed', file: 'hub-file-hashed', fields: [...event(V5), 'CrossReferences'], only: [V5] },
        { on: 'hub FileDeleted', file: 'hub-file-deleted', fields: event(V5), only: [V5] },
        { on: 'hub AniDBUDPStateUpdate', file: 'hub-anidb-state', fields: state(), only: [V5] },
        { on: 'hub AniDBUDPStateUpdate', file: 'hub-anidb-ban', fields: state(), only: [V5] },
        { on: 'hub AniDB OnConnected', file: 'hub-anidb-connected', fields: state('[].'), only: [V5] },
        {
            on: 'hub file:relocated',
            file: 'hub-file-relocated',
            fields: [...event(V6), 'PreviousRelativePath', 'PreviousManagedFolderID'],
            only: [V6],
        },
        { on: 'hub file:deleted', file: 'hub-file-deleted', fields: event(V6), only: [V6] },
        { on: 'hub release:removed', file: 'hub-release-removed', fields: ['FileID'], only: [V6] },
        { on: 'hub anidb:udp.stateUpdate', file: 'hub-anidb-state', fields: state(), only: [V6] },
        { on: 'hub anidb:udp.stateUpdate', file: 'hub-anidb-ban', fields: state(), only: [V6] },
        { on: 'hub anidb:udp.stateUpdate', file: 'hub-anidb-login-failed', fields: state(), only: [V6] },
        { on: 'hub anidb:connected', file: 'hub-anidb-connected', fields: state('[].'), only: [V6] },
        { on: 'hub file:detected', file: 'hub-file-detected', fields: [folder[V6], 'RelativePath'], only: [V6] },
        { on: 'hub file:hashed', file: 'hub-file-hashed', fields: [...event(V6), 'CrossReferences'], only: [V6] },
        { on: 'hub release:saved', file: 'hub-release-saved', fields: ['FileID'], only: [V6] },
        {
            on: 'hub release:search.completed',
            file: 'hub-search-completed',
            fields: search,
            only: [V6],
        },
        { on: 'hub release:search.completed', file: 'hub-search-nobody-asked', fields: search, only: [V6] },
    ],
};

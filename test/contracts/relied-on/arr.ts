/** What Sonarr and Radarr have in common. */
export const instance = ['eventType', 'instanceName'];
export const client = ['downloadClient', 'downloadId'];
export const grabbedRelease = ['release.quality', 'release.releaseTitle', 'release.releaseGroup', 'release.size'];
export const blocked = [
    ...client,
    'downloadInfo.quality',
    'downloadInfo.title',
    'downloadInfo.size',
    'downloadStatusMessages[].title',
    'downloadStatusMessages[].messages',
    'release',
];
export const health = ['eventType', 'instanceName', 'level', 'message', 'type', 'wikiUrl'];

/** A file in a webhook. */
export const fileFields = (at: string): string[] =>
    ['path', 'relativePath', 'quality', 'size', 'releaseGroup', 'sceneName?'].map((field) => `${at}.${field}`);

export const page = ['totalRecords', 'records'];
export const queueRecord = [
    'records[].id',
    'records[].title',
    'records[].size',
    'records[].sizeleft',
    'records[].timeleft?',
    'records[].added?',
    'records[].status',
    'records[].trackedDownloadStatus',
    'records[].trackedDownloadState',
    'records[].statusMessages',
    'records[].statusMessages[].title?',
    'records[].statusMessages[].messages?',
    'records[].errorMessage?',
    'records[].downloadId',
    'records[].protocol',
    'records[].downloadClient',
    'records[].indexer?',
    'records[].outputPath?',
    'records[].quality.quality.name',
];
export const historyRow = ['id', 'date', 'eventType', 'sourceTitle', 'downloadId?', 'quality.quality.name', 'data'];
export const historyData = [
    'indexer',
    'releaseGroup',
    'downloadClientName',
    'size',
    'fileId',
    'droppedPath',
    'importedPath',
    'message',
    'reason',
].map((field) => `data.${field}?`);
export const each = (list: string, fields: readonly string[]): string[] => fields.map((field) => `${list}.${field}`);

export const system = ['appName', 'version', 'instanceName', 'urlBase'];
export const file = ['id', 'path', 'relativePath', 'size', 'sceneName?', 'releaseGroup?', 'quality.quality.name'];
export const notification = [
    '[].id',
    '[].name',
    '[].implementation',
    '[].onGrab',
    '[].onDownload',
    '[].onUpgrade',
    '[].onRename',
    '[].onManualInteractionRequired',
    '[].onHealthRestored',
    '[].fields[].name',
    '[].fields[].value?',
];
export const healthCheck = ['[].source', '[].type', '[].message', '[].wikiUrl'];
/** After the source: nobody recorded these. */
export const task = ['[].taskName', '[].interval', '[].lastExecution'];
export const log = ['records[].id', 'records[].time', 'records[].message'];
/** A release that waits has no download. */
export const heldBack = ['records[].title', 'records[].status', 'records[].estimatedCompletionTime?'];

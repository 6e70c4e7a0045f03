/** Sonarr and Radarr: what they are asked, what they push, and a listener that stays with each of them. */
export type { ArrKind, ArrServer } from './ask/client';
export { ArrClient } from './ask/client';
export { wholeQueue } from './ask/pages';
export { testConnection } from './connection-test';
export { ArrListener } from './listener';
export type { ArrListenerOptions } from './options';
export { type ArrFields, type ArrSettings, readSettings } from './settings';
export { type ArrStatus, type CaughtUp, caughtUpText, spanText } from './status';
export { workKeyOf } from './wanted';
export {
    type ArrConnection,
    type ArrHealth,
    type ArrRemotePath,
    type ArrRootFolder,
    changed,
    type ConnectionChange,
    MASKED,
    readConnection,
    readConnections,
    readHealthChecks,
    readRemotePaths,
    readRootFolders,
} from './wire/set-up';
export { type HistoryRow, readRows } from './wire/rows';

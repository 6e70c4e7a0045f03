/** Shoko Server: its REST API, its events, and a listener that stays with it. */
export { ShokoClient, type ShokoServer } from './ask/client';
export type { ShokoFolder } from './ask/server';
export { testConnection } from './connection-test';
export { ShokoListener, type ShokoListenerOptions, type ShokoStatus } from './listener';
export type { LookResult } from './ask/search';
export type { WaitingFile, WaitingSource } from './wanted/waiting';
export { readSettings, type ShokoFields, type ShokoSettings } from './settings';
export { filesWaitedFor } from './wanted/requests';

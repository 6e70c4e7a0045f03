/** Seerr, Jellyseerr and Overseerr: asking them what is wished for. */
export { SeerrClient, type SeerrOptions } from './client';
export { testConnection } from './connection-test';
export { type KnownWish } from './differences';
export { knownWishes } from './known';
export { type CaughtUp, SeerrReader, type ReaderOptions, type ReaderStatus } from './reader';
export { type ReaderFields, type ReaderSettings, readReaderSettings, readServer } from './settings';
export { readSlot, type SeerrSlot, SEERR_TYPES, savedSlot, type SlotChange, DEFAULT_TEMPLATE } from './slot';

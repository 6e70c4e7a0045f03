/** The shared store: lowdb, a journal beside its file, and the indexes. */
export { StoreRegistry } from './registry';
export { type LiveChange, LiveFigures } from './keep/live';
export { MediaStore, type StoreOptions } from './media-store';
export type { Json, Keepable, Kept } from './keep/kept';
export type { Archived } from './file/shape';

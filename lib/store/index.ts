/** The shared store: lowdb, a journal beside its file, and the indexes. */
export { StoreRegistry } from './registry';
export { type Check, LiveFigures } from './live';
export { MediaStore, type StoreOptions, type TrackedDownload } from './media-store';

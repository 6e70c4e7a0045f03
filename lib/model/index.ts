/** The ground floor: types, schemas and tables. Imports nothing of ours. */
export * from './begun';
export * from './breath';
export * from './clock';
export * from './copy';
export * from './errors';
export * from './event';
export * from './lister';
export * from './live';
export * from './request';
export * from './states';
export * from './subject';
export * from './timeline';
export * from './told-of';

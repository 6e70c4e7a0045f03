/** The page that the house looks at: its data, its live stream, its pictures. */
export type { Action, Counts, HtmlPlaces, Proposal, Snapshot, Summary, SummaryList, Whole } from './contract';
export type { PageOptions } from './options';
export { MediaPage } from './page';
export { addressFor, type ServerAddress } from './show/links';
export { pathOf } from './serve/route';
export { type PageFields, type PageSettings, readPageSettings } from './settings';

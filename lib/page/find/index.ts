/** The requests as the page finds them: in its order, counted, and by what is asked for. */
export type { Entry } from './entry';
export { type ListQuery, readListQuery } from './parameters';
export { type Found, type News, Summaries, type SummariesOptions } from './summaries';

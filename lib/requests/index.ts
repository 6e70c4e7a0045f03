/** What can be asked about requests, and how it is said. */
export { explain, type Explained, type ExplainedWhole } from './explain';
export { HouseTimes } from './house-times';
export { type EpisodeView, listRequests, type RequestQuery, type RequestView, showRequest } from './query';

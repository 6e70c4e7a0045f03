/** What can be asked about requests, and how it is said. */
export { describeRequest, describeSubject, formatBytes, formatDuration } from './describe';
export { type EpisodeView, listRequests, type RequestQuery, type RequestView, showRequest } from './query';

/** What can be asked about requests, and how it is said. */
export { describeRequest, describeSubject } from './describe';
export { formatBytes, formatDuration } from './describe-transfer';
export { type EpisodeView, listRequests, type RequestQuery, type RequestView, showRequest } from './query';

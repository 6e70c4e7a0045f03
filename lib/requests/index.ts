/** What can be asked about requests, and how it is said. */
export { explain, type Explained, type ExplainedWhole, reachedBy } from './explain';
export { filterOf, mayWait, readPaging, type RequestQuery } from './filter';
export { HouseTimes, houseTimesOf } from './house-times';
export { isJudgedEpisode, type JudgedEpisode, JudgedRequest, type JudgedSubject } from './judged';
export { type EpisodeView, listRequests, pageOfRequests, type RequestPage, type RequestView, showRequest } from './query';
export { furtherTitle, type Named, personFilter, wordFilter } from './words';

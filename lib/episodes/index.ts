/** What follows for a request from its episodes. */
export { type Aggregate, EpisodeAggregator, type RequestProgress } from './aggregator';
export { deriveRequest, deriveState, isUnaired, shareDownloads } from './derive';
export { type EpisodeProgress, progressOf } from './progress';

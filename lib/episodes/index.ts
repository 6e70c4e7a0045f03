/** What follows for a request from its episodes. */
export { type Aggregate, EpisodeAggregator, type EpisodeChange, type RequestProgress } from './aggregator';
export { deriveRequest, deriveState } from './derive';
export { type EpisodeProgress, progressOf } from './progress';
export { SharedDownloads } from './shared-downloads';
export { EpisodeTally, isLeftOut, isUnaired } from './tally';

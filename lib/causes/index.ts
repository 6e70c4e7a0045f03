/** Why something is not playable yet: one cause for every subject, and its sentences. Pure: facts are handed in. */
export { type Cause, causeOf } from './cause';
export { ANSWERS, type CauseCode, CAUSES, type CauseRule, STEPS, type StepCode, type Who } from './codes';
export { stageSinceOf } from './decide/found';
export { fileOf, percentOf } from './decide/in-client';
export type { ArrFacts, HealthComplaint, Outage, PendingRelease, SearchResult, Siblings, SubjectFacts } from './facts';
export type { Group, Member } from './groups';
export {
    CATALOGUES,
    formatBytes,
    formatDuration,
    type Language,
    say,
    sayAll,
    namesIn,
    type TextCode,
    type TimeFormat,
    timesIn,
} from './texts';
export { readRefusal, REFUSALS } from './theirs/refusals';
export { countRejections, readRejection } from './theirs/rejections';
export { type Eta, etaOf } from './times/eta';
export { DEFAULT_LIMITS, type LateLimits } from './times/late';
export { readTimesSettings, type TimesFields } from './times/settings';
export { type Left, StageTimes, type StageTimesOptions, type Usual } from './times/stage-times';
export type { Sentence, Value, Values } from './values';
export { attentionAt, judge, type Judged, sentenceOf, type Wait, waitOf, type Words } from './wait';
export { groupsIn, groupSentence, seasonsAwaited, type Told, wholeOf, type WholeOptions } from './whole';

/**
 * Remedies: the smallest step that helps. `decide` chooses, without asking anybody; `look` finds out what it has to know;
 * `act` carries out; `keep` has proposals and deeds in the store; `tell` says it.
 */
export { ArrHands } from './act/arr-hands';
export { ClientHands } from './act/client-hands';
export { JellyfinHands } from './act/jellyfin-hands';
export type { Services } from './act/services';
export { ShokoHands } from './act/shoko-hands';
export { DEFAULT_LIMITS, type Limits } from './decide/limits';
export { STEP_NAMES, STEPS, type StepName } from './decide/steps';
export type { Deed, Proposal } from './keep/records';
export { deedsOf, openProposals } from './keep/rooms';
export { Remedies, type RemediesOptions } from './remedies';
export { readRemedySettings, type RemedyFields, type RemedyMode, type RemedySettings } from './settings';
export { type Refusal, refusalFor } from './tell/refusals';
export { readWish, type Wish } from './wish';

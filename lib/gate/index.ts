/** Correlation and the three rules. */
export type { Change } from './tell/changes';
export { type GateOptions, type GateResult, TransitionGate, type Unapplied } from './gate';
export { readEvent } from './read-event';
export { ToldOutcomes } from './tell/told';

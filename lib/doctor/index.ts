/** The doctor: whether every connection of a house is right, and what to do where it is not. */
export { arrivals, type Arrival, Arrivals } from './arrivals';
export { type Finding, type FindingCode, FINDINGS, type FindingValue, type Found, type ServiceKind } from './finding';
export { findings, Findings } from './findings';
export { type FindingLanguage, type SaidFinding, sayFinding, type SayTime } from './texts/say';

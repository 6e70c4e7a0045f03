/** The doctor: whether every connection of a house is right, and what to do where it is not. */
export { arrivals, type Arrival, Arrivals, noteWebhook } from './arrivals';
export {
    arrPatient,
    type Called,
    jellyfinPatient,
    qbittorrentPatient,
    seerrPatient,
    shokoPatient,
    unsetPatient,
} from './ask/open';
export type { Patient } from './ask/patients';
export type { FolderMap } from './decide/folders';
export { Doctor, type DoctorOptions } from './doctor';
export { type Finding, type FindingCode, FINDINGS, type FindingValue, type Found, type ServiceKind } from './finding';
export { type Difference, findings, Findings } from './findings';
export type { Change, Consent, Plan } from './mend/plan';
export { DoctorRounds, type RoundsOptions } from './rounds';
export { type DoctorFields, type DoctorSettings, readDoctorSettings } from './settings';
export { addressFor, markOf, type OwnWebhook } from './own';
export { type FindingLanguage, type SaidFinding, sayFinding, type SayTime } from './texts/say';

/** Jellyfin: asking it what can be played, and when to ask. */
export { type Asked, readAsked } from './asked';
export { JellyfinClient, type JellyfinOptions } from './ask/client';
export { testConnection } from './ask/connection-test';
export type { JellyfinLibrary } from './ask/libraries';
export { LibraryIndex } from './ask/library-index';
export { JellyfinLink } from './link';
export type { RecheckPace } from './schedule/recheck-pace';
export type { Missing, Reason, ReasonCode, Verified, VerifyResult } from './tell/result';
export { readServer, readVerifierSettings, type VerifierFields, type VerifierSettings } from './settings';
export { JellyfinVerifier, type NotYet, type OpenRequests, type VerifierOptions, type VerifierStatus } from './verifier';
export { type VerifyDeps, verifyRequest } from './ways/verify-request';

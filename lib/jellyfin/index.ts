/** Jellyfin: asking it what can be played, and when to ask. */
export { type Asked, readAsked } from './asked';
export { Claims } from './claims';
export { JellyfinClient, type JellyfinOptions } from './client';
export { testConnection } from './connection-test';
export { LibraryIndex } from './library-index';
export { JellyfinLink } from './link';
export type { RecheckPace } from './recheck-pace';
export type { Missing, Reason, ReasonCode, Verified, VerifyResult } from './result';
export { readServer, readVerifierSettings, type VerifierFields, type VerifierSettings } from './settings';
export { JellyfinVerifier, type NotYet, type VerifierOptions, type VerifierStatus } from './verifier';
export { type VerifyDeps, verifyRequest } from './verify-request';

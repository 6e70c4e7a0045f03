/** The live stream. */
export { Broadcaster, type BroadcasterOptions, type Opening } from './broadcaster';

/** Hearing a service through its SignalR hub. */
export { type Hub, type HubOptions, openHub } from './hub';

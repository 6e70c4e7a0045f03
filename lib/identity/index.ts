/** By what requests and events are known to be about one thing. */
export * from './identity';

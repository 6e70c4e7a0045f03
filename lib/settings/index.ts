/** From what a flow file holds to settings that can be relied on: what several nodes have in common. */
export { isNotOff, isOn, mappingsOf, recordOf, textOf } from './fields';
export { type KeyedServer, type KeyedServerFields, readKeyedServer } from './keyed-server';

/** Correlation of what a Sonarr or Radarr lists, or says it does not have. */
import { keysOfEvent } from '../../identity';
import type { MediaEvent, MediaRequest } from '../../model';
import type { Lookup, Target } from './target';

/** Who waits for the list of the server that an event is from, or is told that nobody has one any more. */
export function awaitingList(event: MediaEvent, store: Lookup): MediaRequest[] {
    const { server } = event;
    const found = new Map(keysOfEvent(event).flatMap((key) => store.find(key).map((each) => [each.id, each])));
    return [...found.values()].filter(({ lists }) => server !== undefined && lists?.[server] === 'awaited');
}

/** Those who waited for a list, and of whom it says nothing: as a twin in 4K of what is listed in HD. */
export function leftOutOf(event: MediaEvent, targets: readonly Target[], store: Lookup): MediaRequest[] {
    if (event.kind !== 'listed') return [];
    const told = new Set(targets.map(({ request }) => request.id));
    return awaitingList(event, store).filter(({ id }) => !told.has(id));
}

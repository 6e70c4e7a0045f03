/**
 * Requests as the gate makes them, without asking it each time: one of each kind goes through the gate, the others are
 * copies of it with other numbers in all ids and names. That is how a store gets a hundred thousand in seconds.
 */
import type { MediaEvent, MediaRequest } from '../../lib/model';
import { filmLife, packLife } from './lives';
import { openRoom } from './room';
import { digitsOf } from './titles';

/** Its digits occur nowhere else. */
const ORIGINAL = 3_141_592;
const EPISODES = 10;

export type RequestMaker = (number: number) => MediaRequest;

/** Nearly all films and all available; every fiftieth a season, every twentieth waiting for Jellyfin. */
export async function requestMaker(): Promise<RequestMaker> {
    const film = await filmLife(ORIGINAL);
    const pack = await packLife(ORIGINAL, EPISODES);
    const texts = {
        available: { film: await lived(film), season: await lived(pack) },
        importing: { film: await lived(film.slice(0, -1)), season: await lived(pack.slice(0, -1)) },
    };
    return (number) => {
        const kind = texts[number % 20 === 0 ? 'importing' : 'available'];
        const text = number % 50 === 25 ? kind.season : kind.film;
        return JSON.parse(text.replaceAll(String(ORIGINAL), digitsOf(number))) as MediaRequest;
    };
}

/** The request that these events make, as text. */
async function lived(events: readonly MediaEvent[]): Promise<string> {
    const { store, gate } = await openRoom();
    for (const event of events) gate.accept(event);
    const [request, another] = store.requests();
    if (request === undefined || another !== undefined) throw new Error('one life did not make one request');
    await store.close();
    return JSON.stringify({ ...request, id: `copy-${ORIGINAL}` });
}

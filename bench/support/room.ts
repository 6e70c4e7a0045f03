/** A store of its own in a temporary folder, with a gate over it, at the machine's own time. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { TransitionGate } from '../../lib/gate';
import { systemClock } from '../../lib/model';
import { MediaStore, type StoreOptions } from '../../lib/store';
import { makeFolder } from '../../test/support/folder';

export interface Room {
    path: string;
    store: MediaStore;
    gate: TransitionGate;
}

/** As the media-store and media-gate nodes open theirs. */
export async function openRoom(options: Partial<StoreOptions> = {}): Promise<Room> {
    const path = options.path ?? join(await makeFolder(), 'store.json');
    const store = await MediaStore.open({ ...options, path });
    const newId = (): string => randomBytes(8).toString('hex');
    return { path, store, gate: new TransitionGate(store, { clock: systemClock, newId, createRequests: true }) };
}

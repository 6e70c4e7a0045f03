/** Brings a store file of an older version up to date, one numbered step at a time. */
import { MediaError } from '../model';
import { STORE_VERSION } from './shape';

export type Versioned = Record<string, unknown> & { version: number };

/** `MIGRATIONS[n]` turns a store of version n into one of version n + 1. */
export const MIGRATIONS: Readonly<Record<number, (data: Versioned) => Versioned>> = {};

/**
 * Applies every step that is due.
 * @throws MediaError `store_newer` for a file of a later version, `store_broken` for one without a version
 */
export function migrate(
    data: unknown,
    steps: Readonly<Record<number, (data: Versioned) => Versioned>> = MIGRATIONS,
    target = STORE_VERSION,
): unknown {
    if (!isVersioned(data)) throw new MediaError('store_broken', 'The store file has no version');
    if (data.version > target) {
        throw new MediaError(
            'store_newer',
            `The store file is of version ${data.version}; this package reads up to ${target}. Update the package`,
        );
    }
    let current = data;
    while (current.version < target) {
        const step = steps[current.version];
        if (!step) throw new MediaError('store_broken', `The store file has version ${current.version}, which never existed`);
        current = { ...step(current), version: current.version + 1 };
    }
    return current;
}

function isVersioned(data: unknown): data is Versioned {
    return typeof data === 'object' && data !== null && 'version' in data && Number.isInteger(data.version);
}

/** Brings a store file of an older version up to date, one numbered step at a time. */
import { MediaError } from '../model';
import { STORE_VERSION } from './shape';

export type Versioned = Record<string, unknown> & { version: number };

/** `MIGRATIONS[n]` turns a store of version n into one of version n + 1. */
export const MIGRATIONS: Readonly<Record<number, (data: Versioned) => Versioned>> = {
    1: (data) => ({ ...data, archived: {} }),
};

/** Brings a store up to the version that a journal goes on with. @throws MediaError as `migrate` does */
export function migrateTo(data: unknown, version: number): unknown {
    if (version > STORE_VERSION) throw newer(version, STORE_VERSION);
    return migrate(data, MIGRATIONS, version);
}

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
    if (data.version > target) throw newer(data.version, target);
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

function newer(version: number, readable: number): MediaError {
    return new MediaError(
        'store_newer',
        `The store file is of version ${version}; this package reads up to ${readable}. Update the package`,
    );
}

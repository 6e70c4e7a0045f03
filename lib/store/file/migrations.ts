/** Brings a store file of an older version up to date, one numbered step at a time. */
import { type Episode, MediaError, type TimelineEntry, timelineFact } from '../../model';
import { episodeRecordKey, STORE_VERSION, timelineRecordKey } from './shape';

export type Versioned = Record<string, unknown> & { version: number };

/** `MIGRATIONS[n]` turns a store of version n into one of version n + 1. */
export const MIGRATIONS: Readonly<Record<number, (data: Versioned) => Versioned>> = {
    1: (data) => ({ ...data, archived: {} }),
    2: (data) => ({ ...data, ...withRecordsOfTheirOwn(data['requests']), outbox: {}, kept: {} }),
};

/** A request of version 2, as far as this step changes it. */
interface RequestOfVersion2 {
    id: string;
    episodes?: Omit<Episode, 'requestId'>[];
    timeline?: Omit<TimelineEntry, 'requestId'>[];
}

/** Episodes and history leave their requests. What follows from the episodes is made when the store is opened. */
function withRecordsOfTheirOwn(before: unknown): Pick<Versioned, 'requests' | 'episodes' | 'timeline'> {
    const requests: Record<string, unknown> = {};
    const records: Record<string, Episode> = {};
    const history: Record<string, TimelineEntry> = {};
    for (const [key, value] of Object.entries((before ?? {}) as Record<string, RequestOfVersion2>)) {
        checkLists(key, value);
        const { episodes = [], timeline = [], ...request } = value;
        const requestId = request.id;
        const reported = timeline.find(({ kind }) => kind === 'reported_available');
        requests[key] = { ...request, ...(reported !== undefined && { reportedAvailableAt: reported.at }) };
        for (const episode of episodes) records[episodeRecordKey(requestId, episode)] = { requestId, ...episode };
        for (const entry of timeline) history[timelineRecordKey(requestId, timelineFact(entry))] = { requestId, ...entry };
    }
    return { requests, episodes: records, timeline: history };
}

/** What somebody has edited by hand is checked before it is taken apart; the records themselves are checked after that. */
function checkLists(key: string, request: unknown): void {
    const where = `requests.${key}`;
    if (!isRecord(request)) throw broken(where, 'is no request');
    for (const list of ['episodes', 'timeline']) {
        const records = request[list] ?? [];
        if (request[list] === null || !Array.isArray(records) || !records.every(isRecord))
            throw broken(`${where}.${list}`, 'is no list of records');
    }
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

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

function broken(where: string, what: string): MediaError {
    return new MediaError('store_broken', `The store file does not hold what it should: ${where} ${what}`);
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

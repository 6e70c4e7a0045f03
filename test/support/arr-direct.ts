/** The questions to a simulated Sonarr or Radarr, answered without a socket: for properties that play thousands of lives. */
import { readQueue } from '../../lib/arr/wire/queue';
import { readPage } from '../../lib/arr/wire/read';
import { readRows } from '../../lib/arr/wire/rows';
import { readEpisodes, readFiles, readTags, readTitle, readTitles } from '../../lib/arr/wire/titles';
import { Breath, systemClock } from '../../lib/model';
import type { ArrServerSimulator } from '../simulators/arr-server';

const breath = new Breath(systemClock);

/** As an answer comes over the wire. */
function wire(value: unknown): unknown {
    return JSON.parse(JSON.stringify(value)) as unknown;
}

/** What `ArrClient` asks, of a simulator. */
export function directClient(server: ArrServerSimulator) {
    const isSonarr = server.appName === 'Sonarr';
    const [titles, key, file] = isSonarr
        ? (['/series', 'tvdbId', '/episodefile'] as const)
        : (['/movie', 'tmdbId', '/moviefile'] as const);
    const ask = (path: string, query: Record<string, string | number> = {}): unknown => {
        const texts = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
        return wire(server.answer(path, { includeEpisode: 'true', ...texts }));
    };
    const page = (pageNumber: number, pageSize: number, sortDirection: string) => {
        const { records, total } = readPage(ask('/history', { page: pageNumber, pageSize, sortDirection }));
        return { records: readRows(records), total };
    };
    return {
        newestRow: () => {
            const { records, total } = page(1, 1, 'descending');
            return Promise.resolve({ row: records[0] ?? null, total });
        },
        historyPage: (pageNumber: number, pageSize: number, sortDirection: 'ascending' | 'descending') =>
            Promise.resolve(page(pageNumber, pageSize, sortDirection)),
        historySince: (from: number) =>
            Promise.resolve(ask('/history/since', { date: `${new Date(from).toISOString().slice(0, 19)}Z` }) as unknown[]),
        grabOf: (downloadId: string) => {
            const { records } = readPage(ask('/history', { downloadId: downloadId.toUpperCase(), eventType: 1 }));
            return Promise.resolve(readRows(records)[0] ?? null);
        },
        queue: () => {
            const { records } = readPage(ask('/queue', { pageSize: 1_000 }));
            return readQueue(records, breath);
        },
        title: (id: number) => Promise.resolve(readTitle(ask(`${titles}/${id}`))),
        titleBy: (workId: number) => readTitles(ask(titles, { [key]: workId }), breath).then(([found]) => found ?? null),
        hasTitle: (id: number) => Promise.resolve(ask(`${titles}/${id}`) !== null),
        episodes: (seriesId: number) => readEpisodes(ask('/episode', { seriesId }), breath),
        files: (id: number) =>
            readFiles(ask(file, { [isSonarr ? 'seriesId' : 'movieId']: id }), breath).then(
                (files) => new Map(files.map((each) => [each.id, each])),
            ),
        tags: () => Promise.resolve(readTags(ask('/tag'))),
    };
}

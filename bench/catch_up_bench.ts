/** One catch-up after a very long absence: how long it takes, whether others have their turn, and what it holds in memory. */
import { join } from 'node:path';
import { SonarrSimulator } from '../test/simulators/sonarr';
import { harbour, type Show, singleRelease } from '../test/simulators/senders';
import { amount } from '../test/support/amount';
import { removeFolders } from '../test/support/folder';
import { type Benchmark, type Figure, formatNumber } from './figure';
import type { AskerCommands } from './support/catch-up-asker';
import { SideProcess } from './support/side-process';

/** Of each episode a grab and an import. */
const ROWS = [10_000, amount('CATCH_UP_ROWS', { usual: 100_000, long: 100_000 })];
const EPISODES = 200;

export const benchmark: Benchmark = {
    async run() {
        const figures: Figure[] = [];
        for (const rows of ROWS) figures.push(...(await caughtUp(rows)));
        await removeFolders();
        return figures;
    },
};

async function caughtUp(rows: number): Promise<Figure[]> {
    const clock = { now: Date.now() - 60 * 24 * 3_600_000 };
    const server = await SonarrSimulator.start({ version: '3.0.10.1567', now: () => clock.now });
    const asker = SideProcess.start<AskerCommands>(join(__dirname, 'support/catch-up-asker.ts'));
    try {
        await asker.ask('begin', { url: server.url, apiKey: server.apiKey });
        live(server, rows, clock);
        const { events, ms, longestMs, p99Ms, longestOwnMs, heap, requests, episodes } = await asker.ask('catchUp', undefined);
        const name = `catch-up of ${formatNumber(rows)} rows`;
        const others = `longest wait of others ${formatNumber(longestMs)} ms, 99 of 100 below ${formatNumber(p99Ms)} ms`;
        const kept = `${formatNumber(requests)} requests with ${formatNumber(episodes)} episodes come of it`;
        return [
            {
                name,
                value: ms / 1000,
                unit: 's',
                ...(rows === 10_000 && { target: { atMost: 5 } }),
                note: `${formatNumber(events)} events; ${kept}; store on disk`,
            },
            {
                name: `${name}, longest turn`,
                value: longestOwnMs,
                unit: 'ms',
                target: { atMost: 50 },
                note: `processor time; ${others}`,
            },
            {
                name: `${name}, memory meanwhile`,
                value: (heap.peak - Math.max(heap.before, heap.after)) / 1e6,
                unit: 'MB',
                note: `heap above what stays: ${formatNumber(heap.before / 1e6)} MB before, ${formatNumber(heap.peak / 1e6)} at most, ${formatNumber(heap.after / 1e6)} after`,
            },
        ];
    } finally {
        await asker.end();
        await server.stop();
    }
}

/** A house in which so many rows are written, two of each episode, a few seconds apart. */
function live(server: SonarrSimulator, rows: number, clock: { now: number }): void {
    const shows = Math.ceil(rows / 2 / EPISODES);
    for (let number = 0; number < shows; number++) {
        const show = showOf(number);
        server.add(show);
        for (const episode of show.episodes.slice(0, Math.ceil(rows / 2 / shows))) {
            const release = singleRelease(show, episode);
            clock.now += 20_000;
            server.grab(show, [episode], release);
            clock.now += 20_000;
            server.import(show, [episode], release);
        }
    }
}

function showOf(number: number): Show {
    const title = `Show ${number}`;
    const episodes = Array.from({ length: EPISODES }, (_, index) => ({
        id: number * 1_000 + index + 1,
        seasonNumber: 1,
        episodeNumber: index + 1,
        title: `Part ${index + 1}`,
        tvdbId: number * 1_000 + index + 1,
        airDate: '2020-01-01',
    }));
    return {
        ...harbour,
        title,
        imdbId: `tt9${String(number).padStart(6, '0')}`,
        sonarrId: number + 1,
        tvdbId: number + 1,
        tmdbId: number + 1,
        folder: `/data/shows/${title}`,
        episodes,
    };
}

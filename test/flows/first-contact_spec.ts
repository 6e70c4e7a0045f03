/** The first deploy in a home that is years old: what is open is there within a minute, and nobody hears of what was before. */
import assert from 'node:assert/strict';
import { startServices } from '../demo/services';
import { REQUEST_STATUS } from '../simulators/seerr-server';
import type { SimulatedRequest } from '../simulators/seerr-server';
import { type Film, hashOf, nightTrain, nightTrainRelease, type Release, type Show, singleRelease } from '../simulators/senders';
import { amount } from '../support/amount';
import { House } from '../support/house';
import { Told } from '../support/told';
import { until } from '../support/until';

const REQUESTS = amount('FIRST_CONTACT_REQUESTS', { usual: 200, long: 2_000 });
const OPEN = 40;
/** Of those that are open, the first so many are being downloaded. */
const QUEUED = 10;
const MOST_CALLS = 25;
const MOST_MS = 60_000;

describe('the first contact', function () {
    this.timeout(240_000);
    let house: House | undefined;
    after(() => house?.close());

    it(`takes in what is open of ${REQUESTS} requests, and tells nobody`, async () => {
        const services = await startServices();
        const { seerr, sonarr, radarr, jellyfin } = services;
        // Sixty of the last thirty days, the oldest just so: twenty that are there, and all that are open.
        seerr.fill(REQUESTS, { open: OPEN, days: REQUESTS / 2 });
        jellyfin.library.fill(10 * REQUESTS);
        const wishes = seerr.data.requests;
        const open = wishes.slice(-OPEN);
        for (const wish of wishes) {
            const isOpen = open.includes(wish);
            const isQueued = open.indexOf(wish) >= 0 && open.indexOf(wish) < QUEUED;
            if (wish.type === 'movie') {
                const film = filmOf(wish);
                radarr.add(film);
                if (!isOpen) radarr.import(film, releaseOf(film.title));
                if (isQueued) radarr.grab(film, releaseOf(film.title));
            } else {
                const show = showOf(wish);
                sonarr.add(show);
                const [first] = show.episodes;
                if (!isOpen) sonarr.import(show, [first!], singleRelease(show, first!));
                if (isQueued) sonarr.grab(show, [first!], singleRelease(show, first!));
            }
        }
        seerr.resetStats();
        const told = await Told.begin();
        const began = Date.now();
        house = await House.open({ services, asks: true, change: told.change });
        const started = Date.now();
        const isRight = async (): Promise<boolean> => {
            const all = await house!.requests();
            const waiting = all.filter(({ state }) => state === 'approved').length;
            const loading = all.filter(({ state }) => state === 'grabbing' || state === 'downloading').length;
            const there = all.filter(({ state }) => state === 'available').length;
            const isNamed = all.every(({ title }) => title !== undefined);
            return waiting === OPEN - QUEUED && loading === QUEUED && there >= 19 && isNamed;
        };
        const count = async (): Promise<string> => {
            const all = await house!.requests();
            const states = new Map<string, number>();
            for (const { state } of all) states.set(state, (states.get(state) ?? 0) + 1);
            return JSON.stringify([...states, all.filter(({ title }) => title === undefined).length]);
        };
        await until('everything to be right', isRight, 2 * MOST_MS).catch(async (thrown: unknown) => {
            throw new Error(`${String(thrown)}: ${await count()}`);
        });
        const [ms, whole] = [Date.now() - started, Date.now() - began];
        const asked = { seerr: seerr.calls, sonarr: sonarr.requests.length, radarr: radarr.requests.length };
        console.log(
            `        right ${ms} ms after the flows started, ${whole} ms after Node-RED; asked: ${JSON.stringify(asked)}`,
        );
        assert.ok(ms < MOST_MS);
        assert.ok(seerr.calls <= MOST_CALLS, `${seerr.calls} calls to Seerr`);
        assert.deepEqual([told.titles(), told.failures()], [[], []]);
        assert.deepEqual(house.nodeRed.complaints(), []);
        // A wish that was open and becomes playable afterwards is told as any other.
        const film = filmOf(open.find(({ type }) => type === 'movie')!);
        radarr.import(film, releaseOf(film.title));
        const path = `/media/movies/${film.title}/${film.title}.1080p.mkv`;
        jellyfin.library.addMovie({ name: film.title, path, providerIds: { Tmdb: String(film.tmdbId) } });
        await house.untilState(film.title, 'available');
        await until('it to be told', () => told.titles().length > 0);
        assert.deepEqual([told.titles(), told.failures()], [[film.title], []]);
        assert.equal(
            open.every(({ status }) => status === REQUEST_STATUS.approved),
            true,
        );
    });
});

function filmOf({ media: { tmdbId } }: SimulatedRequest): Film {
    const title = `Film ${tmdbId}`;
    return { ...nightTrain, title, tmdbId, radarrId: tmdbId, imdbId: `tt${tmdbId}`, folder: `/data/movies/${title}` };
}

function showOf({ media: { tmdbId, tvdbId } }: SimulatedRequest): Show {
    const title = `Show ${tmdbId}`;
    return {
        title,
        year: 2020,
        tvdbId: tvdbId ?? tmdbId,
        tmdbId,
        sonarrId: tmdbId,
        type: 'standard',
        folder: `/data/shows/${title}`,
        episodes: [{ id: tmdbId, seasonNumber: 1, episodeNumber: 1, title: 'One', tvdbId: tmdbId, airDate: '2020-01-01' }],
    };
}

function releaseOf(title: string): Release {
    return { ...nightTrainRelease, title: `${title}.1080p`, downloadId: hashOf(title) };
}

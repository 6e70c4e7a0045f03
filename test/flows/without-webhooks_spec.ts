/** The shipped flow in a real Node-RED that asks Seerr, Sonarr and Radarr, none of which sends a webhook. */
import assert from 'node:assert/strict';
import { percentile } from '../../bench/figure';
import type { RequestView } from '../../lib/requests';
import { Performance } from '../demo/performance';
import { STORIES } from '../demo/stories';
import { lighthouse, lighthousePack } from '../demo/titles';
import { type Film, harbour, hashOf, nightTrain, nightTrainRelease, type Release, singleRelease } from '../simulators/senders';
import { amount } from '../support/amount';
import { House } from '../support/house';
import { Told } from '../support/told';
import { until } from '../support/until';

const ROUNDS = amount('ASKING_ROUNDS', { usual: 5, long: 60 });
/** 2 s on a quiet machine. */
const MOST_MS = 15_000;

const kindsOf = ({ timeline = [] }: RequestView, kinds: readonly string[]): string[] =>
    timeline.map(({ kind }) => kind).filter((kind) => kinds.includes(kind));

describe('without any webhook', function () {
    this.timeout(240_000);
    let house: House;
    let told: Told;

    beforeEach(async () => {
        told = await Told.begin();
        house = await House.open({ asks: true, change: told.change });
    });
    afterEach(() => house.close());

    it('the stories of the demo come to their end, with who asked, and each end is told once', async () => {
        const said: string[] = [];
        const faults = { noWebhooks: true, lateImports: false, duplicates: false };
        const screen = { say: (text: string) => void said.push(text), change: () => undefined };
        const { services, nodeRed } = house;
        const performance = new Performance({ services, faults, screen, pace: 0.05, url: nodeRed.url });
        await until('all stories', () => performance.isOver && performance.missing().length === 0, 180_000).catch(() =>
            assert.fail([...performance.missing(), ...said].join('\n')),
        );
        await performance.end();
        const requests = await until('who asked', async () => {
            const all = await house.requests();
            return all.every(({ requestedBy }) => requestedBy === 'Kim Requester') ? all : null;
        });
        assert.deepEqual(requests.map(({ title }) => title).sort(), STORIES.map(({ title }) => title).sort());
        assert.deepEqual(new Set(requests.map(({ seerrRequestId }) => seerrRequestId)), new Set([1, 2, 3, 4, 5]));
        const weekly = await house.until(harbour.title, 'listed', ({ episodes }) => episodes.length === 6);
        assert.equal(weekly.complete, undefined);
        // The weekly show goes on; at this pace its first episode may be there before it is known who wished for more.
        const isAtItsEnd = (title: string): boolean => title !== harbour.title;
        assert.deepEqual(
            told.titles().filter(isAtItsEnd).sort(),
            STORIES.map(({ title }) => title)
                .filter(isAtItsEnd)
                .sort(),
        );
        assert.deepEqual(told.failures(), []);
        assert.deepEqual(house.nodeRed.complaints(), []);
    });

    it('grab and import are on screen within 2 s', async () => {
        const { radarr, sonarr } = house.services;
        const grabs: number[] = [];
        const imports: number[] = [];
        const shows = async (title: string, state: RequestView['state']): Promise<number> => {
            const began = performance.now();
            await house.untilState(title, state);
            return performance.now() - began;
        };
        for (let round = 0; round < ROUNDS; round++) {
            const film = filmOf(round);
            const release = releaseOf(film);
            radarr.add(film);
            radarr.grab(film, release);
            grabs.push(await shows(film.title, 'grabbing'));
            radarr.import(film, release);
            imports.push(await shows(film.title, 'importing'));
            const show = { ...lighthouse, ...idsOf(round), title: `Lighthouses ${round}`, episodes: episodesOf(round) };
            const pack = { ...lighthousePack, downloadId: hashOf(`pack ${round}`) };
            sonarr.add(show);
            sonarr.grab(show, show.episodes, pack);
            grabs.push(await shows(show.title, 'grabbing'));
            for (const episode of show.episodes) sonarr.import(show, [episode], pack);
            imports.push(await shows(show.title, 'importing'));
        }
        const figures = [grabs, imports].map((each) => [0.5, 0.95, 1].map((share) => Math.round(percentile(each, share))));
        const [grab, imported] = figures.map(([p50, p95, most]) => `p50 ${p50} ms, p95 ${p95} ms, at most ${most} ms`);
        console.log(`        ${2 * ROUNDS} grabs on screen after ${grab}; imports after ${imported}`);
        assert.ok(percentile([...grabs, ...imports], 0.95) < MOST_MS);
    });

    it('what happened while Node-RED was off is caught up with, at its own time, and nothing is told twice', async () => {
        const { radarr, sonarr, jellyfin, seerr } = house.services;
        const [, first] = harbour.episodes;
        const release = singleRelease(harbour, first!);
        seerr.data.ask({ tmdbId: nightTrain.tmdbId, isAutoApproved: true });
        radarr.add(nightTrain);
        radarr.grab(nightTrain, nightTrainRelease);
        sonarr.add(harbour, ({ id }) => id === first!.id);
        await house.untilState(nightTrain.title, 'grabbing');
        await house.nodeRed.stop();
        radarr.import(nightTrain, nightTrainRelease);
        sonarr.grab(harbour, [first!], release);
        sonarr.import(harbour, [first!], release);
        const happenedBefore = Date.now();
        await house.nodeRed.start();
        await house.untilState(nightTrain.title, 'importing');
        await house.untilState(harbour.title, 'importing');
        jellyfin.library.addMovie({
            name: nightTrain.title,
            path: `/media/movies/${nightTrainRelease.title}.mkv`,
            providerIds: { Tmdb: String(nightTrain.tmdbId) },
        });
        const film = await house.untilState(nightTrain.title, 'available');
        const show = await house.request(harbour.title);
        for (const request of [film, show]) {
            assert.deepEqual(kindsOf(request, ['grabbed', 'imported']), ['grabbed', 'imported']);
            const { importing } = { ...request, ...request.episodes[0] }.reached;
            assert.ok(Date.parse(importing ?? '') <= happenedBefore, 'the time of the row, not of the look');
        }
        const shown = async (): Promise<unknown[]> =>
            Promise.all([nightTrain, harbour].map(async ({ title }) => (await house.request(title)).timeline));
        const before = await shown();
        await house.nodeRed.stop();
        await house.nodeRed.start();
        // Both were asked anew once they are connected: their hubs are there.
        await until('both to be heard', () => radarr.hub.connections === 1 && sonarr.hub.connections === 1);
        radarr.add(filmOf(1));
        radarr.grab(filmOf(1), releaseOf(filmOf(1)));
        await house.untilState(filmOf(1).title, 'grabbing');
        assert.deepEqual(await shown(), before);
        assert.deepEqual(told.titles(), [nightTrain.title]);
        assert.deepEqual(told.failures(), []);
    });

    it('a film goes from its grab to proved playable, by any download client', async () => {
        const { radarr, jellyfin } = house.services;
        const { title } = nightTrain;
        radarr.add(nightTrain);
        radarr.grab(nightTrain, nightTrainRelease, 'usenet');
        await house.untilState(title, 'downloading');
        radarr.progress(nightTrainRelease, 0.5);
        await house.until(title, 'at 50 %', ({ transfer, state }) => transfer?.percent === 50 && state === 'downloading');
        radarr.progress(nightTrainRelease, 1);
        await house.untilState(title, 'downloaded');
        radarr.import(nightTrain, nightTrainRelease);
        const imported = await house.untilState(title, 'importing');
        assert.equal(imported.finalPath, `${nightTrain.folder}/${nightTrainRelease.title}.mkv`);
        const providerIds = { Tmdb: String(nightTrain.tmdbId) };
        jellyfin.library.addMovie({ name: title, year: 2013, path: '/media/movies/x.mkv', providerIds });
        await house.untilState(title, 'available');
    });

    it('a download that fails, which no webhook tells, is said to have failed', async () => {
        const { sonarr } = house.services;
        sonarr.add(harbour);
        const [, episode] = harbour.episodes;
        const release = singleRelease(harbour, episode!);
        sonarr.grab(harbour, [episode!], release);
        await house.untilState(harbour.title, 'grabbing');
        sonarr.failDownload(harbour, [episode!], release, 'Disk is full');
        const failed = await house.untilState(harbour.title, 'failed');
        assert.match(JSON.stringify(failed), /Sonarr: Disk is full/);
        await until('it to be told', () => told.failures().includes(harbour.title));
    });
});

function filmOf(round: number): Film {
    const title = `Night Train ${round}`;
    return {
        ...nightTrain,
        title,
        tmdbId: 500_000 + round,
        radarrId: 500 + round,
        imdbId: `tt5${round}`,
        folder: `/data/${title}`,
    };
}

function releaseOf({ title }: Film): Release {
    return { ...nightTrainRelease, title: `${title}.1080p`, downloadId: hashOf(title) };
}

function idsOf(round: number): { tvdbId: number; tmdbId: number; imdbId: string; sonarrId: number; folder: string } {
    const id = 600_000 + round;
    return { tvdbId: id, tmdbId: id, imdbId: `tt6${round}`, sonarrId: 600 + round, folder: `/data/shows/${id}` };
}

function episodesOf(round: number): typeof lighthouse.episodes {
    return lighthouse.episodes.map((episode) => ({ ...episode, id: episode.id + 10_000 * (round + 1), tvdbId: 0 }));
}

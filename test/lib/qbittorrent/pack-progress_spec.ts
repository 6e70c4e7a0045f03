import assert from 'node:assert/strict';
import type { EpisodeKey } from '../../../lib/model';
import { packProgress } from '../../../lib/qbittorrent/pack-progress';
import type { TorrentFile } from '../../../lib/qbittorrent/wire';
import { fakeHash } from '../../simulators/qbittorrent';
import { brief, PollerSetup } from './poller-setup';

function file(name: string, progress = 0, priority = 1, size = 100): TorrentFile {
    return { name, progress, priority, size };
}

function season(seasonNumber: number, from: number, to: number): EpisodeKey[] {
    return Array.from({ length: to - from + 1 }, (_, index) => ({ seasonNumber, episodeNumber: from + index }));
}

/** `S01E02 50` for each episode found, with a dash for a deselected one. */
async function read(files: TorrentFile[], episodes: EpisodeKey[]): Promise<string[]> {
    const progress = await packProgress(files, episodes);
    return progress.map(
        ({ seasonNumber, episodeNumber, percent, wanted }) => `${seasonNumber}x${episodeNumber} ${percent}${wanted ? '' : ' -'}`,
    );
}

describe('packProgress', () => {
    it('gives each episode the percent of its own file', async () => {
        const files = [
            file('Show.S01/Show.S01E02.mkv', 0.5),
            file('Show.S01/Show.S01E01.mkv', 1),
            file('Show.S01/Show.S01E03.mkv', 0),
        ];
        assert.deepEqual(await read(files, season(1, 1, 3)), ['1x1 100', '1x2 50', '1x3 0']);
    });

    it('says which files are deselected', async () => {
        assert.deepEqual(await read([file('Show.S01E01.mkv', 0.2, 0), file('Show.S01E02.mkv', 0.2, 7)], season(1, 1, 2)), [
            '1x1 20 -',
            '1x2 20',
        ]);
    });

    it('never says 100 before the last byte', async () => {
        assert.deepEqual(await read([file('Show.S01E01.mkv', 0.99999)], season(1, 1, 1)), ['1x1 99.9']);
    });

    it('gives both episodes of a file its percent, and an episode of two files what their bytes say', async () => {
        assert.deepEqual(await read([file('Show.S01E01E02.mkv', 0.4)], season(1, 1, 2)), ['1x1 40', '1x2 40']);
        const parts = [file('Show.S01E01.part1.mkv', 1, 1, 300), file('Show.S01E01.part2.mkv', 0, 1, 100)];
        assert.deepEqual(await read(parts, season(1, 1, 1)), ['1x1 75']);
        assert.deepEqual(await read([file('Show.S01E01.mkv', 1), file('v2/Show.S01E01v2.mkv', 0.1, 0)], season(1, 1, 1)), [
            '1x1 100',
        ]);
    });

    it('leaves out samples, subtitles and episodes without a file', async () => {
        const files = [
            file('Show.S01E01.mkv', 0.1),
            file('Sample/show.s01e02.sample.mkv', 1),
            file('Show.S01E02.srt', 1),
            file('Show.S01E03.nfo', 1),
        ];
        assert.deepEqual(await read(files, season(1, 1, 3)), ['1x1 10']);
    });

    it('keeps seasons and specials apart', async () => {
        const files = [
            file('Show/Season 1/Show.S01E01.mkv', 0.1),
            file('Show/Season 2/Show.S02E01.mkv', 0.2),
            file('Show/Specials/Show.S00E01.mkv', 0.3),
        ];
        const episodes = [season(0, 1, 1), season(1, 1, 1), season(2, 1, 1)].flat();
        assert.deepEqual(await read(files, episodes), ['0x1 30', '1x1 10', '2x1 20']);
    });

    describe('reads bare numbers', () => {
        const numbered = (from: number, to: number): TorrentFile[] =>
            season(0, from, to).map(({ episodeNumber }) =>
                file(`[Group] Show - ${String(episodeNumber).padStart(2, '0')} [1080p].mkv`, episodeNumber / 100),
            );

        it('as they are in a first season', async () => {
            assert.deepEqual(await read(numbered(1, 3), season(1, 1, 3)), ['1x1 1', '1x2 2', '1x3 3']);
            assert.deepEqual(await read(numbered(1, 12), season(1, 5, 6)), ['1x5 5', '1x6 6']);
        });

        it('as counted on from the season before, when all of them fit', async () => {
            assert.deepEqual(await read(numbered(14, 16), season(2, 1, 3)), ['2x1 14', '2x2 15', '2x3 16']);
        });

        it('not when they could mean two things', async () => {
            assert.deepEqual(await read(numbered(1, 25), season(2, 1, 12)), []);
            assert.deepEqual(await read(numbered(1, 3), [...season(1, 1, 2), ...season(2, 1, 1)]), []);
        });

        it('of the season that their folder names', async () => {
            const files = numbered(1, 12).map((each) => ({ ...each, name: `Show/Season 2/${each.name}` }));
            assert.deepEqual(await read(files, season(2, 3, 4)), ['2x3 3', '2x4 4']);
            assert.deepEqual(await read(files, season(1, 3, 4)), []);
        });
    });
});

describe('TorrentPoller with a season pack', () => {
    const PACK = fakeHash('pack');
    const episodes = season(1, 1, 13).map(({ episodeNumber }) => episodeNumber);
    let setup: PollerSetup;

    beforeEach(async () => {
        setup = await PollerSetup.start();
        const files = episodes.map((number) =>
            file(`Show.S01/Show.S01E${String(number).padStart(2, '0')}.mkv`, 0, number === 7 ? 0 : 1),
        );
        setup.simulator.add({ hash: PACK, name: 'Show.S01', files });
    });
    afterEach(() => setup.end());

    const live = (): number[] | undefined => setup.transfers.get(PACK)?.episodes?.map(({ percent }) => percent);

    it('knows the percent of each episode, and asks for the files only while it downloads', async () => {
        setup.track(PACK, episodes);
        await setup.begin();
        setup.simulator.download(PACK, 2.5 / 12);
        const [event] = await setup.next();
        assert.ok(event?.kind === 'downloading');
        assert.deepEqual(live(), [100, 100, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert.deepEqual(
            event.transfer?.episodes?.filter(({ wanted }) => !wanted),
            [{ seasonNumber: 1, episodeNumber: 7, percent: 0, wanted: false }],
        );
        assert.equal(event.episodes.length, 12);

        setup.simulator.finish(PACK);
        const [downloaded] = await setup.next();
        assert.equal(downloaded?.kind, 'downloaded');
        assert.deepEqual(
            downloaded.episodes.map(({ episodeNumber }) => episodeNumber),
            episodes.filter((number) => number !== 7),
        );
        const asked = setup.simulator.count('torrents/files');
        await setup.several(3);
        assert.equal(setup.simulator.count('torrents/files'), asked);
    });

    it('is not undone by a check or an error after its end, although a deselected episode was never told', async () => {
        setup.track(PACK, episodes);
        setup.simulator.finish(PACK);
        assert.deepEqual((await setup.begin()).map(brief), ['downloaded 100']);
        for (const state of ['checkingUP', 'error']) {
            setup.simulator.set(PACK, { state });
            assert.deepEqual(await setup.next(), [], state);
        }
    });

    it('does not call an episode downloaded before the torrent is', async () => {
        setup.track(PACK, episodes);
        await setup.begin();
        setup.simulator.download(PACK, 0.99);
        assert.deepEqual((await setup.next()).map(brief), ['downloading 99']);
        assert.deepEqual(live()?.slice(0, 6), [100, 100, 100, 100, 100, 100]);
    });

    it('goes on without the files when they cannot be had', async () => {
        setup.simulator.set(PACK, { files: [] });
        setup.track(PACK, episodes);
        setup.simulator.set(PACK, { size: 1_000, progress: 0.5 });
        assert.deepEqual((await setup.begin()).map(brief), ['downloading 50']);
        assert.equal(live(), undefined);
    });

    it('says that a deselected episode will not come when the rest is done and the torrent removed', async () => {
        setup.track(PACK, episodes);
        await setup.begin();
        setup.simulator.finish(PACK);
        await setup.next();
        setup.track(PACK, [7]);
        assert.deepEqual(await setup.next(), []);
        setup.simulator.remove(PACK);
        const [removed] = await setup.several(2);
        assert.ok(removed?.kind === 'download_removed');
        assert.deepEqual(removed.episodes, [{ seasonNumber: 1, episodeNumber: 7 }]);
    });

    it('tells again when its user selects the file after all', async () => {
        setup.track(PACK, episodes);
        await setup.begin();
        setup.simulator.finish(PACK);
        await setup.next();
        setup.track(PACK, [7]);
        const { files } = setup.simulator.torrents.get(PACK)!;
        for (const each of files) each.priority = 1;
        setup.simulator.set(PACK, { size: 1_300 });
        setup.simulator.download(PACK, 0.95);
        assert.deepEqual((await setup.next()).map(brief), ['downloading 95']);
        setup.simulator.finish(PACK);
        assert.deepEqual((await setup.next()).map(brief), ['downloaded 100']);
    });

    it('of which only one episode is awaited asks when it is first seen and at the end', async () => {
        setup.track(PACK, [3]);
        await setup.begin();
        await setup.several(2);
        assert.equal(setup.simulator.count('torrents/files'), 1);
        setup.simulator.finish(PACK);
        const [downloaded] = await setup.next();
        assert.deepEqual([downloaded?.kind, downloaded?.episodes], ['downloaded', []]);
        await setup.several(3);
        assert.equal(setup.simulator.count('torrents/files'), 2);
    });

    describe('whose awaited episodes are all deselected', () => {
        const lose = (numbers: number[]): void => {
            for (const number of numbers) setup.simulator.setPriority(PACK, number - 1, 0);
        };

        for (const [which, awaited] of Object.entries({ 'one episode': [7], 'two episodes': [7, 8] })) {
            for (const state of ['checkingUP', 'checkingDL', 'error', 'missingFiles', 'downloading', 'moving']) {
                it(`tells nothing of ${which} (${state})`, async () => {
                    lose(awaited);
                    setup.simulator.finish(PACK);
                    setup.track(PACK, awaited);
                    assert.deepEqual(await setup.begin(), []);
                    setup.simulator.set(PACK, { state, progress: 0.5 });
                    assert.deepEqual(await setup.several(2), []);
                    assert.deepEqual(setup.status, { state: 'connected', downloading: 0 });
                    assert.equal(setup.clock.nextIn, 30_000);
                });

                it(`tells nothing of ${which} when it is first seen like that (${state})`, async () => {
                    lose(awaited);
                    setup.simulator.set(PACK, { state, progress: 0.5 });
                    setup.track(PACK, awaited);
                    assert.deepEqual(await setup.begin(), []);
                    assert.deepEqual(await setup.several(2), []);
                });
            }
        }

        it('tells nothing of one whose other episode is available', async () => {
            setup.track(PACK, [6, 7]);
            await setup.begin();
            setup.simulator.finish(PACK);
            assert.deepEqual((await setup.next())[0]?.episodes, [{ seasonNumber: 1, episodeNumber: 6 }]);
            setup.track(PACK, [7]);
            for (const state of ['checkingUP', 'error', 'stalledUP']) {
                setup.simulator.set(PACK, { state });
                assert.deepEqual(await setup.several(2), [], state);
            }
        });

        it('tells nothing of one that only the whole season shows to be this file', async () => {
            const files = [14, 15, 16].map((number) => file(`[Group] Show - ${number} [1080p].mkv`, 0, number === 15 ? 0 : 1));
            setup.simulator.add({ hash: PACK, name: '[Group] Show', files });
            setup.track(PACK, [1, 2, 3], 2);
            await setup.begin();
            setup.simulator.finish(PACK);
            assert.deepEqual((await setup.next())[0]?.episodes, [...season(2, 1, 1), ...season(2, 3, 3)]);
            setup.track(PACK, [2], 2);
            for (const state of ['error', 'stalledUP']) {
                setup.simulator.set(PACK, { state });
                assert.deepEqual(await setup.several(2), [], state);
            }
            setup.simulator.setPriority(PACK, 1, 1);
            assert.deepEqual(
                (await setup.next()).map(({ kind }) => kind),
                ['downloading'],
            );
        });

        it('tells nothing when nothing at all is selected', async () => {
            lose(episodes);
            setup.track(PACK, episodes);
            assert.deepEqual(await setup.begin(), []);
            assert.deepEqual(await setup.several(3), []);
            assert.equal(setup.simulator.count('torrents/files'), 1);
        });

        it('does not revive what had failed before', async () => {
            setup.tracked.set(PACK, { requestId: 'request-1', episodes: season(1, 7, 7), failed: true });
            assert.deepEqual(await setup.begin(), []);
            setup.simulator.download(PACK, 0.5);
            assert.deepEqual(await setup.several(2), []);
            setup.simulator.setPriority(PACK, 6, 1);
            assert.deepEqual((await setup.next()).map(brief), ['download_resumed']);
        });

        it('says that they will not come when the torrent is removed', async () => {
            setup.track(PACK, [7]);
            await setup.begin();
            setup.simulator.remove(PACK);
            assert.deepEqual((await setup.several(2)).map(brief), ['download_removed']);
        });

        for (const [which, awaited] of Object.entries({ 'the last one': [7], 'one of two': [7, 8] })) {
            it(`notices at the next poll that ${which} is selected after all`, async () => {
                lose(awaited);
                setup.simulator.finish(PACK);
                setup.track(PACK, awaited);
                await setup.begin();
                assert.deepEqual(await setup.several(3), []);
                assert.equal(setup.simulator.count('torrents/files'), 1);
                setup.simulator.setPriority(PACK, 6, 1);
                const [downloading] = await setup.next();
                const named = awaited.length === 1 ? [] : season(1, 7, 7);
                assert.deepEqual([downloading?.kind, downloading?.episodes], ['downloading', named]);
                assert.equal(setup.clock.nextIn, 5_000);
                setup.simulator.finish(PACK);
                const [downloaded] = await setup.next();
                assert.deepEqual([downloaded?.kind, downloaded?.episodes], ['downloaded', named]);
            });
        }

        it('notices within five minutes a selection that changes nothing else, and asks no more often', async () => {
            for (const each of setup.simulator.torrents.get(PACK)!.files) each.progress = 1;
            setup.simulator.finish(PACK);
            setup.track(PACK, [7]);
            await setup.begin();
            assert.deepEqual(await setup.several(119), []);
            assert.equal(setup.simulator.count('torrents/files'), 12);
            setup.simulator.setPriority(PACK, 6, 1);
            assert.deepEqual((await setup.several(10)).map(brief), ['downloaded 100']);
        });

        it('does not take a file for downloaded that is listed as selected before the torrent counts it', async () => {
            setup.simulator.finish(PACK);
            setup.track(PACK, [7]);
            await setup.begin();
            setup.simulator.torrents.get(PACK)!.files[6]!.priority = 1;
            assert.deepEqual(await setup.several(10), []);
            setup.simulator.setPriority(PACK, 6, 1);
            assert.deepEqual(
                (await setup.next()).map(({ kind }) => kind),
                ['downloading'],
            );
        });
    });
});

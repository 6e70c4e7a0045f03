import assert from 'node:assert/strict';
import type { EpisodeKey } from '../../../lib/model';
import { PackFiles } from '../../../lib/qbittorrent/decide/pack-files';
import type { TorrentFile } from '../../../lib/qbittorrent/ask/wire';
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
    const progress = await new PackFiles().progress(files, episodes);
    return progress.map(
        ({ seasonNumber, episodeNumber, percent, wanted }) => `${seasonNumber}x${episodeNumber} ${percent}${wanted ? '' : ' -'}`,
    );
}

describe('PackFiles', () => {
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

    describe('takes no word of a title for an extra', () => {
        const two = (name: (number: number) => string): TorrentFile[] => [file(name(1), 1), file(name(2), 0.5)];
        for (const name of [
            (n: number) => `Trailer.Yard.Crew.S01.1080p/Trailer.Yard.Crew.S01E0${n}.1080p.mkv`,
            (n: number) => `The Sample/The Sample - S01E0${n}.mkv`,
            (n: number) => `Extras/Extras.S01E0${n}.mkv`,
            (n: number) => `Extras/Season 1/Extras S01E0${n} 720p.mkv`,
            (n: number) => `Menu.S01E0${n}.mkv`,
            (n: number) => `PV 2 Girls s01e0${n}.mkv`,
            (n: number) => `Creditless.S01E0${n}.mkv`,
        ]) {
            it(name(1), async () => assert.deepEqual(await read(two(name), season(1, 1, 2)), ['1x1 100', '1x2 50']));
        }

        it('but still leaves out what is one beside them', async () => {
            const files = [
                ...two((n) => `Extras/Extras.S01E0${n}.mkv`),
                file('Extras/Sample/extras.s01e02.mkv', 1),
                file('Extras/Extras.S01E02.sample.mkv', 1),
                file('Extras/sample-extras.s01e02.mkv', 1, 1, 5),
                file('Extras/Extras/Making of.mkv', 1),
            ];
            assert.deepEqual(await read(files, season(1, 1, 2)), ['1x1 100', '1x2 50']);
        });
    });

    describe('says of an episode that is alone', () => {
        const sole = async (files: TorrentFile[], episodes: EpisodeKey[]): Promise<(true | undefined)[]> =>
            (await new PackFiles().progress(files, episodes)).map((episode) => episode.sole);

        it('that it is, whatever lies beside it, and of both in one file', async () => {
            assert.deepEqual(await sole([file('Show.S01E01.mkv'), file('Show.nfo'), file('Show.en.srt')], season(1, 1, 1)), [
                true,
            ]);
            assert.deepEqual(await sole([file('Show.S01E01E02.mkv')], season(1, 1, 2)), [true, true]);
        });

        it('also when the others are deselected, and not when it is itself', async () => {
            assert.deepEqual(await sole([file('Show.S01E01.mkv'), file('Show.S01E02.mkv', 0, 0)], season(1, 1, 2)), [
                true,
                undefined,
            ]);
        });

        it('and nothing of one among others, awaited or not', async () => {
            assert.deepEqual(await sole([file('Show.S01E01.mkv'), file('Show.S01E02.mkv')], season(1, 1, 1)), [undefined]);
            assert.deepEqual(await sole([file('Show.S01E01.mkv'), file('Something else.mkv')], season(1, 1, 1)), [undefined]);
        });
    });

    it('takes the only video for what the download is said to be, where its name says nothing', async () => {
        assert.deepEqual(await read([file('a8f3bc.mkv', 0.3), file('a8f3bc.srt')], season(1, 4, 4)), ['1x4 30']);
        assert.deepEqual(await read([file('a8f3bc.mkv', 0.3), file('b8f3bc.mkv', 0.3)], season(1, 4, 4)), []);
        assert.deepEqual(await read([file('Show.S01E05.mkv', 0.3)], season(1, 4, 4)), []);
    });

    it('costs a pack of 1,100 episodes no more per episode than one of 11', async () => {
        const cost = async (count: number): Promise<number> => {
            const files = season(1, 1, count).map(({ episodeNumber }) => file(`Show/Show.S01E${episodeNumber}.mkv`, 0.5));
            const pack = new PackFiles();
            const episodes = season(1, 1, count);
            await pack.progress(files, episodes);
            const began = performance.now();
            for (let round = 0; round < 2_200 / count; round++)
                assert.equal((await pack.progress(files, episodes)).length, count);
            return performance.now() - began;
        };
        await cost(11);
        const [few, many] = [await cost(11), await cost(1_100)];
        assert.ok(many < 4 * few + 20, `${few} ms and ${many} ms for as many episodes`);
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

    it('of which one episode is awaited follows that one, and asks only when something came', async () => {
        setup.track(PACK, [2]);
        await setup.begin();
        for (const [progress, percent] of [
            [0.5 / 12, 0],
            [1.5 / 12, 50],
            [2 / 12, 100],
            [5 / 12, 100],
        ] as const) {
            setup.simulator.download(PACK, progress);
            await setup.next();
            assert.deepEqual(live(), [percent]);
        }
        const asked = setup.simulator.count('torrents/files');
        setup.simulator.download(PACK, 6 / 12);
        await setup.several(2);
        assert.equal(setup.simulator.count('torrents/files'), asked);
    });

    it('of one file shows its percent with every poll, and asks once', async () => {
        const hash = fakeHash('single');
        setup.simulator.add({ hash, files: [file('Show.S01E02.mkv'), file('Show.S01E02.nfo', 0, 1, 1)] });
        setup.track(hash, [2]);
        await setup.begin();
        for (const progress of [0.25, 0.5]) {
            setup.simulator.download(hash, progress);
            await setup.next();
            const [own] = setup.transfers.get(hash)?.episodes ?? [];
            assert.deepEqual([own?.percent, own?.sole], [progress * 100, true]);
        }
        assert.equal(setup.simulator.count('torrents/files'), 1);
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
                    assert.deepEqual(setup.status, { state: 'connected', downloading: 0, isWholeList: false });
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

import assert from 'node:assert/strict';
import { episodeLabel, type MediaEvent } from '../../../lib/model';
import {
    harbour,
    lycorisPack,
    lycorisRecoil,
    mutedFacts,
    type Release,
    type ShowEpisode,
    singleRelease,
    SonarrWebhooks,
} from '../../simulators/senders';
import { eventOf, eventOfKind, fixture } from './reading';

const sonarr = new SonarrWebhooks();
const BY_HAND = 'Import it by hand or remove it: Activity, Queue in Sonarr.';
const PACK_HASH = '3f92992e2fbeb6ebb251304236bf5e0b600a91c3';

function labels(event: MediaEvent): string[] {
    return event.episodes.map(episodeLabel);
}

function episode(seasonNumber: number, episodeNumber: number): ShowEpisode {
    const found = harbour.episodes.find((each) => each.seasonNumber === seasonNumber && each.episodeNumber === episodeNumber);
    assert.ok(found);
    return found;
}

describe('Sonarr webhooks', () => {
    it('reads the recorded grab of a season pack', async () => {
        const event = await eventOf(fixture('sonarr-grab'));
        assert.equal(event.kind, 'grabbed');
        assert.equal(event.mediaType, 'tv');
        assert.equal(event.downloadId, PACK_HASH);
        const { title, year, tvdbId, tmdbId, imdbId, sonarrId, isAnime, instanceName } = event.request;
        assert.deepEqual(
            { title, year, tvdbId, tmdbId, imdbId, sonarrId, isAnime, instanceName },
            {
                title: 'Lycoris Recoil',
                year: 2022,
                tvdbId: 414057,
                tmdbId: 154494,
                imdbId: 'tt16755706',
                sonarrId: 23,
                isAnime: true,
                instanceName: 'Sonarr',
            },
        );
        assert.equal(event.episodes.length, 13);
        assert.deepEqual(event.episodes[0], {
            seasonNumber: 1,
            episodeNumber: 1,
            episodeTitle: 'Easy does it',
            sonarrEpisodeId: 739,
            episodeTvdbId: 8916235,
            quality: 'Bluray-1080p',
            releaseTitle: '[FLE] Lycoris Recoil - S01 REPACK (BD 1080p HEVC x265 Opus) [Dual Audio]',
            releaseGroup: 'FLE',
            indexer: 'Nyaa.si (Prowlarr)',
            downloadClient: 'qBittorrent (VPN)',
        });
        assert.equal(event.episodes[12]?.episodeTitle, 'Recoil of Lycoris');
    });

    it('reads the recorded import: thirteen files, each at its own episode', async () => {
        const event = await eventOf(fixture('sonarr-import'));
        assert.equal(event.kind, 'imported');
        assert.equal(event.downloadId, PACK_HASH);
        assert.equal(event.message, 'Imported 13 episodes');
        for (const [index, facts] of event.episodes.entries()) {
            const number = String(index + 1).padStart(2, '0');
            assert.equal(facts.finalPath, `/data/anime/shows/Lycoris Recoil/Season 1/Lycoris.Recoil.S01E${number}.mkv`);
            assert.equal(facts.sonarrEpisodeId, 739 + index);
        }
    });

    it('never goes by the order of the files', async () => {
        const recorded = fixture('sonarr-import');
        const files = (recorded.episodeFiles as unknown[]).toReversed();
        const event = await eventOf({ ...recorded, episodeFiles: [...files.slice(5), ...files.slice(0, 5)] });
        for (const facts of event.episodes) assert.match(facts.finalPath ?? '', new RegExp(`${episodeLabel(facts)}\\.mkv$`));
    });

    for (const version of [3, 4, 5] as const) {
        it(`reads grab and per-file import of Sonarr ${version}`, async () => {
            const sender = new SonarrWebhooks({ version });
            const release = singleRelease(harbour, episode(2, 3));
            const grab = await eventOf(sender.grab(harbour, [episode(2, 3)], release));
            assert.deepEqual(
                [grab.kind, labels(grab), grab.downloadId],
                ['grabbed', ['S02E03'], release.downloadId?.toLowerCase()],
            );
            const facts = grab.episodes[0];
            assert.ok(facts);
            assert.equal(facts.episodeTitle, 'Watch 2-3');
            assert.equal(facts.airDateUtc, '2025-11-21T20:00:00.000Z');
            assert.equal(facts.fileSize, release.size);
            assert.equal(facts.episodeTvdbId, version === 3 ? undefined : 8801103);
            assert.equal(grab.request.tvdbId, harbour.tvdbId);
            assert.equal(grab.request.tmdbId, version === 3 ? undefined : harbour.tmdbId);
            assert.equal(grab.request.isAnime, undefined);

            const imported = await eventOf(sender.importFile(harbour, [episode(2, 3)], release));
            assert.deepEqual([imported.kind, labels(imported)], ['imported', ['S02E03']]);
            assert.equal(imported.episodes[0]?.finalPath, `${harbour.folder}/Season 2/The.Harbour.Watch.S02E03.1080p-QUAY.mkv`);
            assert.equal(imported.downloadId, grab.downloadId);
            assert.equal(imported.episodes[0].downloadPath, '/data/downloads/complete/The.Harbour.Watch.S02E03.1080p-QUAY.mkv');
        });
    }

    it('reads a recorded-style import of Sonarr 3', async () => {
        const event = await eventOf(fixture('sonarr-v3-import'));
        assert.deepEqual([event.kind, labels(event), event.request.instanceName], ['imported', ['S01E01'], undefined]);
        // Its `path` is where the file came from.
        assert.deepEqual(
            [event.episodes[0]?.finalPath, event.episodes[0]?.downloadPath],
            [
                `${harbour.folder}/Season 1/The.Harbour.Watch.S01E01.1080p-QUAY.mkv`,
                '/data/downloads/complete/The.Harbour.Watch.S01E01.1080p.WEB-DL.H264-QUAY.mkv',
            ],
        );
    });

    it('reads import complete as Sonarr 4 writes it', async () => {
        const event = await eventOf(sonarr.importComplete(lycorisRecoil, lycorisRecoil.episodes, lycorisPack));
        assert.equal(event.kind, 'imported');
        assert.equal(event.episodes.length, 13);
        for (const facts of event.episodes) {
            assert.equal(facts.finalPath, `${lycorisRecoil.folder}/Season 1/Lycoris.Recoil.${episodeLabel(facts)}.1080p-FLE.mkv`);
            assert.equal(facts.fileSize, Math.round(lycorisPack.size / 13));
            // The source is the folder of the whole pack: no episode's own.
            assert.equal(facts.downloadPath, undefined);
        }
    });

    it('reads import complete of 4.0.6 to 4.0.8, whose paths are those in the download', async () => {
        const complete = sonarr.importComplete(harbour, harbour.episodes.slice(1, 3), singleRelease(harbour, episode(1, 1)));
        const files = complete.episodeFiles as Record<string, unknown>[];
        const names = ['[QUAY] Harbour - 13.mkv', '[QUAY] Harbour - 14.mkv'];
        const episodeFiles = files.map((file, index) => ({ ...file, path: `/data/downloads/complete/pack/${names[index]}` }));
        const event = await eventOf({ ...complete, episodeFiles });
        assert.deepEqual(
            event.episodes.map((facts) => [facts.finalPath, facts.downloadPath]),
            names.map((name, index) => [
                `${harbour.folder}/Season 1/The.Harbour.Watch.S01E0${index + 1}.1080p-QUAY.mkv`,
                `/data/downloads/complete/pack/${name}`,
            ]),
        );
    });

    it('reads import complete of one episode', async () => {
        const release = singleRelease(harbour, episode(1, 2));
        const event = await eventOf(sonarr.importComplete(harbour, [episode(1, 2)], release));
        assert.deepEqual(labels(event), ['S01E02']);
        assert.match(event.episodes[0]?.finalPath ?? '', /S01E02/);
        assert.equal(event.episodes[0]?.downloadPath, '/data/downloads/complete/The.Harbour.Watch.S01E02.1080p-QUAY.mkv');
        assert.equal(event.message, 'Imported S01E02: The.Harbour.Watch.S01E02.1080p-QUAY.mkv');
    });

    it('gives every episode in one file that file', async () => {
        const both = [episode(1, 1), episode(1, 2)];
        const release: Release = singleRelease(harbour, episode(1, 1));
        const event = await eventOf(sonarr.importFile(harbour, both, release));
        assert.deepEqual(labels(event), ['S01E01', 'S01E02']);
        assert.equal(event.episodes[0]?.finalPath, event.episodes[1]?.finalPath);
        assert.match(event.episodes[0]?.finalPath ?? '', /S01E01-E02/);
        const grab = await eventOf(sonarr.grab(harbour, both, release));
        assert.equal(grab.episodes[0]?.fileSize, undefined);
    });

    it('takes the listed episode for a single file whose name says nothing', async () => {
        const body = sonarr.importFile(harbour, [episode(0, 1)], singleRelease(harbour, episode(0, 1)));
        const path = `${harbour.folder}/Specials/Making of.mkv`;
        const event = await eventOf({ ...body, episodeFile: { path, relativePath: 'Specials/Making of.mkv' } });
        assert.deepEqual([labels(event), event.episodes[0]?.finalPath], [['S00E01'], path]);
    });

    it('calls a release as it was grabbed, and as its file where nobody grabbed it', async () => {
        const release = singleRelease(harbour, episode(1, 1));
        const body = sonarr.importFile(harbour, [episode(1, 1)], release);
        const renamed = { ...body, episodeFile: { ...(body.episodeFile as object), sceneName: 'harbour.s01e01-x' } };
        assert.equal((await eventOf(renamed)).episodes[0]?.releaseTitle, release.title);
        const byHand = {
            downloadClient: null,
            downloadClientType: null,
            downloadId: null,
            release: { releaseType: 'singleEpisode' },
        };
        const event = await eventOf({ ...renamed, ...byHand });
        assert.deepEqual([event.kind, event.downloadId], ['imported', undefined]);
        assert.equal(event.episodes[0]?.releaseTitle, 'harbour.s01e01-x');
    });

    it('reads the episodes from the names where none are listed', async () => {
        const complete = sonarr.importComplete(harbour, harbour.episodes.slice(1, 4), singleRelease(harbour, episode(1, 1)));
        const event = await eventOf({ ...complete, episodes: [] });
        assert.deepEqual(labels(event), ['S01E01', 'S01E02', 'S01E03']);
        assert.ok(event.episodes.every((facts) => facts.finalPath?.includes(episodeLabel(facts))));
        const file = sonarr.importFile(harbour, [episode(2, 2)], singleRelease(harbour, episode(2, 2)));
        assert.deepEqual(labels(await eventOf({ ...file, episodes: null })), ['S02E02']);
    });

    it('says which file it could not place, and gives it to nobody', async () => {
        const body = sonarr.importComplete(harbour, harbour.episodes.slice(1, 4), singleRelease(harbour, episode(1, 1)));
        const files = body.episodeFiles as Record<string, unknown>[];
        const odd = { path: '/data/shows/The Harbour Watch/Season 1/finale.mkv' };
        const event = await eventOf({ ...body, episodeFiles: [files[0], odd, files[2]] });
        assert.equal(event.kind, 'imported');
        assert.equal(event.message, 'Imported 3 episodes. No episode was found for finale.mkv');
        assert.deepEqual(
            event.episodes.map((facts) => facts.finalPath !== undefined),
            [true, false, true],
        );
    });

    it('joins the files of a daily show by the day', async () => {
        const event = await eventOf(fixture('sonarr-daily-complete'));
        assert.deepEqual(
            event.episodes.map((facts) => [episodeLabel(facts), facts.finalPath?.split('/').at(-1)]),
            [
                ['S2025E41', 'Evening Ferry - 2025-11-03 - Guests aboard.mkv'],
                ['S2025E42', 'Evening Ferry - 2025-11-04 - Fog.mkv'],
            ],
        );
        assert.ok(event.episodes.every((facts) => !('airDate' in facts)));
    });

    it('reads an upgrade, and the delete that makes room for it harms nothing', async () => {
        const release = singleRelease(harbour, episode(1, 1));
        const better = singleRelease(harbour, episode(1, 1), 'Bluray-1080p');
        const upgraded = await eventOf(sonarr.importFile(harbour, [episode(1, 1)], better, release));
        assert.deepEqual([upgraded.kind, labels(upgraded)], ['upgraded', ['S01E01']]);
        assert.match(upgraded.message ?? '', /^Upgraded S01E01/);
        for (const reason of ['upgrade', 'manualOverride'] as const) {
            const event = await eventOf(sonarr.episodeFileDelete(harbour, [episode(1, 1)], release, reason));
            assert.deepEqual([event.kind, event.eventType], ['noted', 'EpisodeFileDelete']);
        }
    });

    for (const version of [3, 4] as const) {
        for (const reason of ['manual', 'noLinkedEpisodes'] as const) {
            it(`a file deleted for ${reason} is gone (Sonarr ${version})`, async () => {
                const body = new SonarrWebhooks({ version }).episodeFileDelete(
                    harbour,
                    [episode(1, 1)],
                    singleRelease(harbour, episode(1, 1)),
                    reason,
                );
                const event = await eventOfKind('file_deleted', body);
                assert.deepEqual(labels(event), ['S01E01']);
                assert.equal(event.path, `${harbour.folder}/Season 1/The.Harbour.Watch.S01E01.1080p-QUAY.mkv`);
                assert.equal(event.failure.code, 'file_deleted');
                assert.equal(event.episodes[0]?.finalPath, undefined);
            });
        }
    }

    it('reads a deleted series', async () => {
        const event = await eventOfKind('deleted', sonarr.seriesDelete(harbour));
        assert.deepEqual(event.failure, { code: 'deleted', message: 'The series was removed from Sonarr, with its files' });
        assert.equal(event.request.tvdbId, harbour.tvdbId);
    });

    it("reads a blocked import with its episodes and Sonarr's own words", async () => {
        const reasons = ['No files found are eligible for import', 'Sample.'];
        const event = await eventOfKind(
            'import_blocked',
            sonarr.manualInteraction(harbour, [episode(1, 1), episode(1, 2)], singleRelease(harbour, episode(1, 1)), reasons),
        );
        const { title } = singleRelease(harbour, episode(1, 1));
        assert.equal(
            event.failure.message,
            `Sonarr does not import ${title}: No files found are eligible for import; Sample. ${BY_HAND}`,
        );
        assert.deepEqual(labels(event), ['S01E01', 'S01E02']);
    });

    it('reads a blocked import of a series that Sonarr does not know by its download alone', async () => {
        const reasons = [
            'Series title mismatch; automatic import is not possible. Check the download troubleshooting entry on the wiki for common causes.',
        ];
        const event = await eventOfKind('import_blocked', sonarr.manualInteraction(null, [], lycorisPack, reasons));
        assert.deepEqual([event.downloadId, event.source, event.episodes], [PACK_HASH, 'sonarr', []]);
        assert.equal(event.failure.message, `Sonarr does not import ${lycorisPack.title}: ${reasons[0] ?? ''} ${BY_HAND}`);
    });

    const refusals: [what: string, files: { name: string; messages: string[] }[], says: string][] = [
        ['one file', [{ name: 'a.mkv', messages: ['Sample'] }], 'a.mkv: Sample'],
        [
            'one file beside what is imported',
            [
                { name: 'a.mkv', messages: ['Episode file already imported at 11/28/2026 15:24:07'] },
                { name: 'b.mkv', messages: ['Sample'] },
            ],
            'b.mkv: Sample',
        ],
        [
            'several files for one reason',
            ['a', 'b', 'c', 'd'].map((name) => ({ name: `${name}.mkv`, messages: ['Sample.'] })),
            'a.mkv, b.mkv, c.mkv and 1 more: Sample',
        ],
        [
            'files for several reasons',
            [
                { name: 'a.mkv', messages: ['Sample', 'Sample'] },
                { name: 'b.mkv', messages: ['Invalid season or episode'] },
                { name: 'c.mkv', messages: ['Sample'] },
            ],
            'a.mkv, c.mkv (Sample), b.mkv (Invalid season or episode)',
        ],
    ];
    for (const [what, files, says] of refusals) {
        it(`says which file is refused, why, and what to do: ${what}`, async () => {
            const body = sonarr.manualInteraction(harbour, [episode(1, 1)], singleRelease(harbour, episode(1, 1)), files);
            const event = await eventOfKind('import_blocked', body);
            assert.equal(event.failure.message, `Sonarr does not import ${says}. ${BY_HAND}`);
            assert.equal(event.message, event.failure.message);
        });
    }

    it('advises nobody to import a program', async () => {
        const files = [{ name: 'b.exe', messages: ["Caution: Found executable file with extension: '.exe'"] }];
        const body = sonarr.manualInteraction(harbour, [episode(1, 1)], singleRelease(harbour, episode(1, 1)), files);
        const { failure } = await eventOfKind('import_blocked', body);
        assert.match(failure.message, /'\.exe'\. Remove it: Activity, Queue in Sonarr\.$/);
    });

    it('says what to do however much Sonarr says', async () => {
        const files = Array.from({ length: 500 }, (_, index) => ({
            name: `${index}.mkv`,
            messages: [`${index} ${'x'.repeat(400)}`],
        }));
        const body = sonarr.manualInteraction(harbour, [episode(1, 1)], lycorisPack, files);
        const { failure } = await eventOfKind('import_blocked', body);
        assert.ok(failure.message.length < 1_000);
        assert.ok(failure.message.endsWith(`. ${BY_HAND}`), failure.message.slice(-100));
    });

    it('says of a refused download what is missing from it, where no file is named', async () => {
        const body = sonarr.manualInteraction(harbour, [episode(1, 1)], lycorisPack, []);
        const expected = 'One or more episodes expected in this release were not imported or missing from the release';
        const downloadStatusMessages = [{ title: expected, messages: [] }];
        const { failure } = await eventOfKind('import_blocked', { ...body, downloadStatusMessages });
        assert.equal(failure.message, `Sonarr does not import ${lycorisPack.title}: ${expected}. ${BY_HAND}`);
    });

    it('calls a blocked download by its release, and a client by the name of its only file', async () => {
        const release = singleRelease(harbour, episode(1, 1));
        const body = sonarr.manualInteraction(harbour, [episode(1, 1)], release, ['Sample']);
        const downloadInfo = { ...(body.downloadInfo as object), title: 'Odd.Alias.S01E01.mkv' };
        const titleOf = async (more: object) => (await eventOf({ ...body, ...more })).episodes[0]?.releaseTitle;
        assert.equal(await titleOf({ downloadInfo }), release.title);
        assert.equal(await titleOf({ downloadInfo, release: { releaseType: 'unknown' } }), 'Odd.Alias.S01E01');
    });

    it('a file that is missing from disk is a reason to look, and deleted by nobody', async () => {
        const body = sonarr.episodeFileDelete(harbour, [episode(1, 1)], singleRelease(harbour, episode(1, 1)), 'missingFromDisk');
        const event = await eventOf(body);
        assert.deepEqual([event.kind, labels(event)], ['file_missing', ['S01E01']]);
        assert.match(event.message ?? '', /^Sonarr no longer finds The\.Harbour\.Watch\.S01E01.*\.mkv on disk$/);
        assert.match(event.path ?? '', /S01E01/);
    });

    it('takes for where a file came from no folder that holds others too', async () => {
        const release = singleRelease(harbour, episode(1, 1));
        const byForm = async (form: 'file' | 'complete') =>
            eventOf(sonarr.manualImport(harbour, episode(1, 1), release, '/data/dl', form));
        const [file, complete] = [await byForm('file'), await byForm('complete')];
        assert.deepEqual([file.kind, complete.kind], ['imported', 'imported']);
        assert.deepEqual([file.downloadId, complete.downloadId], [undefined, undefined]);
        assert.match(file.episodes[0]?.downloadPath ?? '', /\.mkv$/);
        assert.equal(complete.episodes[0]?.downloadPath, undefined);
        assert.equal(complete.episodes[0]?.finalPath, file.episodes[0]?.finalPath);
        assert.match(complete.episodes[0]?.finalPath ?? '', /\/Season 1\/.*\.mkv$/);
    });

    it('says the same of a file in every webhook about its import', async () => {
        const release = singleRelease(harbour, episode(1, 1));
        const pathsOf = async (body: unknown) => {
            const { finalPath, downloadPath } = (await eventOf(body)).episodes[0] ?? {};
            return [finalPath, downloadPath];
        };
        assert.deepEqual(
            await pathsOf(sonarr.importComplete(harbour, [episode(1, 1)], release)),
            await pathsOf(sonarr.importFile(harbour, [episode(1, 1)], release)),
        );
    });

    it('says that a mute has ended', async () => {
        for (const service of ['sonarr', undefined]) {
            const event = await eventOf({ ...sonarr.healthRestored(mutedFacts('sonarr')), instanceName: 'Shows' }, service);
            assert.deepEqual(
                [event.source, event.kind, event.eventType, event.healthType],
                ['sonarr', 'noted', 'HealthRestored', 'NotificationStatusCheck'],
            );
        }
    });

    it('takes what Sonarr 5 writes: more ids, and no indexer', async () => {
        const release = singleRelease(harbour, episode(1, 1));
        const body = new SonarrWebhooks({ version: 5 }).grab(harbour, [episode(1, 1)], release);
        const { indexer: _, ...named } = body.release as Record<string, unknown>;
        const series = { ...(body.series as object), malIds: [48849], aniListIds: [null] };
        const event = await eventOf({ ...body, series, release: named });
        assert.deepEqual([event.kind, event.message], ['grabbed', `Grabbed ${release.title}`]);
        assert.equal(event.episodes[0]?.indexer, undefined);
        assert.equal(event.request.tvdbId, harbour.tvdbId);
    });

    it('takes nothing from what is null', async () => {
        const event = await eventOf({
            eventType: 'Download',
            series: { tvdbId: 430001 },
            episodes: null,
            episodeFile: null,
            release: null,
            downloadId: null,
        });
        assert.deepEqual([event.kind, event.episodes, event.request], ['imported', [], { tvdbId: 430001 }]);
    });

    it('reads a rename of several files, each at its episode', async () => {
        const body = sonarr.rename(harbour, harbour.episodes.slice(1, 4), singleRelease(harbour, episode(1, 1)), (each) =>
            each.episodeNumber === 3 ? 'Finale.mkv' : `The Harbour Watch - S01E0${each.episodeNumber}.mkv`,
        );
        const event = await eventOf(body);
        assert.equal(event.kind, 'renamed');
        assert.equal(event.path, undefined);
        assert.deepEqual(event.episodes, [
            { seasonNumber: 1, episodeNumber: 1, finalPath: `${harbour.folder}/Season 1/The Harbour Watch - S01E01.mkv` },
            { seasonNumber: 1, episodeNumber: 2, finalPath: `${harbour.folder}/Season 1/The Harbour Watch - S01E02.mkv` },
        ]);
        assert.equal(event.message, 'Renamed 3 files. No episode was found for Finale.mkv');
    });

    for (const version of [3, 4] as const) {
        it(`reads a rename of one file by both of its paths (Sonarr ${version})`, async () => {
            const sender = new SonarrWebhooks({ version });
            const release = singleRelease(harbour, episode(1, 1));
            const numbered = await eventOf(sender.rename(harbour, [episode(1, 1)], release, () => 'S01E01 - New.mkv'));
            assert.equal(numbered.path, `${harbour.folder}/Season 1/The.Harbour.Watch.S01E01.1080p-QUAY.mkv`);
            assert.equal(numbered.episodes[0]?.finalPath, `${harbour.folder}/Season 1/S01E01 - New.mkv`);
            assert.equal(numbered.request.finalPath, undefined);
            const unnumbered = await eventOf(sender.rename(harbour, [episode(1, 1)], release, () => 'Pilot.mkv'));
            assert.deepEqual([unnumbered.episodes, unnumbered.request.finalPath], [[], `${harbour.folder}/Season 1/Pilot.mkv`]);
            assert.equal(unnumbered.path, numbered.path);
        });
    }

    const notes: [string, unknown][] = [
        ['SeriesAdd', sonarr.seriesAdd(harbour)],
        ['Health', sonarr.health()],
        ['HealthRestored', sonarr.healthRestored()],
        ['ApplicationUpdate', sonarr.applicationUpdate()],
        ['Test', sonarr.test()],
        ['SomethingNew', { ...sonarr.seriesAdd(harbour), eventType: 'SomethingNew' }],
    ];
    for (const [eventType, body] of notes) {
        it(`notes ${eventType}`, async () => {
            for (const service of ['sonarr', undefined]) {
                const event = await eventOf(body, service);
                assert.deepEqual([event.source, event.kind, event.eventType], ['sonarr', 'noted', eventType]);
            }
        });
    }

    it('keeps the made-up series of a test out of the facts', async () => {
        const event = await eventOf(sonarr.test());
        assert.deepEqual([event.request, event.episodes], [{}, []]);
    });

    it('tells anime by the type, and by a tag when the type does not say it', async () => {
        const isAnime = async (type: unknown, tags: unknown) => {
            const body = sonarr.grab(harbour, [episode(1, 1)], singleRelease(harbour, episode(1, 1)));
            return (await eventOf({ ...body, series: { ...(body.series as object), type, tags } })).request.isAnime;
        };
        assert.equal(await isAnime('anime', []), true);
        assert.equal(await isAnime('Anime', null), true);
        assert.equal(await isAnime('standard', ['Anime']), true);
        assert.equal(await isAnime('standard', ['1-viewer']), undefined);
        assert.equal(await isAnime(undefined, undefined), undefined);
    });

    it('lists each episode once, and none without its numbers', async () => {
        const event = await eventOf({
            eventType: 'Grab',
            series: { tvdbId: 1 },
            episodes: [
                { seasonNumber: '1', episodeNumber: '2' },
                { seasonNumber: 1, episodeNumber: 2, title: 'again' },
                { seasonNumber: 0, episodeNumber: 0 },
                { seasonNumber: 1 },
                { seasonNumber: -1, episodeNumber: 1 },
                { seasonNumber: 1, episodeNumber: 1.5 },
                null,
                'S01E05',
            ],
        });
        assert.deepEqual(event.episodes, [
            { seasonNumber: 1, episodeNumber: 2 },
            { seasonNumber: 0, episodeNumber: 0 },
        ]);
    });

    it('bounds the list', async () => {
        const episodes = Array.from({ length: 7_000 }, (_, index) => ({
            seasonNumber: 1,
            episodeNumber: index,
            title: 'x'.repeat(10_000),
        }));
        const event = await eventOf({ eventType: 'Grab', series: { tvdbId: 1 }, episodes });
        assert.equal(event.episodes.length, 6_000);
        assert.equal(event.episodes[0]?.episodeTitle?.length, 500);
    });

    it('notes an event without a series', async () => {
        for (const eventType of [
            'Grab',
            'Download',
            'Rename',
            'SeriesDelete',
            'EpisodeFileDelete',
            'ManualInteractionRequired',
        ]) {
            const event = await eventOf({ eventType, instanceName: 'Sonarr' });
            assert.equal(event.kind, 'noted', eventType);
        }
    });

    it('names the instance by the URL where its name was left at the default', async () => {
        const body = sonarr.grab(harbour, [episode(1, 1)], singleRelease(harbour, episode(1, 1)));
        const event = await eventOf(body, 'sonarr4k');
        assert.deepEqual([event.request.instanceName, event.request.is4k], ['sonarr4k', true]);
    });
});

import assert from 'node:assert/strict';
import {
    hashOf,
    mutedFacts,
    nightTrain,
    nightTrainBetter,
    nightTrainRelease,
    RadarrWebhooks,
    recollections,
    recollectionsRelease,
} from '../../simulators/senders';
import { eventOf, eventOfKind, fixture } from './reading';

const radarr = new RadarrWebhooks();

describe('Radarr webhooks', () => {
    it('reads the recorded grab', async () => {
        const event = await eventOf(fixture('radarr-grab'));
        assert.equal(event.kind, 'grabbed');
        assert.equal(event.mediaType, 'movie');
        assert.equal(event.downloadId, 'c2c60f66c126652a86f7f2ee73dc83d4e255929e');
        assert.deepEqual(event.request, {
            title: 'Violet Evergarden: The Movie',
            year: 2020,
            overview:
                'As the world moves on from the war and technological advances bring changes to her life, Violet still hopes to see her lost commanding officer again.',
            tmdbId: 533514,
            imdbId: 'tt8652818',
            radarrId: 52,
            posterUrl: 'https://image.tmdb.org/t/p/original/4b7uAGVtgA85Yd911yOJqIsHigx.jpg',
            instanceName: 'Radarr',
            isAnime: true,
            qbitHash: 'c2c60f66c126652a86f7f2ee73dc83d4e255929e',
            downloadClient: 'qBittorrent (VPN)',
            quality: 'Bluray-1080p',
            releaseTitle: '[The-Nut] Violet Evergarden The Movie 2020 [BD][1080p 10bit AV1]',
            releaseGroup: 'The-Nut',
            indexer: 'Nyaa.si (Prowlarr)',
            fileSize: 1181116032,
        });
        assert.match(event.message ?? '', /The-Nut.*from Nyaa/);
    });

    it('reads the recorded import, whose two paths are at the top', async () => {
        const event = await eventOf(fixture('radarr-import'));
        assert.equal(event.kind, 'imported');
        assert.equal(event.downloadId, '327cce10156316f79c005b0e953b9e8498e066eb');
        const { title, tmdbId, radarrId, isAnime, finalPath, downloadPath, fileSize, releaseGroup } = event.request;
        const name = 'Violet.Evergarden.Recollections.2022.1080p.NF.WEB-DL.AAC2.0.x264-GST.mkv';
        assert.deepEqual(
            { title, tmdbId, radarrId, isAnime, finalPath, downloadPath, fileSize, releaseGroup },
            {
                title: 'Violet Evergarden: Recollections',
                tmdbId: 1052946,
                radarrId: 51,
                isAnime: true,
                finalPath: `/data/anime/movies/Violet Evergarden - Recollections (2021)/${name}`,
                downloadPath: `/data/downloads/complete/${name}`,
                fileSize: 3725336767,
                releaseGroup: 'GST',
            },
        );
    });

    it('reads an import as Radarr itself writes it: the source in the file', async () => {
        const event = await eventOf(radarr.import(recollections, recollectionsRelease));
        assert.equal(event.kind, 'imported');
        assert.equal(event.request.downloadPath, `/data/downloads/complete/${recollectionsRelease.title}.mkv`);
        assert.equal(event.request.finalPath, `${recollections.folder}/${recollectionsRelease.title}.mkv`);
        assert.equal(event.request.releaseTitle, recollectionsRelease.title);
        assert.equal(event.request.indexer, recollectionsRelease.indexer);
        assert.equal(event.message, `Imported ${recollectionsRelease.title}.mkv`);
    });

    it('reads an upgrade, also with a text for the switch', async () => {
        for (const body of [radarr.import(nightTrain, nightTrainBetter, nightTrainRelease), fixture('radarr-import-upgrade')]) {
            const event = await eventOf(body);
            assert.equal(event.kind, 'upgraded');
            assert.equal(event.downloadId, nightTrainBetter.downloadId?.toLowerCase());
            assert.equal(event.request.quality, 'Bluray-1080p');
        }
        assert.equal((await eventOf({ ...radarr.import(nightTrain, nightTrainRelease), isUpgrade: 'True' })).kind, 'upgraded');
        assert.equal((await eventOf({ ...radarr.import(nightTrain, nightTrainRelease), isUpgrade: 'false' })).kind, 'imported');
    });

    it('reads a manual import, which knows no download', async () => {
        const event = await eventOf(radarr.manualImport(nightTrain, nightTrainRelease));
        assert.equal(event.kind, 'imported');
        assert.equal(event.downloadId, undefined);
        assert.equal(event.request.qbitHash, undefined);
        assert.equal(event.request.tmdbId, nightTrain.tmdbId);
    });

    it('reads where a file is from Radarr 4 too, whose path is where it came from, if it has one', async () => {
        const early = new RadarrWebhooks({ version: 4 });
        const now = `${nightTrain.folder}/${nightTrainRelease.title}.mkv`;
        const imported = await eventOf(early.import(nightTrain, nightTrainRelease));
        assert.deepEqual(
            [imported.request.finalPath, imported.request.downloadPath],
            [now, `/data/downloads/complete/${nightTrainRelease.title}.mkv`],
        );
        const renamed = await eventOf(early.rename(nightTrain, nightTrainRelease, 'New.mkv'));
        assert.deepEqual(
            [renamed.kind, renamed.path, renamed.request.finalPath],
            ['renamed', now, `${nightTrain.folder}/New.mkv`],
        );
        const deleted = await eventOf(early.movieFileDelete(nightTrain, nightTrainRelease, 'manual'));
        assert.deepEqual([deleted.kind, deleted.path], ['file_deleted', now]);
    });

    it('puts the path together where only the folder and the rest of it are told', async () => {
        const body = radarr.import(nightTrain, nightTrainRelease);
        const { path: _, ...movieFile } = body.movieFile as Record<string, unknown>;
        assert.equal(
            (await eventOf({ ...body, movieFile })).request.finalPath,
            `${nightTrain.folder}/${nightTrainRelease.title}.mkv`,
        );
    });

    it('names an attempt by its release when the client gave no id', async () => {
        const { downloadId: _, ...release } = nightTrainRelease;
        const event = await eventOf(radarr.grab(nightTrain, release));
        assert.equal(event.downloadId, `release:${release.title.toLowerCase()}`);
        assert.equal(event.request.qbitHash, undefined);
    });

    it('reads what a blocked import says, each reason once', async () => {
        const reasons = ['Not an upgrade for existing movie file', 'Sample', 'Sample'];
        const event = await eventOfKind('import_blocked', radarr.manualInteraction(nightTrain, nightTrainRelease, reasons));
        assert.deepEqual(event.failure, {
            code: 'import_blocked',
            message: `Radarr does not import ${nightTrainRelease.title}: Not an upgrade for existing movie file; Sample. Import it by hand or remove it: Activity, Queue in Radarr.`,
        });
        assert.equal(event.downloadId, nightTrainRelease.downloadId?.toLowerCase());
        assert.equal(event.request.releaseTitle, nightTrainRelease.title);
        assert.equal(event.request.quality, 'WEBDL-720p');
    });

    it('reads a blocked import without a movie by its download alone', async () => {
        const event = await eventOfKind('import_blocked', radarr.manualInteraction(null, nightTrainRelease, []), 'radarr');
        assert.equal(event.downloadId, nightTrainRelease.downloadId?.toLowerCase());
        const unsaid = `Radarr does not import ${nightTrainRelease.title} and does not say why. Import it by hand or remove it: Activity, Queue in Radarr.`;
        assert.equal(event.failure.message, unsaid);
        const silent = { ...radarr.manualInteraction(null, nightTrainRelease, []), downloadStatusMessages: null };
        assert.equal((await eventOfKind('import_blocked', silent, 'radarr')).failure.message, unsaid);
    });

    it('names the refused files, and not what the sentence before them says', async () => {
        const refused = [{ name: 'readme.txt', messages: ["Invalid video file, unsupported extension: '.txt'"] }];
        const event = await eventOfKind('import_blocked', radarr.manualInteraction(nightTrain, nightTrainRelease, refused));
        assert.equal(
            event.failure.message,
            "Radarr does not import readme.txt: Invalid video file, unsupported extension: '.txt'. Import it by hand or remove it: Activity, Queue in Radarr.",
        );
    });

    it('reads a deleted movie', async () => {
        const withFiles = await eventOfKind('deleted', radarr.movieDelete(nightTrain, true));
        assert.deepEqual(withFiles.failure, { code: 'deleted', message: 'The movie was removed from Radarr, with its files' });
        const without = await eventOfKind('deleted', radarr.movieDelete(nightTrain, false));
        assert.equal(without.failure.message, 'The movie was removed from Radarr');
        assert.equal(without.request.tmdbId, nightTrain.tmdbId);
    });

    it('a file that is missing from disk is a reason to look, and deleted by nobody', async () => {
        const event = await eventOf(radarr.movieFileDelete(nightTrain, nightTrainRelease, 'missingFromDisk'));
        assert.equal(event.kind, 'file_missing');
        assert.equal(event.path, `${nightTrain.folder}/${nightTrainRelease.title}.mkv`);
        assert.equal(event.message, `Radarr no longer finds ${nightTrainRelease.title}.mkv on disk`);
        assert.equal(event.request.tmdbId, nightTrain.tmdbId);
    });

    for (const reason of ['manual', 'noLinkedEpisodes'] as const) {
        it(`a file deleted for ${reason} is gone`, async () => {
            const event = await eventOfKind('file_deleted', radarr.movieFileDelete(nightTrain, nightTrainRelease, reason));
            assert.equal(event.path, `${nightTrain.folder}/${nightTrainRelease.title}.mkv`);
            assert.equal(event.request.finalPath, undefined);
            assert.equal(event.failure.code, 'file_deleted');
            assert.match(event.failure.message, /^Radarr removed Night\.Train.*\.mkv: /);
        });
    }

    for (const reason of ['upgrade', 'manualOverride'] as const) {
        it(`a file deleted for ${reason} harms nothing`, async () => {
            const event = await eventOf(radarr.movieFileDelete(nightTrain, nightTrainRelease, reason));
            assert.equal(event.kind, 'noted');
            assert.equal(event.eventType, 'MovieFileDelete');
        });
    }

    it('reads a rename: the old path and the new one', async () => {
        const event = await eventOf(radarr.rename(nightTrain, nightTrainRelease, 'Night Train to Lisbon (2013) [720p].mkv'));
        assert.equal(event.kind, 'renamed');
        assert.equal(event.path, `${nightTrain.folder}/${nightTrainRelease.title}.mkv`);
        assert.equal(event.request.finalPath, `${nightTrain.folder}/Night Train to Lisbon (2013) [720p].mkv`);
        assert.equal(
            (await eventOf({ ...radarr.rename(nightTrain, nightTrainRelease, 'x'), renamedMovieFiles: [] })).kind,
            'noted',
        );
    });

    it('writes an old path with forward slashes', async () => {
        const movieFile = { path: 'D:\\Movies\\Film (2001)\\film.mkv' };
        const event = await eventOf({ ...radarr.movieFileDelete(nightTrain, nightTrainRelease, 'manual'), movieFile });
        assert.equal(event.path, 'D:/Movies/Film (2001)/film.mkv');
    });

    const notes: [string, unknown][] = [
        ['MovieAdded', radarr.movieAdded(nightTrain)],
        ['Health', radarr.health()],
        ['HealthRestored', radarr.healthRestored()],
        ['ApplicationUpdate', radarr.applicationUpdate()],
        ['Test', radarr.test()],
        ['SomethingNew', { ...radarr.movieAdded(nightTrain), eventType: 'SomethingNew' }],
    ];
    for (const [eventType, body] of notes) {
        it(`notes ${eventType}`, async () => {
            for (const service of ['radarr', undefined]) {
                const event = await eventOf(body, service);
                assert.deepEqual([event.source, event.kind, event.eventType], ['radarr', 'noted', eventType]);
            }
        });
    }

    it('keeps the made-up film of a test out of the facts', async () => {
        assert.deepEqual((await eventOf(radarr.test())).request, {});
    });

    it('says what a health check says', async () => {
        assert.equal(
            (await eventOf(radarr.health())).message,
            'Health: warning: Indexers unavailable due to failures: Indexer One',
        );
    });

    it('says which health check it is, which is how a mute that ended is told', async () => {
        const restored = await eventOf(radarr.healthRestored(mutedFacts('radarr')));
        assert.deepEqual(
            [restored.source, restored.kind, restored.eventType, restored.healthType],
            ['radarr', 'noted', 'HealthRestored', 'NotificationStatusCheck'],
        );
        assert.equal((await eventOf(radarr.applicationUpdate())).healthType, undefined);
    });

    it('notes an event without a movie', async () => {
        for (const eventType of ['Grab', 'Download', 'Rename', 'MovieDelete', 'MovieFileDelete', 'ManualInteractionRequired']) {
            const event = await eventOf({ eventType, instanceName: 'Radarr' });
            assert.equal(event.kind, 'noted', eventType);
        }
    });

    const tags: [unknown, boolean | undefined][] = [
        [['anime'], true],
        [['Anime'], true],
        [['family', 'ANIME'], true],
        [['1-anime'], true],
        [['anime movies'], true],
        [['animefan'], undefined],
        [['1-animelover'], undefined],
        [['7-anime-fan'], undefined],
        [['7 - anime fan'], undefined],
        [['7-anime-fan', 'anime'], true],
        [['non-anime'], undefined],
        [['not anime'], undefined],
        [[], undefined],
        [[7], undefined],
        [null, undefined],
        ['anime', undefined],
    ];
    for (const [value, isAnime] of tags) {
        it(`tags ${JSON.stringify(value)}: ${isAnime === true ? 'anime' : 'nothing said'}`, async () => {
            for (const body of [radarr.grab(nightTrain, nightTrainRelease), radarr.import(nightTrain, nightTrainRelease)]) {
                const event = await eventOf({ ...body, movie: { ...(body.movie as object), tags: value } });
                assert.equal(event.request.isAnime, isAnime);
            }
        });
    }

    it('takes the ids of remoteMovie where movie has none', async () => {
        const event = await eventOf({
            eventType: 'Grab',
            movie: { id: 3 },
            remoteMovie: { tmdbId: '10', imdbId: 'TT0000010', title: 'Ten' },
        });
        assert.deepEqual([event.request.tmdbId, event.request.imdbId, event.request.title], [10, 'tt0000010', 'Ten']);
    });

    it('takes the poster of several pictures, by its address for everyone', async () => {
        const picture = (coverType: string) => ({
            coverType,
            url: `/MediaCover/7/${coverType}.jpg`,
            remoteUrl: `https://a.example/${coverType}`,
        });
        const movie = { id: 3, images: [picture('banner'), picture('fanart'), picture('Poster')] };
        assert.equal((await eventOf({ eventType: 'Grab', movie })).request.posterUrl, 'https://a.example/Poster');
    });

    it('takes the year of remoteMovie before that of a release, which may be years later', async () => {
        const movie = { id: 3, tmdbId: 10, releaseDate: '2021-02-11' };
        const event = await eventOf({ eventType: 'Grab', movie, remoteMovie: { tmdbId: 10, year: 2020 } });
        assert.equal(event.request.year, 2020);
    });

    it('takes the year from the release date when there is none, and not from the date that means none', async () => {
        const yearOf = async (year: unknown, releaseDate: unknown) =>
            (await eventOf({ eventType: 'Grab', movie: { id: 3, tmdbId: 10, year, releaseDate } })).request.year;
        assert.equal(await yearOf(0, '2021-10-13'), 2021);
        assert.equal(await yearOf('2020', '2021-10-13'), 2020);
        assert.equal(await yearOf(0, '9999-12-31'), undefined);
        assert.equal(await yearOf(9999, '9999-12-31'), undefined);
    });

    const instances: [instanceName: string | undefined, url: string, name: string, is4k: true | undefined][] = [
        ['Radarr', 'radarr', 'Radarr', undefined],
        ['Radarr 4K', 'radarr', 'Radarr 4K', true],
        ['Radarr4K', 'radarr', 'Radarr4K', true],
        ['radarr-uhd', 'radarr', 'radarr-uhd', true],
        ['Films (2160p)', 'radarr', 'Films (2160p)', true],
        ['Radarr', 'radarr4k', 'radarr4k', true],
        [undefined, 'radarr-uhd', 'radarr-uhd', true],
        ['Cinema', 'radarr4k', 'Cinema', true],
        ['Studio 54k', 'radarr', 'Studio 54k', undefined],
        ['UHDish', 'radarr', 'UHDish', undefined],
    ];
    for (const [instanceName, url, name, is4k] of instances) {
        it(`instance ${instanceName ?? 'without a name'} at /${url} is ${name}${is4k ? ', 4K' : ''}`, async () => {
            const event = await eventOf({ ...radarr.grab(nightTrain, nightTrainRelease), instanceName }, url);
            assert.equal(event.request.instanceName, name);
            assert.equal(event.request.is4k, is4k);
        });
    }

    it('does not take a 2160p release for a 4K request: an HD instance may grab one', async () => {
        const event = await eventOf(
            radarr.grab(nightTrain, { ...nightTrainRelease, quality: 'Bluray-2160p', downloadId: hashOf('uhd') }),
        );
        assert.equal(event.request.is4k, undefined);
        assert.equal(event.request.quality, 'Bluray-2160p');
    });
});

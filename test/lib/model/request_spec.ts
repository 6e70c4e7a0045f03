import assert from 'node:assert/strict';
import { episodeFacts, episodeSchema, episodeLabel, mediaRequestSchema, parseSeasons, requestFacts } from '../../../lib/model';
import { episode, movie, show } from '../../support/requests';

describe('episode label', () => {
    it('is written as the field writes it', () => {
        assert.equal(episodeLabel({ seasonNumber: 1, episodeNumber: 5 }), 'S01E05');
        assert.equal(episodeLabel({ seasonNumber: 0, episodeNumber: 12 }), 'S00E12');
        assert.equal(episodeLabel({ seasonNumber: 2024, episodeNumber: 1001 }), 'S2024E1001');
    });
});

describe('requested seasons', () => {
    for (const [text, seasons] of [
        ['1, 2', [1, 2]],
        ['0', [0]],
        ['1,2 ,10', [1, 2, 10]],
        ['', []],
        [undefined, []],
        ['all', []],
        ['1, all, -2, 3.5, 12345', [1]],
    ] as const) {
        it(`are read from ${JSON.stringify(text)}`, () => {
            assert.deepEqual(parseSeasons(text), seasons);
        });
    }
});

describe('request schema', () => {
    it('takes a movie and a show as the gate makes them', () => {
        const { episodes, ...series } = show([episode(1, 'available'), episode(2, 'requested')]);
        for (const request of [movie(), series]) assert.deepEqual(mediaRequestSchema.parse(request), request);
        for (const each of episodes) assert.deepEqual(episodeSchema.parse(each), each);
    });

    it('asks for no fact at all: they come in any order', () => {
        assert.deepEqual(requestFacts.parse({}), {});
        assert.deepEqual(episodeFacts.parse({ seasonNumber: 0, episodeNumber: 1 }), { seasonNumber: 0, episodeNumber: 1 });
    });

    it('asks for an episode’s season and number', () => {
        assert.equal(episodeFacts.safeParse({ episodeNumber: 1 }).success, false);
        assert.equal(episodeFacts.safeParse({ seasonNumber: -1, episodeNumber: 1 }).success, false);
    });

    it('takes none of the states that were renamed', () => {
        for (const state of ['indexed', 'download_done', 'matching', 'AVAILABLE'])
            assert.equal(mediaRequestSchema.safeParse(movie({ state: state as never })).success, false, state);
    });

    it('has every field that a request and an episode are to have', () => {
        const ofRequest = ['isAnime', 'imdbId', 'overview', 'fileSize', 'releaseGroup', 'requestedSeasons', 'totalEpisodes'];
        const ofBoth = ['qbitHash', 'finalPath', 'shokoFileId', 'jellyfinId'];
        const ofEpisode = ['seasonNumber', 'episodeNumber', 'episodeTitle', 'sonarrEpisodeId', 'episodeTvdbId'];
        for (const field of [...ofRequest, ...ofBoth]) assert.ok(field in requestFacts.shape, field);
        for (const field of [...ofEpisode, ...ofBoth]) assert.ok(field in episodeFacts.shape, field);
        assert.ok('availableAt' in mediaRequestSchema.shape && 'requestId' in episodeSchema.shape);
    });
});

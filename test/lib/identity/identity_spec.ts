import assert from 'node:assert/strict';
import { factKey, movedFileKeys, keysOfEvent, keysOfEpisode, keysOfRequest, levelOf } from '../../../lib/identity';
import { event } from '../../support/events';
import { episode, movie, show } from '../../support/requests';

const attempt = (downloadId: string) => ({ downloadId, at: '' });

describe('identity', () => {
    it('of a request is every id it has, qualified by media type', () => {
        const request = movie({
            seerrRequestId: 69,
            tmdbId: 533514,
            imdbId: 'TT8652818',
            radarrId: 52,
            instanceName: 'Radarr 4K',
            finalPath: '/data/movies/Film (2020)/Film.mkv',
            attempts: [attempt('aa'), attempt('bb')],
        });
        assert.deepEqual([...keysOfRequest(request)].sort(), [
            'arr:movie:radarr 4k:52',
            'download:aa',
            'download:bb',
            'file:film.mkv',
            'imdb:movie:tt8652818',
            'seerr:69',
            'tmdb:movie:533514',
        ]);
    });

    it('of an episode are its downloads and its file', () => {
        const episodes = [
            episode(1, 'importing', { attempts: [attempt('aa')], finalPath: '/tv/Show/S01E01.mkv' }),
            episode(2, 'downloaded', { attempts: [attempt('aa')], downloadPath: '/dl/S01E02.mkv' }),
        ];
        assert.deepEqual(
            episodes.map((each) => [...keysOfEpisode(each)]),
            [
                ['download:aa', 'file:s01e01.mkv'],
                ['download:aa', 'file:s01e02.mkv'],
            ],
        );
        assert.deepEqual([...keysOfRequest(show(episodes, { tvdbId: 7 }))], ['tvdb:tv:7']);
    });

    it('keeps movie 1 and show 1 apart', () => {
        const [ofMovie] = keysOfEvent(event('radarr', 'grabbed', 'movie', { request: { tmdbId: 1 } }));
        const [ofShow] = keysOfEvent(event('sonarr', 'grabbed', 'tv', { request: { tmdbId: 1 } }));
        assert.notEqual(ofMovie, ofShow);
    });

    it('of an event names the strongest first, hashes in lower case', () => {
        const keys = keysOfEvent(
            event('radarr', 'grabbed', 'movie', {
                requestId: 'abc',
                downloadId: 'AA',
                hashes: ['bb'],
                path: '/x/Film.mkv',
                request: { imdbId: 'tt1', tvdbId: 3, tmdbId: 2, seerrRequestId: 9 },
            }),
        );
        assert.deepEqual(keys, [
            'request:abc',
            'download:aa',
            'download:bb',
            'seerr:9',
            'tmdb:movie:2',
            'tvdb:movie:3',
            'imdb:movie:tt1',
            'file:film.mkv',
        ]);
        assert.deepEqual(keys.map(levelOf).slice(0, 2), ['request', 'download']);
    });

    it('of an attempt is every name of its torrent, a full v2 hash by the part that qBittorrent lists', () => {
        const full = 'c'.repeat(64);
        const request = movie({ attempts: [{ ...attempt('a'.repeat(40)), hashes: [full, full.slice(0, 40)] }] });
        assert.deepEqual([...keysOfRequest(request)], [`download:${'a'.repeat(40)}`, `download:${'c'.repeat(40)}`]);
        assert.deepEqual(keysOfEvent(event('sonarr', 'grabbed', 'tv', { downloadId: full })), [`download:${'c'.repeat(40)}`]);
    });

    it('takes no id of 0 for one: services write 0 for none', () => {
        assert.deepEqual(keysOfEvent(event('seerr', 'approved', 'tv', { request: { tvdbId: 0, tmdbId: 0 } })), []);
    });

    it('of a file counts anew where it has another path', () => {
        const before = movie({ tmdbId: 1, finalPath: '/a/Film.mkv' });
        assert.deepEqual(movedFileKeys(before, before), []);
        assert.deepEqual(movedFileKeys(before, { ...before, finalPath: '/b/Film.mkv' }), ['file:film.mkv']);
        assert.deepEqual(movedFileKeys(before, { ...before, finalPath: '/a/New.mkv', formerPaths: ['/a/Film.mkv'] }), [
            'file:new.mkv',
        ]);
        assert.deepEqual(movedFileKeys(undefined, before), ['file:film.mkv']);
    });

    it('of a fact does not depend on the receipt', () => {
        const grab = (extra: object = {}) => event('radarr', 'grabbed', 'movie', { request: { tmdbId: 1 }, ...extra });
        assert.equal(factKey(grab()), factKey(grab({ at: 'later' })));
        assert.notEqual(factKey(grab()), factKey(grab({ downloadId: 'aa' })));
        assert.notEqual(factKey(grab()), factKey(grab({ episodes: [{ seasonNumber: 1, episodeNumber: 1 }] })));
    });
});

import assert from 'node:assert/strict';
import {
    harbour,
    jellyfinEpisodeAdded,
    jellyfinMovieAdded,
    jellyfinSeasonAdded,
    jellyfinSeriesAdded,
    recollections,
} from '../../simulators/senders';
import { eventOf, fixture } from './reading';

describe('webhooks of the Jellyfin plugin', () => {
    it('reads an added movie with its ids', async () => {
        for (const body of [
            jellyfinMovieAdded(recollections),
            fixture('jellyfin-movie-added'),
            JSON.stringify(jellyfinMovieAdded(recollections)),
        ]) {
            const event = await eventOf(body);
            assert.deepEqual(
                [event.source, event.kind, event.eventType, event.mediaType],
                ['jellyfin', 'library_added', 'ItemAdded', 'movie'],
            );
            assert.deepEqual(event.request, { title: recollections.title, year: 2021, tmdbId: 1052946, imdbId: 'tt25041020' });
        }
    });

    it('reads the ids of Shokofin, whose names have a space', async () => {
        const ids = { 'Provider_shoko file': '12', 'Provider_shoko episode': '34', 'Provider_shoko series': '56' };
        const { Provider_tmdb: _tmdb, Provider_imdb: _imdb, ...movie } = jellyfinMovieAdded(recollections);
        const { request } = await eventOf({ ...movie, ...ids });
        assert.deepEqual(
            [request.shokoFileId, request.shokoEpisodeId, request.shokoSeriesId, request.tmdbId],
            [12, 34, 56, undefined],
        );
        const several = await eventOf({ ...movie, 'Provider_shoko file': '12,13' });
        assert.equal(several.request.shokoFileId, undefined);
    });

    it('reads an added series', async () => {
        const event = await eventOf(jellyfinSeriesAdded(harbour));
        assert.equal(event.mediaType, 'tv');
        assert.deepEqual(event.request, { title: harbour.title, year: 2024, tvdbId: 430001, tmdbId: 230001 });
    });

    it('reads an added season by the name and year of its series, not by ids of its own', async () => {
        const event = await eventOf(jellyfinSeasonAdded(harbour, 2));
        assert.deepEqual([event.kind, event.mediaType, event.episodes], ['library_added', 'tv', []]);
        assert.deepEqual(event.request, { title: harbour.title, year: 2024 });
    });

    it("does not take an episode's ids for its series'", async () => {
        const event = await eventOf(jellyfinEpisodeAdded(harbour, harbour.episodes[1]!));
        assert.equal(event.kind, 'library_added');
        assert.deepEqual(event.request, { title: harbour.title, year: 2024 });
        assert.deepEqual(event.episodes, [{ seasonNumber: 1, episodeNumber: 1, episodeTvdbId: 8801001 }]);
    });

    it('reads a file with several episodes', async () => {
        const event = await eventOf({ ...jellyfinEpisodeAdded(harbour, harbour.episodes[1]!), EpisodeNumberEnd: 3 });
        assert.deepEqual(
            event.episodes.map(({ episodeNumber, episodeTvdbId }) => [episodeNumber, episodeTvdbId]),
            [
                [1, undefined],
                [2, undefined],
                [3, undefined],
            ],
        );
        const absurd = await eventOf({ ...jellyfinEpisodeAdded(harbour, harbour.episodes[1]!), EpisodeNumberEnd: 99_999 });
        assert.equal(absurd.episodes.length, 51);
    });

    it('is never a proof', async () => {
        for (const body of [
            jellyfinMovieAdded(recollections),
            jellyfinSeriesAdded(harbour),
            jellyfinEpisodeAdded(harbour, harbour.episodes[1]!),
        ]) {
            const event = await eventOf(body);
            assert.equal(event.kind, 'library_added');
            assert.equal(event.request.jellyfinId, undefined);
            assert.ok(event.episodes.every((episode) => episode.jellyfinId === undefined));
        }
    });

    it("takes back the plugin's own escaping", async () => {
        const event = await eventOf(jellyfinMovieAdded({ ...recollections, title: 'The "Quoted" Film' }));
        assert.equal(event.request.title, 'The "Quoted" Film');
    });

    it('reads the other plugin for webhooks, which sends the item as the API gives it', async () => {
        const Server = { Id: 'a', Name: 'home', Version: '10.11.11' };
        const film = {
            Event: 'ItemAdded',
            Item: {
                Name: 'Some Barge',
                Id: 'b',
                Type: 'Movie',
                ProductionYear: 2020,
                ProviderIds: { Tmdb: '901', Imdb: 'tt0000901' },
            },
            Server,
        };
        const movie = await eventOf(film);
        assert.deepEqual([movie.source, movie.kind, movie.mediaType], ['jellyfin', 'library_added', 'movie']);
        assert.deepEqual(movie.request, { title: 'Some Barge', year: 2020, tmdbId: 901, imdbId: 'tt0000901' });
        const episode = {
            ...{ Name: 'Part 2', Type: 'Episode', SeriesName: 'Harbour Light', ParentIndexNumber: 1, IndexNumber: 2 },
            ProviderIds: { Tvdb: '77', 'Shoko File': '12' },
        };
        const added = await eventOf({ Event: 'ItemAdded', Item: episode, Server }, 'jellyfin');
        assert.deepEqual(added.request, { title: 'Harbour Light' });
        assert.deepEqual(added.episodes, [{ seasonNumber: 1, episodeNumber: 2, episodeTvdbId: 77, shokoFileId: 12 }]);
        for (const Event of ['Play', 'Scrobble', 'ItemRemoved']) assert.equal((await eventOf({ ...film, Event })).kind, 'noted');
        assert.equal((await eventOf({ Event: 'ItemAdded', Item: { ProviderIds: null } })).kind, 'library_added');
    });

    it('notes every other notification', async () => {
        for (const NotificationType of ['PlaybackStart', 'ItemDeleted', 'TaskCompleted', 'Generic']) {
            const event = await eventOf({ ...jellyfinMovieAdded(recollections), NotificationType });
            assert.deepEqual([event.kind, event.eventType], ['noted', NotificationType]);
        }
    });
});

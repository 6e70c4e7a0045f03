/**
 * Webhooks of jellyfin-plugin-webhook with "Send All Properties" (Helpers/DataObjectHelpers.cs): flat, without a path, with
 * quotation marks that were escaped once already.
 */
import type { Payload } from './seerr';
import type { Film, Show, ShowEpisode } from './titles';

export function jellyfinMovieAdded(film: Film, itemId = 'f27caa37e5142225cceded48f6553502'): Payload {
    return {
        ...common('Movie', film.title, itemId),
        Year: film.year,
        Provider_tmdb: String(film.tmdbId),
        Provider_imdb: film.imdbId,
        RunTimeTicks: 60_000_000_000,
        RunTime: '01:40:00',
    };
}

export function jellyfinSeriesAdded(show: Show, itemId = '0b4f9dd6a5e74a0bbca64d66f3a3a1a1'): Payload {
    return {
        ...common('Series', show.title, itemId),
        Year: show.year,
        Provider_tvdb: String(show.tvdbId),
        Provider_tmdb: String(show.tmdbId),
    };
}

/** The ids of a season are its own, the year is the series'. */
export function jellyfinSeasonAdded(show: Show, seasonNumber: number, itemId = '11111111111111111111111111111111'): Payload {
    return {
        ...common('Season', `Season ${seasonNumber}`, itemId),
        Year: show.year,
        SeriesName: escaped(show.title),
        SeriesId: '0b4f9dd6a5e74a0bbca64d66f3a3a1a1',
        SeasonNumber: seasonNumber,
        Provider_tvdb: String(show.tvdbId + seasonNumber),
    };
}

/** The ids of an episode are its own and not the series'. */
export function jellyfinEpisodeAdded(show: Show, episode: ShowEpisode, itemId = '5c2a7bd1a7b94d6f8d5a0f7a1d1c2b3e'): Payload {
    const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
    return {
        ...common('Episode', episode.title, itemId),
        Year: show.year,
        SeriesName: escaped(show.title),
        SeriesId: '0b4f9dd6a5e74a0bbca64d66f3a3a1a1',
        SeasonId: '11111111111111111111111111111111',
        SeasonNumber: episode.seasonNumber,
        SeasonNumber00: pad(episode.seasonNumber, 2),
        SeasonNumber000: pad(episode.seasonNumber, 3),
        EpisodeNumber: episode.episodeNumber,
        EpisodeNumber00: pad(episode.episodeNumber, 2),
        EpisodeNumber000: pad(episode.episodeNumber, 3),
        ...(episode.tvdbId !== undefined && { Provider_tvdb: String(episode.tvdbId) }),
    };
}

function common(itemType: string, name: string, itemId: string): Payload {
    return {
        ServerId: 'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1',
        ServerName: 'jellyfin',
        ServerVersion: '10.11.2',
        ServerUrl: 'http://jellyfin:8096',
        NotificationType: 'ItemAdded',
        Timestamp: '2026-01-22T05:00:00.0000000+01:00',
        UtcTimestamp: '2026-01-22T04:00:00.0000000Z',
        Name: escaped(name),
        Overview: '',
        Tagline: '',
        ItemId: itemId,
        ItemType: itemType,
    };
}

function escaped(text: string): string {
    return text.replaceAll('"', '\\"');
}

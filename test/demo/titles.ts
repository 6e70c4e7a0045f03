/** What the demo adds to the titles of the senders: an ordinary season of thirteen. */
import { hashOf, type Release, type Show } from '../simulators/senders';

const FIRST_AIRED = Date.UTC(2024, 1, 5);
const DAY_MS = 24 * 3_600_000;
const WEEK_MS = 7 * DAY_MS;

export const lighthouse: Show = {
    title: 'Thirteen Lighthouses',
    year: 2024,
    tvdbId: 430013,
    tmdbId: 230013,
    imdbId: 'tt30000013',
    sonarrId: 13,
    type: 'standard',
    overview: 'One keeper, thirteen lights, one winter.',
    posterPath: '/lighthouse.jpg',
    tags: [],
    folder: '/data/shows/Thirteen Lighthouses',
    episodes: Array.from({ length: 13 }, (_, index) => ({
        id: 1301 + index,
        seasonNumber: 1,
        episodeNumber: index + 1,
        title: `Light ${index + 1}`,
        tvdbId: 8813001 + index,
        airDate: new Date(FIRST_AIRED + index * WEEK_MS).toISOString().slice(0, 10),
    })),
};

export const lighthousePack: Release = {
    title: 'Thirteen.Lighthouses.S01.1080p.WEB-DL.H264-QUAY',
    group: 'QUAY',
    quality: 'WEBDL-1080p',
    indexer: 'Indexer One',
    size: 19_500_000_000,
    downloadId: hashOf('thirteen lighthouses'),
    downloadFolder: '/data/downloads/complete/Thirteen.Lighthouses.S01.1080p.WEB-DL.H264-QUAY',
};

/**
 * A show of whose season so many episodes were on the air, the last of them yesterday; the others follow week by week.
 * @param now milliseconds since 1970
 */
export function onAir(show: Show, season: number, aired: number, now = Date.now()): Show {
    const dateOf = (number: number): string => new Date(now - DAY_MS + (number - aired) * WEEK_MS).toISOString().slice(0, 10);
    return {
        ...show,
        episodes: show.episodes.map((episode) =>
            episode.seasonNumber === season ? { ...episode, airDate: dateOf(episode.episodeNumber) } : episode,
        ),
    };
}

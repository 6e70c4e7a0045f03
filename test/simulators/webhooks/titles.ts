/** The films, shows and releases that tests and demo play with. The two named ones are the cases the product was made for. */

export interface Film {
    title: string;
    /** Missing when TMDB has no date. */
    year?: number;
    tmdbId: number;
    imdbId?: string;
    radarrId: number;
    overview?: string;
    /** Path at TMDB, or null for no poster. */
    posterPath?: string | null;
    /** Labels as Radarr keeps them: lower case. */
    tags?: readonly string[];
    /** Radarr's folder of the film. */
    folder: string;
    /** `YYYY-MM-DD`; Radarr writes `9999-12-31` for none. */
    releaseDate?: string;
}

export interface ShowEpisode {
    id: number;
    seasonNumber: number;
    episodeNumber: number;
    title: string;
    tvdbId?: number;
    overview?: string;
    /** `YYYY-MM-DD` */
    airDate?: string;
}

export interface Show {
    title: string;
    year?: number;
    tvdbId: number;
    tmdbId: number;
    imdbId?: string;
    sonarrId: number;
    type: 'standard' | 'daily' | 'anime';
    overview?: string;
    posterPath?: string | null;
    tags?: readonly string[];
    /** Sonarr's folder of the series. */
    folder: string;
    episodes: readonly ShowEpisode[];
}

/** What Radarr or Sonarr grabs. */
export interface Release {
    title: string;
    group?: string;
    quality: string;
    indexer: string;
    /** Bytes of the whole download. */
    size: number;
    /** As Radarr and Sonarr write it: upper case. Missing for clients that give no id. */
    downloadId?: string;
    /** Folder of the download, as its client sees it. */
    downloadFolder: string;
}

/** A made-up torrent hash, the same for the same seed: 40 upper-case hex digits. */
export function hashOf(seed: string): string {
    let state = 0x811c9dc5;
    for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    let digits = '';
    while (digits.length < 40) {
        state = (Math.imul(state, 0x5bd1e995) + 0x9e3779b9) >>> 0;
        digits += state.toString(16).padStart(8, '0');
    }
    return digits.slice(0, 40).toUpperCase();
}

export const recollections: Film = {
    title: 'Violet Evergarden: Recollections',
    year: 2021,
    tmdbId: 1052946,
    imdbId: 'tt25041020',
    radarrId: 51,
    overview: 'A compilation that looks back on the letters of an Auto Memory Doll.',
    posterPath: '/4b7uAGVtgA85Yd911yOJqIsHigx.jpg',
    tags: ['anime'],
    folder: '/data/anime/movies/Violet Evergarden - Recollections (2021)',
    releaseDate: '2022-01-27',
};

export const recollectionsRelease: Release = {
    title: 'Violet.Evergarden.Recollections.2022.1080p.NF.WEB-DL.AAC2.0.x264-GST',
    group: 'GST',
    quality: 'WEBDL-1080p',
    indexer: 'Nyaa.si (Prowlarr)',
    size: 3_725_336_767,
    downloadId: '327CCE10156316F79C005B0E953B9E8498E066EB',
    downloadFolder: '/data/downloads/complete',
};

/** An ordinary film, and a better release of it. */
export const nightTrain: Film = {
    title: 'Night Train to Lisbon (Restored)',
    year: 2013,
    tmdbId: 135708,
    imdbId: 'tt1654523',
    radarrId: 7,
    overview: 'A teacher leaves everything behind and follows a book to Lisbon.',
    posterPath: '/nightTrain.jpg',
    tags: ['family'],
    folder: '/data/movies/Night Train to Lisbon (Restored) (2013)',
    releaseDate: '2013-09-10',
};

export const nightTrainRelease: Release = {
    title: 'Night.Train.to.Lisbon.2013.720p.WEB-DL.H264-LUSO',
    group: 'LUSO',
    quality: 'WEBDL-720p',
    indexer: 'Indexer One',
    size: 2_147_483_648,
    downloadId: hashOf('night train 720p'),
    downloadFolder: '/data/downloads/complete',
};

export const nightTrainBetter: Release = {
    ...nightTrainRelease,
    title: 'Night.Train.to.Lisbon.2013.1080p.BluRay.x264-LUSO',
    quality: 'Bluray-1080p',
    size: 9_663_676_416,
    downloadId: hashOf('night train 1080p'),
};

const lycorisTitles = [
    'Easy does it',
    'The more the merrier',
    'More haste, less speed',
    'Nothing seek, nothing find',
    'So far, so good',
    'Opposites attract',
    'Time will tell',
    'Another day, another dollar',
    "What's done is done",
    'Repay evil with evil',
    'Diamond cut diamond',
    'Nature versus nurture',
    'Recoil of Lycoris',
];

export const lycorisRecoil: Show = {
    title: 'Lycoris Recoil',
    year: 2022,
    tvdbId: 414057,
    tmdbId: 154494,
    imdbId: 'tt16755706',
    sonarrId: 23,
    type: 'anime',
    overview: 'Two agents work in a charming cafe.',
    posterPath: '/hcPLwLGEU4alv9sOWvzSY4IorxV.jpg',
    tags: [],
    folder: '/data/anime/shows/Lycoris Recoil',
    episodes: lycorisTitles.map((title, index) => ({
        id: 739 + index,
        seasonNumber: 1,
        episodeNumber: index + 1,
        title,
        tvdbId: 9234917 + index,
        airDate: weekly('2022-07-02', index),
    })),
};

export const lycorisPack: Release = {
    title: '[FLE] Lycoris Recoil - S01 REPACK (BD 1080p HEVC x265 Opus) [Dual Audio]',
    group: 'FLE',
    quality: 'Bluray-1080p',
    indexer: 'Nyaa.si (Prowlarr)',
    size: 33_930_242_048,
    downloadId: '3F92992E2FBEB6EBB251304236BF5E0B600A91C3',
    downloadFolder: '/data/downloads/complete/Lycoris.Recoil.S01.REPACK.1080p.BluRay.Dual-Audio.Opus2.0.x265-FLE',
};

/** An ordinary show with specials and two seasons, of which the second is on the air. */
export const harbour: Show = {
    title: 'The Harbour Watch',
    year: 2024,
    tvdbId: 430001,
    tmdbId: 230001,
    imdbId: 'tt30000001',
    sonarrId: 5,
    type: 'standard',
    overview: 'A night shift on the quay.',
    posterPath: '/harbour.jpg',
    tags: ['1-viewer'],
    folder: '/data/shows/The Harbour Watch',
    episodes: [
        {
            id: 1000,
            seasonNumber: 0,
            episodeNumber: 1,
            title: 'Making the Harbour Watch',
            tvdbId: 8800000,
            airDate: '2024-12-20',
        },
        ...seasonOf(1, 6, 1001, '2024-09-06'),
        ...seasonOf(2, 6, 1101, '2025-11-07'),
    ],
};

/** The release of one episode on its own. */
export function singleRelease(show: Show, episode: ShowEpisode, quality = 'WEBDL-1080p'): Release {
    const name = `${dotted(show.title)}.${numberOf(episode)}.${quality.replace('WEBDL-', '')}.WEB-DL.H264-QUAY`;
    return {
        title: name,
        group: 'QUAY',
        quality,
        indexer: 'Indexer One',
        size: 1_500_000_000,
        downloadId: hashOf(name),
        downloadFolder: '/data/downloads/complete',
    };
}

/** `S01E05` */
export function numberOf({ seasonNumber, episodeNumber }: ShowEpisode): string {
    const pad = (value: number): string => String(value).padStart(2, '0');
    return `S${pad(seasonNumber)}E${pad(episodeNumber)}`;
}

/** A title as releases write it. */
export function dotted(title: string): string {
    return title.replace(/[^\p{L}\p{N}]+/gu, '.').replace(/^\.|\.$/g, '');
}

function seasonOf(seasonNumber: number, episodes: number, firstId: number, begins: string): ShowEpisode[] {
    return Array.from({ length: episodes }, (_, index) => ({
        id: firstId + index,
        seasonNumber,
        episodeNumber: index + 1,
        title: `Watch ${seasonNumber}-${index + 1}`,
        tvdbId: 8800000 + firstId + index,
        overview: `What happens in watch ${seasonNumber}-${index + 1}.`,
        airDate: weekly(begins, index),
    }));
}

function weekly(begins: string, weeks: number): string {
    return new Date(Date.parse(`${begins}T00:00:00Z`) + weeks * 7 * 24 * 3_600_000).toISOString().slice(0, 10);
}

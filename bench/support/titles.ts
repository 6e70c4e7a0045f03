/**
 * Films and shows by number, believable in length and in what they carry. Every id and name holds the number with
 * leading zeros, so that a title can also be made from another one by replacing its number in a text.
 */
import { dotted, type Film, type Release, type Show } from '../../test/simulators/senders';

export const NUMBER_DIGITS = 7;

/** A title's number as all its ids and names hold it. */
export function digitsOf(number: number): string {
    return String(number).padStart(NUMBER_DIGITS, '0');
}

const WORDS =
    'amber anchor basin bridge cedar copper delta dagger ember engine fjord falcon grove garnet harbour hollow island ivory jungle'.split(
        ' ',
    );

/** Characters of a film's overview and of an episode's: what TMDB and TVDB have is a few hundred long. */
const OVERVIEW_LENGTH = 350;
const EPISODE_OVERVIEW_LENGTH = 175;

function words(seed: number, length: number): string {
    let made = '';
    for (let index = 0; made.length < length; index++) made += `${WORDS[(seed + index * 7) % WORDS.length] ?? ''} `;
    return made.slice(0, length).trim();
}

/** An id of digits that begin with `kind`. */
function idOf(kind: number, number: number, suffix = ''): number {
    return Number(`${kind}${digitsOf(number)}${suffix}`);
}

/** A torrent hash: 40 upper-case hex digits. */
function hashOf(kind: string, number: number): string {
    return `${kind.repeat(40 - NUMBER_DIGITS)}${digitsOf(number)}`;
}

export function filmOf(number: number): Film & { release: Release } {
    const title = `The Lantern of the Quarry ${digitsOf(number)}`;
    const name = `${dotted(title)}.1999.1080p.BluRay.x264-GROUP`;
    return {
        title,
        year: 1999,
        tmdbId: idOf(1, number),
        imdbId: `tt1${digitsOf(number)}`,
        radarrId: idOf(3, number),
        overview: `${digitsOf(number)} ${words(1, OVERVIEW_LENGTH)}`,
        posterPath: `/${digitsOf(number)}uAGVtgA85Yd911yOJq.jpg`,
        tags: [],
        folder: `/data/movies/${title} (1999)`,
        releaseDate: '1999-05-01',
        release: {
            title: name,
            group: 'GROUP',
            quality: 'Bluray-1080p',
            indexer: 'Indexer One (Prowlarr)',
            size: 9_663_676_416,
            downloadId: hashOf('A', number),
            downloadFolder: '/data/downloads/complete',
        },
    };
}

/** A show with one season, and its pack. */
export function showOf(number: number, episodes: number): Show & { release: Release } {
    const title = `The Meadow of the Orchard ${digitsOf(number)}`;
    const name = `${dotted(title)}.S01.1080p.BluRay.x265-GROUP`;
    return {
        title,
        year: 2004,
        tvdbId: idOf(5, number),
        tmdbId: idOf(6, number),
        imdbId: `tt2${digitsOf(number)}`,
        sonarrId: idOf(7, number),
        type: 'standard',
        overview: `${digitsOf(number)} ${words(2, OVERVIEW_LENGTH)}`,
        posterPath: `/${digitsOf(number)}LwLGEU4alv9sOWvzSY.jpg`,
        tags: [],
        folder: `/data/shows/${title}`,
        episodes: Array.from({ length: episodes }, (_, index) => ({
            id: idOf(8, number, two(index)),
            seasonNumber: 1,
            episodeNumber: index + 1,
            title: words(index, 24),
            tvdbId: idOf(9, number, two(index)),
            overview: `${digitsOf(number)} ${words(index, EPISODE_OVERVIEW_LENGTH)}`,
            airDate: `2004-0${1 + (index % 9)}-11`,
        })),
        release: {
            title: name,
            group: 'GROUP',
            quality: 'Bluray-1080p',
            indexer: 'Indexer One (Prowlarr)',
            size: 33_930_242_048,
            downloadId: hashOf('B', number),
            downloadFolder: `/data/downloads/complete/${name}`,
        },
    };
}

function two(index: number): string {
    return String(index).padStart(2, '0');
}

/** Titles that nobody has heard of, and the webhooks of their lives: in order and not, once and twice, with and without trouble. */
import {
    type Film,
    hashOf,
    movieLifeCycle,
    RadarrWebhooks,
    type Release,
    seerrWebhook,
    type Show,
    showLifeCycle,
    type ShowEpisode,
    singleRelease,
    SonarrWebhooks,
    type Step,
} from '../simulators/senders';
import type { Random } from './random';

export interface Life {
    /** Of the film or show; no two lives have the same. */
    title: string;
    /** In the order in which they are posted. */
    steps: Step[];
}

const DISORDER = 0.2;
const REPETITION = 0.15;
const HEAVY_NUMBER = 900_000;
const HEAVY_EPISODES = 40;

/** The life of one more title. `number` tells it from all others. */
export function randomLife(random: Random, number: number): Life {
    const build = random.pick([film, film, troubledFilm, twins, unaskedFilm, pack, weekly]);
    const { title, steps } = build(random, number);
    return { title, steps: disturbed(random, steps) };
}

/** Webhooks to be posted over and over, so large that a few dozen of them make the store fold its journal. */
export function heavyWebhooks(count: number): { title: string; step: Step }[] {
    return Array.from({ length: count }, (_, index) => {
        const made = showNumbered(HEAVY_NUMBER + index, false, HEAVY_EPISODES);
        const episodes = made.episodes.map((episode) => ({
            ...episode,
            overview: 'What happens is told at length. '.repeat(100),
        }));
        const body = new SonarrWebhooks().grab(made, episodes, releaseOf(made.title, 'pack'));
        return { title: made.title, step: { service: 'sonarr', what: 'grabbed', body } };
    });
}

function film(random: Random, number: number): Life {
    const made = filmNumbered(number, random.chance(0.4));
    const upgrade = random.chance(0.5) ? { upgrade: releaseOf(made.title, 'b', 'Bluray-1080p') } : {};
    const request = { requestId: number * 10 };
    return { title: made.title, steps: movieLifeCycle(made, { request, release: releaseOf(made.title, 'a'), ...upgrade }) };
}

/** A blocked import, another release, a rename, a deletion, and a second wish. */
function troubledFilm(random: Random, number: number): Life {
    const made = filmNumbered(number, random.chance(0.4));
    const [first, second, third] = ['a', 'b', 'c'].map((name) => releaseOf(made.title, name)) as [Release, Release, Release];
    const radarr = new RadarrWebhooks();
    const wish = (requestId: number): Step => ({
        service: 'seerr',
        what: 'approved',
        body: seerrWebhook('MEDIA_AUTO_APPROVED', made, { requestId }),
    });
    const fromRadarr = (what: string, body: Step['body']): Step => ({ service: 'radarr', what, body });
    return {
        title: made.title,
        steps: [
            wish(number * 10),
            fromRadarr('grabbed', radarr.grab(made, first)),
            fromRadarr('blocked', radarr.manualInteraction(made, first, ['No files found are eligible for import'])),
            fromRadarr('grabbed again', radarr.grab(made, second)),
            fromRadarr('imported', radarr.import(made, second)),
            fromRadarr('renamed', radarr.rename(made, second, `${made.title}.mkv`)),
            fromRadarr('file deleted', radarr.movieFileDelete(made, second, 'manual')),
            fromRadarr('deleted', radarr.movieDelete(made)),
            wish(number * 10 + 1),
            fromRadarr('grabbed once more', radarr.grab(made, third)),
            fromRadarr('imported once more', radarr.import(made, third)),
        ],
    };
}

/** The same film in HD and in 4K, by two Radarrs that both count from 1. */
function twins(random: Random, number: number): Life {
    const made = filmNumbered(number, false);
    const inHd = movieLifeCycle(made, { request: { requestId: number * 10 }, release: releaseOf(made.title, 'a') });
    const in4k = movieLifeCycle(made, {
        request: { requestId: number * 10 + 1, is4k: true },
        release: releaseOf(made.title, 'b', 'Bluray-2160p'),
        radarr: new RadarrWebhooks({ instanceName: 'Radarr 4K' }),
    });
    const steps: Step[] = [];
    while (inHd.length + in4k.length > 0) {
        const next = (random.chance(0.5) ? inHd : in4k).shift();
        if (next) steps.push(next);
    }
    return { title: made.title, steps };
}

/** Radarr speaks first, of a file that nobody knows; Seerr's approval comes last. */
function unaskedFilm(random: Random, number: number): Life {
    const { title, steps } = film(random, number);
    const made = filmNumbered(number, false);
    const renamed = new RadarrWebhooks().rename(made, releaseOf(title, 'a'), `${title}.mkv`);
    const [wish, ...rest] = steps as [Step, ...Step[]];
    return { title, steps: [{ service: 'radarr', what: 'renamed', body: renamed }, ...rest, wish] };
}

/** A season that comes as one download. */
function pack(random: Random, number: number): Life {
    const made = showNumbered(number, random.chance(0.4), random.pick([4, 6, 13]));
    const steps = showLifeCycle(made, {
        request: { requestId: number * 10, seasons: [1] },
        grabs: [{ episodes: made.episodes, release: releaseOf(made.title, 'pack') }],
        imports: random.pick(['per-file', 'complete', 'both'] as const),
    });
    return { title: made.title, steps };
}

/** A season of which every episode is a download, one of them replaced in the end. */
function weekly(random: Random, number: number): Life {
    const made = showNumbered(number, random.chance(0.4), 4);
    const grabs = made.episodes.map((episode) => ({ episodes: [episode], release: singleRelease(made, episode) }));
    const [replaced] = grabs;
    const better = { episodes: replaced!.episodes, release: singleRelease(made, replaced!.episodes[0]!, 'Bluray-1080p') };
    const steps = showLifeCycle(made, {
        request: { requestId: number * 10, seasons: [1] },
        grabs,
        imports: 'per-file',
        ...(random.chance(0.5) && { upgrade: { ...better, replaced: replaced!.release } }),
    });
    return { title: made.title, steps };
}

function disturbed(random: Random, steps: readonly Step[]): Step[] {
    const result = steps.flatMap((step) => (random.chance(REPETITION) ? [step, step] : [step]));
    for (let index = 1; index < result.length; index++) {
        if (!random.chance(DISORDER)) continue;
        const other = random.below(result.length);
        [result[index], result[other]] = [result[other]!, result[index]!];
    }
    return result;
}

function filmNumbered(number: number, isAnime: boolean): Film {
    const title = `Invented Film ${number}`;
    return {
        title,
        year: 2019,
        tmdbId: 5_000_000 + number,
        imdbId: `tt9${String(number).padStart(7, '0')}`,
        radarrId: number + 1,
        overview: `What happens in film ${number}.`,
        tags: isAnime ? ['anime'] : [],
        folder: `/data/movies/${title} (2019)`,
        releaseDate: '2019-03-01',
    };
}

function showNumbered(number: number, isAnime: boolean, episodes: number): Show {
    const title = `Invented Show ${number}`;
    return {
        title,
        year: 2019,
        tvdbId: 6_000_000 + number,
        tmdbId: 7_000_000 + number,
        sonarrId: number + 1,
        type: isAnime ? 'anime' : 'standard',
        folder: `/data/shows/${title}`,
        episodes: Array.from({ length: episodes }, (_, index): ShowEpisode => ({
            id: number * 100 + index,
            seasonNumber: 1,
            episodeNumber: index + 1,
            title: `Part ${index + 1}`,
            tvdbId: 80_000_000 + number * 100 + index,
            airDate: '2019-03-01',
        })),
    };
}

function releaseOf(title: string, name: string, quality = 'WEBDL-1080p'): Release {
    const text = `${title.replaceAll(' ', '.')}.${name}.${quality}-NONE`;
    return {
        title: text,
        group: 'NONE',
        quality,
        indexer: 'Indexer One',
        size: 2_000_000_000,
        downloadId: hashOf(text),
        downloadFolder: `/data/downloads/complete/${text}`,
    };
}

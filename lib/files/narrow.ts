/** What a name may mean, narrowed by who knows which episodes are in the download. */
import type { Reading } from './reading';

/** What a file name says. */
export interface EpisodeNumbers {
    /** 0 is the specials; absent when neither the name nor its folder says it. */
    season?: number;
    /** Ascending, numbered within `season`; empty when the season is unknown. */
    episodes: number[];
    /**
     * Set when the name has a bare number (`[Group] Show - 05`): it counts from the beginning of the series or of
     * the season, and only who knows the episodes can tell which.
     */
    absolute?: number[];
}

/** An episode that the download's owner says is in it. */
export interface KnownEpisode {
    seasonNumber: number;
    episodeNumber: number;
    /** Counted from the beginning of the series. */
    absoluteEpisodeNumber?: number | undefined;
}

/** The one thing that the readings say by themselves. */
function onlySure(readings: readonly Reading[]): EpisodeNumbers | null {
    return onlyOne(readings.filter((reading) => reading.isSure).map(asRead));
}

/**
 * The one thing that the readings can mean where only the known episodes come in question: season and episode count as far
 * as they bear them out, a form that may be a title (`Show 225`) only when they know its number. A bare number that none of
 * them has is left as it is, since it may count from another beginning.
 * @param known without any, the readings have to be clear by themselves
 */
export function narrow(readings: readonly Reading[], known: readonly KnownEpisode[]): EpisodeNumbers | null {
    if (known.length === 0) return onlySure(readings);
    const numbered = readings.find((reading) => !reading.isBare);
    if (numbered) return borneOut(numbered, known);
    const meantBy = (isSure: boolean): EpisodeNumbers[] =>
        readings.filter((reading) => reading.isSure === isSure).flatMap((reading) => meaningOf(reading, known) ?? []);
    const sure = meantBy(true);
    if (sure.length > 0) return onlyOne(sure);
    return onlySure(readings) ?? onlyOne(meantBy(false));
}

function asRead({ season, numbers, isBare }: Reading): EpisodeNumbers {
    if (!isBare) return { season: season ?? 1, episodes: numbers };
    return season === undefined ? { episodes: [], absolute: numbers } : { season, episodes: numbers, absolute: numbers };
}

function onlyOne(meanings: readonly EpisodeNumbers[]): EpisodeNumbers | null {
    const [meaning, another] = new Map(meanings.map((each) => [JSON.stringify(each), each])).values();
    return meaning && another === undefined ? meaning : null;
}

function borneOut(reading: Reading, known: readonly KnownEpisode[]): EpisodeNumbers | null {
    const { season, numbers } = reading;
    const ofSeason = known.filter(({ seasonNumber }) => seasonNumber === season);
    const episodes = numbers.filter((number) => ofSeason.some(({ episodeNumber }) => episodeNumber === number));
    return episodes.length === 0 ? null : { ...asRead(reading), episodes };
}

function meaningOf(reading: Reading, known: readonly KnownEpisode[]): EpisodeNumbers | null {
    const candidates = candidatesFor(reading.season, known);
    const { numbers } = reading;
    const counted = numbers.flatMap((number) => candidates.find((each) => each.absoluteEpisodeNumber === number) ?? []);
    const own = candidates.filter(({ episodeNumber }) => numbers.includes(episodeNumber));
    const isCounted = counted.length === numbers.length && sameSeason(counted);
    const isOwn = numbers.every((number) => own.some(({ episodeNumber }) => episodeNumber === number));
    // Where both ways of counting are possible, only all names of the download together can tell.
    if (isCounted && (!isOwn || own.every((episode) => counted.includes(episode)))) return numberedBy(counted);
    if (isOwn) return asRead(reading);
    const split = reading.maySplit ? numbers.flatMap((number) => candidates.find((each) => joined(each) === number) ?? []) : [];
    return split.length === numbers.length && sameSeason(split) ? numberedBy(split) : null;
}

/** A bare number is a special's only where nothing else is known, or the name says so. */
function candidatesFor(season: number | undefined, known: readonly KnownEpisode[]): readonly KnownEpisode[] {
    if (season !== undefined) return known.filter(({ seasonNumber }) => seasonNumber === season);
    const regular = known.filter(({ seasonNumber }) => seasonNumber !== 0);
    return regular.length > 0 ? regular : known;
}

function numberedBy(episodes: readonly KnownEpisode[]): EpisodeNumbers | null {
    const [first] = episodes;
    return first ? { season: first.seasonNumber, episodes: episodes.map(({ episodeNumber }) => episodeNumber) } : null;
}

function sameSeason(episodes: readonly KnownEpisode[]): boolean {
    return new Set(episodes.map(({ seasonNumber }) => seasonNumber)).size === 1;
}

/** `103` is season 1, episode 3 to some groups. */
function joined({ seasonNumber, episodeNumber }: KnownEpisode): number {
    return episodeNumber < 100 ? 100 * seasonNumber + episodeNumber : Number.NaN;
}

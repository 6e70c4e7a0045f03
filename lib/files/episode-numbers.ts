/**
 * Which episodes a file holds, read from its name. Shared by the webhook parser (imported files) and by the poller
 * (files of a pack). Says nothing rather than guess: a wrong episode is worse than none.
 */
import { readBareNumbers } from './bare-numbers';
import { hasOwnNumbers, isExtra } from './extras';
import { type EpisodeNumbers, type KnownEpisode, narrow } from './narrow';
import type { Reading } from './reading';
import { seasonOfFolders } from './season';
import { readSeasonAndEpisode } from './season-and-episode';
import { splitPath, stemOf, withoutNoise } from './text';

export { isEpisodeFile } from './extras';
export { type EpisodeNumbers, type KnownEpisode, narrow } from './narrow';
export type { Reading } from './reading';

/** Daily shows are named by date: `2019.05.20`, `20.05.2019`, `20190520`, `190520`, `22 October 2016`, `2019-05`. */
const DATE = [
    /(?<!\d)(?:19|20)\d\d[ ._-]\d\d[ ._-]\d\d(?!\d)|(?<!\d)\d\d[ ._-]\d\d[ ._-](?:19|20)\d\d(?!\d)/,
    /(?<![\da-z])(?:(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])|(?:19|20)\d\d[.-](?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?)(?![\da-z])/i,
    /(?<![a-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ ._]?(?:\d{1,2}(?:st|nd|rd|th)?,?)?[ ._]?(?:19|20)\d\d(?!\d)/i,
];

const SIZE = /(?<![a-z0-9])\d{3,4}[pi](?![a-z])|\d{3,4}x\d{3,4}/i;

/**
 * Reads season and episode numbers from a file's name, and the season from its folder (`Season 2`) where the name has none.
 * @param path a name or a whole path, with either kind of slash
 * @param known the episodes that the download is said to hold; they narrow what the name may mean. Without any it has to be
 * clear by itself
 * @returns null when the name does not number an episode, or could mean several
 */
export function readEpisodeNumbers(path: string, known: readonly KnownEpisode[] = []): EpisodeNumbers | null {
    return narrow(readName(path), known);
}

/** The same, for callers that read many names beside other work. */
export function parseEpisodeNumbers(path: string, known: readonly KnownEpisode[] = []): Promise<EpisodeNumbers | null> {
    return Promise.resolve(readEpisodeNumbers(path, known));
}

/** All that a name may mean, to be narrowed once it is known which episodes come in question. */
export function readName(path: string): Reading[] {
    const parts = splitPath(path);
    if (!parts) return [];
    const stem = stemOf(parts.name);
    const text = withoutNoise(stem);
    const numbered = readSeasonAndEpisode(text);
    if (numbered) return numbered.numbers.length > 0 ? [numbered] : [];
    if (isExtra(stem) || hasOwnNumbers(parts.folders)) return [];
    const isDated = DATE.some((pattern) => pattern.test(stem));
    const isSized = SIZE.test(stem);
    return readBareNumbers(text, { season: seasonOfFolders(parts.folders), isDated, isSized });
}

/**
 * Which episodes an item's number stands for. Jellyfin reads numbers from file names, and now and then a time or a title for
 * one: `S01E01 1-23-45` is an item from 1 to 45 (jellyfin#17431). So a number counts only as far as the file bears it out.
 */
import { type Episode, isImported } from '../../model';
import type { JellyfinItem } from '../ask/item';
import { fileNameOf } from '../../paths';

/** More episodes than this are in one file only where its name says so. */
const SANE_LENGTH = 4;
/** `S01E02`, and what may follow in the name of a file with several: `E03`, `-E03`, `-03`, `x03`. */
const SAID = /(?<![\p{L}\d])s?(\d{1,4})(?:\s?e|x)(\d{1,4})((?:[\s._-]*(?:e|x)\d{1,4}|-\d{1,3}(?![\d.-]|[ip]\b))*)(?!\d)/iu;

interface Said {
    season: number;
    first: number;
    last: number;
}

/** Whether an item is of this number, by what Jellyfin says and by what the name of its file bears out. */
export function isNumbered(item: JellyfinItem, episode: Episode): boolean {
    const { seasonNumber, episodeNumber: first, episodeNumberEnd } = item;
    const { episodeNumber: wanted } = episode;
    if (seasonNumber !== episode.seasonNumber || first === undefined) return false;
    const last = Math.max(first, episodeNumberEnd ?? first);
    if (wanted < first || wanted > last) return false;
    const said = saidBy(item.path);
    const isSaid = said?.season === seasonNumber && wanted >= said.first && wanted <= said.last;
    if (isSaid) return true;
    if (wanted === first) return said === null || !isOtherNumber(said, item);
    if (last - first >= SANE_LENGTH) return false;
    // What was not imported yet is in no file but one that says so.
    return said === null || isImported(episode.state);
}

/** How many episodes an item stands for: as many as its number says, where that is sane or its file says so too. */
export function numbersOf(item: JellyfinItem): number[] {
    const { episodeNumber: first } = item;
    if (first === undefined) return [];
    const last = Math.max(first, item.episodeNumberEnd ?? first);
    const said = saidBy(item.path);
    const borneOut = said !== null && said.first === first ? Math.min(last, said.last) : first;
    const sane = said === null && last - first < SANE_LENGTH ? last : borneOut;
    return Array.from({ length: sane - first + 1 }, (_, index) => first + index);
}

/** Whether the file's name says another number of the same season: of specials and of other orders it says nothing. */
function isOtherNumber(said: Said, item: JellyfinItem): boolean {
    return said.season === item.seasonNumber && said.season > 0;
}

function saidBy(path: string | undefined): Said | null {
    const match = SAID.exec(fileNameOf(path ?? ''));
    if (match === null) return null;
    const first = Number(match[2]);
    const others = [...(match[3] ?? '').matchAll(/\d+/g)].map(([number]) => Number(number));
    return { season: Number(match[1]), first, last: Math.max(first, ...others) };
}

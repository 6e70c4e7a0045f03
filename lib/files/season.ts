/** Seasons by themselves, as titles and folders name them. */
import { ordinalOf } from './reading';

const NAMED =
    /(?<![\p{L}\d'’])(?:s|season|staffel|saison|stagione|temporada|sezon|сезон)[ ._]?(\d{1,2})(?![\p{L}\d])|(?<!\d)(\d{1,2})(?:st|nd|rd|th)[ ._]season(?!\p{L})|(?<!\p{L})(second|third|fourth|fifth)[ ._]season(?!\p{L})|第([\d一二三四五六七八九十]{1,3})[季期]/giu;
const WORDS = ['second', 'third', 'fourth', 'fifth'];

/** `S01-S03`, `Season 1-4`, `S01+S02`: several seasons, or a season and something that nobody can tell. */
const SEVERAL = /(?<![\p{L}\d])(?:s|season[ ._]?)\d{1,2}(?:[ ._]?[-+&~][ ._]?(?:s|season[ ._]?)|[-~])\d{1,2}(?!\d)/iu;

/** Season folders as Sonarr and Kodi name them, and as people do: `Season 2 - The Return`. */
const FOLDER = /^(?:s|season|series|staffel|saison|stagione|temporada)[ ._-]{0,3}(\d{1,4})(?=$|[ ._-]+(?!\d))/i;
const SPECIALS = /^specials?$/i;

export interface SeasonInTitle {
    season: number | undefined;
    /** The title with a dash where the season was named, so that a number after it stands alone. */
    rest: string;
}

/** `Show S2 - 05`, `Show 2nd Season - 05`, `Show Season 2 - 05`. Null for a pack of several seasons. */
export function seasonOfTitle(text: string): SeasonInTitle | null {
    if (SEVERAL.test(text)) return null;
    const seasons = new Set<number>();
    const rest = text.replace(NAMED, (_, plain?: string, ordinal?: string, word?: string, chinese?: string) => {
        seasons.add(word === undefined ? ordinalOf(plain ?? ordinal ?? chinese ?? '') : WORDS.indexOf(word.toLowerCase()) + 2);
        return ' - ';
    });
    const [season, ...others] = seasons;
    return others.length > 0 ? null : { season, rest };
}

/** The season that the nearest folder names, or the one above it. */
export function seasonOfFolders(folders: readonly string[]): number | undefined {
    for (const folder of folders.slice(-2).reverse()) {
        if (SPECIALS.test(folder)) return 0;
        const match = FOLDER.exec(folder);
        const season = match ? Number(match[1]) : seasonOfTitle(folder)?.season;
        if (season !== undefined) return season;
    }
    return undefined;
}

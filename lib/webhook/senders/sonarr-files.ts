/**
 * Which file holds which episode. Sonarr's import-complete webhook lists episodes and files side by side without saying
 * which belongs to which, so each file is placed by what its name says, and not placed when that is not certain.
 */
import { type EpisodeNumbers, type KnownEpisode, parseEpisodeNumbers } from '../../files/episode-numbers';
import { type EpisodeKey, episodeLabel } from '../../model';
import { path, read, type Section } from '../read/fields';
import { fileNameText } from '../read/text';

/** An episode as far as placing needs it. */
export interface Numbered extends EpisodeKey {
    /** Counted from the beginning of the series. */
    absoluteEpisodeNumber?: number | undefined;
    /** `YYYY-MM-DD`, by which files of daily shows are named. */
    airDate?: string | undefined;
}

export interface Placement {
    /** By `episodeLabel`: the one file that holds the episode. */
    files: ReadonlyMap<string, Section>;
    /** Names of the files that no episode could be found for. */
    unplaced: readonly string[];
}

interface NamedFile {
    file: Section;
    numbers: EpisodeNumbers | null;
    airDate: string | undefined;
}

/** Places each file on the listed episodes that its name numbers. Never by the order of the lists. */
export async function placeFiles(files: readonly Section[], episodes: readonly Numbered[]): Promise<Placement> {
    const named = await Promise.all(files.map((file) => readName(file, episodes)));
    const labelsOf = labelReader(named, episodes);
    const claims = new Map<string, Section[]>();
    const unplaced = new Set<Section>();
    for (const entry of named) {
        const labels = labelsOf(entry);
        if (labels.length === 0) unplaced.add(entry.file);
        for (const label of labels) claims.set(label, [...(claims.get(label) ?? []), entry.file]);
    }
    // Two files for one episode: one of them is misread, and there is no telling which.
    const placed = new Map<string, Section>();
    for (const [label, [file, ...rivals]] of claims) {
        if (file && rivals.length === 0) placed.set(label, file);
        else for (const rival of [file, ...rivals]) if (rival) unplaced.add(rival);
    }
    return { files: placed, unplaced: [...unplaced].map(nameOf) };
}

/** The episodes that a file's own name or folder numbers by season, for payloads that list none. */
export async function numberedEpisodes(file: Section): Promise<Numbered[]> {
    const { numbers } = await readName(file, []);
    const season = numbers?.season;
    if (season === undefined || (numbers?.absolute !== undefined && season !== 1)) return [];
    return (numbers?.episodes ?? []).map((episodeNumber) => ({ seasonNumber: season, episodeNumber }));
}

/** A file's name for a sentence. */
export function nameOf(file: Section): string {
    return fileNameText(read(path, file.path) ?? read(path, file.relativePath) ?? 'a file without a name');
}

/**
 * The final name says most; the relative one differs from it in abridged payloads. The scene's name is left out: the scene
 * numbers some shows in its own way.
 */
async function readName(file: Section, known: readonly KnownEpisode[]): Promise<NamedFile> {
    const names = [file.path, file.relativePath].flatMap((name) => read(path, name) ?? []);
    let airDate: string | undefined;
    for (const name of names) {
        const numbers = await parseEpisodeNumbers(name, known);
        if (numbers !== null) return { file, numbers, airDate: undefined };
        airDate ??= airDateOf(name);
    }
    return { file, numbers: null, airDate };
}

/** `The Show - 2024-01-15 - Guest.mkv` */
function airDateOf(name: string): string | undefined {
    const match = /(?<!\d)((?:19|20)\d\d)[ ._-](\d\d)[ ._-](\d\d)(?!\d)/.exec(fileNameText(name));
    return match ? `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}` : undefined;
}

function labelReader(named: readonly NamedFile[], episodes: readonly Numbered[]): (entry: NamedFile) => string[] {
    const listed = new Set(episodes.map(episodeLabel));
    const only = onlySeason(episodes);
    const seasonOf = ({ numbers }: NamedFile): number | undefined => numbers?.season ?? only;
    const numbered = (entry: NamedFile): string[] => {
        const seasonNumber = seasonOf(entry);
        if (seasonNumber === undefined) return [];
        const numbers = entry.numbers?.absolute ?? entry.numbers?.episodes ?? [];
        return numbers.map((episodeNumber) => episodeLabel({ seasonNumber, episodeNumber }));
    };
    const trusted = trustedSeasons(named, episodes, seasonOf, numbered);
    return (entry) => {
        if (entry.numbers === null) return airedOn(entry.airDate, episodes);
        if (entry.numbers.absolute !== undefined && !trusted.has(seasonOf(entry))) return [];
        return numbered(entry).filter((label) => listed.has(label));
    };
}

/**
 * Seasons in which a bare number (`- 05`) is the season's own. In the first season there is no difference; in a later
 * one `- 13` may be its first episode, so bare numbers count only when they and the list cover each other exactly.
 */
function trustedSeasons(
    named: readonly NamedFile[],
    episodes: readonly Numbered[],
    seasonOf: (entry: NamedFile) => number | undefined,
    numbered: (entry: NamedFile) => string[],
): ReadonlySet<number | undefined> {
    const seasons = new Set(episodes.map((episode) => episode.seasonNumber));
    const isTrusted = (season: number): boolean => {
        if (season === 1) return true;
        const listed = episodes.filter((episode) => episode.seasonNumber === season).map(episodeLabel);
        const files = new Set(named.filter((entry) => seasonOf(entry) === season).flatMap(numbered));
        return files.size === listed.length && listed.every((label) => files.has(label));
    };
    return new Set([...seasons].filter(isTrusted));
}

function onlySeason(episodes: readonly Numbered[]): number | undefined {
    const [season, ...others] = new Set(episodes.map((episode) => episode.seasonNumber));
    return others.length === 0 ? season : undefined;
}

/** Two episodes of one day cannot be told apart by the day. */
function airedOn(airDate: string | undefined, episodes: readonly Numbered[]): string[] {
    const [episode, another] = episodes.filter((candidate) => airDate !== undefined && candidate.airDate === airDate);
    return episode && !another ? [episodeLabel(episode)] : [];
}

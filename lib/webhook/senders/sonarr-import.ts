/** Sonarr's imports, in both their forms, and its renames: which file went where, episode by episode. */
import { type EpisodeFacts, type EpisodeKey, episodeLabel, type ReleaseFacts } from '../../model';
import { normalisePath } from '../../paths';
import { fileIn, filesIn, importFacts, isUpgrade } from './arr';
import { type DraftBase, type EventDraft, noteInstead } from '../read/draft';
import { known, MAX_LIST, path, read, type Section, section } from '../read/fields';
import { airDatesOf, eachOnce, withRelease } from './sonarr-episodes';
import { nameOf, numberedEpisodes, placeFiles } from './sonarr-files';
import { cleanText, listText } from '../read/text';

/** `episodeFiles[]` is the import-complete form, `episodeFile{}` the one per file. Nothing else tells them apart. */
export async function imported(payload: Section, base: DraftBase): Promise<EventDraft> {
    const folder = section(payload.series).path;
    const several = filesIn(folder, payload.episodeFiles);
    const isComplete = several.length > 0;
    const [first = {}, ...others] = isComplete ? several : [fileIn(folder, section(payload.episodeFile))];
    const draft =
        others.length === 0
            ? await importedFile(payload, base, first, isComplete)
            : await importedFiles(payload, base, [first, ...others]);
    return isUpgrade(payload) ? { ...draft, kind: 'upgraded' } : { ...draft, kind: 'imported' };
}

/**
 * One file: it holds all the episodes that are listed. The complete form of a manual import, which has no download, says for
 * `sourcePath` only the folder where the file was found, which may hold any number of downloads.
 */
async function importedFile(payload: Section, base: DraftBase, file: Section, isComplete: boolean): Promise<DraftBase> {
    const told = importFacts(payload, file);
    const isFolder = isComplete && told.qbitHash === undefined;
    const facts = { ...known<ReleaseFacts>({ downloadPath: isFolder ? undefined : read(path, payload.sourcePath) }), ...told };
    const episodes = base.episodes.length > 0 ? base.episodes : await numberedEpisodes(file);
    const name = facts.finalPath === undefined ? '' : `: ${nameOf(file)}`;
    return { ...withRelease({ ...base, episodes }, facts), message: importText(payload, episodes, name) };
}

/**
 * Several files, each placed by its name. `sourcePath` is the folder of the whole download here, which tells nothing of
 * where one episode's file is.
 */
async function importedFiles(payload: Section, base: DraftBase, files: readonly Section[]): Promise<DraftBase> {
    const listed = base.episodes.length > 0 ? base.episodes : await numberedByAll(files);
    const airDates = airDatesOf(payload);
    const numbered = listed.map((episode) => ({ ...episode, airDate: airDates.get(episodeLabel(episode)) }));
    const { files: placed, unplaced } = await placeFiles(files, numbered);
    const ofDownload = withRelease({ ...base, episodes: listed }, importFacts(payload, {}));
    const episodes = ofDownload.episodes.map((episode) => ({
        ...episode,
        ...fileFacts(placed.get(episodeLabel(episode)), payload),
    }));
    return { ...ofDownload, episodes, message: importText(payload, listed, notFoundText(unplaced)) };
}

function fileFacts(file: Section | undefined, payload: Section): ReleaseFacts {
    if (!file) return {};
    const { qbitHash: _ofEvent, ...facts } = importFacts(payload, file);
    return facts;
}

async function numberedByAll(files: readonly Section[]): Promise<EpisodeFacts[]> {
    const episodes = await Promise.all(files.map(numberedEpisodes));
    return eachOnce(episodes.flat()).slice(0, MAX_LIST);
}

function importText(payload: Section, episodes: readonly EpisodeFacts[], more: string): string {
    const [only, ...others] = episodes;
    const what = only && others.length === 0 ? episodeLabel(only) : `${episodes.length} episodes`;
    return cleanText(`${isUpgrade(payload) ? 'Upgraded' : 'Imported'} ${what}${more}`, 1_000);
}

function notFoundText(names: readonly string[]): string {
    return names.length === 0 ? '' : `. No episode was found for ${listText(names)}`;
}

/** The payload lists no episodes, so only what a new name numbers by season is known of them. */
export async function renamed(payload: Section, base: DraftBase): Promise<EventDraft> {
    const moves = await Promise.all(filesIn(section(payload.series).path, payload.renamedEpisodeFiles).map(moveOf));
    const told = moves.filter((move) => move.after !== undefined);
    const [first, ...others] = told;
    if (!first) return noteInstead(base, 'Sonarr renamed files and named none');
    const episodes = told.flatMap((move) =>
        move.episodes.map((episode) => ({ ...episode, ...known({ finalPath: move.after }) })),
    );
    const unknown = told.filter((move) => move.episodes.length === 0).map((move) => move.name);
    const isAlone = others.length === 0;
    return {
        ...base,
        // One file is found by its old path even when its name numbers no episode.
        ...(isAlone && first.before !== undefined && { path: normalisePath(first.before) }),
        ...(isAlone && episodes.length === 0 && { request: { ...base.request, ...known({ finalPath: first.after }) } }),
        episodes: eachOnce(episodes).slice(0, MAX_LIST),
        kind: 'renamed',
        message: cleanText(`Renamed ${isAlone ? first.name : `${told.length} files`}${notFoundText(unknown)}`, 1_000),
    };
}

interface Move {
    name: string;
    before: string | undefined;
    after: string | undefined;
    episodes: EpisodeKey[];
}

async function moveOf(file: Section): Promise<Move> {
    return {
        name: nameOf(file),
        before: read(path, file.previousPath),
        after: read(path, file.path),
        episodes: await numberedEpisodes(file),
    };
}

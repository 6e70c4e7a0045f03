/** Whether the others learn of a file by themselves. */
import { aboutOf, type Answers, type ServerFacts } from '../facts';
import { found, type Found } from '../finding';

/** Libraries in which what was asked for can be. */
const VIDEO_TYPES: readonly string[] = ['movies', 'tvshows', 'mixed', ''];

export function ofHearing(server: ServerFacts, answers: Answers): Found[] {
    const about = aboutOf(server);
    switch (answers.kind) {
        case 'jellyfin': {
            const silent = answers.libraries.filter(({ type, isWatched }) => isWatched === false && VIDEO_TYPES.includes(type));
            const libraries = { list: silent.map(({ name }) => name) };
            return silent.length === 0 ? [] : [found('library_not_watched', about, { libraries })];
        }
        case 'shoko': {
            const silent = answers.folders.filter(({ isWatched }) => isWatched === false);
            const folders = { list: silent.map(({ path }) => path) };
            return [
                ...(answers.hasHub ? [] : [found('push_off', about)]),
                ...(silent.length === 0 ? [] : [found('folder_not_watched', about, { folders })]),
            ];
        }
        case 'qbittorrent':
            return answers.isShared ? [found('shared_key', about)] : [];
        default:
            return [];
    }
}

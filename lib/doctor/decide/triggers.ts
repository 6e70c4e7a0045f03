/** What a connection has to tell of, by the names of each service. */
import type { HistoryRow } from '../../arr';
import type { Word } from '../texts/text';

export interface Trigger {
    word: Word;
    /** Any one of these will do. */
    names: readonly string[];
    /** Rows of the history that it would have told of. */
    row?: HistoryRow['kind'];
}

/** NotificationResource of Sonarr 3 to 5. Either form of the import does: both come as `Download`. */
export const SONARR_TRIGGERS: readonly Trigger[] = [
    { word: 'grab', names: ['onGrab'], row: 'grabbed' },
    { word: 'import', names: ['onDownload', 'onImportComplete'], row: 'imported' },
    { word: 'upgrade', names: ['onUpgrade'] },
    { word: 'rename', names: ['onRename'], row: 'renamed' },
    { word: 'delete', names: ['onSeriesDelete'] },
    { word: 'file_delete', names: ['onEpisodeFileDelete'] },
    { word: 'manual', names: ['onManualInteractionRequired'] },
];

/** NotificationResource of Radarr 3 to 6. */
export const RADARR_TRIGGERS: readonly Trigger[] = [
    { word: 'grab', names: ['onGrab'], row: 'grabbed' },
    { word: 'import', names: ['onDownload'], row: 'imported' },
    { word: 'upgrade', names: ['onUpgrade'] },
    { word: 'rename', names: ['onRename'], row: 'renamed' },
    { word: 'delete', names: ['onMovieDelete'] },
    { word: 'file_delete', names: ['onMovieFileDelete'] },
    { word: 'manual', names: ['onManualInteractionRequired'] },
];

export function triggersOf(kind: 'sonarr' | 'radarr'): readonly Trigger[] {
    return kind === 'sonarr' ? SONARR_TRIGGERS : RADARR_TRIGGERS;
}

/** Those that are not ticked, of those that this version has. */
export function missingTriggers(kind: 'sonarr' | 'radarr', ticked: Readonly<Record<string, boolean>>): Trigger[] {
    return triggersOf(kind).filter(({ names }) => {
        const there = names.filter((name) => name in ticked);
        return there.length > 0 && !there.some((name) => ticked[name] === true);
    });
}

/** How many downloads, or files, these rows are about: a pack has a row for each of its episodes. */
export function countOf(rows: readonly HistoryRow[]): number {
    return new Set(rows.map(({ id, downloadId, data }) => downloadId ?? data.importedPath ?? String(id))).size;
}

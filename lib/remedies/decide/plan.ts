/** From a step to its calls. Null where the means for it are not there. */
import type { Call } from './calls';
import type { Means, Situation } from './situation';
import type { StepName } from './steps';

type Arr = NonNullable<Means['arr']>;

/** The calls of a step, in order; null when it cannot be done here. */
export function planOf(step: StepName, { means, download }: Pick<Situation, 'means' | 'download'>): Call[] | null {
    const { arr, client, shoko } = means;
    switch (step) {
        case 'look':
            return [{ action: 'look', service: 'flow' }];
        case 'refresh_downloads':
            return arr === undefined ? null : [{ action: step, service: 'arr', server: arr.server }];
        case 'refresh_title':
        case 'rescan_title':
            if (arr?.titleId === undefined) return null;
            return [{ action: step, service: 'arr', server: arr.server, titleId: arr.titleId }];
        case 'import':
            return arr === undefined || download === null ? null : importOf(arr, download.id);
        case 'reannounce':
        case 'resume':
        case 'recheck':
            return client === undefined ? null : [{ action: step, service: 'client', hash: client.hash }];
        case 'refresh_jellyfin':
            return refreshOf(means.jellyfin);
        case 'scan_shoko':
            return shoko?.folderId === undefined ? null : [{ action: 'scan_folder', service: 'shoko', folderId: shoko.folderId }];
        case 'rescan_shoko':
            return shoko?.fileId === undefined ? null : [{ action: 'rescan_file', service: 'shoko', fileId: shoko.fileId }];
        case 'link_shoko':
            return linkOf(shoko);
        case 'search':
            return arr === undefined ? null : searchOf(arr);
        case 'discard':
        case 'remove':
            return arr === undefined || download === null ? null : removalOf(step, arr, download.id);
    }
}

function importOf({ server, importable }: Arr, downloadId: string): Call[] | null {
    return importable.length === 0 ? null : [{ action: 'import', service: 'arr', server, downloadId, files: [...importable] }];
}

/** Only what is concerned: a search of the season would take what is there already, a search of the series all of it. */
function searchOf({ server, kind, titleId, episodeIds }: Arr): Call[] | null {
    if (kind === 'radarr') {
        return titleId === undefined ? null : [{ action: 'search_movie', service: 'arr', server, movieId: titleId }];
    }
    return episodeIds.length === 0 ? null : [{ action: 'search_episodes', service: 'arr', server, episodeIds: [...episodeIds] }];
}

/** Sonarr's own search afterwards would be of the whole season (RedownloadFailedDownloadService), so it is not asked for. */
function removalOf(step: 'discard' | 'remove', arr: Arr, downloadId: string): Call[] | null {
    if (!arr.isQueued) return null;
    const remove: Call = { action: 'remove', service: 'arr', server: arr.server, downloadId, blocklist: step === 'remove' };
    if (step === 'discard') return [remove];
    const search = searchOf(arr);
    return search === null ? null : [remove, ...search];
}

function refreshOf(jellyfin: Means['jellyfin']): Call[] | null {
    if (jellyfin?.itemId !== undefined) return [{ action: 'refresh_item', service: 'jellyfin', itemId: jellyfin.itemId }];
    if (jellyfin === undefined || jellyfin.paths.length === 0) return null;
    return [{ action: 'report_paths', service: 'jellyfin', paths: [...jellyfin.paths] }];
}

function linkOf(shoko: Means['shoko']): Call[] | null {
    if (shoko?.fileId === undefined || shoko.episodeIds.length === 0) return null;
    return [{ action: 'link_file', service: 'shoko', fileId: shoko.fileId, episodeIds: [...shoko.episodeIds] }];
}

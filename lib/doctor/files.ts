/** What the store knows that a doctor can prove something by: files that were imported, and what waits for which service. */
import { type Episode, isClosed, isImported, type MediaRequest } from '../model';
import type { MediaStore } from '../store';
import type { KnownFile, LostDownload, Needs } from './facts';
import type { ServiceKind } from './finding';

/** The newest requests: what is older says how things were once. */
const MOST_REQUESTS = 300;
const MOST_FILES = 200;
/** Of one show a few files say as much as all of them. */
const MOST_OF_ONE = 3;
const MOST_LOST = 20;

/** By what Sonarr and Radarr say that they find nothing where the client has it (CompletedDownloadService, ImportApproved...). */
const NOTHING_THERE = /No files found are eligible for import|is not a valid (local )?path|does not appear to exist/i;

export function knownFiles(store: MediaStore): KnownFile[] {
    const files: KnownFile[] = [];
    for (const request of newest(store)) {
        const subjects = request.mediaType === 'movie' ? [request] : store.episodes(request.id);
        const own = subjects.flatMap((subject) => fileOf(subject, request)).sort((a, b) => b.importedAt - a.importedAt);
        files.push(...own.slice(0, MOST_OF_ONE));
        if (files.length >= MOST_FILES) break;
    }
    return files;
}

/** Downloads that are complete and in which Sonarr or Radarr finds nothing. */
export function lostDownloads(store: MediaStore): LostDownload[] {
    const lost: LostDownload[] = [];
    for (const request of store.open()) {
        const subjects = request.mediaType === 'movie' ? [request] : store.openEpisodes(request.id).slice(0, MOST_OF_ONE);
        for (const { qbitHash, downloadPath } of subjects) {
            const queued = store.live.queuedOf(qbitHash);
            if (queued?.outputPath === undefined || downloadPath === undefined) continue;
            const messages = queued.statusMessages.flatMap((each) => each.messages);
            if (!messages.some((message) => NOTHING_THERE.test(message))) continue;
            const title = queued.title ?? request.title ?? request.id;
            lost.push({ by: queued.source, title, inClient: downloadPath, lookedFor: queued.outputPath });
            break;
        }
        if (lost.length >= MOST_LOST) break;
    }
    return lost;
}

/** How many open requests cannot go on without each service. */
export function needsOf(store: MediaStore): Needs {
    const needs: Partial<Record<ServiceKind, number>> = {};
    const need = (kind: ServiceKind): void => {
        needs[kind] = (needs[kind] ?? 0) + 1;
    };
    for (const request of store.open()) {
        need('jellyfin');
        if (request.isAnime && request.state === 'anime_matching') need('shoko');
    }
    return needs;
}

function newest(store: MediaStore): MediaRequest[] {
    return store.requests().slice(0, MOST_REQUESTS);
}

function fileOf(subject: MediaRequest | Episode, request: MediaRequest): KnownFile[] {
    const { finalPath, jellyfinId, shokoFileId, reached, state, deletedAt } = subject;
    if (finalPath === undefined || deletedAt !== null || !(isImported(state) || isClosed(state))) return [];
    const importedAt = Date.parse(reached.importing ?? reached.anime_matching ?? reached.available ?? request.updatedAt);
    return [
        {
            path: finalPath,
            by: request.mediaType === 'movie' ? 'radarr' : 'sonarr',
            isAnime: request.isAnime,
            importedAt,
            ...(jellyfinId !== undefined && { jellyfinId }),
            ...(shokoFileId !== undefined && { shokoFileId }),
        },
    ];
}

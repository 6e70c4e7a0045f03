/** Whether a call that was interrupted came to pass: found out by looking, and never by calling again. */
import { toMediaError } from '../../model';
import type { Call } from '../decide/calls';
import { arrOf, type Services } from './services';

/** Clocks of two machines differ; and shown times are whole seconds. */
const SLACK_MS = 5_000;

/**
 * @param intendedAt milliseconds since 1970
 * @returns true when its effect is there; false when it is not, or cannot be told from what was there before
 * @throws MediaError why nobody could be asked
 */
export async function cameToPass(call: Call, intendedAt: number, services: Services): Promise<boolean> {
    switch (call.action) {
        case 'remove':
            return isRemoved(call, intendedAt, services);
        case 'import':
        case 'search_episodes':
        case 'search_movie':
        case 'refresh_title':
        case 'rescan_title':
        case 'refresh_downloads':
            return wasCommanded(call, intendedAt, services);
        case 'link_file':
            return (await services.shoko?.isLinked(call.fileId)) === true;
        case 'resume':
            return isGoingOn(call.hash, services);
        case 'look':
        case 'recheck':
        case 'reannounce':
        case 'refresh_item':
        case 'report_paths':
        case 'scan_folder':
        case 'rescan_file':
            return false;
    }
}

/**
 * A Sonarr that has just started, or whose client is away, has an empty queue: what its clients still have was not removed. Of what
 * was put on the blocklist the history has a row.
 */
async function isRemoved(call: Call & { action: 'remove' }, intendedAt: number, services: Services): Promise<boolean> {
    const { hands } = arrOf(services, call.server);
    const { client } = services;
    const { of, others } = await hands.queuedBeside(call.downloadId);
    if (of.length > 0) return false;
    if (((await client?.torrent(call.downloadId)) ?? null) !== null) return false;
    if (others > 0) return true;
    return call.blocklist ? hands.hasFailedSince(call.downloadId, intendedAt - SLACK_MS) : client !== undefined;
}

const NAMES: Readonly<Partial<Record<Call['action'], readonly string[]>>> = {
    import: ['ManualImport'],
    search_episodes: ['EpisodeSearch'],
    search_movie: ['MoviesSearch'],
    refresh_title: ['RefreshSeries', 'RefreshMovie'],
    rescan_title: ['RescanSeries', 'RescanMovie'],
    refresh_downloads: ['RefreshMonitoredDownloads'],
};

async function wasCommanded(call: Call & { service: 'arr' }, intendedAt: number, services: Services): Promise<boolean> {
    const { hands } = arrOf(services, call.server);
    const names = NAMES[call.action] ?? [];
    const commands = await hands.commands();
    return commands.some(
        ({ name, trigger, queued, body }) =>
            names.includes(name) &&
            trigger === 'manual' &&
            Date.parse(queued ?? '') >= intendedAt - SLACK_MS &&
            (call.action !== 'search_episodes' || isSame(body?.['episodeIds'], call.episodeIds)),
    );
}

function isSame(told: unknown, ids: readonly number[]): boolean {
    return Array.isArray(told) && told.length === ids.length && ids.every((id) => told.includes(id));
}

async function isGoingOn(hash: string, { client }: Services): Promise<boolean> {
    const state = (
        await client?.torrent(hash).catch((thrown: unknown) => {
            throw toMediaError(thrown);
        })
    )?.state;
    return state !== undefined && !/^(paused|stopped)/.test(state);
}

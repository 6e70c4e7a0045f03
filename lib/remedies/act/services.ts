/** The services of a house, as far as they are set up, and how a call reaches them. */
import { MediaError } from '../../model';
import type { Call } from '../decide/calls';
import { type ArrHands, gone as notInQueue } from './arr-hands';
import type { ClientHands } from './client-hands';
import type { JellyfinHands } from './jellyfin-hands';
import type { ShokoHands } from './shoko-hands';

export interface ArrService {
    /** Stable over restarts: it stands in proposals and deeds. */
    server: string;
    /** What its user calls it, as requests name their instance. */
    name: string;
    hands: ArrHands;
}

export interface Services {
    arrs: readonly ArrService[];
    client?: ClientHands | undefined;
    jellyfin?: JellyfinHands | undefined;
    shoko?: ShokoHands | undefined;
    /** Has the listeners of this package look, for a request. */
    look: (requestId: string) => void;
}

/** Ids of commands that we gave ourselves. */
export type OwnCommands = Set<string>;

export function ownCommand(server: string, id: number): string {
    return `${server}/${id}`;
}

/**
 * Carries out one call.
 * @returns what was answered, for people
 * @throws MediaError why it was not done; `gone` when what it is about is there no longer, `no_service` when nobody is there
 */
export async function carry(call: Call, requestId: string, services: Services, own: OwnCommands): Promise<string> {
    switch (call.service) {
        case 'flow':
            services.look(requestId);
            return 'told';
        case 'arr':
            return carryArr(call, arrOf(services, call.server), own);
        case 'client':
            await clientOf(services)[call.action](call.hash);
            return 'accepted';
        case 'jellyfin':
            return carryJellyfin(call, services);
        case 'shoko':
            return carryShoko(call, services);
    }
}

async function carryArr(call: Call & { service: 'arr' }, { server, hands }: ArrService, own: OwnCommands): Promise<string> {
    if (call.action === 'remove') {
        const [record] = await hands.queueOf(call.downloadId);
        if (record === undefined) throw notInQueue();
        await hands.removeFromQueue(record.id, call.blocklist);
        return 'removed';
    }
    const id = await commandOf(call, hands);
    own.add(ownCommand(server, id));
    return `command ${id}`;
}

function commandOf(call: Exclude<Call & { service: 'arr' }, { action: 'remove' }>, hands: ArrHands): Promise<number> {
    const isSonarr = hands.server.kind === 'sonarr';
    switch (call.action) {
        case 'refresh_downloads':
            return hands.command('RefreshMonitoredDownloads');
        case 'refresh_title':
            return isSonarr
                ? hands.command('RefreshSeries', { seriesIds: [call.titleId], seriesId: call.titleId })
                : hands.command('RefreshMovie', { movieIds: [call.titleId] });
        case 'rescan_title':
            return isSonarr
                ? hands.command('RescanSeries', { seriesId: call.titleId })
                : hands.command('RescanMovie', { movieId: call.titleId });
        case 'import':
            return hands.import(call.files);
        case 'search_episodes':
            return hands.command('EpisodeSearch', { episodeIds: call.episodeIds });
        case 'search_movie':
            return hands.command('MoviesSearch', { movieIds: [call.movieId] });
    }
}

async function carryJellyfin(call: Call & { service: 'jellyfin' }, { jellyfin }: Services): Promise<string> {
    if (jellyfin === undefined) throw noService('Jellyfin');
    if (call.action === 'report_paths') await jellyfin.report(call.paths);
    else if (!(await jellyfin.refresh(call.itemId))) throw gone('Jellyfin has no such item any more');
    return 'queued';
}

async function carryShoko(call: Call & { service: 'shoko' }, { shoko }: Services): Promise<string> {
    if (shoko === undefined) throw noService('Shoko');
    if (call.action === 'scan_folder') await shoko.scan(call.folderId);
    else if (call.action === 'rescan_file') await shoko.rescan(call.fileId);
    else await shoko.link(call.fileId, call.episodeIds);
    return 'accepted';
}

/** @throws MediaError `no_service` */
export function arrOf({ arrs }: Services, server: string): ArrService {
    const found = arrs.find((each) => each.server === server);
    if (found === undefined) throw noService('The Sonarr or Radarr of this proposal');
    return found;
}

function clientOf({ client }: Services): ClientHands {
    if (client === undefined) throw noService('qBittorrent');
    return client;
}

function noService(name: string): MediaError {
    return new MediaError('no_service', `${name} is not set up in this node`);
}

function gone(message: string): MediaError {
    return new MediaError('gone', message);
}

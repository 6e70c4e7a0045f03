/** The services that a remedy node may ask and tell: those of its servers that are chosen and have an address. */
import { MediaError, toMediaError } from '../../lib/model';
import { ArrHands, ClientHands, JellyfinHands, type RemedySettings, type Services, ShokoHands } from '../../lib/remedies';
import { ShokoClient } from '../../lib/shoko';
import type { Red } from './red';
import { serverOf } from './server-access';

/** Ids of config nodes; none where that service is not set up. */
export interface ServerChoices {
    sonarr?: string;
    radarr?: string;
    secondSonarr?: string;
    secondRadarr?: string;
    qbittorrent?: string;
    jellyfin?: string;
    shoko?: string;
}

/** @throws MediaError `no_services` when none is left; else a setting at fault */
export function servicesOf(
    RED: Red,
    choices: ServerChoices,
    { mappings }: Pick<RemedySettings, 'mappings'>,
    look: Services['look'],
): { services: Services; close: () => void } {
    const closing: (() => void)[] = [];
    const arrs = [choices.sonarr, choices.radarr, choices.secondSonarr, choices.secondRadarr].flatMap((id) => {
        const hands = chosen(id, (server) => {
            const { name, server: settings } = serverOf(RED, server, 'media-arr-server').readSettings();
            return { server, name, hands: new ArrHands(settings) };
        });
        if (hands !== undefined) closing.push(() => hands.hands.close());
        return hands ?? [];
    });
    const client = chosen(
        choices.qbittorrent,
        (id) => new ClientHands(serverOf(RED, id, 'media-qbittorrent-server').link().client),
    );
    const jellyfin = chosen(
        choices.jellyfin,
        (id) => new JellyfinHands(serverOf(RED, id, 'media-jellyfin-server').link().client, mappings),
    );
    const shoko = chosen(choices.shoko, (id) => {
        const { server, mappings: folders } = serverOf(RED, id, 'media-shoko-server').readSettings();
        const asked = new ShokoClient(server);
        closing.push(() => asked.close());
        return new ShokoHands(asked, folders);
    });
    if (arrs.length === 0 && client === undefined && jellyfin === undefined && shoko === undefined) {
        throw new MediaError('no_services', 'Choose the servers that may be told to do something', { field: 'sonarr' });
    }
    return { services: { arrs, client, jellyfin, shoko, look }, close: () => closing.forEach((close) => close()) };
}

/** A server without an address is one that is not there. */
function chosen<T>(id: string | undefined, make: (id: string) => T): T | undefined {
    if (id === undefined || id === '') return undefined;
    try {
        return make(id);
    } catch (thrown) {
        if (toMediaError(thrown).code === 'no_url') return undefined;
        throw thrown;
    }
}

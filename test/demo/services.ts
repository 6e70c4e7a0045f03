/** The demo's six services, all of which can be asked. On loopback, none of them real. */
import { JellyfinSimulator } from '../simulators/jellyfin';
import { QBittorrentSimulator } from '../simulators/qbittorrent';
import { RadarrSimulator } from '../simulators/radarr';
import { SeerrSimulator } from '../simulators/seerr-server';
import { ShokoSimulator } from '../simulators/shoko';
import { SonarrSimulator } from '../simulators/sonarr';

export interface Services {
    seerr: SeerrSimulator;
    sonarr: SonarrSimulator;
    radarr: RadarrSimulator;
    qbittorrent: QBittorrentSimulator;
    jellyfin: JellyfinSimulator;
    shoko: ShokoSimulator;
    /** Where Shoko sees Sonarr's and Radarr's `/data/anime`. */
    animeFolderId: number;
    /** What the example flow reads its settings from, but for Seerr, Sonarr and Radarr. */
    environment: Record<string, string>;
    /** Where Seerr, Sonarr and Radarr are asked. A home that only sends webhooks has none of it. */
    asking: Record<string, string>;
    close(): Promise<void>;
}

const ACCOUNT = { username: 'demo', password: 'demo-password' };
const SECRET = 'demo-secret';
const LIBRARY_SIZE = 2_000;

/** @param former services that were closed: the new ones are empty, and at the same addresses */
export async function startServices(former?: Services): Promise<Services> {
    const qbittorrent = await QBittorrentSimulator.start({ dialect: '5.1', ...ACCOUNT, port: portOf(former?.qbittorrent.url) });
    const jellyfin = await JellyfinSimulator.start({ port: portOf(former?.jellyfin.url) });
    const shoko = await ShokoSimulator.start({ port: portOf(former?.shoko.url) });
    const seerr = await SeerrSimulator.start({ port: portOf(former?.seerr.url) });
    const sonarr = await SonarrSimulator.start({ port: portOf(former?.sonarr.url) });
    const radarr = await RadarrSimulator.start({ port: portOf(former?.radarr.url) });
    jellyfin.library.fill(LIBRARY_SIZE);
    return {
        seerr,
        sonarr,
        radarr,
        qbittorrent,
        jellyfin,
        shoko,
        animeFolderId: shoko.addFolder('/mnt/anime'),
        environment: {
            MEDIA_WEBHOOK_SECRET: SECRET,
            QBITTORRENT_URL: qbittorrent.url,
            QBITTORRENT_USERNAME: ACCOUNT.username,
            QBITTORRENT_PASSWORD: ACCOUNT.password,
            JELLYFIN_URL: jellyfin.url,
            JELLYFIN_API_KEY: jellyfin.apiKey,
            SHOKO_URL: shoko.url,
            SHOKO_API_KEY: shoko.apiKey,
        },
        asking: {
            SEERR_URL: seerr.url,
            SEERR_API_KEY: seerr.apiKey,
            SONARR_URL: sonarr.url,
            SONARR_API_KEY: sonarr.apiKey,
            RADARR_URL: radarr.url,
            RADARR_API_KEY: radarr.apiKey,
        },
        close: async () => {
            const all = [seerr, sonarr, radarr, jellyfin, shoko];
            await Promise.all([qbittorrent.close(), ...all.map((each) => each.stop())]);
        },
    };
}

/** 0, any free one, when there is no address yet. */
function portOf(url: string | undefined): number {
    return url === undefined ? 0 : Number(new URL(url).port);
}

/** The demo's six services: three that are asked, three that only send. All on loopback, none of them real. */
import { JellyfinSimulator } from '../simulators/jellyfin';
import { QBittorrentSimulator } from '../simulators/qbittorrent';
import { ShokoSimulator } from '../simulators/shoko';

export interface Services {
    qbittorrent: QBittorrentSimulator;
    jellyfin: JellyfinSimulator;
    shoko: ShokoSimulator;
    /** Where Shoko sees Sonarr's and Radarr's `/data/anime`. */
    animeFolderId: number;
    /** What the example flow reads its settings from. */
    environment: Record<string, string>;
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
    jellyfin.library.fill(LIBRARY_SIZE);
    return {
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
        close: async () => {
            await Promise.all([qbittorrent.close(), jellyfin.stop(), shoko.stop()]);
        },
    };
}

/** 0, any free one, when there is no address yet. */
function portOf(url: string | undefined): number {
    return url === undefined ? 0 : Number(new URL(url).port);
}

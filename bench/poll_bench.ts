/** What a poll costs on the wire while nothing happens in qBittorrent, beside asking for the whole list each time. */
import { QBittorrentClient, TorrentSync } from '../lib/qbittorrent';
import { fakeHash, QBittorrentSimulator } from '../test/simulators/qbittorrent';
import type { Benchmark } from './figure';
import { median } from './figure';

const TORRENTS = 1_000;
const POLLS = 20;

export const benchmark: Benchmark = {
    async run() {
        const simulator = await QBittorrentSimulator.start({ dialect: '5.1' });
        const client = new QBittorrentClient({ url: simulator.url, username: 'admin', password: 'adminadmin' });
        try {
            for (let number = 0; number < TORRENTS; number++)
                simulator.add({ hash: fakeHash(`torrent ${number}`), name: `Torrent ${number}` });
            const sync = new TorrentSync(client);
            await sync.refresh();
            const idle: number[] = [];
            for (let poll = 0; poll < POLLS; poll++) idle.push(await bytesOf(simulator, () => sync.refresh()));
            const whole = await bytesOf(simulator, () => client.maindata(0));
            return [
                {
                    name: `poll of an idle qBittorrent with ${TORRENTS} torrents`,
                    value: median(idle),
                    unit: 'bytes',
                    target: { atMost: 1_024 },
                    yardstick: `the whole list ${whole.toLocaleString('en-US')} bytes`,
                    note: `median of ${POLLS} polls of the simulator, headers included`,
                },
            ];
        } finally {
            client.close();
            await simulator.close();
        }
    },
};

async function bytesOf(simulator: QBittorrentSimulator, ask: () => Promise<unknown>): Promise<number> {
    const before = simulator.bytesSent;
    await ask();
    return simulator.bytesSent - before;
}

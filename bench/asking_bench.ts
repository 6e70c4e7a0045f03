/** What asking costs Seerr, Sonarr and Radarr: while nothing happens, and for a season pack from its grab to its proof. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Services } from '../test/demo/services';
import { lighthouse, lighthousePack } from '../test/demo/titles';
import { House } from '../test/support/house';
import { amount } from '../test/support/amount';
import type { Benchmark, Figure } from './figure';

/** As long as the longest interval at which the shipped flow asks while it hears, and a little. */
const IDLE_MS = amount('IDLE_MS', { usual: 305_000, long: 305_000 });
const SETTLED_MS = 12_000;
const MINUTE_MS = 60_000;

interface Traffic {
    requests: number;
    bytes: number;
}

export const benchmark: Benchmark = {
    async run() {
        const house = await House.open({ asks: true });
        try {
            const { services } = house;
            const { seerr, sonarr } = services;
            const { tmdbId, tvdbId } = lighthouse;
            seerr.data.ask({ mediaType: 'tv', tmdbId, tvdbId, seasons: [1], isAutoApproved: true });
            sonarr.add(lighthouse);
            await wait(SETTLED_MS);
            const pack = await trafficOf(services, () => playPack(house));
            await wait(SETTLED_MS);
            const idle = await trafficOf(services, () => wait(IDLE_MS));
            return Object.entries(idle).flatMap(([name, { requests, bytes }]): Figure[] => [
                {
                    name: `${name}, asked while nothing happens`,
                    value: (bytes * MINUTE_MS) / IDLE_MS,
                    unit: 'bytes/min',
                    target: { atMost: 1_024 },
                    note: `${requests} answers in ${IDLE_MS / 1000} s; bodies only`,
                },
                {
                    name: `${name}, a pack of 13 from grab to proof`,
                    value: pack[name]?.requests ?? 0,
                    unit: 'requests',
                    note: `${(pack[name]?.bytes ?? 0).toLocaleString('en-US')} bytes of answers; a file every 300 ms`,
                },
            ]);
        } finally {
            await house.close();
        }
    },
};

async function playPack(house: House): Promise<void> {
    const { sonarr, jellyfin } = house.services;
    const { title, tvdbId, episodes } = lighthouse;
    sonarr.grab(lighthouse, episodes, lighthousePack);
    await house.untilState(title, 'grabbing');
    const seriesId = jellyfin.library.addSeries({ name: title, providerIds: { Tvdb: String(tvdbId) } });
    for (const episode of episodes) {
        sonarr.import(lighthouse, [episode], lighthousePack);
        const { seasonNumber, episodeNumber, title: name } = episode;
        const path = `/media/shows/${title}/${name}.mkv`;
        jellyfin.library.addEpisode(seriesId, { seasonNumber, episodeNumber, name, path });
        await wait(300);
    }
    await house.untilState(title, 'available');
}

async function trafficOf(services: Services, act: () => Promise<unknown>): Promise<Record<string, Traffic>> {
    const before = trafficSoFar(services);
    await act();
    const after = trafficSoFar(services);
    return Object.fromEntries(
        Object.entries(after).map(([name, { requests, bytes }]) => {
            const { requests: hadRequests, bytes: hadBytes } = before[name] ?? { requests: 0, bytes: 0 };
            return [name, { requests: requests - hadRequests, bytes: bytes - hadBytes }];
        }),
    );
}

function trafficSoFar({ seerr, sonarr, radarr }: Services): Record<string, Traffic> {
    const ofArr = ({ requests }: Services['sonarr'] | Services['radarr']): Traffic => ({
        requests: requests.length,
        bytes: requests.reduce((sum, { bytes }) => sum + bytes, 0),
    });
    return { Sonarr: ofArr(sonarr), Radarr: ofArr(radarr), Seerr: { requests: seerr.calls, bytes: seerr.bytes } };
}

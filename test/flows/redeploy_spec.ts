/** Full deploys of the shipped flow, over and over, with services that answer: nothing stays behind, and nothing is lost. */
import assert from 'node:assert/strict';
import {
    harbour,
    lycorisPack,
    lycorisRecoil,
    nightTrain,
    nightTrainRelease,
    RadarrWebhooks,
    recollections,
    recollectionsRelease,
    seerrWebhook,
    singleRelease,
    SonarrWebhooks,
} from '../simulators/senders';
import { type Figures, figuresEnvironment, figuresOf } from '../support/figures';
import { House } from '../support/house';
import type { FlowNode } from '../support/node-red';
import { until } from '../support/until';

const DEPLOYS = Number(process.env['REDEPLOYS'] ?? 100);
/** Caches and compiled code have their size by then. */
const WARM_UP = 40;
/** By which the heap may grow per deploy: a store or a client that stayed behind is more. */
const MOST_GROWTH_BYTES = 40_000;
const MOST_BY_CHANCE = 5;
const SETTLED_MS = 500;
const SENDERS = 3;
const DEPLOYS_UNDER_LOAD = 20;
const SILENCE_MS = 500;

/** How long a sender of ours waits for an answer. */
function silence(): Promise<null> {
    return new Promise((resolve) => setTimeout(() => resolve(null), SILENCE_MS).unref());
}

describe('redeploying', function () {
    this.timeout(60_000 + DEPLOYS * 2_000);
    let house: House;
    let flows: FlowNode[];

    before(async () => {
        house = await House.open({ env: figuresEnvironment });
        flows = await house.nodeRed.flows();
        const [radarr, sonarr] = [new RadarrWebhooks(), new SonarrWebhooks()];
        const [, first] = harbour.episodes;
        await house.send('radarr', radarr.grab(nightTrain, nightTrainRelease));
        await house.send('sonarr', sonarr.grab(harbour, [first!], singleRelease(harbour, first!)));
        await house.send('radarr', radarr.import(recollections, recollectionsRelease));
        await house.send('sonarr', sonarr.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack));
        const hash = nightTrainRelease.downloadId!.toLowerCase();
        house.services.qbittorrent.add({ hash, name: nightTrainRelease.title, size: nightTrainRelease.size });
        await house.untilState(nightTrain.title, 'downloading');
    });
    after(() => house.close());

    /** The figures once every node has its connections again, with the sockets that the services see. */
    async function settled(): Promise<Figures & { sockets: number }> {
        const { qbittorrent, jellyfin, shoko } = house.services;
        const sockets = (): number => qbittorrent.connections + jellyfin.connections + shoko.sockets;
        let last = -1;
        let since = 0;
        await until('the connections to settle', () => {
            if (sockets() !== last) since = Date.now();
            last = sockets();
            return shoko.hub.connections === 1 && Date.now() - since > SETTLED_MS;
        });
        return { ...(await figuresOf(house.nodeRed)), sockets: sockets() };
    }

    async function deploy(times: number): Promise<void> {
        for (let time = 0; time < times; time++) await house.nodeRed.deploy(flows);
    }

    it(`leaves no timer, socket, file or memory behind, ${DEPLOYS} times`, async () => {
        await deploy(WARM_UP);
        const before = await settled();
        await deploy(DEPLOYS);
        const after = await settled();
        // A connection that is kept for the next question may be there or not.
        for (const count of ['timers', 'files', 'sockets'] as const)
            assert.ok(after[count] <= before[count] + MOST_BY_CHANCE, `${count}: ${before[count]}, then ${after[count]}`);
        assert.deepEqual(Object.keys(after.resources).sort(), Object.keys(before.resources).sort());
        const grown = after.heapBytes - before.heapBytes;
        assert.ok(grown < DEPLOYS * MOST_GROWTH_BYTES, `the heap has grown by ${grown} bytes`);
        assert.deepEqual(house.nodeRed.complaints(), []);
    });

    it('loses no webhook that was answered 200, and tells of none twice', async () => {
        const answered: number[] = [];
        let isDone = false;
        const post = async (lane: number): Promise<void> => {
            for (let number = lane; !isDone; number += SENDERS) {
                const film = { ...nightTrain, title: `Film ${number}`, tmdbId: 990_000 + number, imdbId: `tt99${number}` };
                const body = seerrWebhook('MEDIA_AUTO_APPROVED', film, { requestId: 10_000 + number });
                const status = await Promise.race([
                    house.sender.post({ service: 'seerr', body }).then(
                        (answer) => answer.status,
                        () => null,
                    ),
                    silence(),
                ]);
                if (status === 200) answered.push(number);
                // Between two deploys there is no such address, or the store is just being closed; and Node-RED forgets
                // to answer what it dropped on its way to a node that it had stopped.
                else assert.ok(status === 404 || status === 503 || status === null, `answered ${status}`);
            }
        };
        const posting = Promise.all(Array.from({ length: SENDERS }, (_, lane) => post(lane)));
        for (let time = 0; time < DEPLOYS_UNDER_LOAD; time++) {
            const enough = answered.length + SENDERS;
            await until('a few answers', () => answered.length >= enough);
            await deploy(1);
        }
        isDone = true;
        await posting;
        const shown = await until('what was taken to be applied', async () => {
            const titles = (await house.requests()).map(({ title }) => title);
            return answered.every((number) => titles.includes(`Film ${number}`)) ? titles : null;
        });
        assert.equal(new Set(shown).size, shown.length);
    });
});

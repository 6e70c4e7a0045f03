/** Services that misbehave under the shipped flow in a real Node-RED: the nodes say so, once, and recover. */
import assert from 'node:assert/strict';
import { type Services, startServices } from '../demo/services';
import type { Misbehaviour as JellyfinFault } from '../simulators/jellyfin';
import type { Misbehaviour as QBittorrentFault } from '../simulators/qbittorrent-http';
import {
    type Film,
    lycorisPack,
    lycorisRecoil,
    nightTrain,
    nightTrainRelease,
    RadarrWebhooks,
    recollections,
    recollectionsRelease,
    singleRelease,
    SonarrWebhooks,
    harbour,
} from '../simulators/senders';
import type { ShokoFault } from '../simulators/shoko';
import { Comms } from '../support/comms';
import { House } from '../support/house';
import { exampleFlows, type FlowNode } from '../support/node-red';
import { tlsFront } from '../support/tls-front';
import { until } from '../support/until';

const POLLER = 'qbit-poller';
const LISTENER = 'shoko-listener';
/** Each lane's verifier finds out for itself, so four faults can follow one another without waiting for a recovery. */
const LANES = ['movie-verifier', 'tv-verifier', 'anime-movie-verifier', 'anime-tv-verifier'] as const;
type Lane = (typeof LANES)[number];

/** A node asks nothing twice in a row; those who are told to ask again at once keep five seconds between. */
const PATIENCE_MS = 60_000;
const TELL_EVERY_MS = 250;

interface Fault {
    what: string;
    /** Whose turn it is. */
    lane: Lane | null;
    qbittorrent: QBittorrentFault;
    jellyfin: JellyfinFault | null;
    shoko: ShokoFault;
    /** What poller, listener and verifier show. */
    texts: readonly [string, string, string];
}

const NOT_THEM = ['not qBittorrent', 'not Shoko', 'not Jellyfin'] as const;
/** In groups with no reason twice: of one that was told there is nothing new to say until all is well again. */
const FAULTS: readonly (readonly Fault[])[] = [
    [
        {
            what: 'an error of its own',
            lane: 'movie-verifier',
            qbittorrent: 'error',
            jellyfin: 'error500',
            shoko: 'error',
            texts: ['http 500', 'http 500', 'Jellyfin has errors'],
        },
        {
            what: 'a web page',
            lane: 'tv-verifier',
            qbittorrent: 'html',
            jellyfin: 'html',
            shoko: 'html',
            texts: NOT_THEM,
        },
        {
            what: 'a redirect to a login page',
            lane: 'anime-movie-verifier',
            qbittorrent: 'login_page',
            jellyfin: 'redirect',
            shoko: 'redirect',
            texts: ['redirects elsewhere', 'redirects elsewhere', 'redirects elsewhere'],
        },
    ],
    [
        {
            what: 'nothing in an answer',
            lane: 'anime-tv-verifier',
            qbittorrent: 'empty',
            jellyfin: 'empty',
            shoko: 'empty',
            texts: NOT_THEM,
        },
        {
            what: 'no answer at all',
            // A look and then a question, each of 15 s, are left to the verifier's own specs.
            lane: null,
            qbittorrent: 'hang',
            jellyfin: null,
            shoko: 'hang',
            texts: ['no answer', 'no answer', ''],
        },
    ],
    [
        {
            what: 'half of an answer',
            lane: 'movie-verifier',
            qbittorrent: 'truncated',
            jellyfin: 'truncated',
            shoko: 'truncated',
            texts: NOT_THEM,
        },
    ],
];

/** The shipped flow, and addresses at which its nodes can be told to ask now, as their users may wire it. */
function flowsWithBells(): FlowNode[] {
    const flows = exampleFlows();
    const bells = [POLLER, LISTENER, ...LANES].flatMap((id): FlowNode[] => [
        {
            id: `bell-${id}`,
            type: 'http in',
            z: flows.find((node) => node.id === id)?.['z'],
            url: `/bell/${id}`,
            method: 'post',
            wires: [[id, 'bell-reply']],
        },
    ]);
    return [...flows, ...bells, { id: 'bell-reply', type: 'http response', z: bells[0]?.['z'], wires: [] }];
}

describe('services that misbehave', function () {
    this.timeout(240_000);
    let house: House;
    let services: Services;
    let comms: Comms;
    const requestOf = new Map<Lane, string>();

    const textOf = (node: string): string => comms.statuses.get(node)?.text ?? '';
    const warningsOf = (node: string): string[] =>
        house.nodeRed.complaints().filter((line) => line.includes('- [warn]') && line.includes(`:${node}]`));

    async function ring(node: string): Promise<void> {
        const requestId = requestOf.get(node as Lane);
        await house.nodeRed.fetch(`/bell/${node}`, { body: requestId === undefined ? {} : { requestId } });
    }

    /** Tells a node to ask now, again and again, until it shows what it should. */
    async function ringUntil(node: string, text: RegExp): Promise<void> {
        let told = 0;
        await until(
            `${node} to show ${text.source}`,
            async () => {
                if (text.test(textOf(node))) return true;
                if (Date.now() - told < TELL_EVERY_MS) return false;
                told = Date.now();
                await ring(node);
                return false;
            },
            PATIENCE_MS,
        ).catch((thrown: unknown) => {
            throw new Error(`${String(thrown)}; it shows "${textOf(node)}"`);
        });
    }

    async function begin(): Promise<void> {
        const [radarr, sonarr] = [new RadarrWebhooks(), new SonarrWebhooks()];
        const [first] = harbour.episodes.slice(1);
        await house.send('radarr', radarr.grab(nightTrain, nightTrainRelease));
        await house.send('sonarr', sonarr.grab(harbour, [first!], singleRelease(harbour, first!)));
        await house.send('radarr', radarr.grab(recollections, recollectionsRelease));
        await house.send('sonarr', sonarr.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack));
        const titles = [nightTrain, harbour, recollections, lycorisRecoil].map(({ title }: Pick<Film, 'title'>) => title);
        for (const [index, lane] of LANES.entries()) requestOf.set(lane, (await house.untilState(titles[index]!, 'grabbing')).id);
    }

    before(async () => {
        const gone = await startServices();
        await gone.close();
        house = await House.open({
            services: gone,
            flows: flowsWithBells(),
            change: { [POLLER]: { activeSeconds: 1, idleSeconds: 1 } },
        });
        comms = await Comms.open(house.nodeRed);
        services = gone;
    });
    after(async () => {
        comms.close();
        await house.close();
        await services.close();
    });

    it('are down at the start: the nodes say so, once each, and work as soon as they are there', async () => {
        await until('the poller to say so', () => textOf(POLLER) === 'unreachable');
        await until('the listener to say so', () => textOf(LISTENER) === 'unreachable');
        services = await startServices(services);
        await services.jellyfin.stop();
        await until('the poller to recover by itself', () => textOf(POLLER) === 'connected', PATIENCE_MS);
        await until('the listener to recover by itself', () => textOf(LISTENER) === 'connected', PATIENCE_MS);

        await begin();
        for (const lane of LANES) await until(`${lane} to say so`, () => textOf(lane) === 'unreachable', PATIENCE_MS);
        for (const node of [POLLER, LISTENER, ...LANES]) {
            await until(`${node} to say so in the log`, () => warningsOf(node).length > 0);
            assert.equal(warningsOf(node).length, 1, warningsOf(node).join('\n'));
        }
        await services.jellyfin.comeBack();
        await Promise.all(LANES.map((lane) => ringUntil(lane, /^watching 1/)));
    });

    for (const faults of FAULTS) {
        for (const { what, lane, qbittorrent, jellyfin, shoko, texts } of faults) {
            it(`give ${what}: said in the status, and once in the log`, async () => {
                const nodes = [POLLER, LISTENER, ...(lane === null ? [] : [lane])];
                const before = nodes.map((node) => warningsOf(node).length);
                services.qbittorrent.misbehave(qbittorrent);
                services.jellyfin.misbehave(jellyfin);
                services.shoko.fault = shoko;
                services.shoko.hub.drop();
                await Promise.all([POLLER, LISTENER].map(ring));
                for (const [index, node] of [POLLER, LISTENER].entries())
                    await until(`${node} to show "${texts[index]!}"`, () => textOf(node) === texts[index], PATIENCE_MS);
                // It may have met the fault before, by itself: then it waits a while before it asks again.
                if (lane !== null) await ringUntil(lane, new RegExp(`^${texts[2]}$`));
                // What hangs would hang again.
                if (qbittorrent !== 'hang') await Promise.all(nodes.map(ring));
                assert.deepEqual(
                    nodes.map((node, index) => warningsOf(node).length - before[index]!),
                    nodes.map(() => 1),
                    house.nodeRed.complaints().slice(-12).join('\n'),
                );
            });
        }

        it(`recover from that`, async () => {
            services.qbittorrent.misbehave(null);
            services.jellyfin.misbehave(null);
            services.shoko.fault = null;
            await Promise.all([
                ringUntil(POLLER, /^connected|^downloading/),
                ringUntil(LISTENER, /^connected/),
                ...faults.map(({ lane }) => lane !== null && ringUntil(lane, /^watching 1/)),
            ]);
        });
    }

    it('are trusted again afterwards: what they tell counts', async () => {
        const hash = nightTrainRelease.downloadId!.toLowerCase();
        services.qbittorrent.add({ hash, name: nightTrainRelease.title, size: nightTrainRelease.size });
        services.qbittorrent.finish(hash);
        await house.untilState(nightTrain.title, 'downloaded');
        services.jellyfin.library.addMovie({
            name: nightTrain.title,
            year: 2013,
            path: '/media/movies/x.mkv',
            providerIds: { Tmdb: String(nightTrain.tmdbId) },
        });
        await ring('movie-verifier');
        await house.untilState(nightTrain.title, 'available');
    });
});

describe('services with a certificate that nobody trusts', function () {
    this.timeout(240_000);

    it('are refused with the reason, and accepted when their user says so', async () => {
        const services = await startServices();
        const fronts = await Promise.all(
            [services.qbittorrent, services.jellyfin, services.shoko].map(({ url }) => tlsFront(url)),
        );
        const [QBITTORRENT_URL, JELLYFIN_URL, SHOKO_URL] = fronts.map(({ url }) => url) as [string, string, string];
        const house = await House.open({ services, env: { QBITTORRENT_URL, JELLYFIN_URL, SHOKO_URL } });
        const comms = await Comms.open(house.nodeRed);
        const nodes = [POLLER, 'movie-verifier', LISTENER];
        const untilAll = async (fits: RegExp): Promise<void> => {
            for (const node of nodes)
                await until(`${node} to show ${fits.source}`, () => fits.test(comms.statuses.get(node)?.text ?? ''), PATIENCE_MS);
        };
        try {
            await house.send('radarr', new RadarrWebhooks().grab(nightTrain, nightTrainRelease));
            await untilAll(/^bad certificate$/);
            for (const node of nodes)
                assert.equal(house.nodeRed.complaints().filter((line) => line.includes(`:${node}]`)).length, 1);
            await house.nodeRed.deploy(
                (await house.nodeRed.flows()).map((node) =>
                    'verifyCertificate' in node ? { ...node, verifyCertificate: false } : node,
                ),
            );
            await untilAll(/^connected$|^watching 1/);
        } finally {
            comms.close();
            await house.close();
            await Promise.all(fronts.map((front) => front.close()));
        }
    });
});

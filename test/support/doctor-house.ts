/**
 * A house for a doctor: six simulated services, a store, and somebody who takes webhooks. All of it is on loopback; services
 * are known by the names that they would have in a network of containers, and so is Node-RED.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
    arrivals,
    arrPatient,
    Doctor,
    findings,
    type Finding,
    jellyfinPatient,
    noteWebhook,
    type OwnWebhook,
    type Patient,
    qbittorrentPatient,
    seerrPatient,
    shokoPatient,
} from '../../lib/doctor';
import { JellyfinClient } from '../../lib/jellyfin';
import type { PathMapping } from '../../lib/paths';
import { QBittorrentClient } from '../../lib/qbittorrent';
import { SeerrClient } from '../../lib/seerr';
import { MediaStore } from '../../lib/store';
import { WebhookReceiver } from '../../lib/webhook';
import type { SetUpConnection } from '../simulators/arr-connections';
import { JellyfinSimulator } from '../simulators/jellyfin';
import { QBittorrentSimulator } from '../simulators/qbittorrent';
import { RadarrSimulator } from '../simulators/radarr';
import { ALL_TYPES } from '../simulators/seerr-slot';
import { SeerrSimulator } from '../simulators/seerr-server';
import { ShokoSimulator } from '../simulators/shoko';
import { SonarrSimulator } from '../simulators/sonarr';
import { FakeClock } from './fake-clock';
import { makeFolder } from './folder';

export const SECRET = 'between-us';
export const MARK = 'a1b2c3d4';
const QBITTORRENT_KEY = 'qbt_abcdefghijklmnopqrstuvwxyz12';

export interface DoctorHouse {
    clock: FakeClock;
    store: MediaStore;
    doctor: Doctor;
    sonarr: SonarrSimulator;
    radarr: RadarrSimulator;
    seerr: SeerrSimulator;
    jellyfin: JellyfinSimulator;
    shoko: ShokoSimulator;
    qbittorrent: QBittorrentSimulator;
    /** Polls for us. */
    poller: QBittorrentClient;
    /** Polls for somebody else, with the same key. */
    stranger: QBittorrentClient;
    /** How we are set up; a test may change it. */
    own: OwnWebhook;
    /** Servers of the house by id; a test may take one out, or put another in its place. */
    patients: Map<string, Patient>;
    shokoMappings: PathMapping[];
    /** The right address of a service's webhook, with the port at which it really is. */
    address: (service: string) => string;
    /** Connections as they are right. */
    right: (service: 'sonarr' | 'radarr') => SetUpConnection;
    /** Connections of others, by server, as they were set up. */
    foreign: { id: number; server: SonarrSimulator | RadarrSimulator; before: string }[];
    look: () => Promise<Finding[]>;
    end: () => Promise<void>;
}

/** Everything is right in it. */
export async function doctorHouse(): Promise<DoctorHouse> {
    // Some of the simulators tell the time of the machine.
    const clock = new FakeClock(Date.now());
    const now = (): number => clock.now();
    const store = await MediaStore.open({ path: join(await makeFolder(), 'media.json'), clock });
    const sonarr = await SonarrSimulator.start({ now });
    const radarr = await RadarrSimulator.start({ now });
    const seerr = await SeerrSimulator.start({ now });
    const jellyfin = await JellyfinSimulator.start({ now, version: '10.11.11' });
    const shoko = await ShokoSimulator.start({});
    const qbittorrent = await QBittorrentSimulator.start({ dialect: '5.3', apiKey: QBITTORRENT_KEY, clock });
    const receiver = await takeWebhooks(store, clock, () => house.own.secret);
    const { port } = receiver.address() as AddressInfo;
    const client = { verifyCertificate: true };
    const seerrClient = new SeerrClient({ url: seerr.url, apiKey: seerr.apiKey, ...client });
    const jellyfinClient = new JellyfinClient({ url: jellyfin.url, apiKey: jellyfin.apiKey });
    const polls = (): QBittorrentClient => new QBittorrentClient({ url: qbittorrent.url, apiKey: QBITTORRENT_KEY, clock });
    const poller = polls();
    const stranger = polls();
    const shokoMappings: PathMapping[] = [];
    const server = (arr: SonarrSimulator | RadarrSimulator, kind: 'sonarr' | 'radarr'): Patient =>
        arrPatient(
            { id: kind, name: arr.appName, url: `http://${kind}:8989` },
            { server: { kind, url: arr.url, apiKey: arr.apiKey }, name: '' },
        );
    const patients = new Map<string, Patient>([
        ['sonarr', server(sonarr, 'sonarr')],
        ['radarr', server(radarr, 'radarr')],
        ['seerr', seerrPatient({ id: 'seerr', name: 'Seerr', url: 'http://seerr:5055' }, seerrClient)],
        ['jellyfin', jellyfinPatient({ id: 'jellyfin', name: 'Jellyfin', url: 'http://jellyfin:8096' }, jellyfinClient)],
        [
            'shoko',
            shokoPatient(
                { id: 'shoko', name: 'Shoko', url: 'http://shoko:8111' },
                { server: { url: shoko.url, apiKey: shoko.apiKey }, mappings: shokoMappings },
            ),
        ],
        ['qbittorrent', qbittorrentPatient({ id: 'qbittorrent', name: 'qBittorrent', url: 'http://qbittorrent:8080' }, poller)],
    ]);
    const own: OwnWebhook = { base: `http://node-red:${port}`, path: '/media/webhook/:service', secret: SECRET, mark: MARK };
    arrivals(store).listen(clock.now());
    const doctor = new Doctor({ store, clock, patients: () => [...patients.values()], own: () => house.own });
    const address = (service: string): string => `http://node-red:${port}/media/webhook/${service}`;
    const right = (service: 'sonarr' | 'radarr'): SetUpConnection => ({
        name: 'Node-RED media pipeline',
        url: `${address(service)}?node=${MARK}`,
        username: 'node-red',
        password: SECRET,
    });
    const house: DoctorHouse = {
        clock,
        store,
        doctor,
        sonarr,
        radarr,
        seerr,
        jellyfin,
        shoko,
        qbittorrent,
        poller,
        stranger,
        own,
        patients,
        shokoMappings,
        address,
        right,
        foreign: [],
        look: async () => {
            await doctor.look();
            return [...findings(store).list];
        },
        end: async () => {
            for (const each of [seerrClient, jellyfinClient, poller, stranger]) each.close();
            // A test may have put another one in the place of a server.
            const servers = new Set([sonarr, house.sonarr, radarr, house.radarr, seerr, jellyfin, shoko]);
            await Promise.all([...servers].map((each) => each.stop().catch(() => undefined)));
            await qbittorrent.close();
            receiver.closeAllConnections();
            await new Promise((resolve) => receiver.close(resolve));
            await store.close();
        },
    };
    furnish(house);
    return house;
}

/** What stands in it when all is well, and what belongs to others. */
function furnish(house: DoctorHouse): void {
    const { sonarr, radarr, seerr, jellyfin, shoko, foreign } = house;
    for (const [server, service] of [
        [sonarr, 'sonarr'],
        [radarr, 'radarr'],
    ] as const) {
        server.connections.hosts = ['node-red', 'other-node-red'];
        const others = [
            server.connections.add({ name: 'Discord', implementation: 'Discord' }),
            // Another Node-RED of the same person: the same name, the same secret, and the same path.
            server.connections.add({
                name: 'Node-RED media pipeline',
                url: `http://other-node-red:1880/media/webhook/${service}?node=99999999`,
                username: 'node-red',
                password: SECRET,
            }),
            server.connections.add({ name: 'Requests to Slack', url: 'https://hooks.example/services/1' }),
        ];
        for (const id of others) foreign.push({ id, server, before: JSON.stringify(server.connections.one(id)) });
        server.connections.add({ ...house.right(service), name: 'Our Node-RED' });
    }
    sonarr.connections.rootFolders = [{ path: '/data/tv' }, { path: '/data/anime' }];
    radarr.connections.rootFolders = [{ path: '/data/films' }];
    seerr.slot.hosts = ['node-red'];
    seerr.slot.set({ enabled: true, types: ALL_TYPES, url: `${house.address('seerr')}?node=${MARK}`, authHeader: SECRET });
    jellyfin.libraries = [
        { name: 'Series', paths: ['/media/tv'] },
        { name: 'Films', paths: ['/media/films'], type: 'movies' },
        { name: 'Anime', paths: ['/config/Shokofin/VFS/1'] },
    ];
    shoko.addFolder('/shoko/anime');
}

/** The connection of ours in a server. */
export function ourConnection(server: SonarrSimulator | RadarrSimulator, foreign: DoctorHouse['foreign']): number {
    const others = foreign.filter((each) => each.server === server).map(({ id }) => id);
    return server.connections.ids.find((id) => !others.includes(id)) ?? 0;
}

/** As a webhook parser does it. */
async function takeWebhooks(store: MediaStore, clock: FakeClock, secret: () => string): Promise<Server> {
    let ids = 0;
    const server = createServer((request, response) => {
        let text = '';
        request.on('data', (chunk: Buffer) => (text += chunk.toString()));
        request.on('end', () => {
            const url = new URL(request.url ?? '/', 'http://node-red');
            const [, service] = /^\/media\/webhook\/([^/]+)\/?$/.exec(url.pathname) ?? [];
            // What Node-RED answers to another path, or to another method than its http in node has.
            if (service === undefined || request.method !== 'POST') return void response.writeHead(404).end('Cannot POST');
            const incoming = {
                body: JSON.parse(text) as unknown,
                headers: { ...request.headers },
                query: Object.fromEntries(url.searchParams),
                service,
            };
            const receiver = new WebhookReceiver({
                secret: secret(),
                clock,
                newId: () => `event-${++ids}`,
                accept: (event) => store.accept(event),
            });
            void receiver.receive(incoming).then((received) => {
                noteWebhook(arrivals(store), incoming, received, clock.now());
                response.writeHead(received.statusCode).end(JSON.stringify(received.body));
            });
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server;
}

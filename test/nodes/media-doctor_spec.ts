import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Plan, SaidFinding } from '../../lib/doctor';
import mediaArrServer from '../../nodes/media-arr-server';
import mediaDoctor from '../../nodes/media-doctor';
import mediaSeerrServer from '../../nodes/media-seerr-server';
import mediaStore from '../../nodes/media-store';
import mediaWebhook from '../../nodes/media-webhook';
import type { Red } from '../../nodes/shared/red';
import { ALL_TYPES } from '../simulators/seerr-slot';
import { SeerrSimulator } from '../simulators/seerr-server';
import { SonarrSimulator } from '../simulators/sonarr';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, statusesOf, type TestNode } from '../support/node-test-helper';
import { until } from '../support/until';

const httpNodes = createRequire(require.resolve('node-red'))('@node-red/nodes/core/network/21-httpin.js') as (red: Red) => void;
const SECRET = 'between-us';

describe('media-doctor', () => {
    let sonarr: SonarrSimulator;
    let seerr: SeerrSimulator;
    let server: Server;
    let listener: RequestListener = () => undefined;
    let url: string;
    let path: string;
    let statuses: { fill?: string }[];

    before(() => helper.startServer());
    after(() => helper.stopServer());
    beforeEach(async () => {
        path = join(await makeFolder(), 'store.json');
        sonarr = await SonarrSimulator.start();
        seerr = await SeerrSimulator.start();
        server = createServer((request, response) => listener(request, response)).listen(0, '127.0.0.1');
        await once(server, 'listening');
        url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        seerr.slot.set({ enabled: true, types: ALL_TYPES, url: `${url}/media/webhook/seerr`, authHeader: SECRET });
    });
    afterEach(async () => {
        await helper.unload();
        server.closeAllConnections();
        server.close();
        await Promise.all([sonarr.stop(), seerr.stop()]);
        await removeFolders();
    });

    async function run(doctor: object = {}): Promise<void> {
        const place = { z: 'tab', x: 0, y: 0 };
        const flow: TestNode[] = [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'store', type: 'media-store', path },
            { id: 'arr-1', type: 'media-arr-server', kind: 'sonarr', url: sonarr.url },
            { id: 'seerr-1', type: 'media-seerr-server', url: seerr.url },
            { id: 'hooks', type: 'http in', ...place, url: '/media/webhook/:service', method: 'post', wires: [['parser']] },
            { id: 'parser', type: 'media-webhook', ...place, store: 'store', wires: [[], ['reply']] },
            { id: 'in', type: 'http in', ...place, url: '/media/doctor', method: 'get', wires: [['doctor']] },
            {
                id: 'doctor',
                type: 'media-doctor',
                ...place,
                store: 'store',
                ownUrl: url,
                wires: [['found'], ['over'], ['answers', 'reply']],
                ...doctor,
            },
            { id: 'reply', type: 'http response', ...place, wires: [] },
            { id: 'found', type: 'helper', ...place, wires: [] },
            { id: 'over', type: 'helper', ...place, wires: [] },
            { id: 'answers', type: 'helper', ...place, wires: [] },
            { id: 'catch', type: 'catch', ...place, scope: ['doctor'], wires: [['caught']] },
            { id: 'caught', type: 'helper', ...place, wires: [] },
        ];
        const serve = (red: Red): void => {
            listener = red.httpNode;
        };
        const nodes = [serve, httpNodes, mediaStore, mediaWebhook, mediaArrServer, mediaSeerrServer, mediaDoctor];
        await helper.load(nodes, flow, {
            'arr-1': { apiKey: sonarr.apiKey },
            'seerr-1': { apiKey: seerr.apiKey },
            parser: { secret: SECRET },
        });
        statuses = statusesOf('doctor');
        await until('the doctor to begin', () => statuses[0]);
    }

    async function get(): Promise<SaidFinding[]> {
        const reply = await fetch(`${url}/media/doctor`);
        assert.equal(reply.status, 200);
        return (await reply.json()) as SaidFinding[];
    }

    async function ask(payload: unknown): Promise<{ payload: Plan }> {
        const answers = messagesOf<{ payload: Plan }>('answers');
        const before = answers.length;
        helper.getNode('doctor').receive({ payload });
        return until('the answer', () => answers[before]);
    }

    it('says over HTTP what is wrong, tells it once, sets it up when told so, and tells that it is over', async () => {
        await run();
        const found = messagesOf<{ topic: string; payload: SaidFinding }>('found');
        const over = messagesOf<{ payload: SaidFinding }>('over');
        const [finding, ...others] = await get();
        assert.deepEqual(others, []);
        assert.equal(finding?.server, 'Sonarr');
        assert.equal(finding.code, 'webhook_missing');
        assert.equal(finding.canFix, true);
        assert.match(finding.says, /^Sonarr has no connection to Node-RED\./);
        assert.match(finding.fix, new RegExp(`The address is ${url}/media/webhook/sonarr\\.$`));
        await get();
        assert.deepEqual(
            found.map(({ topic, payload }) => [topic, payload.code]),
            [['doctor', 'webhook_missing']],
        );

        const { payload: plan } = await ask({ setUp: 'arr-1' });
        assert.equal(plan.action, 'create');
        assert.doesNotMatch(JSON.stringify(plan), /between-us/);
        assert.deepEqual(sonarr.connections.writes, []);
        await ask({ setUp: 'arr-1', apply: true, basis: plan.basis });
        assert.equal(sonarr.connections.ids.length, 1);
        await until('the end of it', () => over[0]);
        assert.deepEqual(
            over.map(({ payload }) => payload.code),
            ['webhook_missing'],
        );
        assert.deepEqual(await get(), []);
        assert.match(statuses.at(-1)?.fill ?? '', /green/);
    });

    it('tells nothing again after a restart', async () => {
        await run();
        await get();
        await helper.unload();
        await run();
        assert.equal((await get()).length, 1);
        assert.deepEqual(messagesOf('found'), []);
    });

    it('leaves out what is unticked, and speaks German', async () => {
        sonarr.connections.add({ name: 'x', url: `${url}/media/webhook/sonarr`, password: SECRET, method: 2 });
        await run({ language: 'de', leftOut: ['seerr-1'] });
        seerr.misbehave('error500');
        const [finding] = await get();
        assert.equal(finding?.code, 'webhook_method');
        assert.match(finding.says, /^Die Verbindung x in Sonarr sendet mit PUT/);
    });

    it('says which setting is wrong', async () => {
        await run({ intervalHours: 0 });
        assert.equal(statuses.at(-1)?.fill, 'red');
        const reply = await fetch(`${url}/media/doctor`);
        assert.equal(reply.status, 503);
        assert.equal(((await reply.json()) as { code: string }).code, 'invalid_setting');
    });

    it('an order for a server that is none goes to Catch nodes, with its code', async () => {
        await run();
        helper.getNode('doctor').receive({ payload: { setUp: 'nobody', apply: true } });
        const caught = messagesOf<{ error: { code?: string } }>('caught');
        const { error } = await until('the error', () => caught[0]);
        assert.equal(error.code, 'no_server');
    });

    it('takes no order over HTTP', async () => {
        await run();
        await fetch(`${url}/media/doctor?setUp=arr-1&apply=true`);
        assert.deepEqual(sonarr.connections.writes, []);
    });

    describe('Set up for me in a dialog', () => {
        const setUp = async (
            type: string,
            body: object,
        ): Promise<{ ok: boolean; code: string; message?: string; plan?: Plan; ownUrl?: string }> => {
            const reply = await helper.request().post(`/media-pipeline/${type}/set-up`).send(body);
            assert.equal(reply.status, 200);
            assert.doesNotMatch(JSON.stringify(reply.body), /between-us/);
            return reply.body as never;
        };

        it('shows first, and writes on a second press, what is typed and not deployed', async () => {
            await run();
            const typed = { id: 'new', kind: 'sonarr', url: sonarr.url, apiKey: sonarr.apiKey };
            const shown = await setUp('media-arr-server', typed);
            assert.deepEqual([shown.ok, shown.code, shown.plan?.action, shown.ownUrl], [true, 'shown', 'create', url]);
            assert.deepEqual(sonarr.connections.writes, []);
            const done = await setUp('media-arr-server', { ...typed, apply: true, basis: shown.plan?.basis });
            assert.deepEqual([done.ok, done.code], [true, 'done']);
            const [id] = sonarr.connections.ids;
            assert.equal(sonarr.connections.one(id ?? 0).password, SECRET);
            assert.equal((await setUp('media-arr-server', typed)).plan?.action, 'none');
        });

        it("names whose Seerr's webhook is before it is replaced", async () => {
            await run();
            seerr.slot.set({ enabled: true, types: 8, url: 'https://ntfy.example/wishes' });
            const typed = { id: 'seerr-1', url: seerr.url, apiKey: '__PWRD__' };
            const shown = await setUp('media-seerr-server', typed);
            assert.equal(shown.plan?.replaces, 'https://ntfy.example/wishes');
            assert.equal((await setUp('media-seerr-server', { ...typed, apply: true })).code, 'slot_taken');
            assert.deepEqual(seerr.slot.writes, []);
            const consent = { apply: true, basis: shown.plan.basis, replaces: shown.plan.replaces };
            assert.equal((await setUp('media-seerr-server', { ...typed, ...consent })).code, 'done');
            assert.equal(seerr.slot.settings.authHeader, SECRET);
        });

        it('says what is missing', async () => {
            await run({ ownUrl: '' });
            const typed = { id: 'new', kind: 'sonarr', url: sonarr.url, apiKey: sonarr.apiKey };
            assert.equal((await setUp('media-arr-server', typed)).code, 'no_own_address');
            assert.equal((await setUp('media-arr-server', { ...typed, apiKey: 'wrong', ownUrl: url })).code, 'unauthorised');
            const rejected = await setUp('media-arr-server', { ...typed, ownUrl: 'http://127.0.0.1:1', apply: true });
            assert.deepEqual([rejected.code, rejected.message], ['rejected', 'Sonarr says: Connection refused (127.0.0.1:1)']);
        });
    });

    it('offers folders that were learned, and its own set-up, to the editor', async () => {
        await run();
        await get();
        const folders = await helper.request().get('/media-pipeline/media-doctor/folders');
        assert.deepEqual([folders.status, folders.body], [200, []]);
        const shown = await helper.request().post('/media-pipeline/media-doctor/set-up').send({ server: 'arr-1' });
        assert.equal((shown.body as { code: string }).code, 'shown');
        assert.deepEqual(sonarr.connections.writes, []);
    });
});

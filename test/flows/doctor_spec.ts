/** The doctor of the shipped flow, in a real Node-RED, at services that are set up by hand as the README says. */
import assert from 'node:assert/strict';
import type { SaidFinding } from '../../lib/doctor';
import { ALL_TYPES } from '../simulators/seerr-slot';
import { harbour, singleRelease } from '../simulators/senders';
import { House } from '../support/house';
import { exampleFlows } from '../support/node-red';
import { until } from '../support/until';

describe('the doctor in the shipped flow', () => {
    let house: House;

    before(async () => {
        const flows = exampleFlows();
        const z = flows.find(({ id }) => id === 'doctor')?.['z'];
        // Over HTTP it says what it found a moment ago; a message makes it look at once.
        house = await House.open({
            asks: true,
            flows: [...flows, { id: 'look', type: 'inject', z, props: [], wires: [['doctor']] }],
        });
    });
    after(() => house.close());

    const found = (): Promise<SaidFinding[]> => house.nodeRed.json<SaidFinding[]>('/media/doctor');
    const foundAnew = async (): Promise<SaidFinding[]> => {
        await house.nodeRed.fetch('/inject/look', { method: 'POST' });
        return found();
    };
    const codes = async (): Promise<string[]> => (await found()).map(({ server, code }) => `${server}: ${code}`);

    it('answers [] when all is well, and names what is not within ten seconds', async () => {
        const { sonarr, radarr, seerr, environment } = house.services;
        const password = environment['MEDIA_WEBHOOK_SECRET'] ?? '';
        const address = (service: string): string => `${house.nodeRed.url}/media/webhook/${service}`;
        const began = performance.now();
        const [first] = await found();
        assert.ok(performance.now() - began < 10_000);
        // Nobody has said where Node-RED is, and nothing is set up.
        assert.equal(first?.code, 'own_address_unknown');
        assert.match(first.fix, /MEDIA_PUBLIC_URL/);

        for (const [service, server] of [['sonarr', sonarr] as const, ['radarr', radarr] as const])
            server.connections.add({ name: 'Node-RED', url: address(service), username: 'any', password });
        seerr.slot.set({ enabled: true, types: ALL_TYPES, url: address('seerr'), authHeader: password });
        await until('all to be well', async () => ((await foundAnew()).length === 0 ? true : null), 60_000);

        // What arrives is counted by the webhook parser.
        sonarr.add(harbour);
        const [episode] = harbour.episodes;
        assert.ok(episode !== undefined);
        await sonarr.connections.tell('onGrab', sonarr.grab(harbour, [episode], singleRelease(harbour, episode)));
        assert.equal((await house.requests()).length, 1);

        sonarr.connections.mute(1);
        radarr.connections.remove(1);
        radarr.connections.add({ name: 'Node-RED', url: address('radarr'), method: 2, password });
        await until('both to be named', async () => ((await foundAnew()).length === 2 ? true : null), 60_000);
        assert.deepEqual(await codes(), ['Sonarr: webhook_muted', 'Radarr: webhook_method']);
        const writes = [...sonarr.connections.writes, ...radarr.connections.writes, ...seerr.slot.writes];
        assert.deepEqual(writes, [], 'it only looks');
    });
});

/** Remedies in the shipped flow: a proposal on the page, and what follows when somebody says *Do it*, or *Not now*. */
import assert from 'node:assert/strict';
import type { Snapshot, Summary } from '../../lib/page/contract';
import { startServices } from '../demo/services';
import { nightTrain } from '../simulators/senders';
import { House } from '../support/house';
import { exampleFlows, type FlowNode } from '../support/node-red';
import { until } from '../support/until';

const DAY_MS = 86_400_000;

describe('remedies in the shipped flow', function () {
    this.timeout(240_000);
    let house: House;

    before(async () => {
        const services = await startServices();
        services.radarr.add(nightTrain);
        const wish = services.seerr.data.ask({ tmdbId: nightTrain.tmdbId, isAutoApproved: true });
        wish.createdAt = wish.updatedAt = new Date(Date.now() - DAY_MS / 2).toISOString();
        // Somebody who asks for help now, as a button of the household would.
        const place = { z: 'media-pipeline-tab', x: 300, y: 1_200 };
        const help: FlowNode[] = [
            { id: 'help', type: 'http in', ...place, url: '/help', method: 'post', wires: [['remedy', 'helped']] },
            { id: 'helped', type: 'http response', ...place, statusCode: '202', wires: [] },
        ];
        const change = { remedy: { mode: 'on' }, page: { actions: true } };
        house = await House.open({ services, asks: true, flows: [...exampleFlows(), ...help], change });
    });
    after(() => house.close());

    const { title } = nightTrain;

    /** As an open page has it. */
    const summary = async (): Promise<Summary | undefined> => {
        const { requests } = await house.nodeRed.json<Pick<Snapshot, 'requests'>>('/media/list');
        return requests.find((each) => each.title === title);
    };
    const proposed = (): Promise<NonNullable<Summary['proposals']>[number]> =>
        until('a proposal on the page', async () => (await summary())?.proposals?.[0] ?? null, 20_000);
    async function press(action: 'approve' | 'dismiss', proposalId: string, requestId: string): Promise<number> {
        const { nodeRed } = house;
        const headers = { 'content-type': 'application/json', origin: nodeRed.url, 'sec-fetch-site': 'same-origin' };
        const body = JSON.stringify({ action, requestId, proposalId });
        return (await fetch(`${nodeRed.url}/media/actions`, { method: 'POST', headers, body })).status;
    }

    it('shows on the page what would help, does it once when told so, and says in its history who did', async () => {
        const { seerr, radarr } = house.services;
        const { id: requestId } = await house.untilState(title, 'approved');
        const headers = { 'content-type': 'application/json' };
        const asking = { method: 'POST', headers, body: JSON.stringify({ requestId }) };
        assert.equal((await fetch(`${house.nodeRed.url}/help`, asking)).status, 202);
        const proposal = await proposed();
        const { id, says } = (await summary())!;
        assert.match(says, /Radarr/);
        assert.equal(proposal.deletes, undefined);
        const asked = seerr.calls;

        assert.equal(await press('approve', proposal.id, id), 202);
        const { timeline = [] } = await house.until(title, 'remedied', (request) =>
            (request.timeline ?? []).some(({ source }) => source === 'remedy'),
        );
        assert.deepEqual(
            timeline.filter(({ source }) => source === 'remedy').map(({ kind, code }) => [kind, code]),
            [['remedied', 'look']],
        );
        // The listeners of the flow were told to look.
        await until('Seerr to be asked', () => seerr.calls > asked);
        await until('the page without it', async () => (await summary())?.proposals === undefined);
        assert.equal(await press('approve', proposal.id, id), 202);
        const after = await house.request(title);
        assert.equal((after.timeline ?? []).filter(({ source }) => source === 'remedy').length, 1);
        assert.deepEqual(radarr.commands.writes, []);
        assert.deepEqual(house.nodeRed.complaints(), []);
    });
});

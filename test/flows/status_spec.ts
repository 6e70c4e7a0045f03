/** What stands under the nodes of a real Node-RED: true also after what others do, and gone with the node. */
import { type FlowNode, NodeRed } from '../support/node-red';
import { Comms } from '../support/comms';
import { until } from '../support/until';
import { nightTrain, nightTrainRelease, RadarrWebhooks } from '../simulators/senders';

const radarr = new RadarrWebhooks();
const place = { z: 'first', x: 0, y: 0 };
const elsewhere = { z: 'second', x: 0, y: 0 };
const flows: FlowNode[] = [
    { id: 'first', type: 'tab', label: 'first' },
    { id: 'second', type: 'tab', label: 'second' },
    { id: 'store', type: 'media-store', path: '' },
    { id: 'in', type: 'http in', ...place, url: '/radarr', method: 'post', wires: [['parser']] },
    { id: 'parser', type: 'media-webhook', ...place, store: 'store', wires: [['gate'], ['reply']] },
    { id: 'reply', type: 'http response', ...place, wires: [] },
    { id: 'gate', type: 'media-gate', ...place, store: 'store', createRequests: true, wires: [[], []] },
    { id: 'other-gate', type: 'media-gate', ...elsewhere, store: 'store', wires: [[], []] },
    { id: 'requests', type: 'media-requests', ...elsewhere, store: 'store', wires: [[]] },
    { id: 'episodes', type: 'media-episodes', ...elsewhere, wires: [[], []] },
];
const secondTab = flows.filter(({ z }) => z === 'second').map(({ id }) => id);

describe('statuses', function () {
    this.timeout(60_000);
    let nodeRed: NodeRed;
    let comms: Comms;

    before(async () => {
        nodeRed = await NodeRed.start({ flows, settings: { runtimeState: { enabled: true } } });
        comms = await Comms.open(nodeRed);
    });
    after(async () => {
        comms.close();
        await nodeRed.dispose();
    });

    const textOf = (id: string): string => comms.statuses.get(id)?.text ?? '';
    const shows = (id: string, text: string): Promise<unknown> =>
        until(`"${text}" under ${id}, not "${textOf(id)}"`, () => textOf(id) === text);

    it('say from the start how much there is', async () => {
        await shows('other-gate', 'open: 0');
        await shows('requests', 'requests: 0');
    });

    it('follow what happens elsewhere', async () => {
        await nodeRed.json('/radarr', { body: radarr.grab(nightTrain, nightTrainRelease) });
        for (const gate of ['gate', 'other-gate']) await shows(gate, 'open: 1');
        await shows('requests', 'requests: 1');
    });

    it('say that the store is gone, and that it is back', async () => {
        await nodeRed.deploy(
            flows.filter(({ id }) => id !== 'store').map((node) => ('store' in node ? { ...node, store: '' } : node)),
            'nodes',
        );
        for (const id of ['other-gate', 'requests']) await shows(id, 'choose a store');
        await nodeRed.deploy(flows, 'nodes');
        await shows('other-gate', 'open: 1');
        await shows('requests', 'requests: 1');
        await shows('episodes', 'ready');
    });

    it('are gone while a flow is disabled', async () => {
        await nodeRed.deploy(
            flows.map((node) => (node.id === 'second' ? { ...node, disabled: true } : node)),
            'flows',
        );
        for (const id of secondTab) await shows(id, '');
        await shows('gate', 'open: 1');
        await nodeRed.deploy(flows, 'flows');
        await shows('requests', 'requests: 1');
    });

    it('are gone while the flows are stopped', async () => {
        await nodeRed.json('/flows/state', { body: { state: 'stop' } });
        for (const id of ['parser', 'gate', ...secondTab]) await shows(id, '');
        await nodeRed.json('/flows/state', { body: { state: 'start' } });
        await shows('gate', 'open: 1');
    });
});

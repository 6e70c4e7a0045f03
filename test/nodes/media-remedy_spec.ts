import assert from 'node:assert/strict';
import { join } from 'node:path';
import mediaRemedy from '../../nodes/media-remedy';
import mediaStore from '../../nodes/media-store';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, type TestNode } from '../support/node-test-helper';
import { until } from '../support/until';

type Refused = { topic: string; payload: { code: string; message: string } };

describe('media-remedy', () => {
    before(() => helper.startServer());
    after(() => helper.stopServer());
    afterEach(async () => {
        await helper.unload();
        await removeFolders();
    });

    async function flow(remedy: object = {}): Promise<TestNode[]> {
        const place = { z: 'tab', x: 0, y: 0 };
        return [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'store', type: 'media-store', path: join(await makeFolder(), 'store.json') },
            { id: 'remedy', type: 'media-remedy', ...place, store: 'store', wires: [[], [], ['refused']], ...remedy },
            { id: 'refused', type: 'helper', ...place, wires: [] },
        ];
    }

    it('is switched off at first, and says so', async () => {
        await helper.load([mediaStore, mediaRemedy], await flow());
        const refused = messagesOf<Refused>('refused');
        // Before all flows run it has not begun.
        await until('a refusal', () => {
            helper.getNode('remedy').receive({ topic: 'help', payload: { requestId: 'any' } });
            return refused.length > 0;
        });
        assert.equal(refused[0]!.topic, 'remedy/refused');
        assert.deepEqual(refused[0]!.payload, { code: 'off', message: 'Remedies are switched off.' });
    });
});

/** The built package in a real Node-RED of each major that this Node can run: loads, offers everything, does its work. */
import assert from 'node:assert/strict';
import { type Services, startServices } from './demo/services';
import { exampleFlows, newestMajor, NodeRed } from './support/node-red';
import { faultsOf, tryExampleFlow } from './support/packed';

for (const major of newestMajor() === 5 ? ([4, 5] as const) : ([4] as const)) {
    describe(`the package in Node-RED ${major}`, () => {
        let services: Services;
        let nodeRed: NodeRed;

        before(async () => {
            services = await startServices();
            nodeRed = await NodeRed.start({ major, flows: exampleFlows(), env: services.environment });
        });

        after(async () => {
            await nodeRed.dispose();
            await services.close();
        });

        it('takes a webhook and lists the request', async () => {
            await tryExampleFlow(nodeRed, services.environment['MEDIA_WEBHOOK_SECRET']);
        });

        it('starts again with what it knew', async () => {
            const before = await nodeRed.json<{ id: string }[]>('/media/requests');
            await nodeRed.stop();
            await nodeRed.start();
            const after = await nodeRed.json<{ id: string }[]>('/media/requests');
            assert.deepEqual(
                after.map(({ id }) => id),
                before.map(({ id }) => id),
            );
        });

        it('leaves no warning in the log, and lacks no icon, text or example', async () => {
            assert.deepEqual(await faultsOf(nodeRed), []);
        });
    });
}

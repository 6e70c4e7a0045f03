/** The package in the editor of both majors: import the example, look into every dialog, deploy, see it work, export. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Services, startServices } from '../demo/services';
import { jellyfinMovieAdded, nightTrain, nightTrainRelease, RadarrWebhooks, Sender, seerrWebhook } from '../simulators/senders';
import { readEditorHalf } from '../support/editor-half';
import { nodeFor } from '../support/node-binary';
import { exampleFlows, NodeRed, projectRoot } from '../support/node-red';
import { nodeTypes } from '../support/packed';
import { until } from '../support/until';
import { Editor } from './editor';

const example = exampleFlows();
const ownTypes = nodeTypes();
const smallExamples = readdirSync(join(projectRoot, 'examples'))
    .map((file) => file.replace(/\.json$/, ''))
    .filter((name) => name !== 'flows')
    // The nodes of another package, which is not installed here.
    .filter((name) => name !== 'dashboard');
const plainTypes = ownTypes.filter((type) => !readEditorHalf(type).isConfig);
const configTypes = ownTypes.filter((type) => readEditorHalf(type).isConfig);

/** A node of the example that names a config node of this type, and by which property. */
function userOf(configType: string): { id: string; property: string } {
    for (const node of example.filter(({ type }) => plainTypes.includes(type))) {
        for (const [property, { type }] of Object.entries(readEditorHalf(node.type).definition.defaults)) {
            if (type === configType) return { id: node.id, property };
        }
    }
    throw new Error(`nothing in the example uses ${configType}`);
}

for (const major of [4, 5] as const) {
    describe(`the editor of Node-RED ${major}`, function () {
        this.timeout(240_000);
        const closers: (() => Promise<void>)[] = [];
        let services: Services;
        let nodeRed: NodeRed;
        let editor: Editor;

        before(async () => {
            services = await startServices();
            closers.push(() => services.close());
            nodeRed = await NodeRed.start({ major, node: await nodeFor(major), env: services.environment });
            closers.push(() => nodeRed.dispose());
            editor = await Editor.open(nodeRed);
            closers.push(() => editor.close());
        });

        afterEach(() => editor.closeDialogs());

        after(async () => {
            for (const close of closers.reverse()) await close();
        });

        it('offers every node in the palette, with icon and tooltip', async () => {
            for (const type of plainTypes) {
                const entry = editor.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
                assert.equal(await entry.count(), 1, type);
            }
            await editor.showCategory('media pipeline');
            await editor.screenshot(`${major}-palette`);
        });

        it('imports the example from the Import menu, knowing every type', async () => {
            await importExample('flows');
            await editor.showFlow('Media pipeline');
        });

        it('finds nothing to complain about in the imported nodes', async () => {
            const nodes = await editor.nodes();
            assert.ok(nodes.length > 30);
            assert.deepEqual(
                nodes.filter(({ valid }) => !valid),
                [],
            );
        });

        it('deploys without a question', async () => {
            await editor.deploy();
            assert.equal(await editor.isDirty(), false);
        });

        for (const type of plainTypes) {
            it(`opens the dialog of ${type}, saves a name, and reopens the same`, async () => {
                const id = example.find((node) => node.type === type)?.id ?? '';
                const before = await editor.propertiesOf(id);
                await editor.openNode(id);
                await editor.screenshot(`${major}-${type}`);
                assert.deepEqual(await editor.faultyFields(), []);
                await editor.done();
                assert.deepEqual(await editor.propertiesOf(id), before, 'saved a change that nobody made');
                await rename(id, `My ${type}`);
                await rename(id, '');
            });
        }

        for (const type of configTypes) {
            it(`opens the dialog of ${type} from a node that uses it`, async () => {
                const { id, property } = userOf(type);
                await editor.openNode(id);
                await editor.openConfigOf(property);
                await editor.screenshot(`${major}-${type}`);
                assert.deepEqual(await editor.faultyFields(), []);
                await editor.cancel();
                await editor.cancel();
            });
        }

        it('marks a number that makes no sense', async () => {
            await editor.openNode('movie-verifier');
            const numbers = editor.page.locator('.red-ui-tray input[type="number"]:visible');
            const count = await numbers.count();
            assert.ok(count > 0);
            for (let index = 0; index < count; index++) {
                await numbers.nth(index).fill('-1');
                await numbers.nth(index).press('Tab');
            }
            assert.equal((await editor.faultyFields()).length, count);
            await editor.cancel();
        });

        it('keeps the folders of a verifier and of a Shoko server', async () => {
            const pair = { from: '/left', to: '/right' };
            await editor.openNode('movie-verifier');
            await editor.page.locator('#node-input-refreshLibrary').check();
            await addFolders(pair);
            await editor.done();
            assert.deepEqual((await editor.propertiesOf('movie-verifier'))['mappings'], [pair]);
            await editor.openNode('shoko-listener');
            await editor.openConfigOf('server');
            await addFolders(pair);
            await editor.done();
            await editor.openConfigOf('server');
            const shown = editor.page.locator('.red-ui-tray input[data-side]');
            assert.deepEqual(
                await shown.evaluateAll((inputs) => inputs.map((input) => (input as unknown as { value: string }).value)),
                ['/left', '/right'],
            );
            await editor.closeDialogs();
            await editor.reload();
        });

        it('shows the statuses of a film on its way', async () => {
            const radarr = new RadarrWebhooks();
            const secret = services.environment['MEDIA_WEBHOOK_SECRET'] ?? '';
            const sender = new Sender({ url: `${nodeRed.url}/media/webhook`, secret });
            await sender.postAll([
                { service: 'seerr', what: 'approved', body: seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId: 7 }) },
                { service: 'radarr', what: 'grabbed', body: radarr.grab(nightTrain, nightTrainRelease) },
                { service: 'radarr', what: 'imported', body: radarr.import(nightTrain, nightTrainRelease) },
            ]);
            services.jellyfin.library.addMovie({ name: nightTrain.title, providerIds: { Tmdb: String(nightTrain.tmdbId) } });
            await sender.post({ service: 'jellyfin', body: jellyfinMovieAdded(nightTrain) });
            await until('the title under the outcome', async () => (await editor.statusOf('available')) === nightTrain.title);
            await until('the gate to be idle', async () => /0/.test(await editor.statusOf('gate')));
            await editor.showWholeFlow();
            await editor.screenshot(`${major}-flow`);
        });

        for (const name of smallExamples) {
            it(`imports ${name} too, side by side`, async () => {
                // Without this, the Import dialog would remember which of its folders were open.
                await editor.reload();
                await importExample(name);
                await editor.showFlow(String(exampleFlows(name)[0]?.['label']));
                const wrong = (await editor.nodes()).filter(({ valid }) => !valid);
                assert.deepEqual(wrong, []);
                await editor.deploy();
                await editor.screenshot(`${major}-example-${name}`);
            });
        }

        it('exports no secret', async () => {
            const exported = await editor.exportAll();
            for (const [name, value] of Object.entries(services.environment)) {
                if (/PASSWORD|KEY|SECRET/.test(name)) assert.ok(!exported.includes(value), name);
            }
            assert.ok(exported.includes('media-gate'));
        });

        it('offers to install what dashboard needs', async () => {
            await editor.reload();
            const shown = await importExample('dashboard');
            assert.match(shown, /Required modules missing[^]*@flowfuse\/node-red-dashboard[^]*Install all/);
        });

        it('left no error in the browser and none in the log', () => {
            assert.deepEqual(editor.errors, []);
            assert.deepEqual(nodeRed.complaints(), []);
        });

        /** Imports an example and reads what the editor says about it. */
        async function importExample(name: string): Promise<string> {
            await editor.importExample(name);
            const shown = await until('the editor to say what it imported', async () => {
                const text = (await editor.notifications()).join('\n');
                return /Imported/.test(text) ? text : null;
            });
            assert.doesNotMatch(shown, /unrecogni/i);
            return shown;
        }

        async function addFolders({ from, to }: { from: string; to: string }): Promise<void> {
            await editor.page.locator('.red-ui-tray .red-ui-editableList-addButton:visible').click();
            await editor.page.locator('.red-ui-tray input[data-side="from"]').last().fill(from);
            await editor.page.locator('.red-ui-tray input[data-side="to"]').last().fill(to);
        }

        async function rename(id: string, name: string): Promise<void> {
            await editor.openNode(id);
            await editor.page.fill('#node-input-name', name);
            await editor.done();
            await editor.openNode(id);
            assert.equal(await editor.page.inputValue('#node-input-name'), name);
            await editor.cancel();
            await editor.deploy();
        }
    });
}

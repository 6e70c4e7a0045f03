/** The receivers of a relay, and their secrets, in the dialog as a user fills it. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { seerrWebhook, nightTrain, Sender } from '../simulators/senders';
import { type Arrival, WebhookReceiver } from '../simulators/webhook-receiver';
import { nodeFor } from '../support/node-binary';
import { exampleFlows, NodeRed } from '../support/node-red';
import { until } from '../support/until';
import { Editor } from './editor';

const RELAY = 'webhook-relay';

for (const major of [4, 5] as const) {
    describe(`the relay in the editor of Node-RED ${major}`, function () {
        this.timeout(240_000);
        const closers: (() => Promise<void>)[] = [];
        let nodeRed: NodeRed;
        let editor: Editor;
        let there: WebhookReceiver;

        before(async () => {
            there = await new WebhookReceiver().open();
            closers.push(() => there.close());
            nodeRed = await NodeRed.start({ major, node: await nodeFor(major), flows: exampleFlows() });
            closers.push(() => nodeRed.dispose());
            editor = await Editor.open(nodeRed);
            closers.push(() => editor.close());
        });
        afterEach(() => editor.closeDialogs());
        after(async () => {
            for (const close of closers.reverse()) await close();
        });

        const rows = (): Locator => editor.page.locator('#node-input-receivers-list > li');
        const field = (row: number, name: string): Locator => rows().nth(row).locator(`[data-field="${name}"]`);
        const secretOf = (row: number): Locator => rows().nth(row).locator('input[type="password"]');
        async function add(name: string, url: string, secret: string): Promise<void> {
            const row = await rows().count();
            await editor.page.locator('.red-ui-tray .red-ui-editableList-addButton:visible').click();
            await field(row, 'receiver').fill(name);
            await field(row, 'url').fill(url);
            await secretOf(row).fill(secret);
        }
        async function receive(requestId: number): Promise<void> {
            const body = seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId });
            const sender = new Sender({ url: `${nodeRed.url}/media/webhook` });
            // Just after a deploy the address is not there yet.
            await until('it to be taken', async () => (await sender.post({ service: 'seerr', body })).status === 200);
        }

        it('takes receivers, each with a secret of its own that is not exported', async () => {
            await editor.openNode(RELAY);
            await add('one', `${there.url}/one`, 'first-secret');
            await add('two', `${there.url}/two`, 'second-secret');
            await field(1, 'body').selectOption('template');
            await field(1, 'template').fill('{ "content": "{{event}}: {{subject}}" }');
            await field(1, 'headers').fill('X-Api-Key: {{secret}}');
            assert.deepEqual(await editor.faultyFields(), []);
            await editor.screenshot(`${major}-relay-receivers`);
            await editor.done();
            await editor.deploy();
            assert.doesNotMatch(await editor.exportAll(), /first-secret|second-secret/);
            await receive(1);
            await until('both', () => there.taken.length === 2);
            const [one, two] = there.taken.toSorted((a, b) => a.path.localeCompare(b.path)) as [Arrival, Arrival];
            assert.deepEqual(
                [one.path, one.headers.authorization, one.headers['x-api-key']],
                ['/one', 'first-secret', undefined],
            );
            assert.deepEqual(
                [two.path, two.headers.authorization, two.headers['x-api-key']],
                ['/two', undefined, 'second-secret'],
            );
            const { title, year } = nightTrain;
            assert.deepEqual(JSON.parse(two.body), {
                content: `Movie Request Automatically Approved: ${title}${year === undefined ? '' : ` (${year})`}`,
            });
        });

        it('shows them again, and keeps a secret that nobody touches', async () => {
            await editor.reload();
            await editor.openNode(RELAY);
            assert.equal(await rows().count(), 2);
            assert.equal(await secretOf(0).inputValue(), '__PWRD__');
            await field(0, 'url').fill(`${there.url}/moved`);
            await editor.done();
            await editor.deploy();
            there.taken.length = 0;
            await receive(2);
            await until('both', () => there.taken.length === 2);
            const moved = there.taken.find(({ path }) => path === '/moved');
            assert.equal(moved?.headers.authorization, 'first-secret');
        });

        it('gives the secret of one that was deleted to nobody', async () => {
            await editor.openNode(RELAY);
            await rows().nth(0).locator('.red-ui-editableList-item-remove').click();
            await until('it to be gone', async () => (await rows().count()) === 1);
            await add('three', `${there.url}/three`, '');
            assert.equal(await secretOf(1).inputValue(), '');
            await editor.done();
            await editor.deploy();
            there.taken.length = 0;
            await receive(3);
            await until('both', () => there.taken.length === 2);
            const three = there.taken.find(({ path }) => path === '/three');
            assert.equal(three?.headers.authorization, undefined);
        });

        it('says what is wrong with a receiver', async () => {
            await editor.openNode(RELAY);
            await field(0, 'url').fill('nowhere');
            await editor.done();
            const relay = (await editor.nodes()).find(({ id }) => id === RELAY);
            assert.equal(relay?.valid, false);
            await editor.reload();
        });

        it('takes eight of them, and no more', async () => {
            await editor.openNode(RELAY);
            const addButton = editor.page.locator('.red-ui-tray .red-ui-editableList-addButton');
            for (let n = await rows().count(); n < 8; n++) await add(`r${n}`, 'http://h', '');
            assert.equal(await addButton.isVisible(), false);
            await rows().nth(7).locator('.red-ui-editableList-item-remove').click();
            await until('room', () => addButton.isVisible());
            await editor.cancel();
        });

        it('left no error in the browser', () => {
            assert.deepEqual(editor.errors, []);
        });
    });
}

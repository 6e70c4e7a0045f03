/** The sidebar tab of the editor: what arrives, what is late, what belongs to nobody, and the way to the node that knows more. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { nightTrain, nightTrainRelease, RadarrWebhooks, Sender, seerrWebhook } from '../simulators/senders';
import { nodeFor } from '../support/node-binary';
import { exampleFlows, NodeRed } from '../support/node-red';
import { until } from '../support/until';
import { Editor } from './editor';

const SECRET = 'sesame';
/** What the editor itself knows under this name; only what is asked of it here. */
declare const RED: { view: { selection(): { nodes?: { id: string }[] } } };

for (const { major, language } of [
    { major: 4, language: 'en-US' },
    { major: 5, language: 'de' },
] as const) {
    describe(`the sidebar in Node-RED ${major}, ${language}`, function () {
        this.timeout(240_000);
        const closers: (() => Promise<void>)[] = [];
        let nodeRed: NodeRed;
        let editor: Editor;
        const words = {
            'en-US': {
                never: 'never',
                unmatched: 'Belongs to no request (1)',
                nobody: 'nobody asked for it',
                gone: 'renamed',
            },
            de: {
                never: 'nie',
                unmatched: 'Gehört zu keiner Anfrage (1)',
                nobody: 'niemand hat darum gebeten',
                gone: 'umbenannt',
            },
        }[language];

        before(async () => {
            const env = { MEDIA_WEBHOOK_SECRET: SECRET };
            nodeRed = await NodeRed.start({ major, node: await nodeFor(major), flows: exampleFlows(), env });
            closers.push(() => nodeRed.dispose());
            editor = await Editor.open(nodeRed, { language });
            closers.push(() => editor.close());
            await editor.invoke('media-pipeline:show-sidebar');
        });
        after(async () => {
            for (const close of closers.reverse()) await close();
        });

        const lines = (text: string): Locator => editor.page.locator('ul > li').filter({ hasText: text });
        const send = (service: 'seerr' | 'radarr', body: Record<string, unknown>, secret = SECRET): Promise<{ status: number }> =>
            new Sender({ url: `${nodeRed.url}/media/webhook`, secret }).post({ service, body });
        const lookAgain = (): Promise<void> => editor.invoke('media-pipeline:show-sidebar');

        it('shows each connection with its status, and leads to its node', async () => {
            const relay = lines(language === 'de' ? 'Weitergabe' : 'relay').first();
            await until('the relay', async () => (await relay.innerText()).includes('no receivers'));
            await relay.locator('button').click();
            const selected = await editor.page.evaluate(() => RED.view.selection().nodes?.map(({ id }) => id));
            assert.ok(selected === undefined || selected.includes('webhook-relay') || selected.length === 0);
            await editor.page.locator('[id="webhook-relay"]').waitFor();
        });

        it('says when the last webhook of each service came', async () => {
            const seerr = lines('Seerr').filter({ hasText: words.never });
            await seerr.first().waitFor();
            assert.equal((await send('seerr', seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId: 3 }))).status, 200);
            await until('its time', async () => {
                await lookAgain();
                return (
                    (await lines('Seerr')
                        .filter({ hasText: /\d{1,2}:\d{2}/ })
                        .count()) > 0
                );
            });
        });

        it('shows what belongs to no request, why, and leads to the gate', async () => {
            const other = { ...nightTrain, title: 'Nobody Wants This', tmdbId: 4_711 };
            assert.equal(
                (await send('radarr', new RadarrWebhooks().rename(other, nightTrainRelease, 'Renamed.mkv'))).status,
                200,
            );
            const line = lines('Nobody Wants This').first();
            await until('it', async () => {
                await lookAgain();
                return (await line.count()) > 0;
            });
            assert.match(await line.innerText(), new RegExp(`Radarr, ${words.gone}: ${words.nobody}`));
            await editor.page.getByText(words.unmatched).waitFor();
            await editor.screenshot(`${major}-${language}-sidebar`);
            await line.locator('button').click();
            await editor.page.locator('[id="gate"]').waitFor();
        });

        it('says so when Node-RED is away', async () => {
            await nodeRed.stop();
            await lookAgain();
            await lines(language === 'de' ? 'antwortet nicht' : 'does not answer')
                .first()
                .waitFor();
        });

        it('left no error of its own in the browser', () => {
            // That the server is away the browser says itself.
            const own = editor.errors.filter((error) => !/ERR_CONNECTION|WebSocket/.test(error));
            assert.deepEqual(own, []);
        });
    });
}

/** The page in a real Node-RED, at a root and with a password of its own, as somebody of the household has it before them. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { hashOf, nightTrain, RadarrWebhooks, type Release, seerrWebhook } from '../simulators/senders';
import { nodeFor } from '../support/node-binary';
import { exampleFlows, NodeRed } from '../support/node-red';
import { until } from '../support/until';
import { Household, type Tab } from './household';

const { hashSync } = createRequire(require.resolve('node-red'))('bcryptjs') as {
    hashSync: (text: string, rounds: number) => string;
};
const WHO = { username: 'house', password: 'a long word' };
const AUTHORIZATION = `Basic ${Buffer.from(`${WHO.username}:${WHO.password}`).toString('base64')}`;
const release: Release = {
    title: 'Night.Train.2019.1080p.WEB-DL',
    quality: 'WEBDL-1080p',
    indexer: 'An indexer',
    size: 4_312_000_000,
    downloadId: hashOf('night train'),
    downloadFolder: '/downloads/Night.Train.2019.1080p.WEB-DL',
};

for (const major of [4, 5] as const) {
    describe(`the page in Node-RED ${major}`, function () {
        this.timeout(240_000);
        let nodeRed: NodeRed;
        let household: Household;
        let tab: Tab;

        const post = async (service: 'seerr' | 'radarr', body: object): Promise<void> => {
            const reply = await fetch(`${nodeRed.url}/red/media/webhook/${service}`, {
                method: 'POST',
                headers: { authorization: AUTHORIZATION, 'content-type': 'application/json' },
                body: JSON.stringify(body),
            });
            assert.equal(reply.status, 200, await reply.text());
        };
        const ask = (tmdbId: number, title: string): Promise<void> =>
            post('seerr', seerrWebhook('MEDIA_AUTO_APPROVED', { ...nightTrain, tmdbId, title }, { requestId: tmdbId }));

        before(async () => {
            nodeRed = await NodeRed.start({
                major,
                node: await nodeFor(major),
                flows: exampleFlows(),
                settings: {
                    httpNodeRoot: '/red',
                    httpNodeAuth: { user: WHO.username, pass: hashSync(WHO.password, 4) },
                },
            });
            household = await Household.open();
            tab = await household.tab(`${nodeRed.url}/red/media`, { httpCredentials: WHO });
        });
        after(async () => {
            await household.close();
            await nodeRed.dispose();
        });

        it('is empty at first, and live', async () => {
            await tab.live();
            await tab.page.getByText('Nothing has been asked for yet.').waitFor();
        });

        it('shows what somebody asks for, and where it goes, without being loaded anew', async () => {
            await post('seerr', seerrWebhook('MEDIA_PENDING', nightTrain, { requestId: 1 }));
            const card = tab.page.locator('article');
            await card.getByRole('heading', { name: nightTrain.title }).waitFor();
            await card.getByText('Waiting for approval in Seerr.').waitFor();
            await post('seerr', seerrWebhook('MEDIA_APPROVED', nightTrain, { requestId: 1 }));
            await tab.page.locator('.group-way').getByRole('heading', { name: nightTrain.title }).waitFor();
            await card.locator('.title').click();
            await card.locator('.part-timeline').waitFor();
            await post('radarr', new RadarrWebhooks().grab(nightTrain, release));
            await card.locator('.part-timeline').getByText('A release was found').waitFor();
            await card.locator('.part-release').getByText(release.title).waitFor();
            assert.match(await card.locator('[aria-current=step]').innerText(), /Found/);
        });

        it('writes what services say as text', async () => {
            await ask(666, '<img src=x onerror="globalThis.broken=1"><script>globalThis.broken=1</script>');
            const title = tab.page.getByRole('heading', { name: '<img src=x' });
            await title.waitFor();
            assert.equal(await tab.page.evaluate(() => (globalThis as unknown as { broken?: number }).broken), undefined);
        });

        it('finds with the same words as Node-RED does', async () => {
            await ask(67, 'Grey’s Éclats');
            await tab.page.getByRole('heading', { name: 'Grey’s Éclats' }).waitFor();
            await tab.page.getByRole('searchbox').fill('eclats greys');
            await until('one to be left', async () => (await tab.shown()).length === 1);
            await tab.page.waitForFunction(`!document.querySelector('.empty')`);
            await tab.page.getByRole('searchbox').fill('');
            await until('all to be back', async () => (await tab.shown()).length === 3);
        });

        it('keeps what is opened over a deploy and a restart, says that it is away, and comes back', async () => {
            const opened = tab.page.locator('.is-open');
            assert.equal(await opened.count(), 1);
            await nodeRed.deploy(await nodeRed.flows());
            await ask(68, 'After a deploy');
            await tab.page.getByRole('heading', { name: 'After a deploy' }).waitFor();
            assert.equal(await opened.count(), 1);
            await nodeRed.stop();
            await tab.page.getByText(/Offline since/).waitFor();
            assert.equal((await tab.shown()).length, 4);
            await nodeRed.start();
            await tab.live();
            await ask(69, 'After a restart');
            await tab.page.getByRole('heading', { name: 'After a restart' }).waitFor();
            assert.equal(await opened.locator('.part-timeline').count(), 1);
        });

        it('shows one request alone where that is asked for', async () => {
            const id = (await tab.page.locator('.is-open').getAttribute('id'))?.replace(/^request-/, '') ?? '';
            const alone = await household.tab(`${nodeRed.url}/red/media?id=${id}`, { httpCredentials: WHO });
            await alone.page.locator('.part-timeline').waitFor();
            assert.deepEqual(await alone.shown(), [id]);
            assert.deepEqual(alone.errors, []);
            await alone.close();
        });

        it('had no error, and axe finds none', async () => {
            assert.deepEqual(tab.errors, []);
            assert.deepEqual(await tab.axe(), []);
            await tab.screenshot(`in-node-red-${major}`);
        });
    });
}

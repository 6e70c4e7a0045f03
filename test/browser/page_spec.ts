/** The page that the household looks at, against a server that can do worse than a real one. */
import assert from 'node:assert/strict';
import type { ServiceState } from '../../lib/page/contract';
import { PageServer } from '../simulators/page-server';
import { orderOf } from '../simulators/page-house';
import { until } from '../support/until';
import { Household, type Tab } from './household';

const WISH = { stalled: 'wish-00000', waiting: 'wish-00001', film: 'wish-00002', show: 'wish-00003', ready: 'wish-00006' };

const DOWN: ServiceState[] = [
    {
        service: 'sonarr',
        label: 'Sonarr',
        code: 'arr_unreachable',
        since: null,
        says: 'Sonarr does not answer.',
        words: [{ code: 'arr_unreachable', values: { server: 'Sonarr' } }],
    },
];

describe('the page', function () {
    this.timeout(180_000);
    let household: Household;
    let server: PageServer;
    const tabs: Tab[] = [];
    const tab = async (path = '', options: Parameters<Household['tab']>[1] = {}): Promise<Tab> => {
        const opened = await household.tab(server.url + path, options);
        tabs.push(opened);
        return opened;
    };

    const idsWith = (part: string): string[] => server.house.filter(({ title }) => title?.includes(part)).map(({ id }) => id);

    before(async () => {
        household = await Household.open();
    });
    after(() => household.close());
    beforeEach(async () => {
        server = await PageServer.start(45);
    });
    afterEach(async () => {
        const errors = tabs.flatMap((each) => each.errors);
        for (const each of tabs.splice(0)) await each.close();
        await server.close();
        assert.deepEqual(errors, []);
    });

    describe('shows', () => {
        it('what needs attention, then what is on the way, then what is ready, with counts', async () => {
            const { page } = await tab();
            await page.locator('article').first().waitFor();
            assert.deepEqual(await page.locator('h2').allInnerTexts(), ['Needs attention 6', 'On the way 9', 'Ready 30']);
            assert.deepEqual(await page.locator('.chip').allInnerTexts(), [
                'Everything 45',
                'Mine',
                'Needs attention 6',
                'On the way 9',
                'Ready 30',
            ]);
        });

        it('of a request who asked and when, its way, why and since when, what next, and its links', async () => {
            const own = await tab();
            const card = own.card(WISH.stalled);
            await card.waitFor();
            const text = (await card.innerText()).replace(/\s+/g, ' ');
            for (const part of [
                'Harbor Lights 1980',
                'Anna asked 5 hours ago',
                'Late',
                'For the admin',
                'The download has stalled at 41 %',
                'since',
                'Remove it in Radarr',
                '41 %',
                'Seerr',
                'Radarr',
            ])
                assert.ok(text.includes(part), `${part} in ${text}`);
            assert.deepEqual(await card.locator('.step-name').allInnerTexts(), [
                'Approved',
                'Found',
                'Downloading',
                'Imported',
                'Ready',
            ]);
            assert.equal(
                await card
                    .locator('[aria-current=step]')
                    .innerText()
                    .then((said) => said.includes('Downloading')),
                true,
            );
            assert.equal(
                await own.card(WISH.ready).getByRole('link').getAttribute('href'),
                'http://jellyfin.test/web/#/details?id=6',
            );
        });

        it('every episode as a numbered cell, with a mark, a fill and words for who does not see them', async () => {
            const own = await tab();
            const cells = own.card(WISH.show).locator('.cell');
            await cells.first().waitFor();
            assert.equal(await cells.count(), 12);
            assert.equal(await cells.first().locator('.visually-hidden').innerText(), 'Episode 1, ready');
            assert.equal(await cells.first().locator('.cell-mark').innerText(), '✓');
            assert.equal(await cells.nth(9).locator('.cell-mark').innerText(), '!');
            assert.equal(await cells.nth(6).locator('.visually-hidden').innerText(), 'Episode 7, downloading, 38 %');
            const seventh = `[id="request-${WISH.show}"] .cell:nth-child(7)`;
            const [bar, cell] = [await own.style(seventh, 'width', '::after'), await own.style(seventh, 'width')].map(parseFloat);
            assert.ok(Math.abs((bar ?? 0) / (cell ?? 0) - 0.38) < 0.06, `the fill is ${bar} of ${cell}`);
        });

        it('of what is opened the timeline, the release and what each episode lacks, and an address to share', async () => {
            const own = await tab();
            await own.open(WISH.show);
            const card = own.card(WISH.show);
            assert.match(await card.locator('.part-lacks').innerText(), /S01E05-E12\s+Downloading 38 %/);
            assert.match(await card.locator('.part-timeline').innerText(), /A release was found · Sonarr/);
            assert.match(await card.locator('.part-release').innerText(), /WEBDL-1080p[\s\S]*4\.3 GB/);
            assert.ok(own.page.url().endsWith(`#${WISH.show}`));
            const address = (await card.getByRole('link', { name: 'Copy link' }).getAttribute('href')) ?? '';
            assert.ok(address.endsWith(`/red/media/?id=${WISH.show}`), address);

            const shared = await tab(`#${WISH.show}`);
            await shared.card(WISH.show).locator('.part-timeline').waitFor();
            const alone = await tab(`?id=${WISH.show}`);
            await alone.card(WISH.show).locator('.part-timeline').waitFor();
            assert.deepEqual(await alone.shown(), [WISH.show]);
            assert.equal(await alone.page.locator('.filters, .search').count(), 0);
        });

        it('the initial where there is no poster or it does not come', async () => {
            const own = await tab();
            await own.card(WISH.show).locator('.poster-none').waitFor();
            const odd = server.house.find(({ id }) => id === WISH.film);
            server.change(WISH.film, { ...odd, poster: 'posters/nothing-at-all?1' });
            await own.card(WISH.film).locator('.poster-none').waitFor();
            assert.equal(await own.card(WISH.film).locator('.poster-none').innerText(), 'Ü');
        });

        it('nothing, in words, where there is nothing', async () => {
            server.house = [];
            const { page } = await tab();
            await page.getByText('Nothing has been asked for yet.').waitFor();
            await page.getByRole('button', { name: 'On the way' }).click();
            await page.getByText('Nothing is on the way.').waitFor();
            const gone = await tab('?id=nobody');
            await gone.page.getByText('This request is not here any more.').waitFor();
        });

        it('which service does not answer', async () => {
            const own = await tab();
            await own.live();
            server.notice(DOWN);
            await own.page.locator('.services').getByText('Sonarr does not answer.').waitFor();
        });
    });

    describe('finds', () => {
        it('titles whatever their accents, and keeps the question in the address', async () => {
            const own = await tab();
            await own.live();
            await own.page.getByRole('searchbox').fill('eclats');
            const wanted = idsWith('clats');
            await until('the list to be narrowed', async () => (await own.shown()).length === wanted.length);
            assert.deepEqual(await own.shown(), wanted);
            await until('the address to have it', () => own.page.url().includes('q=eclats'));
            await own.page.reload();
            await until('the list to be narrowed again', async () => (await own.shown()).length === wanted.length);
            await own.page.getByRole('searchbox').fill('no such thing');
            await own.page.getByText('No title has “no such thing” in it.').waitFor();
        });

        it('what is mine, once I have said who I am', async () => {
            const own = await tab();
            await own.live();
            await own.page.getByRole('button', { name: 'Mine' }).click();
            await own.page.getByRole('button', { name: 'Jörg' }).click();
            const mine = server.house.filter(({ requestedBy }) => requestedBy === 'Jörg').map(({ id }) => id);
            await until('mine to be shown', async () => (await own.shown()).length === mine.length);
            assert.deepEqual((await own.shown()).sort(), mine.sort());
            await own.page.reload();
            await own.page.getByRole('button', { name: 'Not Jörg?' }).waitFor();
        });

        it('one group', async () => {
            const own = await tab();
            await own.live();
            await own.page.getByRole('button', { name: 'On the way' }).click();
            await until('the group to be shown', async () => (await own.shown()).length === 9);
            assert.deepEqual(await own.page.locator('h2').allInnerTexts(), ['On the way 9']);
        });
    });

    describe('is live', () => {
        it('while what is opened, the focus, the place and what is typed survive', async () => {
            const own = await tab('', { viewport: { width: 1280, height: 700 } });
            const { page } = own;
            await own.open(WISH.show);
            const card = own.card(WISH.show);
            await card.scrollIntoViewIfNeeded();
            await card.locator('.title').focus();
            const before = await card.boundingBox();
            // It is ready, and so is at home far below; another one comes in above; a third one leaves.
            const old = server.house.find(({ id }) => id === WISH.show);
            server.change(WISH.show, { ...old, group: 'ready', order: orderOf('ready', null, 999), title: 'It is ready' });
            server.change('new', { title: 'Something new', group: 'attention', order: '0!' });
            server.remove(WISH.waiting);
            await own.card('new').waitFor();
            await card.locator('.title').getByText('It is ready').waitFor();
            assert.equal(await card.locator('.part-timeline').count(), 1);
            assert.equal(await own.focused(), WISH.show);
            const after = await card.boundingBox();
            assert.ok(Math.abs((after?.y ?? 0) - (before?.y ?? 0)) < 4, `moved from ${before?.y} to ${after?.y}`);
            await page.getByRole('searchbox').pressSequentially('rea');
            server.change(WISH.show, { title: 'It is really ready' });
            await card.locator('.title').getByText('It is really ready').waitFor();
            assert.equal(await page.getByRole('searchbox').inputValue(), 'rea');
            assert.equal(await own.focused(), 'search');
            assert.equal(await card.locator('.part-timeline').count(), 1);
            await page.getByRole('searchbox').fill('');
            await own.card('new').waitFor();
            await card.locator('.title').focus();
            // Closed, it goes where it belongs, and the focus goes with it.
            await card.locator('.title').press('Enter');
            await own.page.locator('.group-ready .title').getByText('It is really ready').waitFor();
            assert.equal(await own.focused(), WISH.show);
        });

        it('patches figures without drawing anew what does not change', async () => {
            const own = await tab();
            await own.live();
            const card = await own.card(WISH.film).elementHandle();
            const changesOfAnother = await own.watch(own.card(WISH.stalled));
            server.change(WISH.film, { percent: 77 });
            await own.card(WISH.film).getByText('77 %').waitFor();
            assert.equal(await card.evaluate((element: { isConnected: boolean }) => element.isConnected), true);
            assert.equal(await changesOfAnother(), 0);
        });

        it('and says since when it is not, keeps its picture, and comes back by itself', async () => {
            const own = await tab();
            await own.open(WISH.film);
            const { port } = server;
            await server.close();
            await own.page.getByText(/Offline since \d\d:\d\d/).waitFor();
            assert.equal((await own.shown()).length, 45);
            assert.equal(await own.card(WISH.film).locator('.part-timeline').count(), 1);
            server = await PageServer.start(45, { port });
            server.change(WISH.film, { title: 'Changed meanwhile' });
            await own.live();
            await own.card(WISH.film).locator('.title').getByText('Changed meanwhile').waitFor();
            assert.equal(await own.card(WISH.film).locator('.part-timeline').count(), 1);
        });

        it('over a stream that breaks off, and says where it goes on', async () => {
            const own = await tab();
            await own.live();
            server.change(WISH.film, { percent: 64 });
            await own.card(WISH.film).getByText('64 %').waitFor();
            server.breakOff();
            await own.page.locator('.link-offline').waitFor();
            await own.live();
            assert.deepEqual(server.resumed, [undefined, '1']);
        });

        it('over a line that brings three bytes at a time', async () => {
            server.manner = 'in_pieces';
            const own = await tab();
            await own.live();
            assert.equal((await own.shown()).length, 45);
            server.change(WISH.film, { title: '銀の海 العربية' });
            await own.card(WISH.film).locator('.title').getByText('銀の海 العربية').waitFor();
        });

        it('as well as can be behind something that keeps the stream back', async () => {
            server.manner = 'kept_back';
            const own = await tab();
            await own.page.getByText(/Updated at \d\d:\d\d/).waitFor();
            assert.equal((await own.shown()).length, 45);
        });

        it('unless it is refused, and then says why', async () => {
            server.manner = 'refused';
            const own = await tab();
            await own.page.getByText(/Signed out since/).waitFor();
            await own.page.getByRole('link', { name: 'Sign in again' }).waitFor();
        });
    });

    describe('holds', () => {
        it('5,000 requests: asks for more when the reader comes near the end', async () => {
            await server.close();
            server = await PageServer.start(5_000);
            const own = await tab('?show=ready');
            await own.live();
            const wanted = server.house.filter(({ group }) => group === 'ready').map(({ id }) => id);
            for (let round = 0; round < 8; round++) {
                const before = (await own.shown()).length;
                await own.page.locator('.end').scrollIntoViewIfNeeded();
                await until('more to be shown', async () => (await own.shown()).length > before);
            }
            const shown = await own.shown();
            assert.ok(shown.length >= 500, `${shown.length}`);
            assert.deepEqual(shown, wanted.slice(0, shown.length));
            assert.equal(await own.page.locator('h2').innerText(), 'Ready 4,493');
        });
    });

    describe('keeps what comes after it near', () => {
        const MANY = 40;
        /** A house in which much needs attention. */
        const trouble = (count = MANY): void => {
            for (let index = 0; index < count; index++) {
                const number = String(index).padStart(2, '0');
                server.change(`late-${number}`, { title: `Late ${index}`, group: 'attention', order: `0!${number}` });
            }
        };
        const inAttention = async (own: Tab): Promise<number> => own.page.locator('.group-attention article').count();
        const [all, fewer] = [`Show all ${MANY + 6}`, 'Show fewer'];

        it('of a long section its beginning, until the reader wants all of it, and goes on at the first that comes then', async () => {
            trouble();
            const own = await tab();
            await own.live();
            assert.equal(await inAttention(own), 10);
            assert.deepEqual((await own.page.locator('h2').allInnerTexts()).slice(0, 2), [
                `Needs attention ${MANY + 6}`,
                'On the way 9',
            ]);
            const button = own.page.getByRole('button', { name: all });
            await own.screenshot('long');
            await button.focus();
            await own.page.keyboard.press('Enter');
            await until('all to be shown', async () => (await inAttention(own)) === MANY + 6);
            assert.equal(await own.focused(), 'late-10');
            await own.page.getByRole('button', { name: fewer }).click();
            await until('few to be shown', async () => (await inAttention(own)) === 10);
            assert.equal(await button.isVisible(), true);
            const box = await button.boundingBox();
            assert.ok(box !== null && box.y > 0 && box.y < 900, 'the button is out of sight');
        });

        it('and remembers it while the page is open', async () => {
            trouble();
            const own = await tab();
            await own.page.getByRole('button', { name: all }).click();
            await own.page.getByRole('button', { name: 'Ready 30' }).click();
            await until('the other group', async () => (await inAttention(own)) === 0);
            await own.page.getByRole('button', { name: /^Everything/ }).click();
            await until('all to be shown', async () => (await inAttention(own)) === MANY + 6);
            server.breakOff();
            await own.page.locator('.link-offline').waitFor();
            await own.live();
            assert.equal(await inAttention(own), MANY + 6);
        });

        it('and hides nothing from who asks for the group, searches, has opened it or is at it', async () => {
            trouble();
            const own = await tab('#late-30');
            await own.card('late-30').locator('.part-timeline').waitFor();
            assert.equal(await inAttention(own), 11);
            // Something comes in above while the reader is at the last that is shown.
            await own.card('late-09').locator('.title').focus();
            server.change('later', { title: 'Comes in above', group: 'attention', order: '0! ' });
            await own.card('later').waitFor();
            assert.equal(await own.focused(), 'late-09');
            assert.equal(await inAttention(own), 12);
            await own.page.getByRole('button', { name: /^Needs attention/ }).click();
            await until('the group', async () => (await inAttention(own)) === MANY + 7);
            await own.page.getByRole('button', { name: /^Everything/ }).click();
            await own.page.getByRole('searchbox').fill('late');
            await until('all that was found', async () => (await inAttention(own)) === MANY);
            assert.equal(await own.page.getByRole('button', { name: /^Show all/ }).count(), 0);
        });

        it('and asks at once for all that is between it and what comes after', async () => {
            trouble(300);
            const own = await tab();
            await own.page.getByRole('button', { name: 'Show all 306' }).scrollIntoViewIfNeeded();
            await own.page.locator('.group-way').waitFor();
            assert.equal(await inAttention(own), 10);
            assert.equal(server.asked[0], 306);
            assert.ok(server.asked.slice(1).every((limit) => limit === 60));
        });

        it('in German too, and axe finds nothing', async () => {
            trouble();
            const own = await tab('', { locale: 'de-DE', colorScheme: 'dark' });
            await own.page.getByRole('button', { name: `Alle ${MANY + 6} anzeigen` }).waitFor();
            assert.deepEqual(await own.axe(), []);
            await own.page.getByRole('button', { name: `Alle ${MANY + 6} anzeigen` }).click();
            await own.page.getByRole('button', { name: 'Weniger anzeigen' }).scrollIntoViewIfNeeded();
            assert.deepEqual(await own.axe(), []);
            await own.screenshot('long-dark');
        });
    });

    describe('asks', () => {
        it('for a look, and passes on yes and no to a proposal', async () => {
            const own = await tab();
            await own.open(WISH.stalled);
            const card = own.card(WISH.stalled);
            await card.getByText('Deletes what was downloaded.').waitFor();
            await card.getByRole('button', { name: 'Do it' }).click();
            await card.getByText('Passed on').waitFor();
            await card.getByRole('button', { name: 'Look again now' }).click();
            await card.getByText('Asked to look').waitFor();
            await card.getByRole('button', { name: 'Not now' }).click();
            await until('all to be posted', () => server.posted.length === 3);
            assert.deepEqual(server.posted, [
                { action: 'approve', requestId: WISH.stalled, proposalId: 'replace' },
                { action: 'look', requestId: WISH.stalled },
                { action: 'dismiss', requestId: WISH.stalled, proposalId: 'replace' },
            ]);
        });

        it('for nothing where actions are off', async () => {
            server.actions = false;
            const own = await tab();
            await own.open(WISH.stalled);
            assert.equal(await own.page.getByRole('button', { name: /Do it|Not now|Look again/ }).count(), 0);
        });
    });

    describe('is safe', () => {
        const EVIL = [
            '<img src=x onerror="globalThis.broken=1">',
            '</title><script>globalThis.broken=1</script>',
            '"><svg onload=globalThis.broken=1>',
            '{{constructor.constructor("globalThis.broken=1")()}}',
            'javascript:globalThis.broken=1',
            '\u202Egnp.exe\u0000\u0007',
        ];

        it('from what services say: it is text wherever it stands', async () => {
            for (const [index, evil] of EVIL.entries())
                server.change(`evil-${index}`, {
                    title: evil,
                    requestedBy: evil,
                    says: evil,
                    words: { says: [{ code: 'arr_unreachable', values: { server: evil, theirs: { quote: evil } } }] },
                    group: 'attention',
                    order: `0!${index}`,
                    poster: evil,
                    links: {
                        seerr: evil,
                        radarr: 'javascript:globalThis.broken=1',
                        jellyfin: 'data:text/html,<script>1</script>',
                    },
                    proposals: [{ id: evil, says: evil }],
                });
            const own = await tab();
            await own.live();
            for (const [index] of EVIL.entries()) {
                const card = own.card(`evil-${index}`);
                await own.open(`evil-${index}`);
                assert.equal(await card.locator('script, svg[onload], img[onerror]').count(), 0);
                for (const link of await card.getByRole('link').all()) {
                    const address = (await link.getAttribute('href')) ?? '';
                    assert.ok(address === '#' || address.startsWith('http://127.0.0.1:'), address);
                }
            }
            await own.page.getByRole('button', { name: 'Mine' }).click();
            await own.page
                .locator('.who')
                .getByRole('button', { name: EVIL[0] ?? '' })
                .click();
            await own.page.getByRole('button', { name: `Not ${EVIL[0] ?? ''}?` }).waitFor();
            assert.equal(await own.page.evaluate(() => (globalThis as unknown as { broken?: number }).broken), undefined);
            await own.page.goto(`${server.url}?q=${encodeURIComponent(EVIL[0] ?? '')}&show=<b>#${encodeURIComponent('"><b>')}`);
            await own.live();
            assert.equal(await own.page.evaluate(() => (globalThis as unknown as { broken?: number }).broken), undefined);
        });
    });

    describe('is for everybody', () => {
        for (const [name, options] of Object.entries({
            light: {},
            dark: { colorScheme: 'dark' },
            'a phone': { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
            German: { locale: 'de-DE' },
        } as const)) {
            it(`axe finds nothing: ${name}`, async () => {
                const own = await tab('', options);
                await own.live();
                await own.card(WISH.stalled).locator('.title').click();
                await own.card(WISH.stalled).locator('.part-timeline').waitFor();
                await own.page.getByRole('button', { name: /^(Mine|Meine)/ }).click();
                await own.page.locator('.who li').first().waitFor();
                server.notice(DOWN, 2);
                await own.page.locator('.services li').nth(1).waitFor();
                assert.deepEqual(await own.axe(), []);
                await own.screenshot(name.replace(' ', '-'));
            });
        }

        for (const width of [320, 390, 640, 1280, 1920, 3840]) {
            it(`nothing is wider than a window of ${width}`, async () => {
                const own = await tab('', { viewport: { width, height: 800 } });
                await own.open(WISH.show);
                await own.open(WISH.stalled);
                assert.equal(await own.overflow(), 0);
                await own.screenshot(`${width}`);
            });
        }

        it('nothing is cut off at 200 % zoom, nor takes the window for itself', async () => {
            const own = await tab('', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
            await own.live();
            assert.equal(await own.overflow(), 0);
            assert.equal(await own.style('.top', 'position'), 'static');
        });

        it('the keyboard alone reaches and does everything', async () => {
            const own = await tab();
            const { page } = own;
            await own.live();
            const focused = (): Promise<string> => own.focused();
            const walked: string[] = [];
            for (let step = 0; step < 14; step++) {
                await page.keyboard.press('Tab');
                walked.push(await focused());
                if (step > 0) assert.notEqual(await own.outline(), 'none', `${walked.at(-1) ?? ''} shows no focus`);
            }
            assert.deepEqual(walked, [
                'skip',
                'search',
                'filter/all',
                'filter/mine',
                'filter/attention',
                'filter/way',
                'filter/ready',
                WISH.stalled,
                `${WISH.stalled}/replace/do`,
                `${WISH.stalled}/replace/not`,
                `${WISH.stalled}/more`,
                `${WISH.stalled}/seerr`,
                `${WISH.stalled}/radarr`,
                WISH.waiting,
            ]);
            await page.keyboard.press('Enter');
            await own.card(WISH.waiting).locator('.part-timeline').waitFor();
            assert.equal(await focused(), WISH.waiting);
            await page.keyboard.press('/');
            assert.equal(await focused(), 'search');
            await page.keyboard.type('night');
            await until('the list to be narrowed', async () => (await own.shown()).length === idsWith('Night').length);
            assert.equal(await focused(), 'search');
            await page.locator('[data-focus="filter/mine"]').focus();
            await page.keyboard.press('Enter');
            await page.locator('.who li').first().waitFor();
            await page.keyboard.press('Escape');
            await until('the question to be gone', async () => (await page.locator('.who').count()) === 0);
            // The focus comes back when what was removed is gone.
            await until('the focus to be back', async () => (await focused()) === 'filter/mine');
        });

        it('in German, with times in the zone of the reader', async () => {
            const own = await tab('', { locale: 'de-AT', timezoneId: 'America/New_York' });
            await own.open(WISH.stalled);
            const text = await own.page.locator('body').innerText();
            for (const part of ['Zu klären', 'Unterwegs', 'Anna, vor 5 Stunden gewünscht', 'Der Download steht', 'Was geschah'])
                assert.ok(text.includes(part), part);
            assert.equal(await own.page.locator('html').getAttribute('lang'), 'de');
            const time = own.card(WISH.stalled).locator('.since time');
            const [at, said] = [await time.getAttribute('datetime'), await time.textContent()];
            const inZone = new Intl.DateTimeFormat('de-AT', { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit' });
            assert.ok(said?.endsWith(inZone.format(new Date(at ?? ''))), `${said} for ${at}`);
        });

        it('times of twelve hours stand on one line each', async () => {
            const own = await tab('', { locale: 'en-US', timezoneId: 'America/New_York' });
            await own.open(WISH.stalled);
            const time = own.card(WISH.stalled).locator('.day time').first();
            assert.match(await time.innerText(), /^\d\d:\d\d [AP]M$/);
            const lineHeight = parseFloat(await own.style(`[id="request-${WISH.stalled}"] .day time`, 'lineHeight'));
            const { height = 0 } = (await time.boundingBox()) ?? {};
            assert.ok(height > 0 && height < 1.5 * lineHeight, `${height} px, a line has ${lineHeight}`);
        });

        it('titles from right to left stand as they are read', async () => {
            const own = await tab();
            await own.live();
            assert.equal(await own.style(`[id="request-${WISH.show}"] .title span`, 'direction'), 'rtl');
        });

        it('nothing moves for who does not want it', async () => {
            const own = await tab('', { reducedMotion: 'reduce' });
            await own.live();
            assert.equal(await own.moving(), 0);
        });

        it('what is told by a colour is told by a line too where the colours are the reader’s own', async () => {
            const own = await tab('', { forcedColors: 'active' });
            await own.live();
            const width = async (selector: string): Promise<number> => parseFloat(await own.style(selector, 'borderTopWidth'));
            assert.ok((await width('.cell-a')) > (await width('.cell-r')));
            assert.ok((await width('.chip[aria-pressed=true]')) > (await width('.chip[aria-pressed=false]')));
            await own.screenshot('forced-colours');
        });

        it('it can be put on a phone’s home screen', async () => {
            const own = await tab();
            await own.live();
            const address = (await own.page.locator('link[rel=manifest]').getAttribute('href')) ?? '';
            const manifest = await own.page.evaluate(async (at) => {
                const answer = await fetch(at);
                return { url: answer.url, ...((await answer.json()) as { start_url: string; icons: { src: string }[] }) };
            }, address);
            assert.equal(new URL(manifest.start_url, manifest.url).href, server.url);
            for (const { src } of manifest.icons) {
                const status = await own.page.evaluate(async (at) => (await fetch(at)).status, new URL(src, manifest.url).href);
                assert.equal(status, 200, src);
            }
        });
    });
});

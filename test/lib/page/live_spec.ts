import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { MediaPage } from '../../../lib/page';
import { Tab } from '../../../lib/page/live/tab';
import type { Change, Gone, Notice } from '../../../lib/page/contract';
import { settle } from '../../support/fake-clock';
import { removeFolders } from '../../support/folder';
import { type Listener, type PageHouse, pageHouse } from '../../support/page-server';
import { movie, putWhole } from '../../support/requests';
import { until } from '../../support/until';

describe("the page's live stream", () => {
    let house: PageHouse;
    const opened: Listener[] = [];
    beforeEach(async () => {
        house = await pageHouse();
        for (const number of [1, 2, 3]) put(`film-${number}`, `Film ${number}`);
    });
    afterEach(async () => {
        for (const listener of opened.splice(0)) listener.close();
        await house.dispose();
        await removeFolders();
    });
    const put = (id: string, title: string): void => void putWhole(house.store, movie({ id, title }));
    /** Lets the time pass within which what happens is told together. */
    const together = async (): Promise<void> => {
        await settle();
        await house.clock.advance(300);
    };
    const listen = async (...given: Parameters<PageHouse['listen']>): Promise<Listener> => {
        const listener = await house.listen(...given);
        opened.push(listener);
        return listener;
    };
    const tabs = (count: number): Promise<unknown> => until(`${count} tabs`, () => house.tabs.at(-1) === count);

    it('is kept by nobody on its way, and begins with enough for who waits for more', async () => {
        const tab = await listen();
        const { headers } = tab.response;
        assert.equal(headers['content-type'], 'text/event-stream; charset=utf-8');
        assert.equal(headers['cache-control'], 'no-store, no-transform');
        assert.equal(headers['x-accel-buffering'], 'no');
        const opening = (await tab.next<string[]>('opening')).join('\n');
        assert.ok(opening.length > 2048 && opening.endsWith('retry: 2000'));
    });

    it('forgets who left before there was anything to tell', async () => {
        const { store } = house;
        let open: (opened: typeof store) => void = () => undefined;
        const page = new MediaPage({
            opened: new Promise((resolve) => (open = resolve)),
            clock: house.clock,
            newId: () => 'run',
            assetsFolder: '/nowhere',
            title: '',
            language: 'en-US',
            hasActions: false,
            readyDays: 30,
            servers: () => [],
            ownOrigins: () => new Set(),
            onTabs: (count) => counts.push(count),
            onAction: () => undefined,
            onFault: (thrown) => faults.push(thrown),
        });
        const counts: number[] = [];
        const faults: unknown[] = [];
        house.server.removeAllListeners('request').on('request', (request: IncomingMessage, response: ServerResponse) => {
            page.handle(request, response, '/live');
        });
        const asked = once(house.server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
        const sent = get(`${house.url}/media/live`, { agent: false }).on('error', () => undefined);
        const [, response] = await asked;
        const gone = once(response, 'close');
        sent.destroy();
        await gone;
        open(store);
        await settle();
        assert.deepEqual([counts, faults], [[], []]);
        page.close();
    });

    it('ends, and throws nothing, when it can no longer tell who was behind what there is', async () => {
        const response = Object.assign(new EventEmitter(), {
            writableLength: 2 ** 21,
            destroyed: false,
            destroy: () => (response.destroyed = true),
        });
        const tab = new Tab(response as unknown as ServerResponse, {
            requestId: null,
            settle: () => Promise.reject(new Error('the store is closed')),
            snapshot: () => Buffer.alloc(0),
            monotonic: () => 0,
        });
        tab.goOn([]);
        tab.send({ number: 1, bytes: Buffer.from('x'), requestId: null });
        response.emit('drain');
        await settle();
        assert.ok(response.destroyed);
    });

    it('begins with a snapshot: the first of the list that was asked for, and how many there are', async () => {
        const { total, counts, requests, services, actions } = await (await listen('?limit=2')).snapshot();
        assert.deepEqual([total, counts.all, requests.length, services, actions], [3, 3, 2, [], true]);
        const found = await (await listen('?q=film+2')).snapshot();
        assert.deepEqual([found.total, found.counts.all, found.requests.map(({ id }) => id)], [1, 3, ['film-2']]);
    });

    it('tells every tab what changes, with the counts at the end of what happens together', async () => {
        const [one, other] = [await listen(), await listen('?show=ready')];
        await Promise.all([one.snapshot(), other.snapshot()]);
        put('film-4', 'Fourth');
        put('film-1', 'First');
        await together();
        for (const tab of [one, other]) {
            const changes = [await tab.next<Change>('change'), await tab.next<Change>('change')];
            assert.deepEqual(changes.map(({ request }) => request.title).sort(), ['First', 'Fourth']);
            assert.deepEqual(
                changes.map(({ counts }) => counts?.all),
                [undefined, 4],
            );
        }
    });

    it('tells the first that there ever is', async () => {
        const empty = await pageHouse();
        const tab = await empty.listen();
        assert.equal((await tab.snapshot()).total, 0);
        putWhole(empty.store, movie({ id: 'first' }));
        await settle();
        await empty.clock.advance(300);
        assert.equal((await tab.next<Change>('change')).counts?.all, 1);
        tab.close();
        await empty.dispose();
    });

    it('tells what is gone', async () => {
        const tab = await listen();
        await tab.snapshot();
        const records = (house.store as unknown as { records: { remove: (request: unknown) => void } }).records;
        records.remove(house.store.get('film-2'));
        await house.clock.advance(16_000);
        const gone = await tab.next<Gone>('gone');
        assert.deepEqual([gone.id, gone.counts?.all], ['film-2', 2]);
    });

    it('tells which services hold something up', async () => {
        const tab = await listen();
        await tab.snapshot();
        putWhole(house.store, movie({ id: 'film-1', state: 'importing' }));
        house.store.live.setCheck('film-1', { at: '', code: 'jellyfin_unreachable', message: 'Jellyfin refused the connection' });
        await together();
        const { services } = await tab.next<Notice>('notice');
        assert.deepEqual(
            services.map(({ service }) => service),
            ['jellyfin'],
        );
    });

    it('of one person’s link tells of that request only', async () => {
        const tab = await listen('?id=film-2');
        assert.deepEqual(
            (await tab.snapshot()).requests.map(({ id }) => id),
            ['film-2'],
        );
        put('film-1', 'Not theirs');
        await together();
        put('film-2', 'Theirs');
        await together();
        assert.equal((await tab.next<Change>('change')).request.title, 'Theirs');
        assert.ok(!JSON.stringify(tab.told).includes('Not theirs'));
    });

    it('proves that it is alive, and leaves no timer when the last tab goes', async () => {
        const tab = await listen();
        await tab.snapshot();
        await house.clock.advance(20_000);
        await tab.next('comment');
        tab.close();
        await tabs(0);
        assert.ok((house.clock.nextIn ?? Infinity) > 60_000, 'only the store waits for something');
    });

    describe('for who comes back', () => {
        let lastEventId: string;
        beforeEach(async () => {
            const tab = await listen();
            await tab.snapshot();
            put('film-1', 'First');
            await together();
            await until('a change', () => (lastEventId = tab.told.find(({ event }) => event === 'change')?.id ?? ''));
            tab.close();
            await tabs(0);
        });
        const back = (): Promise<Listener> => listen('', { 'last-event-id': lastEventId });

        it('tells only what was missed, also what nobody looked at meanwhile', async () => {
            put('film-2', 'Second');
            const tab = await back();
            await tabs(1);
            await together();
            assert.equal((await tab.next<Change>('change')).request.title, 'Second');
            assert.equal(tab.told.filter(({ event }) => event === 'snapshot').length, 0);
        });

        it('and what another tab has heard since', async () => {
            const other = await listen();
            await other.snapshot();
            put('film-2', 'Second');
            await together();
            await other.next('change');
            assert.equal((await (await back()).next<Change>('change')).request.title, 'Second');
        });

        for (const [what, id] of [
            ['of another run', 'run77-1'],
            ['that is no id', 'x'],
            ['of the future', 'run1-999999'],
            ['too long', `${'9'.repeat(5_000)}-1`],
        ] as const) {
            it(`sends everything for an id ${what}`, async () => {
                assert.equal((await (await listen('', { 'last-event-id': id })).snapshot()).total, 3);
            });
        }

        it('sends everything when too much was missed', async () => {
            const other = await listen();
            await other.snapshot();
            for (let number = 0; number < 400; number++) put(`many-${number}`, 'Many');
            await together();
            await until('all changes', () => other.told.filter(({ event }) => event === 'change').length >= 400);
            assert.equal((await (await back()).snapshot()).total, 403);
        });
    });

    describe('with a tab that takes nothing', () => {
        const overview = 'x'.repeat(2_000);
        const floods = async (): Promise<void> => {
            // More than a connection's own buffers hold on this machine.
            for (let round = 0; round < 30; round++) {
                for (let number = 0; number < 300; number++) put(`many-${number}`, `${round} ${overview}`);
                await together();
            }
        };

        it('keeps little for it, lets the others not wait, and sends it everything when it can take it', async () => {
            const [slow, quick] = [await listen('?limit=5'), await listen('?limit=5')];
            await Promise.all([slow.snapshot(), quick.snapshot()]);
            slow.response.pause();
            await floods();
            put('film-1', 'The last');
            await together();
            await until('the last change', () => quick.told.some(({ data }) => JSON.stringify(data).includes('The last')));
            slow.response.resume();
            const { total } = await slow.snapshot();
            assert.equal(total, 303);
            put('film-1', 'After that');
            await together();
            await until('what comes then', () => slow.told.some(({ data }) => JSON.stringify(data).includes('After that')));
        }).timeout(120_000);

        it('gives it up after a minute', async () => {
            const slow = await listen('?limit=5');
            await slow.snapshot();
            slow.response.pause();
            await floods();
            for (let beat = 0; beat < 5; beat++) await house.clock.advance(20_000);
            await tabs(0);
        }).timeout(120_000);
    });

    it('ends when the page is closed, and opens no more', async () => {
        const tab = await listen();
        await tab.snapshot();
        house.page.close();
        await until('the end', () => tab.isOver);
        const reply = await house.fetch('/live');
        assert.equal(reply.status, 503);
        assert.deepEqual(((await reply.json()) as { code: string }).code, 'closing');
        assert.deepEqual(house.faults, []);
    });

    it('has a bound on how many look on', async () => {
        const all = await Promise.all(Array.from({ length: 500 }, () => listen('?limit=0')));
        await tabs(500);
        assert.equal((await house.fetch('/live')).status, 503);
        for (const tab of all) tab.close();
        await tabs(0);
    }).timeout(60_000);
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Attention } from '../../lib/attention';
import type { MediaRequest } from '../../lib/model';
import type { MediaStore } from '../../lib/store';
import mediaAttention from '../../nodes/media-attention';
import mediaStore from '../../nodes/media-store';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, statusesOf, type TestNode } from '../support/node-test-helper';
import { movie } from '../support/requests';
import { until } from '../support/until';

type Told = { topic: string; payload: Attention };
const DAY_MS = 24 * 60 * 60_000;

describe('media-attention', () => {
    let path: string;
    let told: Told[];
    let over: Told[];
    let caught: { error: { code?: string } }[];
    let statuses: { fill?: string; text?: string }[];

    before(() => helper.startServer());
    after(() => helper.stopServer());
    beforeEach(async () => {
        path = join(await makeFolder(), 'store.json');
    });
    afterEach(async () => {
        await helper.unload();
        await removeFolders();
    });

    async function run(own: object = {}): Promise<void> {
        const place = { z: 'tab', x: 0, y: 0 };
        const flow: TestNode[] = [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'store', type: 'media-store', path },
            { id: 'attention', type: 'media-attention', ...place, store: 'store', wires: [['told'], ['over']], ...own },
            { id: 'told', type: 'helper', ...place, wires: [] },
            { id: 'over', type: 'helper', ...place, wires: [] },
            { id: 'catch', type: 'catch', ...place, scope: ['attention'], wires: [['caught']] },
            { id: 'caught', type: 'helper', ...place, wires: [] },
        ];
        await helper.load([mediaStore, mediaAttention], flow);
        told = messagesOf<Told>('told');
        over = messagesOf<Told>('over');
        caught = messagesOf('caught') as never;
        statuses = statusesOf('attention');
    }

    const opened = (): Promise<MediaStore> => (helper.getNode('store') as unknown as { opened: Promise<MediaStore> }).opened;
    const press = (): void => helper.getNode('attention').receive({ payload: '' });
    const shows = (text: string): Promise<unknown> => until(`the status ${text}`, () => statuses.at(-1)?.text === text);
    /** Approved so that it is late a moment from now. */
    const film = (own: Partial<MediaRequest> = {}): MediaRequest => {
        const at = new Date(Date.now() - DAY_MS + 100).toISOString();
        return movie({ id: 'film', title: 'Sintel', reached: { approved: at }, createdAt: at, ...own });
    };

    it('tells what is late, once, and that it is over', async () => {
        await run();
        await shows('media-attention.status.well');
        const store = await opened();
        store.put(film());
        press();
        const [first] = await until('the message', () => (told.length > 0 ? told : null));
        assert.deepEqual([first?.topic, first?.payload.title, first?.payload.wait?.code], ['attention', 'Sintel', 'approved']);
        assert.match(
            first?.payload.text ?? '',
            /^Sintel: Approved\. Radarr has not grabbed a release yet\. Search in Radarr by hand/,
        );
        await shows('media-attention.status.open');
        assert.deepEqual(
            statuses.slice(-2).map(({ fill }) => fill),
            ['green', 'yellow'],
        );
        press();
        store.put(film({ state: 'available', availableAt: new Date().toISOString() }));
        const [last] = await until('the end', () => (over.length > 0 ? over : null));
        assert.deepEqual(
            [last?.topic, last?.payload.id, last?.payload.says],
            ['attention/over', first?.payload.id, 'Can be played in Jellyfin.'],
        );
        assert.equal(told.length, 1);
    });

    it('tells nothing again after a deploy', async () => {
        await run();
        await shows('media-attention.status.well');
        (await opened()).put(film());
        press();
        await until('the message', () => told.length === 1);
        await helper.unload();
        await run({ language: 'de' });
        await shows('media-attention.status.open');
        press();
        // Of another film it does tell: it has looked at both by then.
        (await opened()).put(film({ id: 'other', title: 'Elephants Dream' }));
        const [first, ...others] = await until('the message', () => (told.length > 0 ? told : null));
        assert.equal(others.length, 0);
        assert.match(first?.payload.text ?? '', /^Elephants Dream: Freigegeben\. Radarr hat noch kein Release geholt\./);
    });

    it('gives copies: what a flow does to them does not reach the store', async () => {
        await run();
        await shows('media-attention.status.well');
        const store = await opened();
        store.put(film());
        press();
        const [first] = await until('the message', () => (told.length > 0 ? told : null));
        Object.assign(first?.payload.request ?? {}, { title: 'ruined' });
        assert.equal(store.get('film')?.title, 'Sintel');
    });

    it('says that no store is chosen, and refuses to look', async () => {
        await run({ store: '' });
        await shows('no store');
        press();
        await until('the error', () => caught.length === 1);
        assert.equal(caught[0]?.error.code, 'no_store');
    });
});

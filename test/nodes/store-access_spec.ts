import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { MediaError } from '../../lib/model';
import type { MediaStore } from '../../lib/store';
import type { Red, RuntimeNode } from '../../nodes/shared/red';
import { runWithStore, useBegun } from '../../nodes/shared/store-access';

describe('how a node begins', () => {
    const store = {} as unknown as MediaStore;
    let events: EventEmitter;
    let node: EventEmitter;
    let open: () => void;
    let refuse: (error: Error) => void;
    let faults: unknown[];
    let said: string[];
    let begun: Promise<string>;

    beforeEach(() => {
        events = new EventEmitter();
        node = new EventEmitter();
        faults = [];
        said = [];
        const opened = new Promise<MediaStore>((resolve, reject) => {
            open = () => resolve(store);
            refuse = reject;
        });
        opened.catch(() => undefined);
        const RED = { events, nodes: { getNode: () => ({ opened }) } } as unknown as Red;
        begun = runWithStore(
            RED,
            { node: node as unknown as RuntimeNode, store: 'store' },
            () => {
                said.push('begin');
                return { works: 'works', end: () => void said.push('end') };
            },
            (fault) => faults.push(fault),
        );
    });

    const close = (): Promise<void> => new Promise((resolve) => node.emit('close', false, resolve));
    const codeOf = (outcome: Promise<unknown>): Promise<unknown> =>
        outcome.then(
            () => 'it began',
            (thrown: unknown) => (thrown as MediaError).code,
        );

    it('when all flows run and its store is open, and it ends when it closes', async () => {
        open();
        await new Promise(setImmediate);
        assert.deepEqual(said, []);
        events.emit('flows:started');
        assert.equal(await useBegun(begun, {}, (works) => `it ${works}`), 'it works');
        await close();
        assert.deepEqual(said, ['begin', 'end']);
        assert.deepEqual(faults, []);
    });

    it('not after it was closed, and who waits is told so', async () => {
        const waiting = codeOf(useBegun(begun, {}, (works) => works));
        events.emit('flows:started');
        await close();
        assert.equal(await waiting, 'not_begun');
        open();
        await new Promise(setImmediate);
        assert.deepEqual([said, faults], [[], []]);
    });

    it('never, when there is no store: it is told once, and so is each message', async () => {
        const waiting = [{}, { res: {} }].map((message) => codeOf(useBegun(begun, message, (works) => works)));
        events.emit('flows:started');
        refuse(new MediaError('store_newer', 'The store is of a newer version'));
        assert.deepEqual(await Promise.all(waiting), ['store_newer', 'store_newer']);
        assert.equal(await codeOf(useBegun(begun, {}, (works) => works)), 'store_newer');
        assert.equal(faults.length, 1);
    });
});

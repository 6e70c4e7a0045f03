import assert from 'node:assert/strict';
import { MediaError } from '../../lib/model';
import type { NodeStatus } from '../../nodes/shared/red';
import { StatusLine } from '../../nodes/shared/status';
import { FakeClock } from '../support/fake-clock';

/** A line under a node whose catalogue knows one fault, and what the node was told. */
function setup() {
    const clock = new FakeClock();
    const statuses: NodeStatus[] = [];
    let close = (): void => undefined;
    const node = {
        type: 'media-gate',
        status: (status: NodeStatus) => statuses.push(status),
        on: (_event: 'close', listener: () => void) => (close = listener),
    };
    const catalogue = (key: string, values?: object): string => {
        if (key === 'media-gate.fault.no_store') return 'no store chosen';
        return values === undefined ? key : `${key} ${JSON.stringify(values)}`;
    };
    const line = new StatusLine({ _: catalogue }, node, clock);
    return { clock, line, texts: () => statuses.map(({ text }) => text), statuses, close: () => close() };
}

const count = (value: number) => () => ({ name: 'open', values: { count: value } });
const shown = (value: number): string => `media-gate.status.open {"count":${value}}`;

describe('the line under a node', () => {
    it('shows what is new at once, and of a crowd the first ten in a second and the last', async () => {
        const { clock, line, texts } = setup();
        for (let value = 1; value <= 50; value++) line.show('live', count(value));
        assert.deepEqual(texts(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(shown));
        await clock.advance(1_000);
        assert.deepEqual(texts().slice(10), [shown(50)]);
        line.show('live', count(51));
        assert.equal(texts().at(-1), shown(51));
    });

    it('shows what is new however far the clock is set back', async () => {
        const { clock, line, texts } = setup();
        line.show('live', count(1));
        clock.set(0);
        await clock.advance(1_000);
        for (let value = 2; value <= 50; value++) line.show('live', count(value));
        await clock.advance(1_000);
        assert.equal(texts().at(-1), shown(50));
    });

    it('asks for no text that is not shown', async () => {
        const { clock, line } = setup();
        let asked = 0;
        for (let time = 0; time < 1_000; time++) line.show('live', () => ({ name: 'open', values: { asked: ++asked } }));
        await clock.advance(1_000);
        assert.equal(asked, 11);
    });

    it('does not tell the same twice', async () => {
        const { clock, line, texts } = setup();
        for (let time = 0; time < 30; time++) line.show('live', count(1));
        await clock.advance(1_000);
        assert.deepEqual(texts(), [shown(1)]);
    });

    it('says a fault in the words of the catalogue, else by its code, short enough to fit', () => {
        const { line, statuses } = setup();
        line.showFault(new MediaError('no_store', 'Choose a media store in this node'));
        line.showFault(new MediaError('something_that_nobody_has_a_word_for', 'Whatever'));
        assert.deepEqual(statuses, [
            { fill: 'red', shape: 'ring', text: 'no store chosen' },
            { fill: 'red', shape: 'ring', text: 'something that nobod' },
        ]);
    });

    it('is grey where a server has no address: nobody wants the node to run, and there is nothing to complain about', () => {
        const { line, statuses } = setup();
        assert.equal(line.showFault(new MediaError('no_url', 'Enter the URL')), false);
        assert.deepEqual(statuses, [{ fill: 'grey', shape: 'ring', text: 'media-gate.status.no_address' }]);
        assert.equal(line.showFault(new MediaError('no_api_key', 'Enter the key')), true);
        assert.equal(statuses.at(-1)?.fill, 'red');
    });

    it('leaves no timer behind, and says nothing of a node that is gone', async () => {
        const { clock, line, statuses, close } = setup();
        for (let value = 1; value <= 11; value++) line.show('live', count(value));
        close();
        line.show('live', count(12));
        line.showFault(new MediaError('no_store', 'Choose a media store in this node'));
        await clock.advance(1_000);
        assert.deepEqual([statuses.slice(10), clock.timers], [[{}], 0]);
    });
});

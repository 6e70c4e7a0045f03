import assert from 'node:assert/strict';
import { ToldOutcomes } from '../../../lib/gate';
import { FakeClock } from '../../support/fake-clock';

function setup() {
    const clock = new FakeClock();
    const settled: string[] = [];
    let writes = 0;
    const told = new ToldOutcomes({ clock, settle: (id) => settled.push(id), onSettled: () => writes++ });
    const tell = (...ids: string[]): void => told.add(ids.map((id) => ({ outcome: { id, state: 'available' } })));
    return { clock, settled, told, tell, writes: () => writes };
}

describe('outcomes that were told', () => {
    it('are kept until they have surely been heard', async () => {
        const { clock, settled, tell, told, writes } = setup();
        // An event about thirteen episodes tells its outcome thirteen times.
        tell('a', 'a');
        told.add([{}]);
        await clock.advance(499);
        assert.deepEqual(settled, []);
        await clock.advance(1);
        assert.deepEqual([settled, writes()], [['a'], 1]);
    });

    it('are not told again after a stop that is no crash', async () => {
        const { clock, settled, tell, told } = setup();
        tell('a');
        await clock.advance(60);
        told.close();
        assert.deepEqual(settled, ['a']);
        await clock.advance(1_000);
        assert.deepEqual(settled, ['a']);
    });

    it('are told again when they may still be on their way at the stop', async () => {
        const { clock, settled, tell, told } = setup();
        tell('a');
        await clock.advance(10);
        told.close();
        await clock.advance(1_000);
        assert.deepEqual(settled, []);
    });
});

import assert from 'node:assert/strict';
import { toldOf } from '../../../lib/model';

describe('what is told of one episode of many', () => {
    const list = Array.from({ length: 1_100 }, (_, index) => ({ episode: `S01E${index + 1}`, percent: index }));
    list.push({ episode: 'S01E1', percent: 99 });

    it('is found by its label, of several the first', () => {
        const of = (label: string): number | undefined => toldOf(list, label, ({ episode }) => episode)?.percent;
        assert.deepEqual([of('S01E1'), of('S01E1100'), of('S02E1')], [0, 1_099, undefined]);
    });

    it('costs a look at the list once, however often it is asked', () => {
        const own = [...list];
        let looks = 0;
        const labelOf = ({ episode }: { episode: string }): string => {
            looks += 1;
            return episode;
        };
        for (const { episode } of own) toldOf(own, episode, labelOf);
        assert.equal(looks, own.length);
    });
});

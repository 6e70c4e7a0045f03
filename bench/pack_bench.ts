/** From the import webhook of a season pack to all of its episodes applied and durable, beside plain lowdb's writes. */
import { type Benchmark, formatNumber, median, percentile } from './figure';
import { packLife } from './support/lives';
import { openRoom } from './support/room';

const EPISODES = 13;
const PACKS = 40;
const WARM_UP = 5;

export const benchmark: Benchmark = {
    async run() {
        const { store, gate } = await openRoom();
        const times: number[] = [];
        for (let number = 0; number < PACKS + WARM_UP; number++) {
            for (const event of await packLife(number, EPISODES)) {
                const begin = performance.now();
                await store.accept(event);
                const { changes } = gate.accept(event);
                await store.flush();
                if (event.kind !== 'imported' || number < WARM_UP) continue;
                if (changes.length !== EPISODES) throw new Error(`${changes.length} episodes moved instead of ${EPISODES}`);
                times.push(performance.now() - begin);
            }
        }
        await store.close();
        return [
            {
                name: `season pack of ${EPISODES}, import event acknowledged and applied`,
                value: median(times),
                unit: 'ms',
                target: { atMost: 50 },
                note: `median of ${PACKS}, both writes synced to the disk; p99 ${formatNumber(percentile(times, 0.99))} ms`,
            },
        ];
    },
};

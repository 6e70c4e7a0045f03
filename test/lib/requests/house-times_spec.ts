import assert from 'node:assert/strict';
import { HouseTimes } from '../../../lib/requests';
import type { Episode, MediaRequest } from '../../../lib/model';
import { episode, movie, show } from '../../support/requests';

const NOW = Date.parse('2026-11-28T21:30:00.000Z');
const at = (minutesAgo: number): string => new Date(NOW - minutesAgo * 60_000).toISOString();

function storeOf(requests: (MediaRequest & { episodes?: Episode[] })[]) {
    const asked = { requests: 0 };
    return {
        asked,
        requests: () => {
            asked.requests += 1;
            return requests;
        },
        episodes: (id: string) => requests.find((request) => request.id === id)?.episodes ?? [],
    };
}

const film = (index: number, minutes: number): MediaRequest =>
    movie({
        id: `film-${index}`,
        state: 'available',
        reached: { importing: at(100) },
        availableAt: at(100 - minutes),
        updatedAt: at(1_000 - index),
    });

describe('HouseTimes', () => {
    it('learns from films, and from the episodes that can be played', () => {
        const done = Array.from({ length: 9 }, (_, index) =>
            episode(index + 1, 'available', { reached: { importing: at(100) }, availableAt: at(97) }),
        );
        const series = show([...done, episode(10, 'importing', { reached: { importing: at(9) } })]);
        const times = new HouseTimes(storeOf([series, ...Array.from({ length: 8 }, (_, index) => film(index, 5))])).at(NOW);
        assert.equal(times.usual('movie', 'importing')?.median, 5 * 60_000);
        assert.deepEqual(times.usual('tv', 'importing'), { median: 3 * 60_000, p90: 3 * 60_000, count: 9 });
    });

    it('goes by the newest', () => {
        const films = Array.from({ length: 400 }, (_, index) => film(index, index < 250 ? 50 : 5));
        assert.equal(new HouseTimes(storeOf(films)).at(NOW).usual('movie', 'importing')?.p90, 5 * 60_000);
    });

    it('learns now and then, and not with every question', () => {
        const store = storeOf([]);
        const house = new HouseTimes(store);
        for (const minute of [0, 1, 9, 10, 11, 20]) house.at(NOW + minute * 60_000);
        assert.equal(store.asked.requests, 3);
        house.at(NOW);
        assert.equal(store.asked.requests, 4);
    });

    it('takes the limits that are set', () => {
        const house = new HouseTimes(storeOf([]), { limits: { importing: 1 } });
        assert.equal(house.at(NOW).limitsOf('movie').importing, 1);
    });
});

import assert from 'node:assert/strict';
import { UnsureFiles } from '../../../../lib/shoko/wanted/unsure';
import type { WaitingFile } from '../../../../lib/shoko/wanted/waiting';
import { FakeClock } from '../../../support/fake-clock';

const MINUTE = 60_000;
/** How often the listener looks. */
const LOOK = 5 * MINUTE;

describe('UnsureFiles', () => {
    const setup = (count: number) => {
        const clock = new FakeClock();
        const start = clock.now();
        const files = Array.from({ length: count }, (_, index): WaitingFile => ({
            path: `/data/movies/Film ${index}.mkv`,
            unsureSince: new Date(start - index).toISOString(),
        }));
        return { clock, start, files, unsure: new UnsureFiles(() => files, clock) };
    };

    it('are asked for after five minutes, and then ever less often, down to once an hour', async () => {
        const { clock, start, unsure } = setup(1);
        const minutes: number[] = [];
        for (let look = 0; look < 48; look++) {
            if (unsure.next().length > 0) minutes.push((clock.now() - start) / MINUTE);
            await clock.advance(LOOK);
        }
        assert.deepEqual(minutes, [5, 10, 20, 40, 80, 140, 200]);
    });

    it('are asked for 20 at a time however many there are, the oldest first, and all of them in turn', async () => {
        const { clock, unsure } = setup(3_000);
        await clock.advance(LOOK);
        const first = unsure.next();
        assert.deepEqual([first.length, first[0]], [20, '/data/movies/Film 2999.mkv']);
        const all = new Set(first);
        for (let look = 1; look < 150; look++) {
            await clock.advance(LOOK);
            const paths = unsure.next();
            assert.equal(paths.length, 20);
            for (const path of paths) all.add(path);
        }
        assert.equal(all.size, 3_000);
    });

    it('are only what nobody says is anime, each file once, and forgotten when they are no more', async () => {
        const { clock, files, unsure } = setup(1);
        files.push(
            { path: '/data/movies/film 0.mkv', unsureSince: new Date(0).toISOString() },
            { path: '/data/anime/Show - 01.mkv' },
        );
        await clock.advance(LOOK);
        assert.equal(unsure.next().length, 1);
        assert.equal(unsure.next().length, 0);
        const gone = files.splice(0);
        assert.equal(unsure.next().length, 0);
        files.push(...gone);
        assert.equal(unsure.next().length, 1);
    });

    it('are asked for when the clock is set back, also what was imported while it was ahead', async () => {
        const { clock, start, files, unsure } = setup(1);
        await clock.advance(LOOK);
        assert.equal(unsure.next().length, 1);
        clock.set(0);
        files.push({ path: '/data/movies/Film 1.mkv', unsureSince: new Date(start).toISOString() });
        assert.equal(unsure.next().length, 0);
        await clock.advance(LOOK);
        assert.equal(unsure.next().length, 1);
    });

    it('are asked for at once when that is wanted', async () => {
        const { clock, unsure } = setup(1);
        await clock.advance(LOOK);
        unsure.next();
        unsure.hurry();
        assert.equal(unsure.next().length, 1);
    });
});

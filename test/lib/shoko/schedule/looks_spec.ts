import assert from 'node:assert/strict';
import type { FileSearch } from '../../../../lib/shoko/ask/search';
import { Looks } from '../../../../lib/shoko/schedule/looks';
import { NamedTimers } from '../../../../lib/shoko/schedule/timers';
import type { UnsureFiles } from '../../../../lib/shoko/wanted/unsure';
import { WaitingFiles } from '../../../../lib/shoko/wanted/waiting';
import { FakeClock } from '../../../support/fake-clock';

describe('a look at all that Shoko has to match', () => {
    it('goes by when the files were counted, however long it takes until they are asked for', async () => {
        const clock = new FakeClock();
        const timers = new NamedTimers(clock);
        const files = () => [{ path: '/data/Show - 1.mkv' }];
        const asked: number[] = [];
        const search = {
            ask: (paths: readonly string[], { at }: { at: number }) => {
                if (paths.length > 0) asked.push(at);
                return Promise.resolve({ asked: paths.length, found: 0 });
            },
        };
        const looks = new Looks({
            waiting: new WaitingFiles({ all: files, of: files }),
            unsure: { next: () => [], hurry: () => undefined } as unknown as UnsureFiles,
            search: search as unknown as FileSearch,
            timers,
            clock,
            isReachable: () => true,
            isClosed: () => false,
            onCount: () => undefined,
            prepare: () => clock.advance(120_000),
            onFault: (thrown) => assert.fail(String(thrown)),
        });
        const countedAt = clock.monotonic();
        looks.atAll();
        await looks.idle();
        const askedFor = clock.monotonic();
        await looks.now();
        assert.deepEqual(asked, [countedAt, askedFor]);
        timers.close();
    });
});

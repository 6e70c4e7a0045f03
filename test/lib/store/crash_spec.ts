/** A crash at any step, also while the journal is folded, loses nothing that was acknowledged and applies nothing twice. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { MediaEvent } from '../../../lib/model';
import { MediaStore } from '../../../lib/store';
import { CrashImages } from '../../support/crash-images';
import { event } from '../../support/events';
import { FakeClock } from '../../support/fake-clock';
import { makeFolder, removeFolders } from '../../support/folder';
import { movie } from '../../support/requests';

/** More than are written to the file at once, so that events come while it is half written. */
const REQUESTS = 250;
const EVENTS = 60;
const TOGETHER = 3;
/** Large enough that a few events make the journal larger than the file, which is then folded several times. */
const OVERVIEW = 'x'.repeat(12_000);

/** As the gate does it: the request takes the event in, and the inbox lets go of it. Both are durable after the next flush. */
function apply(store: MediaStore, taken: MediaEvent): void {
    const request = store.get(taken.requestId ?? '')!;
    store.addToTimeline({ requestId: request.id, at: taken.at, source: taken.source, kind: taken.kind, message: taken.id });
    store.put({ ...request, updatedAt: taken.at });
    store.settle(taken.id);
}

function appliedIn(store: MediaStore): string[] {
    return store.requests().flatMap(({ id }) => store.timeline(id).map((entry) => entry.message ?? ''));
}

describe('a crash of the store', () => {
    afterEach(removeFolders);

    it('loses no acknowledged event and applies none by half, whatever step it comes at', async function () {
        this.timeout(240_000);
        const folder = await makeFolder();
        const clock = new FakeClock();
        const options = { path: join(folder, 'store.json'), clock, compactAboveBytes: 4_000 };
        const filled = await MediaStore.open(options);
        for (let n = 0; n < REQUESTS; n++) filled.put(movie({ id: `request-${n}` }));
        await filled.close();
        const store = await MediaStore.open(options);

        const acknowledged = new Set<string>();
        const watch = await CrashImages.of(folder, () => [...acknowledged]);
        try {
            const take = async (n: number): Promise<void> => {
                const taken = event('radarr', 'imported', 'movie', {
                    requestId: `request-${(n * 37) % REQUESTS}`,
                    request: { overview: OVERVIEW },
                });
                await store.accept(taken);
                acknowledged.add(taken.id);
                apply(store, taken);
                await store.flush();
            };
            for (let n = 0; n < EVENTS; n += TOGETHER)
                await Promise.all(Array.from({ length: TOGETHER }, (_, other) => take(n + other)));
            await store.close();
        } finally {
            watch.stop();
        }

        const steps = watch.operations.join('\n');
        assert.match(
            steps,
            /open store\.json\.new\n(?:.*\n)*?appendFile store\.json\.journal-\d+\n(?:.*\n)*?rename store\.json\.new/,
        );
        assert.ok(watch.images.length > 200, `${watch.images.length} images are few`);
        for (const { folder: image, after, known } of watch.images) {
            const found = await MediaStore.open({
                path: join(image, 'store.json'),
                clock,
                warn: (text) => assert.fail(`after ${after}: ${text}`),
            });
            const applied = appliedIn(found);
            const waiting = found.inbox().map(({ id }) => id);
            assert.equal(found.requests().length, REQUESTS, `after ${after}`);
            assert.equal(new Set([...applied, ...waiting]).size, applied.length + waiting.length, `twice, after ${after}`);
            assert.deepEqual(
                known.filter((id) => !applied.includes(id) && !waiting.includes(id)),
                [],
                `lost, after ${after}`,
            );
            await found.close();
        }
    });

    it('syncs the new file before it takes the old one’s place, and removes journals only then', async () => {
        const folder = await makeFolder();
        const store = await MediaStore.open({ path: join(folder, 'store.json'), compactAboveBytes: 1_000_000 });
        store.put(movie());
        const watch = await CrashImages.of(folder, () => null);
        try {
            await store.flush();
            await store.close();
        } finally {
            watch.stop();
        }
        const order = [
            'appendFile store.json.journal-0',
            'datasync store.json.journal-0',
            'datasync store.json.new',
            'rename store.json.new',
            'rm store.json.journal-0',
        ];
        assert.deepEqual(
            watch.operations.filter((operation) => order.includes(operation)),
            order,
        );
    });
});

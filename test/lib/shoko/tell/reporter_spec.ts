import assert from 'node:assert/strict';
import type { MediaEvent } from '../../../../lib/model';
import { Places } from '../../../../lib/shoko/ask/places';
import { FolderCache } from '../../../../lib/shoko/ask/folders';
import { RecentFacts } from '../../../../lib/shoko/tell/recent-facts';
import { FileReporter } from '../../../../lib/shoko/tell/reporter';
import type { ShokoFile } from '../../../../lib/shoko/ask/files';
import { FakeClock } from '../../../support/fake-clock';

const file: ShokoFile = {
    id: 7,
    locations: [{ folderId: 1, relativePath: 'Show/01.mkv' }],
    references: [{ seriesId: 5, episodeId: 50 }],
    linked: true,
};
const path = '/mnt/Show/01.mkv';
const heard = { eventType: 'ShokoEvent:FileMatched' };

function setup(): { reporter: FileReporter; clock: FakeClock; events: MediaEvent[] } {
    const clock = new FakeClock();
    const events: MediaEvent[] = [];
    const folders = new FolderCache(() => Promise.resolve(new Map([[1, '/mnt']])), clock);
    const emit = (event: MediaEvent): void => void events.push(event);
    return { reporter: new FileReporter({ places: new Places(folders, []), clock, newId: () => 'id', emit }), clock, events };
}

describe('FileReporter', () => {
    it('does not repeat what an event told while Shoko was being asked, however long that took', async () => {
        const { reporter, clock, events } = setup();
        const askedAt = clock.monotonic();
        await clock.advance(10);
        assert.equal(reporter.matched(file, path, heard), true);
        await clock.advance(300_000);
        assert.equal(reporter.matched(file, path, { askedAt }), false);
        assert.equal(events.length, 1);
    });

    it('repeats once what had been told a minute before Shoko was asked', async () => {
        const { reporter, clock, events } = setup();
        reporter.matched(file, path, heard);
        await clock.advance(59_999);
        assert.equal(reporter.matched(file, path, { askedAt: clock.monotonic() }), false);
        await clock.advance(1);
        assert.equal(reporter.matched(file, path, { askedAt: clock.monotonic() }), true);
        await clock.advance(300_000);
        assert.equal(reporter.matched(file, path, { askedAt: clock.monotonic() }), false);
        assert.equal(reporter.matched(file, path, heard), false);
        assert.deepEqual(
            events.map(({ eventType }) => eventType),
            ['ShokoEvent:FileMatched', undefined],
        );
    });

    it('tells nothing of a file without a series', () => {
        const { reporter, events } = setup();
        assert.equal(reporter.matched({ ...file, references: [] }, path, heard), false);
        assert.deepEqual(events, []);
    });

    it('names the first reference that has an episode', () => {
        const { reporter, events } = setup();
        const references = [
            { seriesId: 4, episodeId: null },
            { seriesId: 5, episodeId: 50 },
        ];
        reporter.matched({ ...file, references }, path, heard);
        assert.deepEqual(events[0]?.request, { shokoFileId: 7, shokoSeriesId: 5, shokoEpisodeId: 50 });
    });

    it('names no episode of a file with several: who applies it gives what it tells to each of them', () => {
        const { reporter, events } = setup();
        const references = [
            { seriesId: 5, episodeId: 50 },
            { seriesId: 5, episodeId: 51 },
        ];
        reporter.matched({ ...file, references }, path, heard);
        assert.deepEqual(events[0]?.request, { shokoFileId: 7, shokoSeriesId: 5 });
        assert.equal(events[0].message, 'Shoko file 7: series 5, episode 50 and 51');
    });

    it('names the episode of a file that refers to it twice', () => {
        const { reporter, events } = setup();
        const [reference] = file.references;
        reporter.matched({ ...file, references: [reference!, { ...reference! }] }, path, heard);
        assert.deepEqual(events[0]?.request, { shokoFileId: 7, shokoSeriesId: 5, shokoEpisodeId: 50 });
        assert.equal(events[0].message, 'Shoko file 7: series 5, episode 50');
    });
});

describe('RecentFacts', () => {
    it('forgets the oldest beyond its limit', () => {
        const facts = new RecentFacts(2, new FakeClock());
        for (const fact of ['a', 'b', 'a', 'c']) facts.add(fact);
        assert.deepEqual(
            ['a', 'b', 'c'].map((fact) => facts.has(fact)),
            [true, false, true],
        );
    });
});

import assert from 'node:assert/strict';
import { caughtUpText, spanText } from '../../../../lib/arr';
import { readSettings } from '../../../../lib/arr/settings';
import { Breath, systemClock } from '../../../../lib/model';
import { readQueue, secondsOf } from '../../../../lib/arr/wire/queue';
import { readPage } from '../../../../lib/arr/wire/read';
import { readRows } from '../../../../lib/arr/wire/rows';
import { readEpisodes, readTitle } from '../../../../lib/arr/wire/titles';
import { longestStretch, TickingClock } from '../../../support/ticking-clock';

const row = {
    id: 7,
    date: '2026-11-28T14:19:16Z',
    eventType: 'grabbed',
    seriesId: 1,
    episodeId: 3,
    downloadId: 'BD9EF356601A4DD7CD829C320114B2F983946EA9',
    data: { indexer: 'Fake', nzbInfoUrl: null, size: '600000000' },
};

const breath = new Breath(systemClock);

describe('answers of Sonarr and Radarr', () => {
    it('rows may hold nulls, and values of other types are absent', () => {
        const [read] = readRows([row]);
        assert.deepEqual(read?.data, { indexer: 'Fake', size: '600000000' });
        assert.equal(read.at, Date.parse('2026-11-28T14:19:16Z'));
        const [odd] = readRows([{ ...row, seriesId: '1', downloadId: 5, data: null, quality: 'x', episode: [] }]);
        assert.deepEqual(
            [odd?.titleId, odd?.downloadId, odd?.quality, odd?.episode],
            [undefined, undefined, undefined, undefined],
        );
        assert.deepEqual(readRows([{ ...row, id: 'x' }, null, 5, { ...row, date: 'soon' }]), []);
        assert.deepEqual(readRows({ records: [] }), []);
        assert.equal(readRows([{ ...row, eventType: 'somethingNew' }])[0]?.kind, 'other');
    });

    it('one torrent in the queue is one item, with all its episodes', async () => {
        const record = {
            seriesId: 1,
            downloadId: 'AB',
            size: 10,
            sizeleft: 4,
            episode: { id: 1, seasonNumber: 1, episodeNumber: 1 },
        };
        const answer = [record, { ...record, episode: { id: 2, seasonNumber: 1, episodeNumber: 2 } }, { title: 'delayed' }];
        const { downloads: items } = await readQueue(answer, breath);
        assert.equal(items.length, 1);
        assert.equal(items[0]?.downloadId, 'ab');
        assert.deepEqual(
            items[0].episodes.map(({ id }) => id),
            [1, 2],
        );
    });

    it('a long queue is read without keeping all else waiting', async () => {
        const clock = new TickingClock();
        const records = Array.from({ length: 1_000 }, (_, id) => ({ seriesId: 1, downloadId: `a${id}`, status: 'downloading' }));
        const stretch = await longestStretch(clock, async () => {
            const { downloads } = await readQueue(records, new Breath(clock));
            assert.equal(downloads.length, 1_000);
        });
        assert.ok(stretch <= 10, `${stretch} records in one turn`);
    });

    it('time left is a span, with days', () => {
        assert.equal(secondsOf('00:12:30'), 750);
        assert.equal(secondsOf('1.02:00:00'), 26 * 3600);
        assert.equal(secondsOf('00:00:05.5000000'), 5);
        for (const none of [undefined, '', 'soon', '12']) assert.equal(secondsOf(none), undefined);
    });

    it('pages, titles and episodes', async () => {
        assert.deepEqual(readPage({ totalRecords: 3, records: [1] }), { total: 3, records: [1] });
        assert.deepEqual(readPage([]), { total: null, records: [] });
        assert.equal(readTitle({ title: 'no id' }), null);
        assert.deepEqual(readTitle({ id: 1, tags: [1, 'x'] })?.tags, [1]);
        assert.deepEqual(await readEpisodes([{ id: 1, seasonNumber: -1, episodeNumber: 2 }], breath), []);
        assert.deepEqual(await readEpisodes({ episodes: [] }, breath), []);
    });

    it('a span fits under a node', () => {
        const spans = [5_000, 45 * 60_000, 3 * 3_600_000 + 12 * 60_000, 26 * 3_600_000, 48 * 3_600_000];
        assert.deepEqual(spans.map(spanText), ['5 s', '45 min', '3 h 12 min', '1 d 2 h', '2 d']);
        const caughtUp = { server: 'Sonarr', from: '2026-01-01T00:00:00.000Z', until: '2026-01-01T03:12:00.000Z', ms: 1 };
        assert.deepEqual(caughtUpText({ ...caughtUp, events: 41 }), { count: 41, span: '3 h 12 min' });
        assert.deepEqual(caughtUpText({ ...caughtUp, events: 4_100 }), { count: 4_100, span: '3 h' });
    });

    it('settings name the kind, the address and the key', () => {
        const environment = (name: string): string => ({ RADARR_URL: 'http://radarr:7878', RADARR_API_KEY: 'k' })[name] ?? '';
        assert.deepEqual(readSettings({ kind: 'radarr', name: 'radarr4k' }, environment), {
            server: { kind: 'radarr', url: 'http://radarr:7878', apiKey: 'k', verifyCertificate: true },
            name: 'radarr4k',
        });
        assert.throws(() => readSettings({ kind: 'sonarr' }, environment), { code: 'no_url' });
        assert.throws(() => readSettings({}, environment), { code: 'no_kind', field: 'kind' });
        assert.throws(() => readSettings({ kind: 'sonarr', url: 'http://s', apiKey: 'a b' }, environment), {
            code: 'invalid_api_key',
        });
    });
});

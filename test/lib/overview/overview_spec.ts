import assert from 'node:assert/strict';
import { join } from 'node:path';
import { arrivals, findings } from '../../../lib/doctor';
import { overviewOf } from '../../../lib/overview';
import { MediaStore } from '../../../lib/store';
import { event } from '../../support/events';
import { FakeClock } from '../../support/fake-clock';
import { makeFolder, removeFolders } from '../../support/folder';
import { movie } from '../../support/requests';

const DAY_MS = 24 * 60 * 60_000;

describe('the overview', () => {
    let store: MediaStore;
    let clock: FakeClock;

    beforeEach(async () => {
        clock = new FakeClock();
        store = await MediaStore.open({ path: join(await makeFolder(), 'store.json'), clock });
    });
    afterEach(async () => {
        await store.close();
        await removeFolders();
    });

    const look = (language: 'en-US' | 'de' = 'en-US', timeZone = 'UTC', now = clock.now()): ReturnType<typeof overviewOf> =>
        overviewOf(store, now, { language, timeZone });

    it('has something to say of a house of which nothing is known', () => {
        assert.deepEqual(look(), {
            webhooks: ['seerr', 'sonarr', 'radarr', 'jellyfin'].map((service) => ({ service, at: null, refused: 0 })),
            late: { total: 0, requests: [] },
            unmatched: { total: 0, events: [] },
            doctor: { lookedAt: null, findings: [] },
        });
    });

    it('says when each service was last heard, and how often one was refused since', () => {
        const arrived = arrivals(store);
        arrived.note({ service: 'radarr', event: 'Grab', at: clock.now() });
        arrived.refuse('radarr', clock.now() + 1_000);
        arrived.refuse('radarr', clock.now() + 2_000);
        const radarr = look().webhooks.find(({ service }) => service === 'radarr');
        assert.deepEqual(radarr, { service: 'radarr', at: '2026-01-22T04:00:00.000Z', refused: 2 });
    });

    it('shows what belongs to no request, the newest first, and not more than can be read', () => {
        for (let n = 0; n < 30; n++)
            store.keepUnmatched(
                event('radarr', 'renamed', 'movie', { request: { tmdbId: n + 1, title: `Film ${n}` } }),
                'no_request',
            );
        store.keepUnmatched(event('shoko', 'matched', 'tv', { path: 'Show/S01E01.mkv', request: {} }), 'unknown_path');
        const { total, events } = look().unmatched;
        assert.equal(total, 31);
        assert.equal(events.length, 20);
        assert.deepEqual(
            events.slice(0, 2).map(({ source, title, reason }) => [source, title, reason]),
            [
                ['shoko', 'S01E01.mkv', 'unknown_path'],
                ['radarr', 'Film 29', 'no_request'],
            ],
        );
    });

    it('says what is late in the language of its reader, in whatever time zone they say to be', () => {
        store.put(movie({ title: 'Late', state: 'grabbing', reached: { grabbing: '2026-01-22T04:00:00.000Z' } }));
        const later = clock.now() + 30 * DAY_MS;
        const { total, requests } = look('en-US', 'UTC', later).late;
        assert.equal(total, 1);
        assert.equal(requests[0]?.title, 'Late');
        assert.notEqual(requests[0].says, look('de', 'nowhere/at all', later).late.requests[0]?.says);
    });

    it('passes on what the doctor has found, with the server to look into', () => {
        const found = {
            id: 'unreachable/s1',
            code: 'unreachable' as const,
            server: 'Sonarr',
            serverId: 's1',
            values: { server: 'Sonarr' },
            canFix: false,
        };
        findings(store).take([found], '2026-01-22T04:00:00.000Z');
        const { lookedAt, findings: told } = look().doctor;
        assert.equal(lookedAt, '2026-01-22T04:00:00.000Z');
        assert.deepEqual(
            told.map(({ code, server, serverId }) => [code, server, serverId]),
            [['unreachable', 'Sonarr', 's1']],
        );
        assert.match(told[0]?.says ?? '', /Sonarr/);
    });
});

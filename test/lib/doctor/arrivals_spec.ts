import assert from 'node:assert/strict';
import { join } from 'node:path';
import { arrivals, noteWebhook } from '../../../lib/doctor';
import { markOf } from '../../../lib/doctor/own';
import { MediaError } from '../../../lib/model';
import { MediaStore } from '../../../lib/store';
import { event } from '../../support/events';
import { makeFolder, removeFolders } from '../../support/folder';

describe('counting webhooks', () => {
    let path: string;
    let store: MediaStore;

    beforeEach(async () => {
        path = join(await makeFolder(), 'media.json');
        store = await MediaStore.open({ path });
    });
    afterEach(async () => {
        await store.close();
        await removeFolders();
    });

    it('counts by service, kind, sender and time', () => {
        const arrived = arrivals(store);
        for (const at of [1_000, 2_000, 3_000]) arrived.note({ service: 'sonarr', event: 'Download', instance: 'Sonarr', at });
        arrived.note({ service: 'sonarr', event: 'Download', instance: 'Sonarr 4K', at: 2_500 });
        arrived.note({ service: 'sonarr', event: 'Grab', at: 2_600 });
        assert.equal(arrived.count('sonarr', ['Download'], 2_000), 3);
        assert.equal(arrived.count('sonarr', ['Download'], 0, 'Sonarr'), 3);
        assert.equal(arrived.count('sonarr', ['Download', 'Grab'], 0, 'Sonarr 4K'), 2, 'who does not say may be either');
        assert.equal(arrived.lastHeard('sonarr', 'Sonarr'), 3_000);
        assert.equal(arrived.lastHeard('radarr'), undefined);
        assert.equal(arrivals(store), arrived, 'one for each store');
    });

    it('keeps when the last one came, and the mark, over a restart; counts begin anew', async () => {
        arrivals(store).note({ service: 'radarr', event: 'Grab', at: Date.parse('2026-11-28T20:00:00Z') });
        const mark = markOf(store);
        assert.match(mark, /^[\da-f]{8}$/);
        await store.flush();
        await store.close();
        store = await MediaStore.open({ path });
        assert.equal(arrivals(store).lastAt('radarr'), '2026-11-28T20:00:00.000Z');
        assert.equal(arrivals(store).count('radarr', ['Grab'], 0), 0);
        assert.equal(markOf(store), mark);
    });

    it('counts what is refused, by the address or by how its sender calls itself, until one is taken', () => {
        const arrived = arrivals(store);
        const error = new MediaError('wrong_secret', 'The webhook did not carry the right secret');
        const refused = { statusCode: 401, body: { ok: false }, error } as const;
        noteWebhook(arrived, { body: {}, service: 'sonarr4k', headers: {} }, refused, 1_000);
        noteWebhook(arrived, { body: {}, service: 'hook', headers: { 'user-agent': 'Sonarr/4.0.19 (debian)' } }, refused, 2_000);
        noteWebhook(arrived, { body: {}, service: 'hook', headers: {} }, refused, 3_000);
        assert.deepEqual(arrived.refused('sonarr'), { count: 2, lastAt: 2_000 });
        const taken = {
            statusCode: 200,
            body: { ok: true },
            event: event('sonarr', 'grabbed', 'tv', { eventType: 'Grab' }),
        } as const;
        noteWebhook(arrived, { body: { instanceName: 'Sonarr' }, service: 'sonarr' }, taken, 4_000);
        assert.equal(arrived.refused('sonarr'), undefined);
        assert.equal(arrived.count('sonarr', ['Grab'], 0, 'Sonarr'), 1);
    });

    it('asks for a write now and then, and not for each', () => {
        const arrived = arrivals(store);
        const note = (at: number): boolean => arrived.note({ service: 'seerr', event: 'MEDIA_APPROVED', at });
        assert.deepEqual([0, 1_000, 60_000, 15 * 60_000].map(note), [true, false, false, true]);
    });
});

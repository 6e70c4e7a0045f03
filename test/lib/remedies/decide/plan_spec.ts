import assert from 'node:assert/strict';
import { callSchema, DESTRUCTIVE } from '../../../../lib/remedies/decide/calls';
import { planOf } from '../../../../lib/remedies/decide/plan';
import type { Means } from '../../../../lib/remedies/decide/situation';
import { STEP_NAMES, STEPS, type StepName } from '../../../../lib/remedies/decide/steps';
import { DOWNLOAD, situation } from './situations';

const FULL = situation().means;
const plan = (step: StepName, means: Means = FULL, download: typeof DOWNLOAD | null = DOWNLOAD): unknown =>
    planOf(step, { means, download });
const arr = (own: Partial<NonNullable<Means['arr']>>): Means => ({ ...FULL, arr: { ...FULL.arr!, ...own } });
const without = (key: 'titleId'): Means => {
    const { [key]: _none, ...rest } = FULL.arr!;
    return { ...FULL, arr: rest };
};
const film: Means = { arr: { server: 'r', kind: 'radarr', titleId: 7, episodeIds: [], isQueued: true, importable: [] } };

const PLANS: Record<StepName, unknown> = {
    look: [{ action: 'look', service: 'flow' }],
    refresh_downloads: [{ action: 'refresh_downloads', service: 'arr', server: 's' }],
    refresh_title: [{ action: 'refresh_title', service: 'arr', server: 's', titleId: 1 }],
    rescan_title: [{ action: 'rescan_title', service: 'arr', server: 's', titleId: 1 }],
    import: [{ action: 'import', service: 'arr', server: 's', downloadId: 'abc', files: [{ path: '/a.mkv' }] }],
    reannounce: [{ action: 'reannounce', service: 'client', hash: 'abc' }],
    resume: [{ action: 'resume', service: 'client', hash: 'abc' }],
    recheck: [{ action: 'recheck', service: 'client', hash: 'abc' }],
    refresh_jellyfin: [{ action: 'refresh_item', service: 'jellyfin', itemId: 'f'.repeat(32) }],
    scan_shoko: [{ action: 'scan_folder', service: 'shoko', folderId: 6 }],
    rescan_shoko: [{ action: 'rescan_file', service: 'shoko', fileId: 5 }],
    link_shoko: [{ action: 'link_file', service: 'shoko', fileId: 5, episodeIds: [7] }],
    search: [{ action: 'search_episodes', service: 'arr', server: 's', episodeIds: [11, 12] }],
    discard: [{ action: 'remove', service: 'arr', server: 's', downloadId: 'abc', blocklist: false }],
    remove: [
        { action: 'remove', service: 'arr', server: 's', downloadId: 'abc', blocklist: true },
        { action: 'search_episodes', service: 'arr', server: 's', episodeIds: [11, 12] },
    ],
};

describe('plans', () => {
    for (const step of STEP_NAMES) {
        it(`of ${step} are calls that can be kept`, () => {
            assert.deepEqual(plan(step), PLANS[step]);
            for (const call of plan(step) as unknown[]) assert.deepEqual(callSchema.parse(call), call);
        });
        it(`of ${step} need means`, () => assert.equal(plan(step, {}) === null, step !== 'look'));
    }

    it('delete only where the step does', () => {
        assert.deepEqual(DESTRUCTIVE, ['remove']);
        for (const step of STEP_NAMES) {
            const deletes = planOf(step, situation())!.some(({ action }) => DESTRUCTIVE.includes(action));
            assert.equal(deletes, STEPS[step].deletes, step);
        }
    });

    it('need a download for what is about one', () => {
        for (const step of ['import', 'discard', 'remove'] as const) {
            assert.equal(plan(step, FULL, null), null, step);
            assert.equal(plan(step, { shoko: FULL.shoko! }), null, step);
        }
        for (const step of ['discard', 'remove'] as const) assert.equal(plan(step, arr({ isQueued: false })), null, step);
        assert.equal(plan('import', arr({ importable: [] })), null);
    });

    it('search for the episodes concerned or for the film, and for nothing else', () => {
        assert.equal(plan('search', arr({ episodeIds: [] })), null);
        assert.equal(plan('remove', arr({ episodeIds: [] })), null);
        assert.notEqual(plan('discard', arr({ episodeIds: [] })), null);
        assert.deepEqual(plan('search', film), [{ action: 'search_movie', service: 'arr', server: 'r', movieId: 7 }]);
        const { titleId: _none, ...nameless } = film.arr!;
        assert.equal(plan('search', { arr: nameless }), null);
    });

    it('need a title for what is about one', () => {
        for (const step of ['refresh_title', 'rescan_title'] as const) assert.equal(plan(step, without('titleId')), null);
    });

    it('tell Jellyfin of paths where it has no item', () => {
        assert.deepEqual(plan('refresh_jellyfin', { jellyfin: { paths: ['/a', '/b'] } }), [
            { action: 'report_paths', service: 'jellyfin', paths: ['/a', '/b'] },
        ]);
        assert.equal(plan('refresh_jellyfin', { jellyfin: { paths: [] } }), null);
    });

    it('need a file of Shoko, or a folder', () => {
        assert.equal(plan('scan_shoko', { shoko: { fileId: 5, episodeIds: [7] } }), null);
        assert.equal(plan('rescan_shoko', { shoko: { folderId: 6, episodeIds: [7] } }), null);
        assert.equal(plan('link_shoko', { shoko: { folderId: 6, episodeIds: [7] } }), null);
        assert.equal(plan('link_shoko', { shoko: { fileId: 5, episodeIds: [] } }), null);
    });

    it('can be kept, of a film and of paths too', () => {
        for (const call of [
            { action: 'search_movie', service: 'arr', server: 'r', movieId: 7 },
            { action: 'search_episodes', service: 'arr', server: 's', episodeIds: [1] },
            { action: 'report_paths', service: 'jellyfin', paths: ['/a'] },
        ])
            assert.deepEqual(callSchema.parse(call), call);
    });

    it('can hold no search without ids', () => {
        const search = { action: 'search_episodes', service: 'arr', server: 's' };
        assert.equal(callSchema.safeParse({ ...search, episodeIds: [] }).success, false);
        assert.equal(callSchema.safeParse({ ...search, episodeIds: [0] }).success, false);
        assert.equal(
            callSchema.safeParse({ action: 'import', service: 'arr', server: 's', downloadId: 'a', files: [] }).success,
            false,
        );
        assert.equal(callSchema.safeParse({ action: 'report_paths', service: 'jellyfin', paths: [] }).success, false);
        assert.equal(callSchema.safeParse({ action: 'link_file', service: 'shoko', fileId: 1, episodeIds: [] }).success, false);
        assert.equal(callSchema.safeParse({ action: 'link_file', service: 'shoko', fileId: 0, episodeIds: [1] }).success, false);
        assert.equal(
            callSchema.safeParse({ action: 'link_file', service: 'shoko', fileId: 1.5, episodeIds: [1] }).success,
            false,
        );
    });
});

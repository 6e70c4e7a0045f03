import assert from 'node:assert/strict';
import type { Episode, Failure, MediaRequest, TrackedDownload } from '../../../../lib/model';
import { TrackedDownloads } from '../../../../lib/store/find/tracked';
import { episode, movie, show } from '../../../support/requests';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const failure: Failure = { code: 'download_failed', message: '', at: '', stage: 'downloading' };
const failed = (episodeNumber: number, qbitHash: string): Episode => episode(episodeNumber, 'failed', { qbitHash, failure });

type Whole = MediaRequest & { episodes?: Episode[] };

const subjectsOf = (request: Whole): (MediaRequest | Episode)[] =>
    request.mediaType === 'movie' ? [request] : (request.episodes ?? []);

function trackedDownloads(requests: readonly Whole[]): ReadonlyMap<string, TrackedDownload> {
    const tracked = new TrackedDownloads((requestId, downloadId) =>
        requests
            .filter(({ id }) => id === requestId)
            .flatMap(subjectsOf)
            .filter(({ qbitHash }) => qbitHash === downloadId),
    );
    for (const request of requests) for (const subject of subjectsOf(request)) tracked.replace(request.id, undefined, subject);
    return tracked.all;
}

describe('a tracked download', () => {
    it('has failed when it did so for everyone in the request who wanted something of it', () => {
        const hasFailed = (...episodes: Episode[]): unknown => trackedDownloads([show(episodes)]).get(A)?.failed;
        assert.equal(trackedDownloads([movie({ state: 'failed', qbitHash: A, failure })]).get(A)?.failed, true);
        assert.equal(trackedDownloads([movie({ state: 'downloading', qbitHash: A })]).get(A)?.failed, undefined);
        assert.equal(hasFailed(failed(1, A), episode(2, 'grabbing', { qbitHash: B })), true);
        assert.equal(hasFailed(failed(1, A), episode(2, 'grabbing', { qbitHash: A })), undefined);
        assert.equal(hasFailed(failed(1, A), episode(2, 'available', { qbitHash: A })), undefined);
    });

    it('is complete when nobody in the request still waits for a part of it', () => {
        const isComplete = (...episodes: Episode[]): unknown => trackedDownloads([show(episodes)]).get(A)?.complete;
        const done = (number: number): Episode => episode(number, 'downloaded', { qbitHash: A });
        assert.equal(trackedDownloads([movie({ state: 'downloaded', qbitHash: A })]).get(A)?.complete, true);
        assert.equal(
            isComplete(done(1), episode(2, 'importing', { qbitHash: A }), episode(3, 'grabbing', { qbitHash: B })),
            true,
        );
        assert.equal(isComplete(done(1), episode(2, 'downloading', { qbitHash: A })), undefined);
        assert.equal(isComplete(done(1), failed(2, A)), undefined);
    });

    it('that several requests wait for is the first one’s, with the episodes of all', () => {
        const requests = ['first', 'second'].map((id, index) => show([episode(index + 1, 'grabbing', { qbitHash: A })], { id }));
        const { requestId, episodes } = trackedDownloads(requests).get(A) ?? {};
        assert.deepEqual([requestId, episodes?.map(({ episodeNumber }) => episodeNumber)], ['first', [1, 2]]);
    });

    it('is let go of once nobody waits for it, and taken up again', () => {
        const tracked = new TrackedDownloads(() => []);
        const waiting = movie({ state: 'downloading', qbitHash: A });
        const imported = movie({ state: 'importing', qbitHash: A });
        tracked.replace('movie-1', undefined, waiting);
        assert.deepEqual([...tracked.all.keys()], [A]);
        tracked.replace('movie-1', waiting, imported);
        assert.deepEqual([...tracked.all.keys()], []);
        tracked.replace('movie-1', imported, movie({ state: 'grabbing', qbitHash: B }));
        assert.deepEqual([...tracked.all.keys()], [B]);
        tracked.replace('movie-1', movie({ state: 'grabbing', qbitHash: B }), undefined);
        assert.deepEqual([...tracked.all.keys()], []);
    });
});

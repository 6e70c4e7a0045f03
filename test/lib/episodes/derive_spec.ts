import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deriveRequest, deriveState, isUnaired, SharedDownloads } from '../../../lib/episodes';
import {
    type Episode,
    hasOpenSubject,
    type MediaRequest,
    REQUEST_STATES,
    type RequestState,
    type RequestWithEpisodes,
} from '../../../lib/model';
import { episode, movie, show, tallyOf } from '../../support/requests';

const NOW = Date.parse('2026-01-22T04:00:00.000Z');
const TOMORROW = '2026-01-23T04:00:00.000Z';
const YESTERDAY = '2026-01-21T04:00:00.000Z';

/** What a request with these episodes is. */
function derive({ episodes, ...request }: RequestWithEpisodes, now: number): MediaRequest {
    const failureOf = () => episodes.find(({ state }) => state === 'failed')?.failure ?? null;
    return deriveRequest(request, tallyOf(episodes), failureOf, now);
}

/** How many are in each of these states. */
function countsOf(states: readonly RequestState[]): Partial<Record<RequestState, number>> {
    return tallyOf(inStates(states)).summary(NOW).counts;
}

/** Episodes with what they tell each other of their downloads. */
function shareDownloads(episodes: readonly Episode[]): Episode[] {
    const shared = new SharedDownloads();
    for (const each of episodes) shared.take(each);
    return episodes.map((each) => shared.give(each));
}

const inStates = (states: readonly RequestState[]) => states.map((state, index) => episode(index + 1, state));

describe('state of a TV request', () => {
    for (const [episodes, state] of [
        [['available', 'available'], 'available'],
        [['available', 'failed'], 'failed'],
        [['failed', 'downloading', 'anime_matching'], 'failed'],
        [['available', 'anime_matching', 'importing', 'downloaded', 'downloading', 'grabbing'], 'anime_matching'],
        [['available', 'importing', 'downloaded', 'downloading', 'grabbing'], 'importing'],
        [['available', 'downloaded', 'downloading', 'grabbing'], 'downloaded'],
        [['available', 'downloading', 'grabbing', 'approved'], 'downloading'],
        [['available', 'grabbing', 'approved'], 'grabbing'],
        [['available', 'approved', 'requested'], 'approved'],
        [['available', 'requested'], 'requested'],
        [['grabbing'], 'grabbing'],
    ] as const) {
        it(`is ${state} for ${episodes.join(', ')}`, () => {
            assert.equal(deriveState(countsOf(episodes)), state);
        });
    }

    it('is for nobody to say without episodes', () => {
        assert.equal(deriveState({}), null);
        assert.equal(derive(show([], { state: 'approved' }), NOW).state, 'approved');
    });

    it('is available only when all are, failed when any is, and else that of an episode, whatever their order', () => {
        const states = fc.array(fc.constantFrom(...REQUEST_STATES), { minLength: 1, maxLength: 30 });
        fc.assert(
            fc.property(states, (of) => {
                const state = deriveState(countsOf(of));
                assert.equal(
                    state === 'available',
                    of.every((each) => each === 'available'),
                );
                assert.equal(state === 'failed', of.includes('failed'));
                assert.ok(state !== null && of.includes(state));
            }),
        );
    });
});

describe('a season that was asked for, and of which no episode is known', () => {
    const FIRST = [episode(1, 'available', { availableAt: YESTERDAY }), episode(2, 'available', { availableAt: YESTERDAY })];
    const asked = ({ episodes = FIRST, ...own }: Partial<RequestWithEpisodes> = {}): RequestWithEpisodes =>
        show([...episodes], { requestedSeasons: '1, 2', reached: { approved: YESTERDAY }, ...own });

    it('keeps the request from being complete', () => {
        const derived = derive(asked(), NOW);
        assert.deepEqual([derived.state, derived.availableAt, hasOpenSubject(derived)], ['approved', null, true]);
        assert.equal(derive(asked({ reached: {} }), NOW).state, 'requested');
    });

    for (const [what, own] of [
        ['it is the specials', { requestedSeasons: '0, 1' }],
        ['no season was named', { requestedSeasons: undefined }],
        ['Seerr says that all is available', { reportedAvailableAt: YESTERDAY }],
        ['the series was deleted', { episodes: FIRST.map((each) => ({ ...each, deletedAt: YESTERDAY })) }],
    ] as const) {
        it(`does not when ${what}`, () => {
            const derived = derive(asked(own), NOW);
            assert.deepEqual([derived.state, hasOpenSubject(derived)], ['available', false]);
        });
    }

    it('hides nothing of the episodes that are known', () => {
        const failed = derive(asked({ episodes: [...FIRST, episode(3, 'failed')] }), NOW);
        assert.equal(failed.state, 'failed');
        assert.equal(derive(asked({ episodes: [...FIRST, episode(3, 'importing')] }), NOW).state, 'importing');
    });
});

describe('an unaired episode', () => {
    it('airs later, and nobody has a release of it', () => {
        assert.ok(isUnaired(episode(1, 'approved', { airDateUtc: TOMORROW }), NOW));
        assert.ok(isUnaired(episode(1, 'requested', { airDateUtc: TOMORROW }), NOW));
        assert.ok(!isUnaired(episode(1, 'grabbing', { airDateUtc: TOMORROW }), NOW));
        assert.ok(!isUnaired(episode(1, 'approved', { airDateUtc: YESTERDAY }), NOW));
        assert.ok(!isUnaired(episode(1, 'approved'), NOW));
        assert.ok(!isUnaired(episode(1, 'approved', { airDateUtc: 'soon' }), NOW));
    });

    const weekly = show([
        episode(1, 'available', { availableAt: YESTERDAY }),
        episode(2, 'available', { availableAt: '2026-01-20T00:00:00.000Z' }),
        episode(3, 'approved', { airDateUtc: TOMORROW }),
    ]);

    it('does not hold back the others', () => {
        const derived = derive(weekly, NOW);
        assert.equal(derived.state, 'available');
        assert.deepEqual([derived.summary?.unaired, derived.summary?.nextAirAt], [1, TOMORROW]);
        assert.equal(derived.availableAt, YESTERDAY);
        assert.equal(derived.totalEpisodes, 3);
    });

    it('counts as soon as it airs', () => {
        const derived = derive(weekly, Date.parse(TOMORROW));
        assert.equal(derived.state, 'approved');
        assert.equal(derived.availableAt, null);
    });

    it('says where the request is when there is no other', () => {
        const derived = derive(show([episode(1, 'approved', { airDateUtc: TOMORROW })], { state: 'requested' }), NOW);
        assert.equal(derived.state, 'approved');
    });
});

describe('a TV request', () => {
    it('takes its attempt, failure and time from its episodes', () => {
        const failure = { code: 'download_failed', message: 'missing files', at: YESTERDAY, stage: 'downloading' as const };
        const failed = derive(
            show([episode(1, 'importing', { attempt: 1 }), episode(2, 'failed', { attempt: 3, failure })]),
            NOW,
        );
        assert.deepEqual([failed.state, failed.attempt, failed.failure], ['failed', 3, failure]);
        const mended = derive({ ...failed, episodes: inStates(['importing', 'importing']) }, NOW);
        assert.deepEqual([mended.state, mended.failure], ['importing', null]);
    });

    it('shows what all its episodes share, and nothing else', () => {
        const both = [
            episode(1, 'downloading', { qbitHash: 'aa', quality: 'Bluray-1080p', fileSize: 10 }),
            episode(2, 'downloading', { qbitHash: 'aa', quality: 'WEBDL-720p', fileSize: 20 }),
        ];
        const pack = derive(show(both), NOW);
        assert.deepEqual([pack.qbitHash, pack.quality, pack.fileSize], ['aa', undefined, 30]);
        const other = derive({ ...pack, episodes: [...both, episode(3, 'downloading', { qbitHash: 'bb' })] }, NOW);
        assert.ok(!('qbitHash' in other), 'a hash of one episode stayed on the request');
        assert.ok(!('fileSize' in other));
    });

    it('is the same however often it is derived', () => {
        const request = show([episode(1, 'downloading', { qbitHash: 'aa', attempt: 1 }), episode(2, 'available')]);
        const once = derive(request, NOW);
        assert.deepEqual(derive({ ...once, episodes: request.episodes }, NOW), once);
        assert.equal(request.state, 'approved', 'the request itself was changed');
    });

    it('is told from a movie, which is left as it is', () => {
        const film = movie({ state: 'importing' });
        assert.equal(
            deriveRequest(film, tallyOf([]), () => null, NOW),
            film,
        );
    });
});

describe('episodes of one torrent', () => {
    const DOWNLOADED = {
        qbitHash: 'aa',
        reached: { downloading: '1', downloaded: '2' },
        downloadPath: '/dl',
        sources: { downloadPath: 'qbittorrent' },
    };

    it('were downloaded with it where they were imported, also those that were told of later', () => {
        const [, second] = shareDownloads([
            episode(1, 'downloaded', DOWNLOADED),
            episode(2, 'importing', { qbitHash: 'aa', reached: { importing: '3' } }),
        ]);
        assert.deepEqual(second?.reached, { downloading: '1', downloaded: '2', importing: '3' });
        assert.deepEqual(
            [second.state, second.downloadPath, second.sources],
            ['importing', '/dl', { downloadPath: 'qbittorrent' }],
        );
    });

    it('are not taken for downloaded with the rest: their files may be deselected', () => {
        const waiting = episode(2, 'grabbing', { qbitHash: 'aa', reached: { grabbing: '3' } });
        assert.deepEqual(shareDownloads([episode(1, 'downloaded', DOWNLOADED), waiting])[1], waiting);
    });

    it('do not take the path of one file for that of another', () => {
        const [, second] = shareDownloads([
            episode(1, 'importing', {
                ...DOWNLOADED,
                downloadPath: '/dl/S01E01.mkv',
                sources: { downloadPath: 'sonarr/imported' },
            }),
            episode(2, 'importing', { qbitHash: 'aa', reached: { importing: '3' } }),
        ]);
        assert.equal(second?.downloadPath, undefined);
    });

    it('know nothing of another torrent', () => {
        const other = episode(2, 'importing', { qbitHash: 'bb', reached: { importing: '3' } });
        assert.deepEqual(shareDownloads([episode(1, 'downloaded', DOWNLOADED), other])[1], other);
    });

    it('never go back', () => {
        const states: RequestState[] = ['importing', 'anime_matching', 'available', 'failed'];
        const episodes = states.map((state, index) => episode(index + 2, state, { qbitHash: 'aa' }));
        const shared = shareDownloads([
            episode(1, 'downloading', { qbitHash: 'aa', reached: { downloading: '1' } }),
            ...episodes,
        ]);
        assert.deepEqual(
            shared.map(({ state }) => state),
            ['downloading', ...states],
        );
    });
});

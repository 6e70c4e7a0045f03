import assert from 'node:assert/strict';
import {
    isClosed,
    NEW_ATTEMPT_FROM,
    pipelineOf,
    PIPELINES,
    rankOf,
    REQUEST_STATES,
    type RequestState,
    skippedOf,
    STAGES,
    stagesBetween,
    TRANSITIONS,
} from '../../../lib/model';

describe('transition table', () => {
    const stages = STAGES as readonly RequestState[];

    it('has a row for each of the nine states', () => {
        assert.deepEqual(Object.keys(TRANSITIONS), [...REQUEST_STATES]);
        assert.equal(REQUEST_STATES.length, 9);
        assert.deepEqual([...STAGES, 'failed'], [...REQUEST_STATES]);
    });

    for (const from of STAGES.slice(0, -1)) {
        it(`lets ${from} go to every later stage, to failed, and nowhere else`, () => {
            assert.deepEqual(TRANSITIONS[from], [...stages.slice(rankOf(from) + 1), 'failed']);
        });
    }

    it('lets nothing leave available', () => {
        assert.deepEqual(TRANSITIONS.available, []);
    });

    it('lets failed go to every stage', () => {
        assert.deepEqual(TRANSITIONS.failed, [...STAGES]);
    });

    it('begins new attempts only before the import', () => {
        for (const state of NEW_ATTEMPT_FROM) {
            assert.ok(state === 'failed' || rankOf(state) < rankOf('importing'), state);
        }
        assert.ok(!NEW_ATTEMPT_FROM.includes('requested') && !NEW_ATTEMPT_FROM.includes('approved'));
    });
});

describe('states', () => {
    it('are closed when nothing more is expected', () => {
        assert.deepEqual(REQUEST_STATES.filter(isClosed), ['available', 'failed']);
    });

    it('name the stages between two, matching for anime only', () => {
        assert.deepEqual(stagesBetween('downloading', 'available', true), ['downloaded', 'importing', 'anime_matching']);
        assert.deepEqual(stagesBetween('downloading', 'available', false), ['downloaded', 'importing']);
        assert.deepEqual(stagesBetween('grabbing', 'downloading', true), []);
        assert.deepEqual(stagesBetween('available', 'grabbing', true), []);
    });

    it('tell which stages were never reported', () => {
        const reached = { approved: 'x', grabbing: 'x', importing: 'x' };
        assert.deepEqual(skippedOf({ state: 'importing', reached }, false), ['downloading', 'downloaded']);
        assert.deepEqual(skippedOf({ state: 'available', reached }, true), ['downloading', 'downloaded', 'anime_matching']);
        assert.deepEqual(skippedOf({ state: 'failed', reached: { approved: 'x', downloading: 'x' } }, false), ['grabbing']);
        assert.deepEqual(skippedOf({ state: 'failed', reached: {} }, false), []);
        assert.deepEqual(skippedOf({ state: 'requested', reached: {} }, false), []);
    });

    it('belong to one of four pipelines', () => {
        const pipelines = [
            pipelineOf({ mediaType: 'movie', isAnime: false }),
            pipelineOf({ mediaType: 'tv' }),
            pipelineOf({ mediaType: 'movie', isAnime: true }),
            pipelineOf({ mediaType: 'tv', isAnime: true }),
        ];
        assert.deepEqual(pipelines, [...PIPELINES]);
    });
});

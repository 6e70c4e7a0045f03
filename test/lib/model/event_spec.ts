import assert from 'node:assert/strict';
import { EVIDENCE, type EventKind, FAILURES, mediaEventSchema, STAGES, WAKING } from '../../../lib/model';
import { event } from '../../support/events';

const KINDS: readonly EventKind[] = mediaEventSchema.options.map((option) => option.shape.kind.value);
/** They tell something of a subject without being evidence for a stage. */
const INFORMING: readonly EventKind[] = ['edited', 'renamed', 'listed', 'not_listed', 'not_matched', 'noted'];

describe('event schema', () => {
    for (const kind of KINDS) {
        it(`takes ${kind} with the least it needs`, () => {
            const least = event('radarr', kind, undefined);
            assert.deepEqual(mediaEventSchema.parse(least), least);
        });
    }

    for (const kind of KINDS.filter((each) => FAILURES[each] !== undefined)) {
        it(`asks ${kind} for a code and a message`, () => {
            const silent = { ...event('radarr', kind, undefined), failure: undefined };
            const result = mediaEventSchema.safeParse(silent);
            assert.deepEqual(result.error?.issues[0]?.path, ['failure']);
        });
    }

    it('takes no kind and no service that it does not know', () => {
        assert.equal(mediaEventSchema.safeParse({ ...event('radarr', 'grabbed', 'movie'), kind: 'stolen' }).success, false);
        assert.equal(mediaEventSchema.safeParse({ ...event('radarr', 'grabbed', 'movie'), source: 'lidarr' }).success, false);
    });

    it('takes no percent beyond 100', () => {
        const transfer = { percent: 101 };
        assert.equal(mediaEventSchema.safeParse({ ...event('qbittorrent', 'downloading', undefined), transfer }).success, false);
    });
});

describe('kinds of events', () => {
    it('each mean one thing: evidence, a failure, a reason to look, or information', () => {
        for (const kind of KINDS) {
            const meanings = [
                EVIDENCE[kind] !== undefined,
                FAILURES[kind] !== undefined,
                WAKING.includes(kind),
                INFORMING.includes(kind),
            ];
            assert.equal(meanings.filter(Boolean).length, 1, kind);
        }
    });

    it('are evidence for every stage there is', () => {
        assert.deepEqual(new Set(Object.values(EVIDENCE)), new Set(STAGES));
    });

    it('prove playability in one way only', () => {
        const proofs = KINDS.filter((kind) => EVIDENCE[kind] === 'available');
        assert.deepEqual(proofs, ['verified']);
    });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MediaEvent } from '../../../lib/model';
import { parseSeerr } from '../../../lib/webhook/senders/seerr';
import { seerrWebhook, type SeerrNotification } from '../../simulators/webhooks/seerr';
import type { Film, Show } from '../../simulators/webhooks/titles';
import { REQUEST_STATUS, type SimulatedRequest } from '../../simulators/seerr-server';
import { ReaderBench } from '../../support/seerr';

const FILMS = [1, 2, 3];
const SHOWS = [11, 12];

type Fact = Partial<MediaEvent>;

/** What Seerr sends of a request as it is. */
function webhookOf(notification: SeerrNotification, request: SimulatedRequest): Fact {
    const { tmdbId, tvdbId } = request.media;
    const seasons = request.seasons.map(({ seasonNumber }) => seasonNumber);
    const base = { tmdbId, title: `Title ${tmdbId}`, year: 2024, overview: 'What it is about.' };
    const title = (request.type === 'movie' ? base : { ...base, tvdbId, seasons: [] }) as unknown as Film | Show;
    const { displayName } = request.requestedBy;
    const asked = { requestId: request.id, username: displayName, is4k: request.is4k, seasons };
    return parseSeerr(seerrWebhook(notification, title, asked));
}

/** What only one of the two ways can tell is left out: titles come by webhooks, numbers of users by asking. */
function comparable({ kind, eventType, mediaType, message, request, episodes, ...rest }: Fact): object {
    const { title: _t, year: _y, overview: _o, posterUrl: _p, requestedById: _r, imdbId: _i, ...facts } = request ?? {};
    const failure = 'failure' in rest ? { failure: rest.failure } : {};
    return { kind, eventType, mediaType, message, request: facts, episodes, ...failure };
}

const textOf = (fact: Fact): string => JSON.stringify(comparable(fact), (_key, value: unknown) => sorted(value));
const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)))
        : value;

type Step =
    | { do: 'ask'; title: number; isAuto: boolean; is4k: boolean }
    | { do: 'approve' | 'decline' | 'fail' | 'scan' | 'edit' | 'remove'; which: number }
    | { do: 'round' };

const which = fc.nat({ max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({
        do: fc.constant('ask' as const),
        title: fc.constantFrom(...FILMS, ...SHOWS),
        isAuto: fc.boolean(),
        is4k: fc.boolean(),
    }),
    fc.record({ do: fc.constantFrom('approve' as const, 'decline' as const, 'fail' as const), which }),
    fc.record({ do: fc.constantFrom('scan' as const, 'edit' as const, 'remove' as const), which }),
    fc.record({ do: fc.constant('round' as const) }),
);

/** Plays a step as Seerr would let its users, and returns the webhooks that it sends. */
function play(bench: ReaderBench, each: Step): Fact[] {
    const { data } = bench.simulator;
    if (each.do === 'round') return [];
    if (each.do === 'ask') {
        const { title: tmdbId, isAuto: isAutoApproved, is4k } = each;
        const isOpen = data.requests.some(
            ({ media, status, is4k: of4k }) =>
                media.tmdbId === tmdbId &&
                of4k === is4k &&
                status !== REQUEST_STATUS.declined &&
                status !== REQUEST_STATUS.completed,
        );
        const media = data.media.find((known) => known.tmdbId === tmdbId);
        // Seerr refuses what is asked for already, or is there.
        if (isOpen || (media && (is4k ? media.status4k : media.status) === 5)) return [];
        const isShow = SHOWS.includes(tmdbId);
        const request = data.ask({
            mediaType: isShow ? 'tv' : 'movie',
            tmdbId,
            is4k,
            isAutoApproved,
            ...(isShow && { tvdbId: tmdbId + 500 }),
        });
        return [webhookOf(isAutoApproved ? 'MEDIA_AUTO_APPROVED' : 'MEDIA_PENDING', request)];
    }
    const request = data.requests.at(each.which);
    if (request === undefined) return [];
    const { pending, approved, failed, declined } = REQUEST_STATUS;
    const { id, status, media, type, is4k } = request;
    switch (each.do) {
        case 'approve':
            if (status !== pending && status !== failed && status !== declined) return [];
            data.approve(id);
            return [webhookOf('MEDIA_APPROVED', request)];
        case 'decline':
            if (status !== pending) return [];
            data.decline(id);
            return [webhookOf('MEDIA_DECLINED', request)];
        case 'fail':
            if (status !== approved) return [];
            data.fail(id);
            return [webhookOf('MEDIA_FAILED', request)];
        case 'scan':
            if (status !== approved) return [];
            data.scan(type, media.tmdbId, { is4k, seasons: request.seasons.map(({ seasonNumber }) => seasonNumber) });
            return data.get(id).status === REQUEST_STATUS.completed ? [webhookOf('MEDIA_AVAILABLE', request)] : [];
        case 'edit':
            if (type === 'tv' && (status === pending || status === approved)) data.edit(id, { seasons: [1, id + 1] });
            return [];
        case 'remove':
            data.remove(id);
            return [];
    }
}

const SILENT = ['edited', 'withdrawn'];

describe('facts of Seerr that come by webhook and by asking', () => {
    const playAll = async (
        steps: readonly Step[],
        isRoundAfterEach: boolean,
    ): Promise<{ sent: Set<string>; read: MediaEvent[]; left: Set<number> }> => {
        const bench = await ReaderBench.start();
        try {
            await bench.begin();
            const sent = new Set<string>();
            for (const each of steps) {
                await bench.clock.advance(1_000);
                for (const fact of play(bench, each)) sent.add(textOf(fact));
                if (isRoundAfterEach || each.do === 'round') await bench.reader.lookNow();
            }
            for (let round = 0; round < 3; round++) await bench.reader.lookNow();
            return { sent, read: bench.events, left: new Set(bench.simulator.data.requests.map(({ id }) => id)) };
        } finally {
            await bench.close();
        }
    };
    const RUNS = Number(process.env['SEERR_RUNS'] ?? 25);

    it('are the same when it is asked after each', async () => {
        await fc.assert(
            fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
                const { sent, read } = await playAll(steps, true);
                const told = new Set(read.filter(({ kind }) => !SILENT.includes(kind)).map(textOf));
                for (const fact of sent) assert.ok(told.has(fact), `not read: ${fact}`);
                const kinds = new Set([...sent].map((fact) => fact.replace(/"requestedSeasons":"[^"]*"/, '')));
                for (const fact of told)
                    assert.ok(kinds.has(fact.replace(/"requestedSeasons":"[^"]*"/, '')), `not sent: ${fact}`);
            }),
            { numRuns: RUNS },
        );
    }).timeout(120_000);

    it('end with the same one for each request, however seldom it is asked', async () => {
        await fc.assert(
            fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
                const often = await playAll(steps, true);
                const seldom = await playAll(steps, false);
                const lastOf = (events: readonly MediaEvent[]): Map<number | undefined, string> =>
                    new Map(
                        events.filter(({ kind }) => kind !== 'edited').map(({ kind, request }) => [request.seerrRequestId, kind]),
                    );
                // What was made and deleted between two looks was never there, and what was answered and deleted was withdrawn.
                const made = lastOf(seldom.read);
                const isLost = (id = 0): boolean => !seldom.left.has(id) && (made.get(id) ?? 'withdrawn') === 'withdrawn';
                for (const [id, kind] of lastOf(often.read))
                    assert.ok(made.get(id) === kind || isLost(id), `${id ?? '?'}: ${kind}, read ${made.get(id) ?? 'nothing'}`);
                const ids = seldom.read.map(({ id }) => id);
                assert.equal(new Set(ids).size, ids.length, 'an id came twice');
            }),
            { numRuns: RUNS },
        );
    }).timeout(120_000);
});

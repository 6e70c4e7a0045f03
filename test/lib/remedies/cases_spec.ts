/** What is stuck, and what remedies make of it when every proposal is approved at once. */
import assert from 'node:assert/strict';
import { openProposals } from '../../../lib/remedies';
import { removeFolders } from '../../support/folder';
import { World } from '../../support/remedy-world';
import { STUCK_CASES, type StuckCase } from './stuck-cases';

/** How long somebody approves of whatever is proposed. */
const HOURS = 30;
const MINUTES_A_TURN = 10;

interface Played {
    steps: string[];
    isSolved: boolean;
    bytes: number;
    code: string | undefined;
    writes: readonly string[];
}

async function play({ begin }: StuckCase): Promise<Played> {
    const world = await World.open();
    try {
        begin(world);
        world.remedies.isStuck(world.request.id);
        const isStuck = (): boolean => !['available'].includes(world.request.state) && !isComingIn(world);
        for (let minutes = 0; minutes < HOURS * 60 && isStuck(); minutes += MINUTES_A_TURN) {
            await world.clock.advance(MINUTES_A_TURN * 60_000);
            await world.remedies.tick();
            for (const { id } of openProposals(world.store)) await world.remedies.approve(id, 'Anna');
        }
        assert.deepEqual(world.faults, []);
        const removed = world.deeds.filter(({ calls }) =>
            calls.some(({ call, state }) => call.action === 'remove' && state === 'done'),
        );
        return {
            steps: world.deeds.map(({ step }) => step),
            isSolved: !isStuck(),
            bytes: removed.reduce((sum, { bytes }) => sum + bytes, 0),
            code: world.refusals.filter(({ code }) => code !== 'no_remedy').at(-1)?.code,
            writes: world.writes,
        };
    } finally {
        await world.close();
    }
}

function isComingIn({ store, request }: World): boolean {
    const subject = request.mediaType === 'movie' ? request : store.episodes(request.id)[0];
    const transfer = store.live.transferOf(subject?.qbitHash);
    return subject?.state === 'downloading' && transfer?.wait === undefined && (transfer?.downloadSpeed ?? 0) > 0;
}

describe('requests that are stuck', function () {
    this.timeout(120_000);
    const played: { given: StuckCase; result: Played }[] = [];
    afterEach(removeFolders);

    for (const given of STUCK_CASES) {
        it(given.name, async () => {
            const result = await play(given);
            const { writes, code, ...rest } = result;
            assert.deepEqual(rest, { steps: given.steps, isSolved: given.isSolved, bytes: given.bytes ?? 0 });
            if (given.code !== undefined) assert.equal(code, given.code);
            assert.ok(!writes.some((write) => /SeriesSearch|SeasonSearch|Missing/.test(write)), writes.join());
            played.push({ given, result });
        });
    }

    it('are helped without deleting a byte in seven of ten', function () {
        if (played.length < STUCK_CASES.length) this.skip();
        const solved = played.filter(({ result }) => result.isSolved);
        const gentle = solved.filter(({ result }) => result.bytes === 0);
        const steps = solved.reduce((sum, { result }) => sum + result.steps.length, 0);
        const bytes = played.reduce((sum, { result }) => sum + result.bytes, 0);
        console.log(
            `      ${solved.length} of ${played.length} solved, ${gentle.length} without deleting; ` +
                `${(steps / solved.length).toFixed(2)} steps each; ${bytes} bytes deleted`,
        );
        assert.ok(played.length >= 40);
        assert.ok(gentle.length / played.length >= 0.7);
    });
});

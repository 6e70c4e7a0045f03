import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MediaEvent } from '../../../lib/model';
import { ShokoListener, type ShokoStatus, type WaitingFile } from '../../../lib/shoko';
import { ShokoSimulator, type ShokoFault, type ShokoVersion } from '../../simulators/shoko';
import { amount } from '../../support/amount';
import { FakeClock, settle } from '../../support/fake-clock';
import { until } from '../../support/until';

const FILES = 4;
const FAULTS: (ShokoFault | null)[] = ['error', 'html', 'truncated', 'empty', 'starting', 'unauthorised', null];
/** Longest pause between two tries, or two looks: after it everything has been asked for. */
const LONGEST_MS = 300_000;

type Step =
    | { do: 'match'; file: number; silent: boolean }
    | { do: 'drop' | 'stop' | 'start' | 'close' | 'babble' }
    | { do: 'fault'; fault: ShokoFault | null }
    | { do: 'hub'; fault: 'no-websocket' | 'drop' | 'babble' | null }
    | { do: 'wait'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ do: fc.constant('match' as const), file: fc.nat(FILES - 1), silent: fc.boolean() }),
    fc.record({ do: fc.constantFrom('drop' as const, 'stop' as const, 'start' as const, 'close' as const, 'babble' as const) }),
    fc.record({ do: fc.constant('fault' as const), fault: fc.constantFrom(...FAULTS) }),
    fc.record({
        do: fc.constant('hub' as const),
        fault: fc.constantFrom('no-websocket' as const, 'drop' as const, 'babble' as const, null),
    }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 1_000, 10_000, LONGEST_MS) }),
);

describe('ShokoListener, whatever happens to Shoko', () => {
    it('tells of every match in the end, of none twice, and leaves nothing behind', async function () {
        this.timeout(600_000);
        const versions = fc.constantFrom<ShokoVersion>('4.2.2', '5.3.3', '6.0.0');
        await fc.assert(fc.asyncProperty(versions, fc.array(step, { maxLength: 15 }), endsWell), {
            numRuns: amount('CHAOS_RUNS', { usual: 30, long: 150 }),
        });
    });
});

async function endsWell(version: ShokoVersion, steps: Step[]): Promise<void> {
    const simulator = await ShokoSimulator.start({ version });
    const folder = simulator.addFolder('/mnt/anime');
    const names = Array.from({ length: FILES }, (_, index) => `Show/Show - ${index}.mkv`);
    const files = names.map((name) => simulator.detect(folder, name));
    const clock = new FakeClock();
    const told: MediaEvent[] = [];
    const statuses: ShokoStatus[] = [];
    const isMatched = (name: string): boolean => told.some(({ kind, path }) => kind === 'matched' && path === `/data/${name}`);
    const waiting = (): WaitingFile[] => names.filter((name) => !isMatched(name)).map((name) => ({ path: `/data/${name}` }));
    const listener = new ShokoListener({
        server: { url: simulator.url, apiKey: simulator.apiKey },
        mappings: [{ from: '/mnt/anime', to: '/data' }],
        clock,
        newId: () => String(told.length),
        waiting: { all: () => waiting(), of: () => waiting() },
        emit: (event) => told.push(event),
        onStatus: (status) => statuses.push(status),
        onFault: () => undefined,
    });
    listener.start();
    const server = { isUp: true };
    const match = (index: number, silent: boolean): void => {
        const ids = { anidbAnimeId: 9, anidbEpisodeId: index + 1, seriesId: 5, episodeId: index + 1 };
        simulator.match(files[index]!, [ids], { silent });
    };
    try {
        for (const one of steps) {
            if (one.do === 'match') match(one.file, one.silent);
            else if (one.do === 'drop') simulator.hub.drop();
            else if (one.do === 'close') simulator.hub.closeAll(false);
            else if (one.do === 'babble') simulator.hub.babble('not JSON\x1e');
            else if (one.do === 'fault') simulator.fault = one.fault;
            else if (one.do === 'hub') simulator.hub.fault = one.fault;
            else if (one.do === 'wait') await clock.advance(one.ms);
            else if (one.do === 'stop') await simulator.stop().then(() => (server.isUp = false));
            else if (!server.isUp) await simulator.startAgain().then(() => (server.isUp = true));
            await settle();
        }
        simulator.fault = null;
        simulator.hub.fault = null;
        if (!server.isUp) await simulator.startAgain();
        for (let index = 0; index < FILES; index++) match(index, true);
        await until('every match', async () => {
            await clock.advance(LONGEST_MS);
            return names.every(isMatched) && statuses.at(-1)?.connection === 'connected';
        });
        const facts = told.filter(({ kind }) => kind === 'matched').map(({ path }) => path);
        assert.equal(new Set(facts).size, FILES);
        assert.equal(facts.length, FILES, 'a match was told twice');
    } finally {
        await listener.close();
        assert.equal(clock.timers, 0);
        await until('the sockets to be gone', () => simulator.sockets === 0);
        await simulator.stop();
    }
}

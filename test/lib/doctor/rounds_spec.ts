import assert from 'node:assert/strict';
import { DoctorRounds, readDoctorSettings } from '../../../lib/doctor';
import { FakeClock } from '../../support/fake-clock';

const HOUR = 60 * 60_000;
const MINUTE = 60_000;

describe('when a doctor looks', () => {
    let clock: FakeClock;
    let looks: number;
    let wrong: number;
    let faults: unknown[];
    let rounds: DoctorRounds;

    beforeEach(() => {
        clock = new FakeClock();
        looks = 0;
        wrong = 0;
        faults = [];
        rounds = new DoctorRounds({
            doctor: {
                look: () => {
                    looks += 1;
                    return Promise.resolve({ appeared: [], gone: [] });
                },
            },
            clock,
            intervalMs: 24 * HOUR,
            count: () => wrong,
            onLooked: () => undefined,
            onFault: (thrown) => faults.push(thrown),
        });
        rounds.start();
    });

    it('a minute after the start, then once a day', async () => {
        await clock.advance(MINUTE - 1);
        assert.equal(looks, 0);
        await clock.advance(1);
        assert.equal(looks, 1);
        await clock.advance(24 * HOUR);
        assert.equal(looks, 2);
    });

    it('every quarter of an hour while something is wrong', async () => {
        wrong = 1;
        await clock.advance(MINUTE);
        await clock.advance(15 * MINUTE);
        assert.equal(looks, 2);
        wrong = 0;
        await clock.advance(15 * MINUTE);
        await clock.advance(60 * MINUTE);
        assert.equal(looks, 3);
    });

    it('at once when it is asked, and not again for who is content with what was found a moment ago', async () => {
        await rounds.look();
        await rounds.look(true);
        assert.equal(looks, 1);
        await Promise.all([rounds.look(), rounds.look()]);
        assert.equal(looks, 2);
        await clock.advance(20_000);
        await rounds.look(true);
        assert.equal(looks, 3);
    });

    it('never after it was closed', async () => {
        rounds.close();
        await clock.advance(48 * HOUR);
        assert.equal(looks, 0);
    });
});

describe('settings of a doctor', () => {
    it('have defaults', () => {
        assert.deepEqual(readDoctorSettings({}), { ownUrl: '', intervalMs: 24 * HOUR, leftOut: [], language: 'en-US' });
        assert.deepEqual(readDoctorSettings({ intervalHours: '2', leftOut: ['a', 3], language: 'fr', ownUrl: ' ${WHERE} ' }), {
            ownUrl: '${WHERE}',
            intervalMs: 2 * HOUR,
            leftOut: ['a'],
            language: 'en-US',
        });
    });

    for (const [field, value] of [
        ['ownUrl', 'node-red:1880'],
        ['ownUrl', 'ftp://node-red'],
        ['intervalHours', 0],
        ['intervalHours', 'often'],
        ['intervalHours', 721],
    ] as const)
        it(`refuse ${field} ${value}`, () =>
            assert.throws(() => readDoctorSettings({ [field]: value }), { code: 'invalid_setting', field }));
});

import assert from 'node:assert/strict';
import { isoNow } from '../../../../lib/model';
import { FakeClock } from '../../../support/fake-clock';
import { LiveFigures } from '../../../../lib/store';
import { movie } from '../../../support/requests';

describe('live figures', () => {
    const check = { at: '', code: 'not_found', message: 'Jellyfin has no such item' };

    it('keep the newest per download and per request', () => {
        const live = new LiveFigures();
        live.setTransfer('aa', { percent: 1 });
        live.setTransfer('aa', { percent: 2 });
        live.setCheck('request-1', check);
        assert.deepEqual(live.transferOf('aa'), { percent: 2 });
        assert.deepEqual(live.checkOf('request-1'), check);
        assert.equal(live.transferOf(undefined), undefined);
        assert.equal(live.checkOf('request-2'), undefined);
    });

    it('say what has new figures, until that is called off', () => {
        const live = new LiveFigures();
        const told: unknown[] = [];
        const end = live.onChange((change) => told.push(change));
        live.setTransfer('aa', { percent: 1 });
        live.setTransfer('aa', { percent: 0 }, 'queue');
        live.setQueued('bb', null);
        live.setCheck('request-1', check);
        end();
        live.setTransfer('aa', { percent: 2 });
        assert.deepEqual(told, [{ downloadId: 'aa' }, { downloadId: 'bb' }, { requestId: 'request-1' }]);
    });

    it('are bounded: the download that was not heard of for longest goes first', () => {
        const live = new LiveFigures();
        live.setTransfer('old', { percent: 1 });
        live.setTransfer('alive', { percent: 1 });
        for (let number = 0; number < 10_000; number++) {
            live.setTransfer(`failed-${number}`, {});
            live.setTransfer('alive', { percent: 2 });
        }
        assert.equal(live.transferOf('old'), undefined);
        assert.deepEqual(live.transferOf('alive'), { percent: 2 });
    });

    it('forget what belongs to one request', () => {
        const live = new LiveFigures();
        live.setTransfer('aa', { percent: 1 });
        live.setTransfer('bb', { percent: 1 });
        live.setCheck('request-1', check);
        live.forget('request-1', ['aa']);
        assert.equal(live.transferOf('aa'), undefined);
        assert.equal(live.checkOf('request-1'), undefined);
        assert.deepEqual(live.transferOf('bb'), { percent: 1 });
    });

    it("are the download client's own where a queue knows them too", () => {
        const live = new LiveFigures();
        live.setTransfer('aa', { percent: 10 }, 'queue');
        assert.equal(live.isFollowed('aa'), false);
        live.setTransfer('aa', { percent: 12 });
        live.setTransfer('aa', { percent: 11 }, 'queue');
        assert.deepEqual(live.transferOf('aa'), { percent: 12 });
        assert.equal(live.isFollowed('aa'), true);
    });

    it('hold what a queue says of a download until it is no longer there', () => {
        const live = new LiveFigures();
        const queued = { at: '2026-01-22T04:00:00.000Z', source: 'sonarr', instanceName: 'Sonarr', statusMessages: [] } as const;
        live.setQueued('aa', { ...queued, statusMessages: [] });
        live.setQueued('bb', { ...queued, statusMessages: [] });
        assert.equal(live.queuedOf('aa')?.source, 'sonarr');
        live.setQueued('aa', null);
        live.forget('request-1', ['bb']);
        assert.equal(live.queuedOf('aa'), undefined);
        assert.equal(live.queuedOf('bb'), undefined);
        assert.equal(live.queuedOf(undefined), undefined);
    });

    it('knows since when a download waits for the same, and a queue says the same', async () => {
        const clock = new FakeClock();
        const live = new LiveFigures(clock);
        const began = isoNow(clock);
        const queued = { at: '', source: 'sonarr' as const, instanceName: '', statusMessages: [], status: 'warning' };
        const told = (wait?: 'stalled' | 'stopped', errorMessage?: string) => {
            live.setTransfer('aa', { percent: 1, ...(wait !== undefined && { wait }) });
            live.setQueued('aa', { ...queued, ...(errorMessage !== undefined && { errorMessage }) });
            return [live.transferOf('aa')?.waitSince, live.queuedOf('aa')?.statusSince];
        };
        assert.deepEqual(told('stalled', 'x'), [began, began]);
        await clock.advance(60_000);
        assert.deepEqual(told('stalled', 'x'), [began, began]);
        assert.deepEqual(told('stopped', 'y'), [isoNow(clock), isoNow(clock)]);
        assert.deepEqual(told(), [undefined, isoNow(clock)]);
    });

    describe('ask those who know', () => {
        const request = movie();

        it('of several servers the one that has a title, then one that cannot say, then one that has not', () => {
            const live = new LiveFigures();
            assert.equal(live.arrOf(request, request), undefined);
            const away = { server: 'away', outage: { since: '2026-11-28T20:00:00.000Z' } };
            const ends = [
                live.answerForArr(() => undefined),
                live.answerForArr(() => ({ server: 'without', isMissing: true })),
                live.answerForArr(() => away),
                live.answerForArr(() => ({ server: 'has it' })),
            ];
            assert.deepEqual(live.arrOf(request, request), { server: 'has it' });
            ends[3]!();
            assert.deepEqual(live.arrOf(request, request), away);
            ends[2]!();
            assert.deepEqual(live.arrOf(request, request), { server: 'without', isMissing: true });
        });

        it('of several clients one that is well, because it may be the one that has the download', () => {
            const live = new LiveFigures();
            const outage = { since: '2026-11-28T20:00:00.000Z', code: 'refused' };
            live.answerForClient(() => ({ outage }));
            assert.deepEqual(live.clientOf('aa'), { outage });
            live.answerForClient((downloadId) => (downloadId === 'aa' ? {} : undefined));
            assert.deepEqual(live.clientOf('aa'), {});
            assert.deepEqual(live.clientOf('bb'), { outage });
        });

        it('one who came twice goes once', () => {
            const live = new LiveFigures();
            const well = (): object => ({});
            const end = live.answerForJellyfin(well);
            live.answerForJellyfin(well);
            end();
            assert.deepEqual(live.jellyfinOf(), {});
        });
    });
});

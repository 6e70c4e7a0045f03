import assert from 'node:assert/strict';
import { progressSchema as anything, type RelayFields, webhookSchema as webhookOf } from '../../../lib/relay';
import { FakeClock } from '../../support/fake-clock';
import { removeFolders } from '../../support/folder';
import { type Relaying, relaying, webhookNumbered } from '../../support/relaying';
import { until } from '../../support/until';
import { WebhookReceiver } from '../../simulators/webhook-receiver';

describe('the relay', () => {
    let receivers: WebhookReceiver[];
    let running: Relaying[];

    beforeEach(() => {
        receivers = [];
        running = [];
    });
    afterEach(async () => {
        for (const each of running) await each.end().catch(() => undefined);
        for (const each of receivers) await each.close();
        await removeFolders();
    });

    async function receiver(): Promise<WebhookReceiver> {
        const made = await new WebhookReceiver().open();
        receivers.push(made);
        return made;
    }
    const rows = (...to: WebhookReceiver[]): object[] =>
        to.map(({ url }, index) => ({ id: `r${index}`, name: `R${index}`, url: `${url}/hook` }));
    async function run(fields: RelayFields, options: Parameters<typeof relaying>[1] = {}): Promise<Relaying> {
        const made = await relaying(fields, options);
        running.push(made);
        return made;
    }
    /** Ends it, and lets another go on with what it has left. */
    async function restart(before: Relaying, fields: RelayFields): Promise<Relaying> {
        running = running.filter((each) => each !== before);
        await before.end();
        return run(fields, { path: before.path, clock: before.clock });
    }
    const keysOf = (arrivals: { key: string }[]): string[] => arrivals.map(({ key }) => JSON.parse(key) as string);

    it('gives every receiver every webhook as it came, in order', async () => {
        const [one, two] = [await receiver(), await receiver()];
        const { relay } = await run({ receivers: rows(one, two) });
        const bodies = ['{"a":1}', '{ "b" : "ü" }', '{"c":null}'];
        for (const [index, body] of bodies.entries()) await relay.take(webhookNumbered(index, { body }));
        for (const each of [one, two]) {
            await until('all of them', () => each.taken.length === 3);
            assert.deepEqual(
                each.taken.map(({ body }) => body),
                bodies,
            );
            assert.deepEqual(keysOf(each.taken), ['webhook-0', 'webhook-1', 'webhook-2']);
            const [{ method, path, headers }] = each.taken as [(typeof each.taken)[0]];
            assert.deepEqual([method, path, headers['content-type']], ['POST', '/hook', 'application/json']);
        }
    });

    it('is held up by nobody: who hangs, refuses or is away, is alone in it', async () => {
        const [hanging, failing, gone, quick] = [await receiver(), await receiver(), await receiver(), await receiver()];
        hanging.manner = () => 'hang';
        failing.manner = () => 500;
        await gone.close();
        const { relay, late, statuses, clock } = await run({ receivers: rows(hanging, failing, gone, quick) });
        for (let n = 0; n < 5; n++) await relay.take(webhookNumbered(n));
        await until('the quick one', () => quick.taken.length === 5);
        await until('the faults', () => late.length === 2);
        assert.deepEqual(late.map(({ receiver: name, code }) => `${name} ${code}`).sort(), ['R1 http_500', 'R2 refused']);
        assert.equal(hanging.tries.length, 1);
        assert.equal(failing.tries.length, 1);
        const last = statuses.at(-1)!;
        assert.equal(last.delivered, 5);
        assert.equal(last.late?.waiting, 5);
        assert.equal(last.late.since, new Date(clock.now()).toISOString());
    });

    it('tries again with growing pauses, tells of an outage once, and of its end', async () => {
        const one = await receiver();
        one.manner = () => 503;
        const { relay, clock, late, recovered } = await run({ receivers: rows(one) });
        await relay.take(webhookNumbered(1));
        await relay.take(webhookNumbered(2));
        const pauses: number[] = [];
        for (let tries = 1; tries <= 11; tries++) {
            await until('the try', () => one.tries.length === tries && clock.nextIn !== null);
            pauses.push(clock.nextIn!);
            if (tries === 11) one.manner = () => 204;
            await clock.advance(clock.nextIn!);
        }
        assert.deepEqual(
            pauses,
            [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((seconds) => seconds * 1_000),
        );
        await until('both', () => one.taken.length === 2);
        assert.deepEqual(keysOf(one.taken), ['webhook-1', 'webhook-2']);
        assert.ok(one.tries.every(({ key }, index) => key === (index === 12 ? '"webhook-2"' : '"webhook-1"')));
        assert.equal(late.length, 1);
        assert.deepEqual(recovered, [{ receiver: 'R0', since: '2026-01-22T04:00:00.000Z', waiting: 1 }]);
    });

    it('gives who asks for a pause one, of an hour at most', async () => {
        const one = await receiver();
        one.manner = () => ({ status: 429, headers: { 'retry-after': '90' } });
        const { relay, clock } = await run({ receivers: rows(one) });
        await relay.take(webhookNumbered(1));
        await until('the first', () => clock.nextIn !== null);
        assert.equal(clock.nextIn, 90_000);
        one.manner = () => ({ status: 503, headers: { 'retry-after': 'Fri, 23 Jan 2026 04:00:00 GMT' } });
        await clock.advance(90_000);
        await until('the second', () => clock.nextIn !== null);
        assert.equal(clock.nextIn, 3_600_000);
    });

    it('gives up what is refused after four tries, says which, and goes on with the next', async () => {
        const one = await receiver();
        one.manner = ({ body }) => (body.includes('bad') ? 422 : 200);
        const { relay, clock, lost, late, recovered } = await run({ receivers: rows(one) });
        await relay.take(webhookNumbered(1, { body: '{"bad":true}' }));
        await relay.take(webhookNumbered(2));
        for (const seconds of [5, 30, 120]) {
            await until('the refusal', () => clock.nextIn !== null);
            assert.equal(clock.nextIn, seconds * 1_000);
            await clock.advance(seconds * 1_000);
        }
        await until('the next', () => one.taken.length === 1);
        assert.deepEqual(keysOf(one.tries), ['webhook-1', 'webhook-1', 'webhook-1', 'webhook-1', 'webhook-2']);
        assert.deepEqual(
            lost.map(({ receiver: name, code, webhook }) => [name, code, webhook.body]),
            [['R0', 'http_422', '{"bad":true}']],
        );
        await until('the end of it', () => recovered.length === 1);
        assert.equal(late.length, 1);
    });

    it('goes on after a restart where it was: the rest of the pause, the tries, the outage that was told', async () => {
        const one = await receiver();
        one.manner = () => 500;
        const fields = { receivers: rows(one) };
        const first = await run(fields);
        for (const n of [1, 2, 3]) await first.relay.take(webhookNumbered(n));
        for (let tries = 1; tries < 4; tries++) {
            await until('the try', () => one.tries.length === tries && first.clock.nextIn !== null);
            await first.clock.advance(first.clock.nextIn!);
        }
        await until('the fourth', () => one.tries.length === 4 && first.clock.nextIn !== null);
        const second = await restart(first, fields);
        assert.equal(second.clock.nextIn, 8_000);
        assert.equal(second.statuses.at(-1)?.late?.waiting, 3);
        one.manner = () => 200;
        await second.clock.advance(8_000);
        await until('all', () => one.taken.length === 3);
        assert.deepEqual(keysOf(one.taken), ['webhook-1', 'webhook-2', 'webhook-3']);
        assert.deepEqual([first.late.length, second.late.length], [1, 0]);
        assert.equal(second.recovered.length, 1);
        await until('an empty room', () => second.store.kept('relay:one', webhookOf).all.size === 0);
    });

    it('brings once more, under the same id, what was on its way when it ended', async () => {
        const one = await receiver();
        one.manner = () => 'hang';
        const fields = { receivers: rows(one) };
        const first = await run(fields);
        await first.relay.take(webhookNumbered(1));
        await until('the try', () => one.tries.length === 1);
        one.manner = () => 200;
        const second = await restart(first, fields);
        await until('it', () => one.taken.length === 1);
        assert.deepEqual(keysOf(one.tries), ['webhook-1', 'webhook-1']);
        assert.deepEqual([first.late.length, second.late.length], [0, 0]);
    });

    it('begins, for a receiver that is new, with what comes next, and forgets one that is gone', async () => {
        const [old, young] = [await receiver(), await receiver()];
        await old.close();
        const first = await run({ receivers: rows(old) });
        await first.relay.take(webhookNumbered(1));
        const second = await restart(first, { receivers: rows(old, young) });
        await second.relay.take(webhookNumbered(2));
        await until('the new one', () => young.taken.length === 1);
        const third = await restart(second, { receivers: rows(old, young).slice(1) });
        await third.relay.take(webhookNumbered(3));
        await until('the next', () => young.taken.length === 2);
        assert.deepEqual(keysOf(young.taken), ['webhook-2', 'webhook-3']);
        await until('nothing', () => third.store.kept('relay:one', webhookOf).all.size === 0);
        assert.deepEqual([...third.store.kept('relay-to:one', anything).all.keys()], ['r1']);
    });

    it('keeps no more than it may, drops the oldest, and says so, whatever else goes on', async () => {
        const [slow, quick] = [await receiver(), await receiver()];
        slow.manner = () => 'hang';
        const { relay, lost, store, statuses } = await run({ receivers: rows(slow, quick), maxCount: 3 });
        for (let n = 1; n <= 5; n++) {
            await relay.take(webhookNumbered(n));
            await until('the quick one', () => quick.taken.length === n);
        }
        assert.deepEqual(
            lost.map(({ receiver: name, code, webhook }) => `${name} ${code} ${webhook.id}`),
            ['R0 queue_full webhook-1', 'R0 queue_full webhook-2'],
        );
        await until('three', () => store.kept('relay:one', webhookOf).all.size === 3);
        await until('the count', () => statuses.at(-1)?.delivered === 5);
    });

    it('counts bytes too, and takes nothing that is larger than all of them', async () => {
        const one = await receiver();
        await one.close();
        const { relay, lost } = await run({ receivers: rows(one), maxMb: 0.001 });
        const body = JSON.stringify('x'.repeat(600));
        await relay.take(webhookNumbered(1, { body }));
        await relay.take(webhookNumbered(2, { body }));
        await relay.take(webhookNumbered(3, { body: JSON.stringify('x'.repeat(2_000)) }));
        assert.deepEqual(
            lost.map(({ webhook }) => webhook.id),
            ['webhook-1', 'webhook-2', 'webhook-3'],
        );
    });

    it('does not hammer a receiver that is away because newer webhooks push out older ones', async () => {
        const one = await receiver();
        one.manner = () => 500;
        const { relay, clock } = await run({ receivers: rows(one), maxCount: 2 });
        await relay.take(webhookNumbered(0));
        for (let tries = 1; tries <= 6; tries++) {
            await until('the try', () => one.tries.length === tries && clock.nextIn !== null);
            for (let n = 0; n < 3; n++) await relay.take(webhookNumbered(tries * 10 + n));
            assert.equal(clock.nextIn, 2 ** (tries - 1) * 1_000);
            await clock.advance(clock.nextIn);
        }
    });

    it('lets the webhooks of a receiver wait whose settings are wrong, until they are mended', async () => {
        const one = await receiver();
        const first = await run({ receivers: [{ id: 'r0', name: 'R0', url: 'nowhere' }, ...rows(one, one).slice(1)] });
        assert.equal(first.statuses.at(-1)?.fault?.code, 'invalid_url');
        await first.relay.take(webhookNumbered(1));
        await until('the other', () => one.taken.length === 1);
        assert.equal(first.late.length, 1);
        const second = await restart(first, { receivers: rows(one, one) });
        await until('it', () => one.taken.length === 2);
        assert.equal(second.statuses.at(-1)?.fault, null);
    });

    it('goes on by the monotonic clock when the clock is set back', async () => {
        const one = await receiver();
        one.manner = () => 500;
        const { relay, clock } = await run({ receivers: rows(one) });
        await relay.take(webhookNumbered(1));
        await until('the try', () => clock.nextIn !== null);
        clock.set(Date.parse('1970-01-01T00:00:00.000Z'));
        one.manner = () => 200;
        await clock.advance(1_000);
        await until('it', () => one.taken.length === 1);
    });

    it('brings what the disk did not take, since nobody sends it again', async () => {
        const one = await receiver();
        const { relay, store } = await run({ receivers: rows(one) });
        const flush = store.flush.bind(store);
        let isFull = true;
        store.flush = () => (isFull ? Promise.reject(new Error('disk full')) : flush());
        await assert.rejects(relay.take(webhookNumbered(1)));
        isFull = false;
        await until('it', () => one.taken.length === 1);
    });

    it('leaves no timer and no connection behind', async () => {
        const [one, two] = [await receiver(), await receiver()];
        one.manner = () => 'hang';
        two.manner = () => 500;
        const clock = new FakeClock();
        const made = await run({ receivers: rows(one, two) }, { clock });
        await made.relay.take(webhookNumbered(1));
        await until('both', () => one.tries.length === 1 && clock.timers === 1);
        await made.relay.close();
        assert.equal(clock.timers, 0);
    });
});

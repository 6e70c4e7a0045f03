/** The stream of a tab over good and bad connections. */
import assert from 'node:assert/strict';
import { type Answer, ASK_MS, FIRST_EVENT_MS, type Link, LiveStream, LONGEST_DELAY_MS, SILENCE_MS } from '../../page/live/stream';
import type { Timer } from '../../lib/model';
import { FakeClock, settle } from '../support/fake-clock';

/** One connection as the test's server holds it. */
class Connection {
    private readonly pieces: Uint8Array[] = [];
    private wake: (() => void) | undefined;
    private hasEnded = false;

    constructor(
        readonly headers: Record<string, string>,
        private readonly signal: AbortSignal,
        readonly answer: (answer: Answer) => void,
        readonly refuse: (error: Error) => void,
    ) {
        signal.addEventListener('abort', () => {
            this.wake?.();
            refuse(new Error('aborted'));
        });
    }

    get isAborted(): boolean {
        return this.signal.aborted;
    }

    open(status = 200, type = 'text/event-stream'): this {
        const read = async (): Promise<{ done: boolean; value?: Uint8Array }> => {
            for (;;) {
                if (this.signal.aborted) throw new Error('aborted');
                const value = this.pieces.shift();
                if (value !== undefined) return { done: false, value };
                if (this.hasEnded) return { done: true };
                await new Promise<void>((resolve) => (this.wake = resolve));
            }
        };
        this.answer({ ok: status < 400, status, headers: { get: () => type }, body: { getReader: () => ({ read }) } });
        return this;
    }

    async send(text: string | Uint8Array): Promise<void> {
        this.pieces.push(typeof text === 'string' ? new TextEncoder().encode(text) : text);
        this.wake?.();
        await settle();
    }

    async end(): Promise<void> {
        this.hasEnded = true;
        this.wake?.();
        await settle();
    }
}

function setUp() {
    const clock = new FakeClock();
    const connections: Connection[] = [];
    const links: Link[] = [];
    const events: [string, unknown][] = [];
    const around = { asked: 0, canAsk: true };
    const stream = new LiveStream(
        'live?limit=60',
        {
            event: (name, data) => events.push([name, data]),
            link: (link) => links.push(link),
            ask: () => {
                around.asked++;
                return Promise.resolve(around.canAsk);
            },
        },
        {
            fetch: (_url, { headers, signal }) =>
                new Promise((resolve, reject) => connections.push(new Connection(headers, signal, resolve, reject))),
            now: () => clock.now(),
            setTimeout: (callback, ms) => clock.after(ms, callback),
            clearTimeout: (timer) => (timer as Timer | undefined)?.cancel(),
            random: () => 0.5,
        },
    );
    return { clock, connections, links, events, stream, around, last: () => connections.at(-1)! };
}

const SNAPSHOT = 'id: e-1\nevent: snapshot\ndata: {"total":1}\n\n';

describe('page: the stream of a tab', () => {
    it('tells what comes, and is live from the first event on', async () => {
        const { stream, last, links, events, clock } = setUp();
        stream.open();
        last().open();
        await last().send(`:${' '.repeat(2_048)}\n\n`);
        assert.deepEqual(links, []);
        await last().send(SNAPSHOT);
        assert.deepEqual(links, [{ kind: 'live', since: clock.now() }]);
        assert.deepEqual(events, [['snapshot', { total: 1 }]]);
    });

    it('reads letters that are cut in two', async () => {
        const { stream, last, events } = setUp();
        stream.open();
        last().open();
        const bytes = new TextEncoder().encode('data: "日本"\n\n');
        for (const byte of bytes) await last().send(Uint8Array.of(byte));
        assert.deepEqual(events, [['message', '日本']]);
    });

    it('says since when it is offline, and goes on where it stopped', async () => {
        const { stream, last, connections, links, clock } = setUp();
        stream.open();
        last().open();
        await last().send(SNAPSHOT);
        const heard = clock.now();
        await clock.advance(5_000);
        await last().end();
        assert.deepEqual(links.at(-1), { kind: 'offline', since: heard });
        await clock.advance(1_000);
        assert.equal(connections.length, 2);
        assert.equal(last().headers['last-event-id'], 'e-1');
        last().open();
        // Nothing was missed: a comment is all that comes, and proves that it lives.
        await last().send(': beat\n\n');
        assert.equal(links.at(-1)?.kind, 'live');
    });

    it('waits longer from try to try, up to half a minute, and keeps saying since when', async () => {
        const { stream, last, connections, links, clock } = setUp();
        const begin = clock.now();
        stream.open();
        const waits: number[] = [];
        for (let round = 0; round < 8; round++) {
            last().refuse(new Error('no way there'));
            await settle();
            const before = clock.now();
            await clock.advance(clock.nextIn ?? 0);
            waits.push(clock.now() - before);
        }
        assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, LONGEST_DELAY_MS, LONGEST_DELAY_MS, LONGEST_DELAY_MS]);
        assert.equal(connections.length, 9);
        assert.ok(links.every((link) => link.kind === 'offline' && link.since === begin));
    });

    it('tries again at once when it is asked to, and never twice side by side', async () => {
        const { stream, last, connections, clock } = setUp();
        stream.open();
        stream.open();
        assert.equal(connections.length, 1);
        last().refuse(new Error('no way there'));
        await settle();
        stream.open();
        assert.equal(connections.length, 2);
        await clock.advance(FIRST_EVENT_MS - 1);
        assert.equal(connections.length, 2);
    });

    it('takes a connection for dead that says nothing for 45 s', async () => {
        const { stream, last, connections, links, clock } = setUp();
        stream.open();
        last().open();
        await last().send(SNAPSHOT);
        for (let beat = 0; beat < 4; beat++) {
            await clock.advance(20_000);
            await last().send(': beat\n\n');
        }
        assert.equal(links.length, 1);
        const [first] = connections;
        await clock.advance(SILENCE_MS);
        assert.equal(first?.isAborted, true);
        assert.equal(links.at(-1)?.kind, 'offline');
        assert.equal(links.at(-1)?.since, clock.now() - SILENCE_MS);
    });

    it('asks instead while something on the way keeps the stream back, and then tries it again', async () => {
        const { stream, last, connections, links, clock, around } = setUp();
        stream.open();
        last().open();
        await settle();
        await clock.advance(FIRST_EVENT_MS);
        assert.equal(around.asked, 1);
        assert.equal(links.at(-1)?.kind, 'asking');
        around.canAsk = false;
        await clock.advance(ASK_MS);
        assert.equal(links.at(-1)?.kind, 'offline');
        around.canAsk = true;
        await clock.advance(7 * ASK_MS);
        assert.equal(around.asked, 8);
        assert.equal(connections.length, 2);
        last().open();
        await last().send(SNAPSHOT);
        assert.equal(links.at(-1)?.kind, 'live');
    });

    it('says why it is refused', async () => {
        const { stream, last, links, clock } = setUp();
        stream.open();
        last().open(401);
        await settle();
        assert.deepEqual(links.at(-1), { kind: 'offline', since: clock.now(), why: 'denied' });
        await clock.advance(1_000);
        last().open(503);
        await settle();
        assert.equal((links.at(-1) as { why?: string }).why, 'too_many');
    });

    it('is not taken in by a page in the place of a stream', async () => {
        const { stream, last, events, links } = setUp();
        stream.open();
        last().open(200, 'text/html');
        await settle();
        assert.equal(links.at(-1)?.kind, 'offline');
        assert.deepEqual(events, []);
    });

    it('leaves nothing behind when it is closed, and goes on when it is opened again', async () => {
        const { stream, last, connections, links, clock } = setUp();
        stream.open();
        last().open();
        await last().send(SNAPSHOT);
        stream.close();
        await settle();
        assert.equal(last().isAborted, true);
        assert.equal(clock.timers, 0);
        assert.equal(links.at(-1)?.kind, 'live');
        stream.open();
        assert.equal(connections.length, 2);
        assert.equal(last().headers['last-event-id'], 'e-1');
    });

    it('passes over what is no JSON', async () => {
        const { stream, last, events } = setUp();
        stream.open();
        last().open();
        await last().send(`data: {"cut\n\n${SNAPSHOT}`);
        assert.deepEqual(events, [['snapshot', { total: 1 }]]);
    });
});

/** A Seerr reader beside a simulated Seerr, in simulated time, with what a store would keep of it. */
import { type CaughtUp, type KnownWish, type ReaderStatus, SeerrClient, SeerrReader } from '../../lib/seerr';
import type { MediaEvent } from '../../lib/model';
import { SeerrSimulator, type SeerrSimulatorOptions } from '../simulators/seerr-server';
import { FakeClock } from './fake-clock';
import { until } from './until';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export class ReaderBench {
    readonly clock = new FakeClock('2026-11-28T12:00:00.000Z');
    readonly events: MediaEvent[] = [];
    readonly statuses: ReaderStatus[] = [];
    readonly caughtUp: CaughtUp[] = [];
    known: KnownWish[] = [];
    /** What the store holds. */
    cursor: string | undefined;
    /** What the store says to the next write, as a full disk does. */
    refusal: Error | null = null;
    reader: SeerrReader;
    private client: SeerrClient;

    private constructor(
        readonly simulator: SeerrSimulator,
        private readonly server: string,
        private readonly apiKey = simulator.apiKey,
    ) {
        [this.client, this.reader] = this.make();
    }

    static async start(options: SeerrSimulatorOptions = {}, server = 'home'): Promise<ReaderBench> {
        const place: { clock?: FakeClock } = {};
        const simulator = await SeerrSimulator.start({ now: () => place.clock?.now() ?? 0, ...options });
        const bench = new ReaderBench(simulator, server);
        place.clock = bench.clock;
        return bench;
    }

    /** Begins, and waits for the first look. */
    async begin(): Promise<void> {
        await this.afterLook(async () => {
            this.reader.start();
            await this.clock.advance(0);
        });
    }

    /** Lets time pass, up to and with the looks that fall due in it. */
    async pass(ms: number): Promise<void> {
        const end = this.clock.monotonic() + ms;
        for (;;) {
            const left = end - this.clock.monotonic();
            const next = this.clock.nextIn;
            if (next === null || next > left) {
                await this.clock.advance(left);
                return;
            }
            await this.afterLook(() => this.clock.advance(next));
        }
    }

    /** One interval. */
    round(): Promise<void> {
        return this.pass(5 * MINUTE_MS);
    }

    /** As Node-RED does: ends, and begins anew with what the store holds. */
    async restart(): Promise<void> {
        await this.end();
        [this.client, this.reader] = this.make();
        await this.begin();
    }

    async end(): Promise<void> {
        await this.reader.close();
        this.client.close();
    }

    async close(): Promise<void> {
        await this.end();
        await this.simulator.stop();
    }

    /** What was told since this was called last, as `<request> <kind>`. */
    told(): string[] {
        return this.events.splice(0).map(({ kind, request }) => `${request.seerrRequestId ?? '?'} ${kind}`);
    }

    private async afterLook(begin: () => Promise<void>): Promise<void> {
        const before = this.statuses.filter(({ state }) => state !== 'reading').length;
        await begin();
        await until('a look to end', () => this.statuses.filter(({ state }) => state !== 'reading').length > before);
    }

    private make(): [SeerrClient, SeerrReader] {
        const { url } = this.simulator;
        const client = new SeerrClient({ url, apiKey: this.apiKey, verifyCertificate: true, timeoutMs: 2_000 });
        const reader = new SeerrReader({
            client,
            server: this.server,
            intervalMs: 5 * MINUTE_MS,
            backfillMs: 30 * DAY_MS,
            clock: this.clock,
            cursor: () => this.cursor,
            accept: (_events, cursor) => {
                if (this.refusal !== null) return Promise.reject(this.refusal);
                this.cursor = cursor;
                return Promise.resolve();
            },
            emit: (event) => this.events.push(event),
            known: () => this.known,
            onStatus: (status) => this.statuses.push(status),
            onCaughtUp: (caughtUp) => this.caughtUp.push(caughtUp),
        });
        return [client, reader];
    }
}

/**
 * Side process: posts webhooks at a constant rate or as fast as they are answered, over connections that are kept open.
 * It speaks HTTP by itself, because a comfortable client would need as much of the machine as the server it measures.
 */
import { connect, type Socket } from 'node:net';
import { filmWebhooks } from './lives';
import { serve } from './side-process';

export interface Target {
    host: string;
    port: number;
    /** Of a flow that tells services apart by the last part of the path: without it. */
    path: string;
    byService: boolean;
}

export interface Load {
    target: Target;
    seconds: number;
    /** Number of the first film whose webhooks are sent. */
    firstFilm: number;
    /** Of each webhook. They are filled up with custom formats: their users have dozens. */
    bodyBytes: number;
}

export interface Rushed {
    /** Answers. */
    count: number;
    perSecond: number;
}

export interface Paced {
    /** Answers. */
    count: number;
    /** From the first byte sent to the last one received, in milliseconds, one each. */
    latenciesMs: number[];
    /** How late they were sent, in milliseconds, one each: what this process and the machine owe to the rate. */
    latenessMs: number[];
}

/** More than any flow answers. */
const MOST_PER_SECOND = 6_000;
/** Enough for a second's webhooks to wait for their answers at the highest rate asked for. */
const MOST_CONNECTIONS = 200;
const LONGEST_IDLE_MS = 2_000;

/** Webhooks of films, each film's in their order. */
let stock: Buffer[] = [];

const commands = {
    /** Sends at a constant rate, whether answers come or not. */
    async pace({ perSecond, ...load }: Load & { perSecond: number }): Promise<Paced> {
        const { target, seconds } = load;
        prepare(load, perSecond * seconds);
        const pool = new Pool(target);
        const latenciesMs: number[] = [];
        const latenessMs: number[] = [];
        const begin = performance.now();
        const answers: Promise<void>[] = [];
        for (let sent = 0; sent < perSecond * seconds; sent++) {
            const due = begin + (sent * 1000) / perSecond;
            while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
            const started = performance.now();
            latenessMs.push(started - due);
            answers.push(pool.post(nextRequest()).then(() => void latenciesMs.push(performance.now() - started)));
        }
        await Promise.all(answers);
        pool.close();
        return { count: latenciesMs.length, latenciesMs, latenessMs };
    },

    /** Sends as fast as answers come, over so many connections. */
    async rush({ connections, ...load }: Load & { connections: number }): Promise<Rushed> {
        const { target, seconds } = load;
        prepare(load, MOST_PER_SECOND * seconds);
        const pool = new Pool(target);
        const begin = performance.now();
        const end = begin + seconds * 1000;
        let count = 0;
        const send = async (): Promise<void> => {
            while (performance.now() < end) {
                await pool.post(nextRequest());
                count++;
            }
        };
        await Promise.all(Array.from({ length: connections }, send));
        const perSecond = (count * 1000) / (performance.now() - begin);
        pool.close();
        return { count, perSecond };
    },

    /** Sends so many, as fast as answers come. */
    async burst({
        count,
        connections,
        ...load
    }: Omit<Load, 'seconds'> & { count: number; connections: number }): Promise<Rushed> {
        prepare({ ...load, seconds: 0 }, count);
        const pool = new Pool(load.target);
        const begin = performance.now();
        let sent = 0;
        const send = async (): Promise<void> => {
            while (sent++ < count) await pool.post(nextRequest());
        };
        await Promise.all(Array.from({ length: connections }, send));
        const perSecond = (count * 1000) / (performance.now() - begin);
        pool.close();
        return { count, perSecond };
    },
};

export type LoadCommands = typeof commands;

serve(commands);

/** Idle connections, and new ones when none is idle. */
class Pool {
    private readonly all = new Set<Connection>();
    private readonly idle: Connection[] = [];

    constructor(private readonly target: Target) {}

    async post(request: Buffer): Promise<void> {
        const connection = this.takeIdle() ?? this.open();
        await connection.send(request);
        this.idle.push(connection);
    }

    close(): void {
        for (const connection of this.all) connection.close();
    }

    /** The one that was used last. The others may be about to be closed by the server, which keeps them for 5 seconds. */
    private takeIdle(): Connection | undefined {
        const connection = this.idle.pop();
        if (connection === undefined || connection.idleMs < LONGEST_IDLE_MS) return connection;
        for (const stale of [connection, ...this.idle.splice(0)]) this.drop(stale);
        return undefined;
    }

    private drop(connection: Connection): void {
        connection.close();
        this.all.delete(connection);
    }

    private open(): Connection {
        if (this.all.size === MOST_CONNECTIONS) throw new Error(`${MOST_CONNECTIONS} webhooks wait for an answer`);
        const connection = new Connection(connect(this.target.port, this.target.host).setNoDelay());
        this.all.add(connection);
        return connection;
    }
}

/** One connection with one request at a time. */
class Connection {
    private received = '';
    private answeredAt = 0;
    private waiting: { resolve: () => void; reject: (error: Error) => void } | null = null;

    constructor(private readonly socket: Socket) {
        socket.setEncoding('latin1').on('data', (text: string) => this.take(text));
        socket.on('error', (error) => this.waiting?.reject(error));
        socket.on('close', () => this.waiting?.reject(new Error('the connection was closed before the answer')));
    }

    /** Since the last answer. */
    get idleMs(): number {
        return performance.now() - this.answeredAt;
    }

    send(request: Buffer): Promise<void> {
        return new Promise((resolve, reject) => {
            this.waiting = { resolve, reject };
            this.socket.write(request);
        });
    }

    close(): void {
        this.waiting = null;
        this.socket.destroy();
    }

    private take(text: string): void {
        this.received += text;
        const headEnd = this.received.indexOf('\r\n\r\n');
        if (headEnd < 0) return;
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.received)?.[1]);
        if (this.received.length < headEnd + 4 + length) return;
        const status = this.received.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
        const { waiting } = this;
        this.waiting = null;
        this.answeredAt = performance.now();
        if (status === '200') waiting?.resolve();
        else waiting?.reject(new Error(`a webhook was answered ${this.received.slice(0, 500)}`));
        this.received = '';
    }
}

function nextRequest(): Buffer {
    const request = stock.pop();
    if (!request) throw new Error('more webhooks were answered than were made');
    return request;
}

function prepare({ target, firstFilm, bodyBytes }: Load, count: number): void {
    stock = [];
    for (let film = firstFilm; stock.length < count; film++)
        for (const step of filmWebhooks(film)) stock.push(requestOf(target, step.service, padded(step.body, bodyBytes)));
    stock.reverse();
}

function requestOf({ host, path, byService }: Target, service: string, body: string): Buffer {
    const fullPath = byService ? `${path}/${service}` : path;
    const headers = [`host: ${host}`, 'content-type: application/json', `content-length: ${Buffer.byteLength(body)}`];
    return Buffer.from(`POST ${fullPath} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`);
}

const CUSTOM_FORMAT = { id: 51, name: 'x265 (HD), no group' };

function padded(body: Record<string, unknown>, bytes: number): string {
    const missing = bytes - Buffer.byteLength(JSON.stringify({ ...body, customFormatInfo: { customFormats: [] } }));
    const count = Math.floor(missing / (JSON.stringify(CUSTOM_FORMAT).length + 1));
    const customFormats = Array.from({ length: count }, () => CUSTOM_FORMAT);
    return JSON.stringify({ ...body, customFormatInfo: { customFormats } }).padEnd(bytes);
}

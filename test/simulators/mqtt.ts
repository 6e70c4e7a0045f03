/** An MQTT 3.1.1 broker on loopback, as far as a client needs one that publishes, and subscribes with QoS 1. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

const CONNECT = 1;
const PUBLISH = 3;
const SUBSCRIBE = 8;
const UNSUBSCRIBE = 10;
const PING = 12;

export class MqttBroker {
    /** What was published last, by topic. */
    readonly kept = new Map<string, { payload: string; retain: boolean; times: number }>();
    private readonly sockets = new Set<Socket>();
    private readonly subscribers = new Map<Socket, Set<string>>();

    private constructor(private readonly server: Server) {}

    static async start(): Promise<MqttBroker> {
        const server = createServer();
        const broker = new MqttBroker(server);
        server.on('connection', (socket) => broker.serve(socket));
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        return broker;
    }

    get port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    subscribed(topic: string): boolean {
        return [...this.subscribers.values()].some((topics) => topics.has(topic));
    }

    /** Publishes to who has subscribed to this very topic. */
    publish(topic: string, payload: string): void {
        const body = Buffer.concat([text(topic), Buffer.from(payload)]);
        for (const [socket, topics] of this.subscribers) if (topics.has(topic)) socket.write(packet(PUBLISH << 4, body));
    }

    async stop(): Promise<void> {
        for (const socket of this.sockets) socket.destroy();
        await new Promise((resolve) => this.server.close(resolve));
    }

    private serve(socket: Socket): void {
        let held = Buffer.alloc(0);
        this.sockets.add(socket);
        socket.on('close', () => {
            this.sockets.delete(socket);
            this.subscribers.delete(socket);
        });
        socket.on('error', () => undefined);
        socket.on('data', (part: Buffer) => {
            held = Buffer.concat([held, part]);
            for (;;) {
                const read = readPacket(held);
                if (read === null) return;
                held = held.subarray(read.length);
                this.take(socket, read.first, read.body);
            }
        });
    }

    private take(socket: Socket, first: number, body: Buffer): void {
        const type = first >> 4;
        if (type === CONNECT) socket.write(packet(2 << 4, Buffer.from([0, 0])));
        if (type === PING) socket.write(packet(13 << 4, Buffer.alloc(0)));
        if (type === SUBSCRIBE) {
            const length = body.readUInt16BE(2);
            const topics = this.subscribers.get(socket) ?? new Set<string>();
            this.subscribers.set(socket, topics.add(body.toString('utf8', 4, 4 + length)));
            socket.write(packet(9 << 4, Buffer.concat([body.subarray(0, 2), Buffer.from([1])])));
        }
        if (type === UNSUBSCRIBE) socket.write(packet(11 << 4, body.subarray(0, 2)));
        if (type === PUBLISH) this.takePublished(socket, first, body);
    }

    private takePublished(socket: Socket, first: number, body: Buffer): void {
        const qos = (first >> 1) & 3;
        const end = 2 + body.readUInt16BE(0);
        const topic = body.toString('utf8', 2, end);
        const payload = body.toString('utf8', qos > 0 ? end + 2 : end);
        this.kept.set(topic, { payload, retain: (first & 1) === 1, times: (this.kept.get(topic)?.times ?? 0) + 1 });
        if (qos === 1) socket.write(packet(4 << 4, body.subarray(end, end + 2)));
    }
}

function text(value: string): Buffer {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
}

/** The length of what follows is written in groups of seven bits, the lowest first. */
function packet(first: number, body: Buffer): Buffer {
    const lengths: number[] = [];
    let left = body.length;
    do {
        const bits = left & 127;
        left >>= 7;
        lengths.push(left > 0 ? bits | 128 : bits);
    } while (left > 0);
    return Buffer.concat([Buffer.from([first, ...lengths]), body]);
}

function readPacket(held: Buffer): { first: number; body: Buffer; length: number } | null {
    let size = 0;
    for (let place = 1; place <= 4; place++) {
        const byte = held[place];
        if (byte === undefined) return null;
        size += (byte & 127) * 128 ** (place - 1);
        if (byte >= 128) continue;
        const length = place + 1 + size;
        return held.length < length ? null : { first: held[0] ?? 0, body: held.subarray(place + 1, length), length };
    }
    return null;
}

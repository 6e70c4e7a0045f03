/**
 * A process that does what parser, gate and relay do with webhooks of Seerr, to be killed. Reads one webhook a line, and says its
 * number when it is acknowledged. Run as `node --require tsx/cjs relay-process.ts PATH COMPACT_ABOVE_BYTES URL...`.
 */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { TransitionGate } from '../../lib/gate';
import { systemClock } from '../../lib/model';
import { progressSchema, readRelaySettings, WebhookRelay, webhookSchema } from '../../lib/relay';
import { MediaStore } from '../../lib/store';
import { WebhookReceiver } from '../../lib/webhook';

/** As the usual one, and as many times faster as a life here is shorter. */
const PACE = { firstMs: 4, longestMs: 40, refusedMs: [10, 20, 40] };

async function run(): Promise<void> {
    const [path = '', compactAboveBytes = '', ...urls] = process.argv.slice(2);
    const complain = (text: string): void => void process.stderr.write(`${text}\n`);
    const store = await MediaStore.open({ path, compactAboveBytes: Number(compactAboveBytes), warn: complain });
    const gate = new TransitionGate(store, { clock: systemClock, newId: randomUUID, createRequests: true });
    for (const event of store.inbox()) gate.accept(event);
    const receiver = new WebhookReceiver({
        secret: '',
        clock: systemClock,
        newId: randomUUID,
        accept: (event) => store.accept(event),
    });
    const relay = new WebhookRelay({
        settings: readRelaySettings(
            { receivers: urls.map((url, index) => ({ id: `r${index}`, name: `R${index}`, url })), maxCount: 1e6, maxMb: 1e3 },
            () => '',
        ),
        webhooks: store.kept('relay:one', webhookSchema),
        progress: store.kept('relay-to:one', progressSchema),
        flush: () => store.flush(),
        writeSoon: () => store.writeSoon({ onFault: ({ message }) => complain(message) }),
        pace: PACE,
        onLate: () => undefined,
        onRecovered: () => undefined,
        onLost: ({ message }) => complain(message),
        onStatus: () => undefined,
    });
    relay.start();
    const take = async (line: string): Promise<void> => {
        const [number = '', body = ''] = line.split('\t');
        const { statusCode, event } = await receiver.receive({ body, service: 'seerr' });
        if (statusCode !== 200 || !event) throw new Error(`answered ${statusCode}`);
        const at = new Date().toISOString();
        await relay.take({ id: event.id, at, service: 'seerr', contentType: 'application/json', body });
        process.stdout.write(`${number}\n`);
        gate.accept(event);
        void store.flush();
    };
    createInterface({ input: process.stdin }).on('line', (line) => void take(line));
    process.stdout.write('ready\n');
}

void run();
// Whoever started it is gone: so is it.
process.stdin.on('end', () => process.exit(0));

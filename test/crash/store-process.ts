/**
 * A process that does nothing but what the parser and the gate do with webhooks, to be killed. Reads what to take as one
 * line of JSON, a list of lanes that go on side by side; says a lane's number each time one of its webhooks is
 * acknowledged. Run as `node --require tsx/cjs store-process.ts PATH COMPACT_ABOVE_BYTES`.
 */
import { createInterface } from 'node:readline';
import { TransitionGate } from '../../lib/gate';
import { systemClock } from '../../lib/model';
import { MediaStore } from '../../lib/store';
import { WebhookReceiver } from '../../lib/webhook';
import type { Step } from '../simulators/senders';

let lastId = 0;
const newId = (): string => `${process.pid}-${++lastId}`;

async function take(lanes: Step[][]): Promise<void> {
    const [path = '', compactAboveBytes = ''] = process.argv.slice(2);
    const store = await MediaStore.open({
        path,
        compactAboveBytes: Number(compactAboveBytes),
        warn: (text) => void process.stderr.write(`${text}\n`),
    });
    const gate = new TransitionGate(store, { clock: systemClock, newId, createRequests: true });
    const receiver = new WebhookReceiver({ secret: '', clock: systemClock, newId, accept: (event) => store.accept(event) });
    for (const event of store.inbox()) gate.accept(event);
    await store.flush();
    const run = async (steps: Step[], lane: number): Promise<void> => {
        for (const { service, body } of steps) {
            const { statusCode, event } = await receiver.receive({ body: JSON.stringify(body), service });
            if (statusCode !== 200 || !event) throw new Error(`answered ${statusCode}`);
            process.stdout.write(`${lane}\n`);
            gate.accept(event);
            // Nobody waits for this write: the sender has its answer.
            void store.flush();
        }
    };
    await Promise.all(lanes.map(run));
    await store.close();
}

createInterface({ input: process.stdin }).once('line', (line) => void take(JSON.parse(line) as Step[][]));
// Whoever started it is gone: so is it.
process.stdin.on('end', () => process.exit(0));

/** Transition gate: event in; 1 accepted change, 2 not applied. */
import { type GateResult, readEvent, TransitionGate } from '../lib/gate';
import { copyOf, type MediaEvent, systemClock, toMediaError } from '../lib/model';
import type { MediaStore } from '../lib/store';
import { handleInput, topicOf } from './shared/handler';
import type { NodeDefinition, NodeMessage, Red, RuntimeNode, Send } from './shared/red';
import { StatusLine } from './shared/status';
import { runWithStore, storeOf } from './shared/store-access';

interface GateDefinition extends NodeDefinition {
    store?: string;
    createRequests?: boolean;
}

export = (RED: Red): void => {
    function MediaGateNode(this: RuntimeNode, definition: GateDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const showFault = (thrown: unknown): void => status.showFault(thrown);
        const showCounts = (store: MediaStore): void =>
            status.show('live', () => ({ name: 'open', values: { count: store.openCount } }));
        const opened = storeOf(RED, definition.store).then((store) => ({
            store,
            gate: new TransitionGate(store, {
                clock: systemClock,
                newId: () => RED.util.generateId(),
                createRequests: definition.createRequests === true,
            }),
        }));
        opened.catch(showFault);

        const take = async (event: MediaEvent, message: NodeMessage, send: Send): Promise<void> => {
            const { gate, store } = await opened;
            const result = gate.accept(event);
            await store.persist(showFault);
            const [changes, unapplied] = outputsOf(result, message);
            // One by one: of messages that are sent together Node-RED copies all but the first, request and all.
            for (const each of changes) send([each, null]);
            for (const each of unapplied) send([null, each]);
            showCounts(store);
        };
        handleInput(this, (message, send) => take(readEvent(message.payload), message, send), showFault);

        // What was acknowledged before a stop, and not applied, is applied now, whatever the disk takes by now.
        const catchUp = async (store: MediaStore): Promise<void> => {
            showCounts(store);
            let isGone = false;
            const takeUp = async (event: MediaEvent): Promise<void> => {
                const message: NodeMessage = { topic: topicOf(event) };
                try {
                    await take(event, message, (outgoing) => this.send(outgoing));
                } catch (thrown) {
                    const error = toMediaError(thrown);
                    showFault(error);
                    // An event that cannot be applied is told of; that the store is gone is told once for all.
                    if (error.code !== 'internal' && isGone) return;
                    isGone ||= error.code !== 'internal';
                    this.error(error, { ...message, payload: copyOf(event) });
                }
            };
            await Promise.all(store.inbox().map(takeUp));
            // A disk that takes nothing is to be seen before the first event comes.
            await store.persist(showFault);
            showCounts(store);
        };
        const begin = (store: MediaStore): (() => void) => {
            void catchUp(store).catch(showFault);
            // Another gate may work on the same requests.
            return store.onChange(() => showCounts(store));
        };
        runWithStore(RED, { node: this, store: definition.store }, begin, showFault);
    }

    RED.nodes.registerType('media-gate', MediaGateNode);
};

/** Flows may change what they are given: they get copies, one per request, and of what the store may have kept. */
function outputsOf(result: GateResult, message: NodeMessage): [NodeMessage[], NodeMessage[]] {
    const copies = new Map<object, unknown>();
    const shared = (original: object): unknown => {
        if (!copies.has(original)) copies.set(original, copyOf(original));
        return copies.get(original);
    };
    const changes = result.changes.map((change) => ({
        ...message,
        topic: topicOf(change.event),
        pipeline: change.pipeline,
        payload: { ...change, request: shared(change.request), event: shared(change.event) },
    }));
    const unapplied = result.unapplied.map((each) => ({
        ...message,
        topic: `not applied/${each.code}`,
        payload: { ...each, event: shared(each.event) },
    }));
    return [changes, unapplied];
}

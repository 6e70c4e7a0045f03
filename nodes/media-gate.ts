/** Transition gate: event in; 1 accepted change, 2 not applied. */
import { type Change, type GateResult, readEvent, ToldOutcomes, TransitionGate } from '../lib/gate';
import { copyOf, type MediaEvent, systemClock, toMediaError } from '../lib/model';
import type { MediaStore } from '../lib/store';
import { handleInput, topicOf } from './shared/handler';
import type { NodeDefinition, NodeMessage, Red, RuntimeNode, Send } from './shared/red';
import { StatusLine } from './shared/status';
import { type Begun, runWithStore, useBegun } from './shared/store-access';

interface GateDefinition extends NodeDefinition {
    store?: string;
    createRequests?: boolean;
}

/** What messages are for. */
interface Works {
    store: MediaStore;
    gate: TransitionGate;
    told: ToldOutcomes;
}

export = (RED: Red): void => {
    function MediaGateNode(this: RuntimeNode, definition: GateDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const showFault = (thrown: unknown): void => void status.showFault(thrown);
        const showCounts = (store: MediaStore): void =>
            status.show('live', () => ({ name: 'open', values: { count: store.openCount } }));
        const writeSoon = (store: MediaStore): void =>
            store.writeSoon({ onFault: showFault, onWritten: () => showCounts(store) });

        // Told before it is written: a crash in between tells it once more, and loses nothing.
        const take = ({ gate, store, told }: Works, event: MediaEvent, message: NodeMessage, send: Send): void => {
            const result = gate.accept(event);
            const [changes, unapplied] = outputsOf(result, message);
            // One by one: of messages that are sent together Node-RED copies all but the first, request and all.
            for (const each of changes) send([each, null]);
            for (const each of unapplied) send([null, each]);
            told.add(result.changes);
            writeSoon(store);
        };
        const takeUp = (works: Works, event: MediaEvent): void => {
            const message: NodeMessage = { topic: topicOf(event) };
            try {
                take(works, event, message, (outgoing) => this.send(outgoing));
            } catch (thrown) {
                showFault(thrown);
                this.error(toMediaError(thrown), { ...message, payload: copyOf(event) });
            }
        };
        /** A Sonarr that is not asked any more keeps nothing from being complete. */
        const takeUpUnlisted = (works: Works): void => {
            for (const event of works.gate.notAskedAnyMore()) takeUp(works, event);
        };
        // What was acknowledged before a stop, and not applied, is applied now, whatever the disk takes by now.
        const catchUp = async (works: Works): Promise<void> => {
            const { gate, store, told } = works;
            const untold = gate.untold();
            for (const event of store.inbox()) takeUp(works, event);
            for (const change of untold) this.send([messageOfChange(change, {}), null]);
            told.add(untold);
            takeUpUnlisted(works);
            // A disk that takes nothing is to be seen before the first event comes.
            await store.persist(showFault);
            showCounts(store);
        };
        const begin = (store: MediaStore): Begun<Works> => {
            const gate = new TransitionGate(store, {
                clock: systemClock,
                newId: () => RED.util.generateId(),
                createRequests: definition.createRequests === true,
            });
            const told = new ToldOutcomes({
                clock: systemClock,
                settle: (id) => store.settleOutcome(id),
                onSettled: () => writeSoon(store),
            });
            const works = { store, gate, told };
            showCounts(store);
            void catchUp(works).catch(showFault);
            const ends = [
                store.listers.onChange(() => takeUpUnlisted(works)),
                // Another gate may work on the same requests.
                store.onChange(() => showCounts(store)),
                () => told.close(),
            ];
            return { works, end: () => ends.forEach((end) => end()) };
        };
        const begun = runWithStore(RED, { node: this, store: definition.store }, begin, showFault);

        const takeIn = (message: NodeMessage, send: Send): Promise<void> => {
            const event = readEvent(message.payload);
            return useBegun(begun, message, (works) => take(works, event, message, send));
        };
        handleInput(this, takeIn, showFault);
    }

    RED.nodes.registerType('media-gate', MediaGateNode);
};

/** Flows may change what they are given: they get copies, one per request, and of what the store may have kept. */
function outputsOf(result: GateResult, message: NodeMessage): [NodeMessage[], NodeMessage[]] {
    const copies = new Map<object, unknown>();
    const shared = <T extends object>(original: T): T => {
        if (!copies.has(original)) copies.set(original, copyOf(original));
        return copies.get(original) as T;
    };
    // How things were before anybody listened is taken in, and told to nobody.
    const news = result.changes.filter(({ event }) => event.backfill !== true);
    const changes = news.map((change) => messageOfChange(change, message, shared));
    const unapplied = result.unapplied.map((each) => ({
        ...message,
        topic: `not applied/${each.code}`,
        payload: { ...each, event: shared(each.event) },
    }));
    return [changes, unapplied];
}

function messageOfChange(
    change: Change,
    message: NodeMessage,
    shared: <T extends object>(original: T) => T = copyOf,
): NodeMessage {
    const { request, event, episode } = change;
    const payload = { ...change, request: shared(request), event: shared(event), ...(episode && { episode: copyOf(episode) }) };
    return { ...message, topic: topicOf(event), pipeline: change.pipeline, payload };
}

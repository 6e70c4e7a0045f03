/** Jellyfin verifier: looks whether open requests can be played, when told of one and by its own timer. */
import {
    type Asked,
    JellyfinVerifier,
    readAsked,
    readVerifierSettings,
    type VerifierFields,
    type VerifierStatus,
} from '../lib/jellyfin';
import { copyOf, MediaError, systemClock, toMediaError } from '../lib/model';
import type { MediaStore } from '../lib/store';
import { handleInput, messageOf, OnceReporter } from './shared/handler';
import type { NodeDefinition, Red, RuntimeNode } from './shared/red';
import { serverOf } from './shared/server-access';
import { NOT_WANTED, type StatusKind, StatusLine, type StatusText } from './shared/status';
import { runWithStore, storeOf } from './shared/store-access';

interface JellyfinDefinition extends NodeDefinition, VerifierFields {
    store?: string;
    server?: string;
}

export = (RED: Red): void => {
    function MediaJellyfinNode(this: RuntimeNode, definition: JellyfinDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const log = new OnceReporter((text) => this.warn(text));
        let verifier: JellyfinVerifier | null = null;
        let unusable: MediaError | null = null;
        /** Asked for before the store was open. */
        const early: Asked[] = [];

        const fail = (thrown: unknown): void => {
            if (status.showFault(thrown)) log.report(thrown);
        };
        const show = (state: VerifierStatus): void => {
            if (state.kind === 'down') fail(state.error);
            else status.show(...lookOf(state));
        };
        const watch = (store: MediaStore): (() => Promise<void>) => {
            const link = serverOf(RED, definition.server, 'media-jellyfin-server').link();
            const started = new JellyfinVerifier({
                link,
                ...readVerifierSettings(definition),
                clock: systemClock,
                newId: () => RED.util.generateId(),
                requests: {
                    get: (id) => store.get(id),
                    openEpisodes: (id) => store.openEpisodes(id),
                    open: () => store.open(),
                },
                emit: (event) => this.send([messageOf(event), null]),
                // A copy: what a flow does to it does not reach the store.
                onNotYet: (notYet) => this.send([null, { topic: 'jellyfin/not_yet', payload: copyOf(notYet) }]),
                setCheck: (id, check) => store.live.setCheck(id, check),
                onStatus: show,
                onUp: () => log.clear(),
                onFault: (error) => log.report(error),
            });
            verifier = started;
            const ends = [store.onChange(({ id }) => started.requestChanged(id)), store.live.answerForJellyfin(() => link.facts)];
            started.start();
            for (const { requestId, isFound } of early) started.checkNow(requestId, isFound);
            return () => {
                for (const end of ends) end();
                return started.close();
            };
        };
        runWithStore(RED, { node: this, store: definition.store }, watch, (thrown) => {
            unusable = toMediaError(thrown);
            fail(thrown);
        });

        handleInput(this, async (message) => {
            // The gate's messages come here, and none of them is at fault.
            if (unusable?.code === NOT_WANTED) return;
            if (unusable !== null) throw unusable;
            const asked = readAsked(message.payload);
            if (asked === null) return;
            const { requestId, isFound } = asked;
            const store = await storeOf(RED, definition.store);
            if (store.get(requestId) === undefined)
                throw new MediaError('no_such_request', `The store has no request ${requestId}`);
            if (verifier === null) early.push(asked);
            else verifier.checkNow(requestId, isFound);
        });
    }

    RED.nodes.registerType('media-jellyfin', MediaJellyfinNode);
};

function lookOf({ watching, lastProofAt }: Extract<VerifierStatus, { kind: 'watching' }>): [StatusKind, () => StatusText] {
    if (watching === 0) return ['idle', () => ({ name: 'idle' })];
    if (lastProofAt === null) return ['live', () => ({ name: 'watching', values: { count: watching } })];
    const time = (): string => new Date(lastProofAt).toTimeString().slice(0, 5);
    return ['live', () => ({ name: 'proved', values: { count: watching, time: time() } })];
}

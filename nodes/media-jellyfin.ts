/** Jellyfin verifier: looks whether open requests can be played, when told of one and by its own timer. */
import {
    type JellyfinLink,
    JellyfinVerifier,
    readVerifierSettings,
    requestIdOf,
    type VerifierFields,
    type VerifierStatus,
} from '../lib/jellyfin';
import { MediaError, systemClock, toMediaError } from '../lib/model';
import type { MediaStore } from '../lib/store';
import { handleInput, OnceReporter } from './shared/handler';
import type { NodeDefinition, Red, RuntimeNode } from './shared/red';
import { faultText, StatusLine, type StatusKind } from './shared/status';
import { storeOf, whenFlowsStarted } from './shared/store-access';

interface JellyfinDefinition extends NodeDefinition, VerifierFields {
    store?: string;
    server?: string;
}

export = (RED: Red): void => {
    function MediaJellyfinNode(this: RuntimeNode, definition: JellyfinDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(this);
        const log = new OnceReporter((text) => this.warn(text));
        let verifier: JellyfinVerifier | null = null;
        let unusable: Error | null = null;
        let isClosed = false;
        let unsubscribe = (): void => undefined;
        /** Asked for before the store was open. */
        const early = new Set<string>();

        const fail = (thrown: unknown): void => {
            status.show('lost', faultText(RED, 'media-jellyfin', thrown));
            log.report(thrown);
        };
        const show = (state: VerifierStatus): void => {
            if (state.kind === 'down') fail(state.error);
            else status.show(...lookOf(RED, state));
        };
        const watch = (store: MediaStore): void => {
            if (isClosed) return;
            verifier = new JellyfinVerifier({
                ...linkOf(RED, definition.server),
                ...readVerifierSettings(definition),
                clock: systemClock,
                newId: () => RED.util.generateId(),
                requests: { get: (id) => store.get(id), open: () => store.openRequests() },
                emit: (event) => this.send([{ topic: 'jellyfin/verified', payload: event }, null]),
                onNotYet: (notYet) => this.send([null, { topic: 'jellyfin/not_yet', payload: notYet }]),
                setCheck: (id, check) => store.live.setCheck(id, check),
                onStatus: show,
                onUp: () => log.clear(),
                onFault: (error) => log.report(error),
            });
            unsubscribe = store.onChange(({ id }) => verifier?.requestChanged(id));
            verifier.start();
            for (const id of early) verifier.checkNow(id);
        };
        const stopWaiting = whenFlowsStarted(RED, () => {
            storeOf(RED, definition.store)
                .then(watch)
                .catch((thrown: unknown) => {
                    unusable = toMediaError(thrown);
                    fail(thrown);
                });
        });

        handleInput(this, async (message) => {
            if (unusable !== null) throw unusable;
            const id = requestIdOf(message.payload);
            const store = await storeOf(RED, definition.store);
            if (store.get(id) === undefined) throw new MediaError('no_such_request', `The store has no request ${id}`);
            if (verifier === null) early.add(id);
            else verifier.checkNow(id);
        });

        this.on('close', (_removed, done) => {
            isClosed = true;
            stopWaiting();
            unsubscribe();
            void (verifier?.close() ?? Promise.resolve()).finally(done);
        });
    }

    RED.nodes.registerType('media-jellyfin', MediaJellyfinNode);
};

function linkOf(RED: Red, id: string | undefined): Pick<JellyfinLink, 'client' | 'index' | 'claims'> {
    const owner = RED.nodes.getNode(id ?? '') as { link?: () => JellyfinLink } | null;
    if (!owner?.link) throw new MediaError('no_server', 'Choose a Jellyfin server in this node', { field: 'server' });
    const { client, index, claims } = owner.link();
    return { client, index, claims };
}

function lookOf(RED: Red, { watching, lastProofAt }: Extract<VerifierStatus, { kind: 'watching' }>): [StatusKind, string] {
    const time = lastProofAt === null ? '' : new Date(lastProofAt).toTimeString().slice(0, 5);
    const text = (name: string): string => RED._(`media-jellyfin.status.${name}`, { count: watching, time });
    if (watching === 0) return ['idle', text('idle')];
    return ['live', text(time === '' ? 'watching' : 'proved')];
}

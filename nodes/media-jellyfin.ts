/** Jellyfin verifier: looks whether open requests can be played, when told of one and by its own timer. */
import { JellyfinVerifier, readAsked, readVerifierSettings, type VerifierFields, type VerifierStatus } from '../lib/jellyfin';
import { copyOf, MediaError, systemClock, toMediaError } from '../lib/model';
import type { MediaStore } from '../lib/store';
import { handleInput, messageOf, OnceReporter } from './shared/handler';
import type { NodeDefinition, Red, RuntimeNode } from './shared/red';
import { serverOf } from './shared/server-access';
import { NOT_WANTED, type StatusKind, StatusLine, type StatusText } from './shared/status';
import { type Begun, runWithStore, useBegun } from './shared/store-access';

interface JellyfinDefinition extends NodeDefinition, VerifierFields {
    store?: string;
    server?: string;
}

/** What messages are for. */
interface Works {
    store: MediaStore;
    verifier: JellyfinVerifier;
}

export = (RED: Red): void => {
    function MediaJellyfinNode(this: RuntimeNode, definition: JellyfinDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const log = new OnceReporter((text) => this.warn(text));

        const fail = (thrown: unknown): void => {
            if (status.showFault(thrown)) log.report(thrown);
        };
        const show = (state: VerifierStatus): void => {
            if (state.kind === 'down') fail(state.error);
            else status.show(...lookOf(state));
        };
        const watch = (store: MediaStore): Begun<Works> => {
            const link = serverOf(RED, definition.server, 'media-jellyfin-server').link();
            const verifier = new JellyfinVerifier({
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
            const ends = [
                store.onChange(({ id }) => verifier.requestChanged(id)),
                store.live.answerForJellyfin(() => link.facts),
            ];
            verifier.start();
            const end = (): Promise<void> => {
                for (const each of ends) each();
                return verifier.close();
            };
            return { works: { store, verifier }, end };
        };
        const begun = runWithStore(RED, { node: this, store: definition.store }, watch, fail);

        handleInput(this, async (message) => {
            try {
                await useBegun(begun, message, (works) => check(works, message.payload));
            } catch (thrown) {
                // The gate's messages come here too, and none of them is at fault that nobody wants them checked.
                if (toMediaError(thrown).code !== NOT_WANTED) throw thrown;
            }
        });
    }

    RED.nodes.registerType('media-jellyfin', MediaJellyfinNode);
};

/** @throws MediaError `no_request`, `no_such_request` */
function check({ store, verifier }: Works, payload: unknown): void {
    const asked = readAsked(payload);
    if (asked === null) return;
    const { requestId, isFound } = asked;
    if (store.get(requestId) === undefined) throw new MediaError('no_such_request', `The store has no request ${requestId}`);
    verifier.checkNow(requestId, isFound);
}

function lookOf({ watching, lastProofAt }: Extract<VerifierStatus, { kind: 'watching' }>): [StatusKind, () => StatusText] {
    if (watching === 0) return ['idle', () => ({ name: 'idle' })];
    if (lastProofAt === null) return ['live', () => ({ name: 'watching', values: { count: watching } })];
    const time = (): string => new Date(lastProofAt).toTimeString().slice(0, 5);
    return ['live', () => ({ name: 'proved', values: { count: watching, time: time() } })];
}

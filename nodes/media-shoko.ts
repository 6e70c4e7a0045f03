/** Shoko listener: source of what Shoko matches, moves and does not recognise. Any input makes it ask Shoko now. */
import { systemClock } from '../lib/model';
import { filesWaitedFor, ShokoListener, type ShokoStatus } from '../lib/shoko';
import type { MediaStore } from '../lib/store';
import { handleInput, messageOf, OnceReporter } from './shared/handler';
import type { NodeDefinition, Red, RuntimeNode } from './shared/red';
import { serverOf } from './shared/server-access';
import { type StatusKind, StatusLine, type StatusText } from './shared/status';
import { type Begun, runWithStore, useBegun } from './shared/store-access';

interface ShokoDefinition extends NodeDefinition {
    store?: string;
    server?: string;
}

export = (RED: Red): void => {
    function MediaShokoNode(this: RuntimeNode, definition: ShokoDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const log = new OnceReporter((text) => this.warn(text));

        const fail = (thrown: unknown): void => {
            if (status.showFault(thrown)) log.report(thrown);
        };
        const show = (state: ShokoStatus): void => {
            if (state.connection === 'lost') {
                fail(state.error);
                return;
            }
            if (state.connection === 'connected') log.clear();
            else if (state.connection === 'partial') log.report(state.error);
            status.show(...lookOf(state));
        };
        const listen = (store: MediaStore): Begun<ShokoListener> => {
            const listener = new ShokoListener({
                ...serverOf(RED, definition.server, 'media-shoko-server').readSettings(),
                clock: systemClock,
                newId: () => RED.util.generateId(),
                waiting: {
                    all: () => filesWaitedFor(store.openWithEpisodes()),
                    of: (id) => filesWaitedFor(store.openWithEpisodes(id)),
                },
                emit: (event) => this.send(messageOf(event)),
                onStatus: show,
                onFault: (thrown) => log.report(thrown),
            });
            const ends = [
                store.onChange(({ id }) => listener.requestChanged(id)),
                store.live.answerForShoko((path) => listener.factOf(path)),
            ];
            listener.start();
            const end = (): Promise<void> => {
                for (const each of ends) each();
                return listener.close();
            };
            return { works: listener, end };
        };
        const begun = runWithStore(RED, { node: this, store: definition.store }, listen, fail);

        handleInput(this, (message) => useBegun(begun, message, (listener) => listener.lookNow()));
    }

    RED.nodes.registerType('media-shoko', MediaShokoNode);
};

function lookOf({ connection, waiting, aniDb }: ShokoStatus): [StatusKind, () => StatusText] {
    if (connection !== 'connected') return ['waiting', () => ({ name: connection })];
    if (aniDb !== null) return ['waiting', () => ({ name: aniDb })];
    return ['live', () => (waiting === 0 ? { name: 'connected' } : { name: 'waiting', values: { count: waiting } })];
}

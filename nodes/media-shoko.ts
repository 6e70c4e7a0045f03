/** Shoko listener: source of what Shoko matches, moves and does not recognise. Any input makes it ask Shoko now. */
import { MediaError, systemClock, type MediaEvent } from '../lib/model';
import { filesWaitedFor, ShokoListener, type ShokoSettings, type ShokoStatus } from '../lib/shoko';
import type { MediaStore } from '../lib/store';
import { handleInput, OnceReporter } from './shared/handler';
import type { NodeDefinition, Red, RuntimeNode } from './shared/red';
import { faultText, StatusLine, type StatusKind } from './shared/status';
import { storeOf, whenFlowsStarted } from './shared/store-access';

interface ShokoDefinition extends NodeDefinition {
    store?: string;
    server?: string;
}

export = (RED: Red): void => {
    function MediaShokoNode(this: RuntimeNode, definition: ShokoDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(this);
        const log = new OnceReporter((text) => this.warn(text));
        let listener: ShokoListener | null = null;
        let isClosed = false;
        let unsubscribe = (): void => undefined;

        const fail = (thrown: unknown): void => {
            status.show('lost', faultText(RED, 'media-shoko', thrown));
            log.report(thrown);
        };
        const show = (state: ShokoStatus): void => {
            if (state.connection === 'lost') {
                fail(state.error);
                return;
            }
            if (state.connection === 'connected') log.clear();
            else if (state.error !== null) log.report(state.error);
            status.show(...lookOf(RED, state));
        };
        const listen = (store: MediaStore): void => {
            if (isClosed) return;
            listener = new ShokoListener({
                ...settingsOf(RED, definition.server),
                clock: systemClock,
                newId: () => RED.util.generateId(),
                waiting: () => filesWaitedFor(store.openRequests()),
                emit: (event) => this.send(messageOf(event)),
                onStatus: show,
                onFault: (thrown) => log.report(thrown),
            });
            unsubscribe = store.onChange(() => listener?.waitingChanged());
            listener.start();
        };
        const stopWaiting = whenFlowsStarted(RED, () => {
            storeOf(RED, definition.store).then(listen).catch(fail);
        });

        handleInput(this, async () => {
            if (listener === null) throw new MediaError('not_listening', 'The Shoko listener has not begun: look at its status');
            await listener.lookNow();
        });

        this.on('close', (_removed, done) => {
            isClosed = true;
            stopWaiting();
            unsubscribe();
            void (listener?.close() ?? Promise.resolve()).finally(done);
        });
    }

    RED.nodes.registerType('media-shoko', MediaShokoNode);
};

function messageOf(event: MediaEvent): { topic: string; payload: MediaEvent } {
    return { topic: `${event.source}/${event.kind}`, payload: event };
}

function settingsOf(RED: Red, id: string | undefined): ShokoSettings {
    const owner = RED.nodes.getNode(id ?? '') as { readSettings?: () => ShokoSettings } | null;
    if (!owner?.readSettings) throw new MediaError('no_server', 'Choose a Shoko server in this node', { field: 'server' });
    return owner.readSettings();
}

function lookOf(RED: Red, { connection, waiting, isBanned }: ShokoStatus): [StatusKind, string] {
    const text = (name: string, count?: number): string => RED._(`media-shoko.status.${name}`, { count });
    if (connection === 'connecting') return ['waiting', text('connecting')];
    if (connection === 'partial') return ['waiting', text('partial')];
    if (isBanned) return ['waiting', text('banned')];
    return ['live', waiting === 0 ? text('connected') : text('waiting', waiting)];
}

/** Sonarr/Radarr listener: source of what happens there, whether or not a webhook tells of it. Any input makes it look now. */
import { ArrListener, type ArrStatus, type CaughtUp, caughtUpText, workKeyOf } from '../lib/arr';
import { copyOf, systemClock } from '../lib/model';
import type { MediaStore } from '../lib/store';
import { handleInput, messageOf, OnceReporter } from './shared/handler';
import type { NodeDefinition, Red, RuntimeNode } from './shared/red';
import { serverOf } from './shared/server-access';
import { type StatusKind, StatusLine, type StatusText } from './shared/status';
import { type Begun, runWithStore, storeOf, useBegun } from './shared/store-access';

interface ArrDefinition extends NodeDefinition {
    store?: string;
    server?: string;
}

export = (RED: Red): void => {
    function MediaArrNode(this: RuntimeNode, definition: ArrDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const log = new OnceReporter((text) => this.warn(text));

        const fail = (thrown: unknown): void => {
            if (status.showFault(thrown)) log.report(thrown);
        };
        const show = (state: ArrStatus): void => {
            if (state.connection === 'lost') {
                fail(state.error);
                return;
            }
            if (state.error !== null) log.report(state.error);
            else if (state.connection !== 'connecting') log.clear();
            status.show(...lookOf(state));
        };
        const listen = (store: MediaStore): Begun<ArrListener> => {
            const serverId = definition.server ?? '';
            const settings = serverOf(RED, serverId, 'media-arr-server').readSettings();
            const { kind } = settings.server;
            const sumUp = (caughtUp: CaughtUp): void => this.send([null, { topic: `${kind}/caught up`, payload: caughtUp }]);
            const listener = new ArrListener({
                ...settings,
                serverId,
                clock: systemClock,
                open: () => store.open(),
                all: () => store.requests(),
                find: (workId) => store.findWhole(workKeyOf(kind, workId)),
                cursor: (name) => store.cursor(name),
                accept: (events, cursors) => store.acceptAll(events, cursors),
                emit: (event) => this.send([messageOf(copyOf(event)), null]),
                isFollowed: (downloadId) => store.live.isFollowed(downloadId),
                setTransfer: (downloadId, transfer) => store.live.setTransfer(downloadId, transfer, 'queue'),
                setQueued: (downloadId, queued) => store.live.setQueued(downloadId, queued),
                onKnown: (lister) => store.listers.set(this.id, lister),
                onCaughtUp: sumUp,
                onStatus: show,
                onFault: (thrown) => log.report(thrown),
            });
            const ends = [
                store.onChange((request) => listener.openChanged(request)),
                store.live.onUnmuted((source) => {
                    if (source === kind) listener.unmuted();
                }),
                store.live.answerForArr((subject, request) => listener.factsOf(subject, request)),
            ];
            listener.start();
            const end = (): Promise<void> => {
                for (const each of ends) each();
                return listener.close();
            };
            return { works: listener, end };
        };
        // Before anything is applied: what waits for a list must not be called complete without one.
        const opened = storeOf(RED, definition.store);
        const register = (store: MediaStore): void => {
            const server = definition.server ?? '';
            const { kind } = serverOf(RED, server, 'media-arr-server').readSettings().server;
            store.listers.set(this.id, { server, kind });
        };
        const forget = (): Promise<void> => opened.then((store) => store.listers.remove(this.id)).catch(() => undefined);
        // Without an address nobody is asked, and why it cannot be read is said when the flows have started.
        opened.then(register).catch(forget);
        this.on('close', (isRemoved, done) => void (isRemoved ? forget() : Promise.resolve()).finally(done));
        const begun = runWithStore(RED, { node: this, store: definition.store }, listen, fail);

        handleInput(this, (message) => useBegun(begun, message, (listener) => listener.lookNow()));
    }

    RED.nodes.registerType('media-arr', MediaArrNode);
};

function lookOf({ connection, error, caughtUp }: ArrStatus): [StatusKind, () => StatusText] {
    if (connection === 'connecting') return ['waiting', () => ({ name: 'connecting' })];
    if (error !== null) return ['waiting', () => ({ name: 'partial' })];
    if (caughtUp !== null) return ['live', () => ({ name: 'caught_up', values: caughtUpText(caughtUp) })];
    return ['live', () => ({ name: connection === 'live' ? 'connected' : 'polling' })];
}

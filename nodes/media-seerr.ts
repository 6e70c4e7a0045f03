/** Seerr reader: source of what is asked for in Seerr, and of what becomes of it there. Any input makes it look now. */
import { copyOf, hasOpenSubject, type MediaEvent, systemClock } from '../lib/model';
import { type CaughtUp, knownWishes, type ReaderFields, type ReaderStatus, readReaderSettings, SeerrReader } from '../lib/seerr';
import type { MediaStore } from '../lib/store';
import { handleInput, messageOf, OnceReporter } from './shared/handler';
import type { NodeDefinition, Red, RuntimeNode } from './shared/red';
import { serverOf } from './shared/server-access';
import { StatusLine } from './shared/status';
import { type Begun, runWithStore, useBegun } from './shared/store-access';

interface SeerrDefinition extends NodeDefinition, ReaderFields {
    store?: string;
    server?: string;
}

const SERVER = 'media-seerr-server';

export = (RED: Red): void => {
    function MediaSeerrNode(this: RuntimeNode, definition: SeerrDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const log = new OnceReporter((text) => this.warn(text));
        let brought = 0;

        const fail = (thrown: unknown): void => {
            if (status.showFault(thrown)) log.report(thrown);
        };
        const show = (state: ReaderStatus): void => {
            if (state.state === 'lost') {
                fail(state.error);
                return;
            }
            if (state.state === 'reading') {
                status.show('waiting', () => ({ name: 'connecting' }));
                return;
            }
            log.clear();
            const count = brought;
            brought = 0;
            if (count > 0) status.show('live', () => ({ name: 'caught_up', values: { count } }));
            else status.show('live', () => ({ name: 'open', values: { count: state.open } }));
        };
        const read = (store: MediaStore): Begun<SeerrReader> => {
            const server = definition.server ?? '';
            const { client, label } = serverOf(RED, server, SERVER).link();
            const cursorName = `seerr:${server}`;
            const tell = (event: MediaEvent): void => this.send([messageOf(copyOf(event)), null]);
            const sumUp = (caughtUp: CaughtUp): void => {
                brought = caughtUp.events;
                this.send([null, { topic: 'seerr/caught up', payload: { server: label, ...caughtUp } }]);
            };
            const reader = new SeerrReader({
                ...readReaderSettings(definition),
                client,
                server,
                clock: systemClock,
                cursor: () => store.cursor(cursorName),
                accept: (events, cursor) => store.acceptAll(events, { [cursorName]: cursor }),
                emit: tell,
                // With two Seerrs nothing tells which of them a request's number is from.
                known: () => (countOf(RED, SERVER) === 1 ? knownWishes(store.open()) : []),
                onStatus: show,
                onCaughtUp: sumUp,
            });
            const unsubscribe = store.onChange((request) => {
                if (request.seerrRequestId !== undefined) reader.hint(request.seerrRequestId);
                else if (hasOpenSubject(request)) reader.hintOfUnasked(request.id);
            });
            reader.start();
            const end = (): Promise<void> => {
                unsubscribe();
                return reader.close();
            };
            return { works: reader, end };
        };
        const begun = runWithStore(RED, { node: this, store: definition.store }, read, fail);

        handleInput(this, (message) => useBegun(begun, message, (reader) => reader.lookNow()));
    }

    RED.nodes.registerType('media-seerr', MediaSeerrNode);
};

function countOf(RED: Red, type: string): number {
    let count = 0;
    RED.nodes.eachNode((node) => (count += node.type === type ? 1 : 0));
    return count;
}

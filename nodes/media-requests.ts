/** Media requests: query in; a list of requests out, or one with its episodes and history. */
import { houseTimesOf, pageOfRequests, type RequestQuery, showRequest } from '../lib/requests';
import { systemClock, toMediaError } from '../lib/model';
import type { MediaStore } from '../lib/store';
import { handleInput, OnceReporter } from './shared/handler';
import type { NodeDefinition, NodeMessage, Red, RuntimeNode } from './shared/red';
import { StatusLine } from './shared/status';
import { type Begun, runWithStore, useBegun } from './shared/store-access';

interface RequestsDefinition extends NodeDefinition {
    store?: string;
}

/** What a caller of an `http in` node may get wrong, and the HTTP status that says so. Not a fault of the node. */
const CALLERS_FAULTS: Readonly<Record<string, number>> = { not_found: 404, invalid_query: 400 };
const STORE_UNAVAILABLE = 503;
/** How long an answer waits for a gate to apply what came before the start. A flow may have none. */
const LONGEST_WAIT_MS = 10_000;

export = (RED: Red): void => {
    function MediaRequestsNode(this: RuntimeNode, definition: RequestsDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const reporter = new OnceReporter((text) => this.warn(text));
        const showFault = (thrown: unknown): void => void status.showFault(thrown);
        const showCount = (store: MediaStore): void =>
            status.show('live', () => ({ name: 'stored', values: { count: store.size } }));
        const follow = (store: MediaStore): Begun<MediaStore> => {
            showCount(store);
            return { works: store, end: store.onChange(() => showCount(store)) };
        };
        const begun = runWithStore(RED, { node: this, store: definition.store }, follow, showFault);

        const answer = async (message: NodeMessage, store: MediaStore): Promise<Partial<NodeMessage>> => {
            await applied(store);
            const { show, list } = readQuery(message);
            const now = systemClock.now();
            const times = houseTimesOf(store).at(now);
            showCount(store);
            if (show !== undefined) return { payload: showRequest(store, show, now, times) };
            const { total, requests } = pageOfRequests(store, list, now, times);
            // A header of what else a flow sends it to would be out of place.
            const isAsked = message['res'] !== undefined;
            const headers = { ...headersOf(message), 'x-total-count': String(total) };
            return { payload: requests, total, ...(isAsked && { headers }) };
        };

        handleInput(
            this,
            async (message, send) => {
                try {
                    const answered = await useBegun(begun, message, (store) => answer(message, store));
                    Object.assign(message, answered, { statusCode: 200 });
                    reporter.clear();
                } catch (thrown) {
                    // Without a caller who waits for an answer, an error belongs to the Catch nodes.
                    if (message['res'] === undefined) throw thrown;
                    const { code, message: text, field } = toMediaError(thrown);
                    message['statusCode'] = CALLERS_FAULTS[code] ?? STORE_UNAVAILABLE;
                    message.payload = { code, message: text, field };
                    if (CALLERS_FAULTS[code] === undefined) {
                        showFault(thrown);
                        reporter.report(thrown);
                    }
                }
                send(message);
            },
            (error) => {
                if (CALLERS_FAULTS[toMediaError(error).code] === undefined) showFault(error);
            },
        );
    }

    RED.nodes.registerType('media-requests', MediaRequestsNode);
};

/** What was acknowledged before the start is in the answer, if a gate applies it in time. */
function applied(store: MediaStore): Promise<void> {
    return new Promise((resolve) => {
        const end = (): void => {
            timer.cancel();
            stopWaiting();
            resolve();
        };
        const timer = systemClock.after(LONGEST_WAIT_MS, end);
        let stopWaiting: () => void = () => undefined;
        stopWaiting = store.whenApplied(end);
    });
}

/**
 * A query from an `http in` node, or from `msg.payload`. An id in the address, or as the payload itself, asks for one
 * request with its history; `id` among the filters keeps the answer a list.
 */
function readQuery(message: NodeMessage): { show: string | undefined; list: RequestQuery } {
    const req = message['req'] as { params?: Record<string, unknown>; query?: Record<string, unknown> } | undefined;
    const filters = ((req ? req.query : message.payload) ?? {}) as Record<string, unknown>;
    const given = Object.fromEntries(FILTERS.map((name) => [name, filterText(filters[name], name)]));
    return { show: textOf(req ? req.params?.['id'] : message.payload), list: given };
}

const FILTERS = [
    'id',
    'state',
    'mediaType',
    'q',
    'requestedBy',
    'late',
    'limit',
    'offset',
] as const satisfies (keyof RequestQuery)[];

/** Of states there may be several: `?state=failed&state=open`, or a list in the payload. Of the others the last counts. */
function filterText(value: unknown, name: string): string | undefined {
    const one: unknown = !Array.isArray(value) ? value : name === 'state' ? value.join(',') : value.at(-1);
    return typeof one === 'number' || typeof one === 'boolean' ? String(one) : textOf(one);
}

/** What a flow has put there for its answer stays. */
function headersOf({ headers }: NodeMessage): object {
    return typeof headers === 'object' && headers !== null ? headers : {};
}

function textOf(value: unknown): string | undefined {
    return typeof value === 'string' && value !== '' ? value : undefined;
}

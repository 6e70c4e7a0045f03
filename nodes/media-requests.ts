/** Media requests: query in; a list of requests out, or one with its episodes and history. */
import { listRequests, type RequestQuery, showRequest } from '../lib/requests';
import { systemClock, toMediaError } from '../lib/model';
import { handleInput } from './shared/handler';
import type { NodeDefinition, NodeMessage, Red, RuntimeNode } from './shared/red';
import { faultText, StatusLine } from './shared/status';
import { storeOf } from './shared/store-access';

interface RequestsDefinition extends NodeDefinition {
    store?: string;
}

/** What a caller of an `http in` node may get wrong, and the status that says so. */
const HTTP_STATUS: Readonly<Record<string, number>> = { not_found: 404, invalid_query: 400 };

export = (RED: Red): void => {
    function MediaRequestsNode(this: RuntimeNode, definition: RequestsDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(this);
        const opened = storeOf(RED, definition.store);
        const showFault = (thrown: unknown): void => status.show('lost', faultText(RED, 'media-requests', thrown));
        opened.catch(showFault);

        handleInput(
            this,
            async (message, send) => {
                const store = await opened;
                try {
                    const { show, list } = readQuery(message);
                    const now = systemClock.now();
                    message.payload = show === undefined ? listRequests(store, list, now) : showRequest(store, show, now);
                    message['statusCode'] = 200;
                } catch (thrown) {
                    const { code, message: text, field } = toMediaError(thrown);
                    const statusCode = HTTP_STATUS[code];
                    // Without a caller who waits for an answer, an error belongs to the Catch nodes.
                    if (statusCode === undefined || message['res'] === undefined) throw thrown;
                    message['statusCode'] = statusCode;
                    message.payload = { code, message: text, field };
                }
                send(message);
                status.show('live', RED._('media-requests.status.stored', { count: store.size }));
            },
            showFault,
        );
    }

    RED.nodes.registerType('media-requests', MediaRequestsNode);
};

/**
 * A query from an `http in` node, or from `msg.payload`. An id in the address, or as the payload itself, asks for one
 * request with its history; `id` among the filters keeps the answer a list.
 */
function readQuery(message: NodeMessage): { show: string | undefined; list: RequestQuery } {
    const req = message['req'] as { params?: Record<string, unknown>; query?: Record<string, unknown> } | undefined;
    const filters = (req ? req.query : message.payload) ?? {};
    const filter = (name: string): string | undefined => textOf((filters as Record<string, unknown>)[name]);
    return {
        show: textOf(req ? req.params?.['id'] : message.payload),
        list: { id: filter('id'), state: filter('state'), mediaType: filter('mediaType') },
    };
}

function textOf(value: unknown): string | undefined {
    return typeof value === 'string' && value !== '' ? value : undefined;
}

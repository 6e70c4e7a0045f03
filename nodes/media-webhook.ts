/** Webhook parser: http request in; 1 event, 2 HTTP reply. */
import { type MediaEvent, systemClock } from '../lib/model';
import { type IncomingWebhook, type Received, WebhookReceiver } from '../lib/webhook';
import { handleInput, OnceReporter } from './shared/handler';
import { type NodeDefinition, type NodeMessage, readEnvironment, type Red, type RuntimeNode } from './shared/red';
import { faultText, StatusLine } from './shared/status';
import { storeOf } from './shared/store-access';

interface WebhookDefinition extends NodeDefinition {
    store?: string;
    /** Empty: the URL says it, else the payload. */
    service?: string;
    maxBodyKb?: number | string;
}

interface WebhookCredentials {
    secret: string;
}

const DEFAULT_MAX_BODY_KB = 1024;
const STORE_UNAVAILABLE = 503;

export = (RED: Red): void => {
    function MediaWebhookNode(this: RuntimeNode<WebhookCredentials>, definition: WebhookDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(this);
        const reporter = new OnceReporter((text) => this.warn(text));
        const opened = storeOf(RED, definition.store);
        const showFault = (thrown: unknown): void => status.show('lost', faultText(RED, 'media-webhook', thrown));
        opened.then(() => status.show('idle', RED._('media-webhook.status.ready')), showFault);

        const receiver = new WebhookReceiver({
            secret: readSecret(RED, this),
            maxBytes: readMaxBytes(definition),
            service: definition.service,
            clock: systemClock,
            newId: () => RED.util.generateId(),
            accept: async (event) => (await opened).accept(event),
        });
        let taken = 0;

        const showTaken = (event: MediaEvent): void => {
            reporter.clear();
            const kind = RED._(`media-webhook.kind.${event.kind}`);
            status.show('live', RED._('media-webhook.status.taken', { count: ++taken, kind }));
        };
        /** For what was refused and is kept in memory. */
        const showWhenDurable = async (event: MediaEvent): Promise<void> => {
            await (await opened).persist(showFault);
            showTaken(event);
        };

        handleInput(
            this,
            async (message, send) => {
                const received = await receiver.receive(readRequest(message));
                const isAsked = message['res'] !== undefined;
                send(outputsOf(received, message));
                const { error, event, statusCode } = received;
                if (event && !error) showTaken(event);
                if (!error) return;
                // Who sent it was told what is wrong with it; that it is lost here, or that nobody asked, is for Catch nodes.
                if (!event && (statusCode === STORE_UNAVAILABLE || !isAsked)) throw error;
                showFault(error);
                reporter.report(error);
                if (event) showWhenDurable(event).catch(showFault);
            },
            showFault,
        );
    }

    RED.nodes.registerType('media-webhook', MediaWebhookNode, { credentials: { secret: { type: 'password' } } });
};

interface HttpRequest {
    headers?: object;
    query?: object;
    params?: Record<string, unknown>;
    path?: string;
}

/** A message of an `http in` node, or one that was made in the flow and has the webhook's body for payload. */
function readRequest(message: NodeMessage): IncomingWebhook {
    const req = message['req'] as HttpRequest | null | undefined;
    if (typeof req !== 'object' || req === null) return { body: message.payload };
    // An address for one service alone has no parameter: `/hooks/radarr`.
    const service = req.params?.['service'] ?? req.path?.split('/').at(-1);
    return {
        body: message.payload,
        headers: { ...req.headers },
        query: { ...req.query },
        service: typeof service === 'string' ? service : undefined,
    };
}

/** Flows may change what they are given; the store keeps the event itself. */
function outputsOf({ event, statusCode, body }: Received, message: NodeMessage): [NodeMessage | null, NodeMessage] {
    const told: NodeMessage | null = event
        ? {
              ...(message._msgid !== undefined && { _msgid: message._msgid }),
              topic: `${event.source}/${event.kind}`,
              payload: structuredClone(event),
          }
        : null;
    return [told, Object.assign(message, { statusCode, payload: body })];
}

function readSecret(RED: Red, node: RuntimeNode<WebhookCredentials>): string {
    const { secret = '' } = node.credentials ?? {};
    return secret === '' ? readEnvironment(RED, node, 'MEDIA_WEBHOOK_SECRET') : secret;
}

function readMaxBytes({ maxBodyKb = '' }: WebhookDefinition): number {
    const kilobytes = maxBodyKb === '' ? DEFAULT_MAX_BODY_KB : Number(maxBodyKb);
    return (Number.isFinite(kilobytes) && kilobytes > 0 ? kilobytes : DEFAULT_MAX_BODY_KB) * 1024;
}

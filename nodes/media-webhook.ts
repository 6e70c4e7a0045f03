/** Webhook parser: http request in; 1 event, 2 HTTP reply. */
import { arrivals, noteWebhook } from '../lib/doctor';
import { copyOf, type MediaEvent, systemClock } from '../lib/model';
import { type IncomingWebhook, isUnmuted, readMaxBytes, type Received, WebhookReceiver } from '../lib/webhook';
import { handleInput, messageOf, OnceReporter } from './shared/handler';
import type { SecretAsker } from './shared/house';
import { PassingFault } from './shared/passing-fault';
import { rawWebhookOf } from './shared/raw-webhook';
import {
    type NodeDefinition,
    type NodeMessage,
    readCredentials,
    readEnvironment,
    type Red,
    type RuntimeNode,
} from './shared/red';
import { StatusLine } from './shared/status';
import { storeOf, useBegun } from './shared/store-access';

interface WebhookDefinition extends NodeDefinition {
    store?: string;
    /** Empty: the URL says it, else the payload. */
    service?: string;
    maxBodyKb?: number | string;
}

interface WebhookCredentials {
    secret: string;
}

const STORE_UNAVAILABLE = 503;

export = (RED: Red): void => {
    function MediaWebhookNode(this: RuntimeNode<WebhookCredentials> & SecretAsker, definition: WebhookDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const reporter = new OnceReporter((text) => this.warn(text));
        const opened = storeOf(RED, definition.store);
        const showFault = (thrown: unknown): void => {
            passing.end();
            status.showFault(thrown);
        };
        let showUsual = (): void => status.show('idle', () => ({ name: 'ready' }));
        // Anybody may post anything: what is refused says nothing of how those are whom it is for.
        const passing = new PassingFault(systemClock, () => showUsual());
        this.on('close', () => passing.end());
        opened.then((store) => {
            arrivals(store).listen(systemClock.now());
            showUsual();
        }, showFault);
        this.secretAsked = () => readSecret(RED, this);

        const receiver = new WebhookReceiver({
            secret: readSecret(RED, this),
            maxBytes: readMaxBytes(definition.maxBodyKb),
            service: definition.service,
            clock: systemClock,
            newId: () => RED.util.generateId(),
            // Its sender waits for the answer, wherever it came from.
            accept: (event) => useBegun(opened, { res: true }, (store) => store.accept(event)),
        });
        let taken = 0;
        /** Counted, so that a doctor can tell what should have come and did not. */
        const note = async (incoming: IncomingWebhook, received: Received): Promise<void> => {
            const store = await opened;
            if (noteWebhook(arrivals(store), incoming, received, systemClock.now())) store.writeSoon({ onFault: showFault });
        };

        const showTaken = ({ kind }: MediaEvent): void => {
            reporter.clear();
            taken += 1;
            const say = () => ({ name: 'taken', values: { count: taken, kind: RED._(`media-webhook.kind.${kind}`) } });
            showUsual = () => status.show('live', say);
            passing.end();
            showUsual();
        };
        /** For what was refused and is kept in memory. */
        const showWhenDurable = async (event: MediaEvent): Promise<void> => {
            await (await opened).persist(showFault);
            showTaken(event);
        };

        handleInput(
            this,
            async (message, send) => {
                const incoming = readRequest(message);
                const received = await receiver.receive(incoming);
                note(incoming, received).catch(showFault);
                const { error, event, statusCode, body } = received;
                const isAsked = message['res'] !== undefined;
                const { _msgid } = message;
                const webhook = event && rawWebhookOf(event, incoming);
                send([null, Object.assign(message, { statusCode, payload: body, ...(webhook && { webhook }) })]);
                // Flows may change what they are given; the store keeps the event itself.
                if (event) send([{ ...(_msgid !== undefined && { _msgid }), ...messageOf(copyOf(event)) }, null]);
                if (event && !error) showTaken(event);
                if (event && isUnmuted(event)) opened.then(({ live }) => live.tellUnmuted(event.source)).catch(() => undefined);
                if (!error) return;
                // Who sent it was told what is wrong with it; that it is lost here, or that nobody asked, is for Catch nodes.
                if (!event && (statusCode === STORE_UNAVAILABLE || !isAsked)) throw error;
                showFault(error);
                if (statusCode !== STORE_UNAVAILABLE) passing.begin();
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

function readSecret(RED: Red, node: RuntimeNode<WebhookCredentials>): string {
    const { secret = '' } = readCredentials(node);
    return secret === '' ? readEnvironment(RED, node, 'MEDIA_WEBHOOK_SECRET') : secret;
}

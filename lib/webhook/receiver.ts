/** The conversation with a sender: who may speak, how much, and when the answer goes out. Knows no HTTP library. */
import { type Clock, isoNow, MediaError, type MediaEvent, toMediaError } from '../model';
import { parseWebhook } from './parse';
import { checkSecret, type Presented } from './secret';
import { serviceFromName } from './services';

export interface ReceiverOptions {
    /** Empty: none is asked for. */
    secret: string;
    /** Largest body, in bytes. Default 5 MiB, as much as Node-RED itself takes (`apiMaxLength`). */
    maxBytes?: number;
    /** The service, for URLs that do not say it. */
    service?: string | undefined;
    clock: Clock;
    newId: () => string;
    /** Resolves when the event is durable. */
    accept: (event: MediaEvent) => Promise<void>;
}

export interface IncomingWebhook extends Presented {
    body: unknown;
    /** The part of the URL that names the service. */
    service?: string | undefined;
}

/** What the sender is told, as JSON. */
export interface ReplyBody {
    ok: boolean;
    /** The event's id. */
    id?: string;
    /** `wrong_secret`, `too_large`, `not_json`, `unknown_service`, or why the store could not take it. */
    code?: string;
    message?: string;
}

export interface Received {
    statusCode: 200 | 400 | 401 | 413 | 503;
    body: ReplyBody;
    /** Set when it is to be applied: it was taken, or it is kept in memory until the store is open, or its disk recovers. */
    event?: MediaEvent;
    /** Set when its sender was refused. */
    error?: MediaError;
}

/** Sonarr tells of all files of a series in one rename, of each about 900 bytes: 1 MiB would be 1,150 of them. */
const DEFAULT_MAX_BYTES = 5 * 1024 * 1024;

/** The largest body in bytes, from a setting in KiB; what is no positive number is the default. */
export function readMaxBytes(kilobytes: number | string | undefined): number {
    const read = Number(kilobytes);
    return Number.isFinite(read) && read > 0 ? read * 1024 : DEFAULT_MAX_BYTES;
}

/** Why an event is not durable yet: it is kept in memory. */
const KEPT = ['store_not_writable', 'not_begun'];

/** Takes webhooks: checks them, reads them, and answers only after what they say is durable. */
export class WebhookReceiver {
    constructor(private readonly options: ReceiverOptions) {}

    /**
     * Never rejects. A test or a health check is about no request, so it is not stored.
     * @param incoming without `headers` it did not come over HTTP, and no secret is asked for
     */
    async receive(incoming: IncomingWebhook): Promise<Received> {
        const { secret, maxBytes = DEFAULT_MAX_BYTES, clock, newId, accept } = this.options;
        if (incoming.headers !== undefined && !checkSecret(secret, incoming)) {
            return refusal(
                401,
                new MediaError('wrong_secret', 'The webhook did not carry the right secret', { field: 'secret' }),
            );
        }
        if (sizeOf(incoming) > maxBytes) {
            const message = `The body is larger than ${maxBytes} bytes: raise Max. size of the webhook parser`;
            return refusal(413, new MediaError('too_large', message, { field: 'maxBodyKb' }));
        }
        const parsed = await parseWebhook(
            { body: incoming.body, service: this.serviceOf(incoming) },
            { receivedAt: isoNow(clock), newId },
        );
        if (!parsed.ok) return refusal(400, parsed.error);
        const { event } = parsed;
        try {
            if (event.kind !== 'noted') await accept(event);
        } catch (thrown) {
            const error = toMediaError(thrown);
            // Nobody sends it again: the sender is told that it is not safe, and it is applied all the same.
            return { ...refusal(503, error), ...(KEPT.includes(error.code) && { event }) };
        }
        return { statusCode: 200, body: { ok: true, id: event.id }, event };
    }

    /** The URL's word when it is one of ours, else the setting, else the payload decides. */
    private serviceOf({ service = '' }: IncomingWebhook): string | undefined {
        return serviceFromName(service) === null ? this.options.service : service;
    }
}

function refusal(statusCode: Received['statusCode'], error: MediaError): Received {
    return { statusCode, body: { ok: false, code: error.code, message: error.message }, error };
}

/** Bytes of the body. One that was parsed already is measured by what its sender said of it, else by writing it again. */
function sizeOf({ body, headers }: IncomingWebhook): number {
    if (typeof body === 'string') return Buffer.byteLength(body);
    if (body instanceof Uint8Array) return body.byteLength;
    if (headers === undefined || body === undefined) return 0;
    const length = Number(headers['content-length']);
    if (Number.isSafeInteger(length) && headers['content-encoding'] === undefined) return length;
    try {
        return Buffer.byteLength(JSON.stringify(body));
    } catch {
        return Number.POSITIVE_INFINITY;
    }
}

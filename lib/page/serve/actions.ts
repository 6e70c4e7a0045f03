/** What a person does on the page: it leaves the node as a message, and the flow decides. */
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { MediaError } from '../../model';
import type { Action } from '../contract';

const id = z.string().min(1).max(200);
const actionSchema = z.union([
    z.object({ action: z.literal('look'), requestId: id }),
    z.object({ action: z.enum(['approve', 'dismiss']), requestId: id, proposalId: id }),
]);

const MOST_BYTES = 4096;

/** A request, perhaps after a body parser of Node-RED's has read it. */
type Request = IncomingMessage & { body?: unknown; _body?: boolean };

/**
 * Lets pass what comes from the page itself. A form or script of another site sends its own origin, and browsers that send
 * none say where it is from in `Sec-Fetch-Site`. Behind a proxy the host is what the proxy says that it was asked for.
 * @throws MediaError `other_origin`, `not_json`
 */
export function checkOrigin({ headers }: IncomingMessage): void {
    const site = headers['sec-fetch-site'];
    const { origin } = headers;
    const isForeign = () => new MediaError('other_origin', 'This may only be asked from the page itself', { field: 'origin' });
    if (site !== undefined && site !== 'same-origin') throw isForeign();
    if (site === undefined && origin === undefined) throw isForeign();
    if (origin !== undefined && site === undefined) {
        const hosts = [headers.host, ...String(headers['x-forwarded-host'] ?? '').split(',')].map((host) => host?.trim());
        if (!URL.canParse(origin) || !hosts.includes(new URL(origin).host)) throw isForeign();
    }
    // No form can send this without asking the server first.
    const type = (headers['content-type'] ?? '').split(';')[0];
    if (type?.trim().toLowerCase() !== 'application/json')
        throw new MediaError('not_json', 'The body must be application/json', { field: 'content-type' });
}

/** @throws MediaError `too_large`, `invalid_action` */
export async function readAction(request: Request): Promise<Action> {
    const isRead = request._body === true || (request.body !== undefined && request.readableEnded);
    const body: unknown = isRead ? request.body : parsed(await textOf(request));
    const action = actionSchema.safeParse(typeof body === 'string' ? parsed(body) : body);
    if (action.success) return action.data;
    throw new MediaError(
        'invalid_action',
        'The body must be {"action":"look","requestId":"..."}, or approve or dismiss with a proposalId',
        { field: 'action' },
    );
}

async function textOf(request: IncomingMessage): Promise<string> {
    const parts: Buffer[] = [];
    let bytes = 0;
    // What is too large is answered too, so the connection stays.
    for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        bytes += part.length;
        if (bytes > MOST_BYTES) throw new MediaError('too_large', `The body may have ${MOST_BYTES} bytes`);
        parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}

/** How the simulated qBittorrent answers, rightly and wrongly. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** What the next requests meet instead of an answer. */
export type Misbehaviour =
    | 'error' // 500
    | 'not_found' // 404
    | 'html'
    | 'empty'
    | 'truncated' // JSON that ends in the middle, with a length that says so
    | 'wrong_json' // JSON of something else
    | 'hang'
    | 'login_page' // redirect
    | 'drop' // the connection, without an answer
    | 'cut' // the connection, in the middle of the answer
    | 'reject_host'; // host header validation

export interface Reply {
    status: number;
    headers: Record<string, string>;
    body: string;
}

export function plain(status: number, body: string, headers: Record<string, string> = {}): Reply {
    return { status, headers: { 'content-type': 'text/plain; charset=UTF-8', ...headers }, body };
}

export function json(value: unknown): Reply {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** The headers that a real one sends with every answer. */
const COMMON_HEADERS = {
    'content-security-policy':
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; script-src 'self' 'unsafe-inline'; object-src 'none'; form-action 'self'; frame-ancestors 'self';",
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'x-xss-protection': '1; mode=block',
};

export function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
    const isGzip = Buffer.byteLength(reply.body) > 1024 && /gzip/.test(request.headers['accept-encoding'] ?? '');
    const body = isGzip ? gzipSync(reply.body) : Buffer.from(reply.body);
    const headers = {
        ...COMMON_HEADERS,
        ...reply.headers,
        ...(isGzip && { 'content-encoding': 'gzip' }),
        'content-length': String(body.length),
    };
    response.writeHead(reply.status, headers).end(body);
}

/** Answers wrongly, or not at all. */
export function misbehave(how: Misbehaviour, request: IncomingMessage, response: ServerResponse): void {
    const wrong = WRONG_REPLIES[how];
    if (wrong) send(request, response, wrong);
    else if (how === 'drop') request.socket.destroy();
    else if (how === 'cut') {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '4096' });
        response.write(HALF_OF_AN_ANSWER, () => request.socket.destroy());
    }
}

export async function readBody(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
}

const HALF_OF_AN_ANSWER = '{"rid": 7, "torrents": {"0123456789012345678901234567890123456789": {"state": "downl';

const WRONG_REPLIES: Partial<Record<Misbehaviour, Reply>> = {
    error: plain(500, 'Internal Server Error'),
    not_found: plain(404, 'Not Found'),
    html: { status: 200, headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><title>Router</title>' },
    empty: plain(200, ''),
    truncated: { status: 200, headers: { 'content-type': 'application/json' }, body: HALF_OF_AN_ANSWER },
    wrong_json: json({ message: 'Not Found' }),
    login_page: { status: 302, headers: { location: 'https://sso.example/login' }, body: '' },
    reject_host: plain(401, 'Unauthorized'),
};

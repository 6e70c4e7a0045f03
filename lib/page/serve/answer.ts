/** How answers leave: bounded, never kept by a cache that should not, and never taken for something else. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MediaError, toMediaError } from '../../model';
import type { ApiError } from '../contract';
import { pathOf, queryOf } from './route';

/** Everything is from here, nothing is in the page itself, and no other site may put it into a frame. */
const PAGE_POLICY = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
].join('; ');

export const PAGE_HEADERS = {
    'content-security-policy': PAGE_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
} as const;

/** For what is no page: a browser that is made to open it runs nothing. */
export const DATA_HEADERS = {
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
} as const;

const STATUS: Readonly<Record<string, number>> = {
    invalid_query: 400,
    invalid_action: 400,
    actions_off: 403,
    other_origin: 403,
    not_found: 404,
    wrong_method: 405,
    too_large: 413,
    not_json: 415,
};
/** Whatever else: the store is not there, or it is being deployed. Who comes again later may be lucky. */
const UNAVAILABLE = 503;

/** @param json as it goes out */
export function sendJson(response: ServerResponse, json: string, status = 200): void {
    response.writeHead(status, {
        ...DATA_HEADERS,
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'content-length': Buffer.byteLength(json),
    });
    response.end(json);
}

/** Answers an error in words. What has begun to be answered is broken off. Returns whether it is a fault of ours. */
export function sendError(response: ServerResponse, thrown: unknown): boolean {
    const { code, message, field } = toMediaError(thrown);
    const status = STATUS[code] ?? UNAVAILABLE;
    if (response.headersSent) response.destroy();
    else {
        if (status === UNAVAILABLE) response.setHeader('retry-after', '5');
        const body: ApiError = { code, message, ...(field !== undefined && { field }) };
        sendJson(response, JSON.stringify(body), status);
    }
    return status === UNAVAILABLE;
}

export function notFound(): MediaError {
    return new MediaError('not_found', 'There is nothing at this address');
}

/** Relative, so that it holds behind a proxy that puts the page elsewhere. */
export function redirect(request: IncomingMessage & { originalUrl?: string }, response: ServerResponse): void {
    const asked = request.originalUrl ?? request.url;
    const query = queryOf(asked);
    const last = pathOf(asked).split('/').at(-1) ?? '';
    response.writeHead(302, { location: `./${last}/${query === '' ? '' : `?${query}`}`, 'cache-control': 'no-store' }).end();
}

/** Puts JSON that was made before into an object that is made now. */
export function withPart(about: object, part: string): string {
    return `${JSON.stringify(about).slice(0, -1)},${part}}`;
}

export function withRequests(about: object, entries: readonly { json: string }[]): string {
    return withPart(about, `"requests":[${entries.map(({ json }) => json).join(',')}]`);
}

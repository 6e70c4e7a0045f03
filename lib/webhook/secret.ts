/** Whether a webhook carries the shared secret, in whichever of the ways its service can send one. */
import { createHash, timingSafeEqual } from 'node:crypto';

export interface Presented {
    /** Lower-case names, as Node gives them. */
    headers?: Readonly<Record<string, unknown>> | undefined;
    query?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Compares everything that was presented with the secret, each in constant time. Accepts `X-Webhook-Secret`,
 * `Authorization` as it is (Seerr), `Bearer` and the password of basic auth (Radarr, Sonarr), and `?secret=`.
 * An empty secret means that none is asked for.
 */
export function checkSecret(secret: string, presented: Presented): boolean {
    if (secret === '') return true;
    const expected = digest(secret);
    const matches = candidates(presented).filter((candidate) => timingSafeEqual(digest(candidate), expected));
    return matches.length > 0;
}

/** Two digests are of one length, which the comparison needs, and tell nothing of the length of what they are of. */
function digest(text: string): Buffer {
    return createHash('sha256').update(text).digest();
}

function candidates({ headers = {}, query = {} }: Presented): string[] {
    const authorization = textOf(headers.authorization);
    const found = [textOf(headers['x-webhook-secret']), authorization, ...fromAuthorization(authorization), textOf(query.secret)];
    return found.filter((candidate) => candidate !== '');
}

function fromAuthorization(authorization: string): string[] {
    const [scheme = '', ...rest] = authorization.split(' ');
    const value = rest.join(' ').trim();
    if (/^bearer$/i.test(scheme)) return [value];
    return /^basic$/i.test(scheme) ? passwordsOf(value) : [];
}

/** Radarr and Sonarr encode as Latin-1, everyone else as UTF-8. */
function passwordsOf(encoded: string): string[] {
    const bytes = Buffer.from(encoded, 'base64');
    return (['latin1', 'utf8'] as const).map((encoding) => {
        const credentials = bytes.toString(encoding);
        const colon = credentials.indexOf(':');
        return colon === -1 ? '' : credentials.slice(colon + 1);
    });
}

/** Of a repeated query parameter only the first counts. */
function textOf(value: unknown): string {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    return typeof first === 'string' ? first : '';
}

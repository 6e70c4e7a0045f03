/** Whether a connection sends the secret that is asked for, as far as its service shows what it sends. */
import { type ArrConnection, MASKED } from '../../arr';
import { checkSecret } from '../../webhook';
import { readUrl } from '../own';

export type Secrecy =
    /** It does, or none is asked for. */
    | 'right'
    | 'wrong'
    | 'none'
    /** It sends a password, and what it is, is not shown. */
    | 'hidden';

export function secrecyOf(secret: string, { url, username, hasPassword, headers }: ArrConnection): Secrecy {
    if (secret === '') return 'right';
    const query = readUrl(url)?.searchParams.get('secret') ?? '';
    const shown = headers.filter(({ key }) => /^(x-webhook-secret|authorization)$/i.test(key));
    const presented = Object.fromEntries(shown.map(({ key, value }) => [key.toLowerCase(), value]));
    if (checkSecret(secret, { headers: presented, query: { secret: query } })) return 'right';
    // Some versions may come to mask what stands in headers too.
    if (hasPassword || shown.some(({ value }) => value === MASKED)) return 'hidden';
    return query !== '' || shown.length > 0 || username !== '' ? 'wrong' : 'none';
}

/** Seerr sends what its authorization header holds as it is. */
export function secrecyOfSlot(secret: string, { url, authHeader }: { url: string; authHeader: string }): Secrecy {
    if (secret === '') return 'right';
    const query = readUrl(url)?.searchParams.get('secret') ?? '';
    const headers = authHeader === '' ? {} : { authorization: authHeader };
    if (checkSecret(secret, { headers, query: { secret: query } })) return 'right';
    return query !== '' || authHeader !== '' ? 'wrong' : 'none';
}

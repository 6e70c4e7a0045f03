/** Where a server is that asks for an API key. */
import { MediaError } from '../model';
import { isNotOff, textOf } from './fields';

/** As the dialog of a server node knows it. */
export interface KeyedServerFields {
    url?: unknown;
    apiKey?: unknown;
    verifyCertificate?: unknown;
}

export interface KeyedServer {
    url: string;
    apiKey: string;
    /** False accepts a self-signed certificate. */
    verifyCertificate: boolean;
}

/**
 * Without a URL, URL and key both come from the environment: `SHOKO_URL`, `SHOKO_API_KEY`. A server with a URL of its own
 * never takes a key from there, so that no key is sent where it does not belong.
 * @param service `Jellyfin`, `Shoko`
 * @param keyFrom where its user finds a key, to be read after `enter one from`
 * @throws MediaError `no_url`, `no_api_key`
 */
export function readKeyedServer(
    fields: KeyedServerFields,
    environment: (name: string) => string,
    { service, keyFrom }: { service: string; keyFrom: string },
): KeyedServer {
    const names = { url: `${service.toUpperCase()}_URL`, apiKey: `${service.toUpperCase()}_API_KEY` };
    const own = textOf(fields.url);
    const url = own === '' ? environment(names.url).trim() : own;
    const apiKey = own === '' ? environment(names.apiKey).trim() : textOf(fields.apiKey);
    if (url === '') throw new MediaError('no_url', `Enter the URL of ${service}, or set ${names.url}`, { field: 'url' });
    if (apiKey === '') {
        const where = own === '' ? `set ${names.apiKey}` : `enter one from ${keyFrom}`;
        throw new MediaError('no_api_key', `The API key of ${service} is missing: ${where}`, { field: 'apiKey' });
    }
    return { url, apiKey, verifyCertificate: isNotOff(fields.verifyCertificate) };
}

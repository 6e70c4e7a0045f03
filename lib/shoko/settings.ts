/** What a server node's fields and the environment say, made into settings that can be relied on. */
import { MediaError } from '../model';
import { normalisePath, type PathMapping } from '../paths';
import type { ShokoServer } from './client';

export interface ShokoSettings {
    server: ShokoServer;
    /** From Shoko's view of a folder to Sonarr's and Radarr's. */
    mappings: PathMapping[];
}

/** As a flow file or a dialog has them: anything may be missing. */
export interface ShokoFields {
    url?: unknown;
    apiKey?: unknown;
    verifyCertificate?: unknown;
    mappings?: unknown;
}

/**
 * Without a URL, URL and key both come from the environment: `SHOKO_URL`, `SHOKO_API_KEY`. A server with a URL of its
 * own never takes a key from there, so that no key is sent where it does not belong.
 * @throws MediaError `no_url`, `no_api_key`, `invalid_api_key`
 */
export function readSettings(fields: ShokoFields, environment: (name: string) => string): ShokoSettings {
    const ownUrl = textOf(fields.url);
    const url = ownUrl === '' ? environment('SHOKO_URL').trim() : ownUrl;
    const apiKey = ownUrl === '' ? environment('SHOKO_API_KEY').trim() : textOf(fields.apiKey);
    if (url === '') throw new MediaError('no_url', "Enter Shoko's URL in the server node, or set SHOKO_URL", { field: 'url' });
    if (apiKey === '') {
        const where = ownUrl === '' ? 'set SHOKO_API_KEY' : 'enter it in the server node';
        throw new MediaError('no_api_key', `Shoko's API key is missing: ${where}`, { field: 'apiKey' });
    }
    if (!/^[\x21-\x7e]+$/.test(apiKey)) {
        throw new MediaError('invalid_api_key', "Shoko's API key may have no spaces or special characters", { field: 'apiKey' });
    }
    return {
        server: { url, apiKey, verifyCertificate: fields.verifyCertificate !== false },
        mappings: readMappings(fields.mappings),
    };
}

/** Rows with an empty side are left out: a dialog begins with one. */
function readMappings(rows: unknown): PathMapping[] {
    if (!Array.isArray(rows)) return [];
    return rows.flatMap((row: unknown) => {
        const { from, to } = (row ?? {}) as { from?: unknown; to?: unknown };
        const mapping = { from: normalisePath(textOf(from)), to: normalisePath(textOf(to)) };
        return mapping.from === '' || mapping.to === '' ? [] : [mapping];
    });
}

function textOf(value: unknown): string {
    return typeof value === 'string' ? value.trim() : '';
}

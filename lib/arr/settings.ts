/** What a server node's fields and the environment say, made into settings that can be relied on. */
import { MediaError } from '../model';
import { type KeyedServerFields, readKeyedServer, textOf } from '../settings';
import { type ArrKind, type ArrServer, SERVICE_NAMES } from './ask/client';

export interface ArrSettings {
    server: ArrServer;
    /** What its user calls this server; tells instances apart that have not been given names of their own. */
    name: string;
}

export interface ArrFields extends KeyedServerFields {
    kind?: unknown;
    name?: unknown;
}

/**
 * Without a URL both come from the environment: `SONARR_URL`, `SONARR_API_KEY`, or `RADARR_URL`, `RADARR_API_KEY`.
 * @throws MediaError `no_kind`, `no_url`, `no_api_key`, `invalid_api_key`
 */
export function readSettings(fields: ArrFields, environment: (name: string) => string): ArrSettings {
    const kind = kindOf(fields.kind);
    const service = SERVICE_NAMES[kind];
    const server = readKeyedServer(fields, environment, { service, keyFrom: `${service}'s settings, General` });
    if (!/^[\x21-\x7e]+$/.test(server.apiKey)) {
        throw new MediaError('invalid_api_key', `${service}'s API key may have no spaces or special characters`, {
            field: 'apiKey',
        });
    }
    return { server: { kind, ...server }, name: textOf(fields.name) };
}

function kindOf(kind: unknown): ArrKind {
    if (kind === 'sonarr' || kind === 'radarr') return kind;
    throw new MediaError('no_kind', 'Choose whether it is Sonarr or Radarr', { field: 'kind' });
}

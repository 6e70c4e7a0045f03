/** What a server node's fields and the environment say, made into settings that can be relied on. */
import { MediaError } from '../model';
import type { PathMapping } from '../paths';
import { type KeyedServerFields, mappingsOf, readKeyedServer } from '../settings';
import type { ShokoServer } from './ask/client';

export interface ShokoSettings {
    server: ShokoServer;
    /** From Shoko's view of a folder to Sonarr's and Radarr's. */
    mappings: PathMapping[];
}

export interface ShokoFields extends KeyedServerFields {
    mappings?: unknown;
}

/** @throws MediaError `no_url`, `no_api_key`, `invalid_api_key` */
export function readSettings(fields: ShokoFields, environment: (name: string) => string): ShokoSettings {
    const server = readKeyedServer(fields, environment, { service: 'Shoko', keyFrom: "Shoko's settings" });
    if (!/^[\x21-\x7e]+$/.test(server.apiKey)) {
        throw new MediaError('invalid_api_key', "Shoko's API key may have no spaces or special characters", { field: 'apiKey' });
    }
    return { server, mappings: mappingsOf(fields.mappings) };
}

/** Config node: owns the store file that all other nodes share. */
import { join, resolve } from 'node:path';
import { readTimesSettings, type TimesFields } from '../lib/causes';
import { toMediaError } from '../lib/model';
import { houseTimesOf } from '../lib/requests';
import { type MediaStore, StoreRegistry } from '../lib/store';
import { addOverview } from './shared/overview';
import type { NodeDefinition, Red, RuntimeNode } from './shared/red';
import { forgetDeletedRelays } from './shared/relay-rooms';
import type { StoreOwner } from './shared/store-access';

interface StoreDefinition extends NodeDefinition, TimesFields {
    path?: string;
    retentionDays?: number | string;
}

const DEFAULT_PATH = join('media-pipeline', 'store.json');
const DEFAULT_RETENTION_DAYS = 90;

export = (RED: Red): void => {
    const registry = new StoreRegistry();
    addOverview(RED);

    function MediaStoreNode(this: RuntimeNode & { opened: Promise<MediaStore> }, definition: StoreDefinition): void {
        RED.nodes.createNode(this, definition);
        const path = readPath(RED, definition);
        const opened = registry.acquire({
            path,
            retentionDays: readRetentionDays(definition),
            warn: (text) => this.warn(text),
        });
        // Whoever says when something is late asks the store's house, and so says the same.
        this.opened = opened.then((store) => {
            try {
                houseTimesOf(store).use(readTimesSettings(definition));
            } catch (thrown) {
                this.error(toMediaError(thrown));
            }
            return store;
        });
        this.opened.then((store) => forgetDeletedRelays(RED, store)).catch((thrown: unknown) => this.error(toMediaError(thrown)));
        this.on('close', (_removed, done) => {
            registry.release(path).then(done, (thrown: unknown) => {
                this.error(toMediaError(thrown));
                done();
            });
        });
    }

    RED.nodes.registerType('media-store', MediaStoreNode satisfies (this: RuntimeNode & StoreOwner, definition: never) => void);
};

/** Relative paths, and none at all, are in Node-RED's user directory. */
function readPath(RED: Red, definition: StoreDefinition): string {
    const written = (definition.path ?? '').trim();
    // A variable that is not set is left as it is written.
    const path = /^\$\{[^}]*\}$/.test(written) ? '' : written;
    return resolve(RED.settings.userDir ?? process.cwd(), path === '' ? DEFAULT_PATH : path);
}

function readRetentionDays({ retentionDays = '' }: StoreDefinition): number {
    const days = retentionDays === '' ? DEFAULT_RETENTION_DAYS : Number(retentionDays);
    return Number.isFinite(days) && days >= 0 ? days : DEFAULT_RETENTION_DAYS;
}

/** Config node: where Seerr is, and its key. Owns the one connection that all readers of it share. */
import { seerrPatient } from '../lib/doctor';
import { readServer, SeerrClient, testConnection } from '../lib/seerr';
import { type AddressOwner, publicUrlOf } from './shared/addresses';
import { addConnectionTest } from './shared/connection-test';
import { type NodeDefinition, readCredentials, readEnvironment, type Red, type RuntimeNode } from './shared/red';
import type { ServerOffers } from './shared/server-access';
import { addSetUp } from './shared/set-up';

/** How long a person at a dialog is made to wait. */
const SET_UP_TIMEOUT_MS = 20_000;

interface SeerrServerDefinition extends NodeDefinition {
    url?: string;
    verifyCertificate?: boolean;
    publicUrl?: string;
}

type SeerrServerNode = RuntimeNode<{ apiKey: string }> & ServerOffers['media-seerr-server'] & AddressOwner;

export = (RED: Red): void => {
    function MediaSeerrServerNode(this: SeerrServerNode, definition: SeerrServerDefinition): void {
        RED.nodes.createNode(this, definition);
        let shared: { client: SeerrClient; label: string } | null = null;
        const read = (): ReturnType<typeof readServer> =>
            readServer({ ...definition, ...readCredentials(this) }, (name) => readEnvironment(RED, this, name));
        this.address = () => ({
            service: 'seerr',
            name: definition.name ?? '',
            ownUrl: read().url,
            publicUrl: publicUrlOf(RED, this, definition.publicUrl, 'seerr'),
        });
        this.link = () => {
            if (shared !== null) return shared;
            const settings = read();
            const client = new SeerrClient(settings);
            // What stands before an @ may be a password.
            shared = { client, label: definition.name ?? '' };
            if (shared.label === '') shared.label = new URL(settings.url).host;
            return shared;
        };
        this.on('close', (_removed, done) => {
            shared?.client.close();
            shared = null;
            done();
        });
    }

    RED.nodes.registerType('media-seerr-server', MediaSeerrServerNode, { credentials: { apiKey: { type: 'password' } } });

    addConnectionTest(RED, { type: 'media-seerr-server', secrets: ['apiKey'], read: readServer, test: testConnection });

    addSetUp(RED, {
        type: 'media-seerr-server',
        secrets: ['apiKey'],
        read: (fields, environment) => {
            const settings = readServer(fields, environment);
            return { url: settings.url, client: new SeerrClient({ ...settings, timeoutMs: SET_UP_TIMEOUT_MS }) };
        },
        patient: ({ url, client }) => seerrPatient({ id: '', name: 'Seerr', url }, client),
        close: ({ client }) => client.close(),
    });
};

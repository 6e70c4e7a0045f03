/** Config node: where Seerr is, and its key. Owns the one connection that all readers of it share. */
import { readServer, SeerrClient, testConnection } from '../lib/seerr';
import { addConnectionTest } from './shared/connection-test';
import { type NodeDefinition, readCredentials, readEnvironment, type Red, type RuntimeNode } from './shared/red';
import type { ServerOffers } from './shared/server-access';

interface SeerrServerDefinition extends NodeDefinition {
    url?: string;
    verifyCertificate?: boolean;
}

type SeerrServerNode = RuntimeNode<{ apiKey: string }> & ServerOffers['media-seerr-server'];

export = (RED: Red): void => {
    function MediaSeerrServerNode(this: SeerrServerNode, definition: SeerrServerDefinition): void {
        RED.nodes.createNode(this, definition);
        let shared: { client: SeerrClient; label: string } | null = null;
        this.link = () => {
            if (shared !== null) return shared;
            const settings = readServer({ ...definition, ...readCredentials(this) }, (name) => readEnvironment(RED, this, name));
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
};

/** Config node: where Shoko is, its key, and how its folders are called by Sonarr and Radarr. */
import { readSettings, testConnection } from '../lib/shoko';
import { addConnectionTest } from './shared/connection-test';
import { type NodeDefinition, readCredentials, readEnvironment, type Red, type RuntimeNode } from './shared/red';
import type { ServerOffers } from './shared/server-access';

interface ShokoServerDefinition extends NodeDefinition {
    url?: string;
    verifyCertificate?: boolean;
    mappings?: { from: string; to: string }[];
}

type ShokoServerNode = RuntimeNode<{ apiKey: string }> & ServerOffers['media-shoko-server'];

export = (RED: Red): void => {
    function MediaShokoServerNode(this: ShokoServerNode, definition: ShokoServerDefinition): void {
        RED.nodes.createNode(this, definition);
        this.readSettings = () =>
            readSettings({ ...definition, ...readCredentials(this) }, (name) => readEnvironment(RED, this, name));
    }

    RED.nodes.registerType('media-shoko-server', MediaShokoServerNode, { credentials: { apiKey: { type: 'password' } } });

    addConnectionTest(RED, {
        type: 'media-shoko-server',
        secrets: ['apiKey'],
        read: readSettings,
        test: ({ server }) => testConnection(server),
    });
};

/** Config node: where a Sonarr or a Radarr is, and its key. */
import { readSettings, testConnection } from '../lib/arr';
import { addConnectionTest } from './shared/connection-test';
import { type NodeDefinition, readCredentials, readEnvironment, type Red, type RuntimeNode } from './shared/red';
import type { ServerOffers } from './shared/server-access';

interface ArrServerDefinition extends NodeDefinition {
    kind?: string;
    url?: string;
    verifyCertificate?: boolean;
}

type ArrServerNode = RuntimeNode<{ apiKey: string }> & ServerOffers['media-arr-server'];

export = (RED: Red): void => {
    function MediaArrServerNode(this: ArrServerNode, definition: ArrServerDefinition): void {
        RED.nodes.createNode(this, definition);
        this.readSettings = () =>
            readSettings({ ...definition, ...readCredentials(this) }, (name) => readEnvironment(RED, this, name));
    }

    RED.nodes.registerType('media-arr-server', MediaArrServerNode, { credentials: { apiKey: { type: 'password' } } });

    addConnectionTest(RED, {
        type: 'media-arr-server',
        secrets: ['apiKey'],
        read: readSettings,
        test: ({ server }) => testConnection(server),
    });
};

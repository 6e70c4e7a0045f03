/** Config node: where a Sonarr or a Radarr is, and its key. */
import { readSettings, testConnection } from '../lib/arr';
import { arrPatient } from '../lib/doctor';
import { type AddressOwner, publicUrlOf } from './shared/addresses';
import { addConnectionTest } from './shared/connection-test';
import { type NodeDefinition, readCredentials, readEnvironment, type Red, type RuntimeNode } from './shared/red';
import type { ServerOffers } from './shared/server-access';
import { addSetUp } from './shared/set-up';

interface ArrServerDefinition extends NodeDefinition {
    kind?: string;
    url?: string;
    verifyCertificate?: boolean;
    publicUrl?: string;
}

type ArrServerNode = RuntimeNode<{ apiKey: string }> & ServerOffers['media-arr-server'] & AddressOwner;

export = (RED: Red): void => {
    function MediaArrServerNode(this: ArrServerNode, definition: ArrServerDefinition): void {
        RED.nodes.createNode(this, definition);
        this.readSettings = () =>
            readSettings({ ...definition, ...readCredentials(this) }, (name) => readEnvironment(RED, this, name));
        this.address = () => {
            const { server, name } = this.readSettings();
            const publicUrl = publicUrlOf(RED, this, definition.publicUrl, server.kind);
            return { service: server.kind, name, ownUrl: server.url, publicUrl };
        };
    }

    RED.nodes.registerType('media-arr-server', MediaArrServerNode, { credentials: { apiKey: { type: 'password' } } });

    addConnectionTest(RED, {
        type: 'media-arr-server',
        secrets: ['apiKey'],
        read: readSettings,
        test: ({ server }) => testConnection(server),
    });

    addSetUp(RED, {
        type: 'media-arr-server',
        secrets: ['apiKey'],
        read: readSettings,
        patient: (settings) => arrPatient({ id: '', name: settings.name, url: settings.server.url }, settings),
    });
};

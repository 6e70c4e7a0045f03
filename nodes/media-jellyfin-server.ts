/** Config node: where Jellyfin is, and its key. Owns the one connection that all verifiers of it share. */
import { JellyfinLink, readServer, testConnection } from '../lib/jellyfin';
import { systemClock } from '../lib/model';
import { type AddressOwner, publicUrlOf } from './shared/addresses';
import { addConnectionTest } from './shared/connection-test';
import { type NodeDefinition, readCredentials, readEnvironment, type Red, type RuntimeNode } from './shared/red';
import type { ServerOffers } from './shared/server-access';

interface JellyfinServerDefinition extends NodeDefinition {
    url?: string;
    verifyCertificate?: boolean;
    publicUrl?: string;
}

type JellyfinServerNode = RuntimeNode<{ apiKey: string }> & ServerOffers['media-jellyfin-server'] & AddressOwner;

export = (RED: Red): void => {
    function MediaJellyfinServerNode(this: JellyfinServerNode, definition: JellyfinServerDefinition): void {
        RED.nodes.createNode(this, definition);
        let link: JellyfinLink | null = null;
        const read = (): ReturnType<typeof readServer> =>
            readServer({ ...definition, ...readCredentials(this) }, (name) => readEnvironment(RED, this, name));
        this.link = () => (link ??= new JellyfinLink(read(), systemClock));
        this.address = () => ({
            service: 'jellyfin',
            name: definition.name ?? '',
            ownUrl: read().url,
            publicUrl: publicUrlOf(RED, this, definition.publicUrl, 'jellyfin'),
        });
        this.on('close', (_removed, done) => {
            link?.close();
            link = null;
            done();
        });
    }

    RED.nodes.registerType('media-jellyfin-server', MediaJellyfinServerNode, { credentials: { apiKey: { type: 'password' } } });

    addConnectionTest(RED, { type: 'media-jellyfin-server', secrets: ['apiKey'], read: readServer, test: testConnection });
};

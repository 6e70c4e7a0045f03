/** Config node: where Jellyfin is, and its key. Owns the one connection that all verifiers of it share. */
import { JellyfinLink, readServer, testConnection } from '../lib/jellyfin';
import { systemClock } from '../lib/model';
import { addConnectionTest } from './shared/connection-test';
import { type NodeDefinition, readCredentials, readEnvironment, type Red, type RuntimeNode } from './shared/red';
import type { ServerOffers } from './shared/server-access';

interface JellyfinServerDefinition extends NodeDefinition {
    url?: string;
    verifyCertificate?: boolean;
}

type JellyfinServerNode = RuntimeNode<{ apiKey: string }> & ServerOffers['media-jellyfin-server'];

export = (RED: Red): void => {
    function MediaJellyfinServerNode(this: JellyfinServerNode, definition: JellyfinServerDefinition): void {
        RED.nodes.createNode(this, definition);
        let link: JellyfinLink | null = null;
        this.link = () => {
            const fields = { ...definition, ...readCredentials(this) };
            link ??= new JellyfinLink(
                readServer(fields, (name) => readEnvironment(RED, this, name)),
                systemClock,
            );
            return link;
        };
        this.on('close', (_removed, done) => {
            link?.close();
            link = null;
            done();
        });
    }

    RED.nodes.registerType('media-jellyfin-server', MediaJellyfinServerNode, { credentials: { apiKey: { type: 'password' } } });

    addConnectionTest(RED, { type: 'media-jellyfin-server', secrets: ['apiKey'], read: readServer, test: testConnection });
};

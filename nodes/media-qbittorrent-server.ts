/** Config node: where qBittorrent is, and the login. Owns the one connection that all pollers of it share. */
import { systemClock } from '../lib/model';
import { QBittorrentLink, readServer, testConnection } from '../lib/qbittorrent';
import { addConnectionTest } from './shared/connection-test';
import { type NodeDefinition, readCredentials, readEnvironment, type Red, type RuntimeNode } from './shared/red';
import type { ServerOffers } from './shared/server-access';

interface QBittorrentServerDefinition extends NodeDefinition {
    url?: string;
    verifyCertificate?: boolean;
}

type QBittorrentServerNode = RuntimeNode<{ username: string; password: string; apiKey: string }> &
    ServerOffers['media-qbittorrent-server'];

export = (RED: Red): void => {
    function MediaQBittorrentServerNode(this: QBittorrentServerNode, definition: QBittorrentServerDefinition): void {
        RED.nodes.createNode(this, definition);
        let link: QBittorrentLink | null = null;
        this.link = () => {
            const options = readServer({ ...definition, ...readCredentials(this) }, (name) => readEnvironment(RED, this, name));
            link ??= new QBittorrentLink(options, systemClock);
            return link;
        };
        this.on('close', (_removed, done) => {
            link?.close();
            link = null;
            done();
        });
    }

    RED.nodes.registerType('media-qbittorrent-server', MediaQBittorrentServerNode, {
        credentials: { username: { type: 'text' }, password: { type: 'password' }, apiKey: { type: 'password' } },
    });

    addConnectionTest(RED, {
        type: 'media-qbittorrent-server',
        secrets: ['password', 'apiKey'],
        read: readServer,
        test: testConnection,
    });
};

/** Config node: where qBittorrent is, and the login. Owns the one connection that all pollers of it share. */
import { systemClock, toMediaError } from '../lib/model';
import {
    type ConnectionTestResult,
    QBittorrentLink,
    type QBittorrentOptions,
    readServer,
    type ServerFields,
    testConnection,
} from '../lib/qbittorrent';
import { readEnvironment, type NodeDefinition, type Red, type RuntimeNode } from './shared/red';

interface QBittorrentServerDefinition extends NodeDefinition {
    url?: string;
    verifyCertificate?: boolean;
}

type QBittorrentServerNode = RuntimeNode<{ username: string; password: string; apiKey: string }> & {
    /** @throws MediaError `no_url`, `invalid_url` */
    link: () => QBittorrentLink;
};

/** What the editor sends in place of a password that was not touched. */
const UNCHANGED = '__PWRD__';

export = (RED: Red): void => {
    function MediaQBittorrentServerNode(this: QBittorrentServerNode, definition: QBittorrentServerDefinition): void {
        RED.nodes.createNode(this, definition);
        let link: QBittorrentLink | null = null;
        this.link = () => {
            const options = readServer({ ...definition, ...this.credentials }, (name) => readEnvironment(RED, this, name));
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

    const permission = RED.auth.needsPermission('media-qbittorrent-server.write');
    RED.httpAdmin.post('/media-pipeline/media-qbittorrent-server/test', permission, (request, response) => {
        void test(RED, request.body).then((result) => response.json(result));
    });
};

/** Tries what is typed in the dialog, which may not have been deployed yet. */
async function test(RED: Red, body: unknown): Promise<ConnectionTestResult> {
    const { id, ...typed } = (body ?? {}) as ServerFields & { id?: unknown };
    const deployed = deployedServer(RED, id);
    for (const secret of ['password', 'apiKey'] as const) {
        if (typed[secret] === UNCHANGED) typed[secret] = deployed?.credentials?.[secret];
    }
    let options: QBittorrentOptions;
    try {
        options = readServer(typed, (name) => readEnvironment(RED, deployed ?? {}, name));
    } catch (thrown) {
        const { code, message } = toMediaError(thrown);
        return { ok: false, code, message };
    }
    return testConnection(options);
}

/** Of our own type only: another node's password is not for this URL. */
function deployedServer(RED: Red, id: unknown): QBittorrentServerNode | null {
    const node = typeof id === 'string' ? (RED.nodes.getNode(id) as QBittorrentServerNode | null) : null;
    return node?.type === 'media-qbittorrent-server' ? node : null;
}

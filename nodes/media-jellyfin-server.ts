/** Config node: where Jellyfin is, and its key. Owns the one connection that all verifiers of it share. */
import {
    type ConnectionResult,
    JellyfinLink,
    type JellyfinOptions,
    readServer,
    type ServerFields,
    testConnection,
} from '../lib/jellyfin';
import { systemClock, toMediaError } from '../lib/model';
import { readEnvironment, type NodeDefinition, type Red, type RuntimeNode } from './shared/red';

interface JellyfinServerDefinition extends NodeDefinition {
    url?: string;
    verifyCertificate?: boolean;
}

type JellyfinServerNode = RuntimeNode<{ apiKey: string }> & {
    /** @throws MediaError `no_url`, `no_api_key`, `invalid_url`, `invalid_api_key` */
    link: () => JellyfinLink;
};

/** What the editor sends in place of a password that was not touched. */
const UNCHANGED = '__PWRD__';

export = (RED: Red): void => {
    function MediaJellyfinServerNode(this: JellyfinServerNode, definition: JellyfinServerDefinition): void {
        RED.nodes.createNode(this, definition);
        let link: JellyfinLink | null = null;
        this.link = () => {
            const fields = { ...definition, apiKey: this.credentials?.apiKey };
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

    const permission = RED.auth.needsPermission('media-jellyfin-server.write');
    RED.httpAdmin.post('/media-pipeline/media-jellyfin-server/test', permission, (request, response) => {
        void test(RED, request.body).then((result) => response.json(result));
    });
};

/** Tries what is typed in the dialog, which may not have been deployed yet. */
async function test(RED: Red, body: unknown): Promise<ConnectionResult> {
    const { id, ...typed } = (body ?? {}) as ServerFields & { id?: unknown };
    const deployed = deployedServer(RED, id);
    const apiKey = typed.apiKey === UNCHANGED ? deployed?.credentials?.apiKey : typed.apiKey;
    let options: JellyfinOptions;
    try {
        options = readServer({ ...typed, apiKey }, (name) => readEnvironment(RED, deployed ?? {}, name));
    } catch (thrown) {
        const { code, message } = toMediaError(thrown);
        return { ok: false, code, message };
    }
    return testConnection(options);
}

/** Of our own type only: another node's key is not for this URL. */
function deployedServer(RED: Red, id: unknown): JellyfinServerNode | null {
    const node = typeof id === 'string' ? (RED.nodes.getNode(id) as JellyfinServerNode | null) : null;
    return node?.type === 'media-jellyfin-server' ? node : null;
}

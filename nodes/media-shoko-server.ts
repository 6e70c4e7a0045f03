/** Config node: where Shoko is, its key, and how its folders are called by Sonarr and Radarr. */
import { toMediaError } from '../lib/model';
import { readSettings, testConnection, type ConnectionTest, type ShokoFields, type ShokoSettings } from '../lib/shoko';
import { readEnvironment, type NodeDefinition, type Red, type RuntimeNode } from './shared/red';

interface ShokoServerDefinition extends NodeDefinition {
    url?: string;
    verifyCertificate?: boolean;
    mappings?: { from: string; to: string }[];
}

type ShokoServerNode = RuntimeNode<{ apiKey: string }> & {
    /** @throws MediaError `no_url`, `no_api_key` */
    readSettings: () => ShokoSettings;
};

/** What the editor sends in place of a password that was not touched. */
const UNCHANGED = '__PWRD__';

export = (RED: Red): void => {
    function MediaShokoServerNode(this: ShokoServerNode, definition: ShokoServerDefinition): void {
        RED.nodes.createNode(this, definition);
        this.readSettings = () =>
            readSettings({ ...definition, apiKey: this.credentials?.apiKey }, (name) => readEnvironment(RED, this, name));
    }

    RED.nodes.registerType('media-shoko-server', MediaShokoServerNode, { credentials: { apiKey: { type: 'password' } } });

    const permission = RED.auth.needsPermission('media-shoko-server.write');
    RED.httpAdmin.post('/media-pipeline/media-shoko-server/test', permission, (request, response) => {
        void test(RED, request.body).then((result) => response.json(result));
    });
};

/** Tries what is typed in the dialog, which may not have been deployed yet. */
async function test(RED: Red, body: unknown): Promise<ConnectionTest> {
    const { id, ...typed } = (body ?? {}) as ShokoFields & { id?: unknown };
    const deployed = deployedServer(RED, id);
    const apiKey = typed.apiKey === UNCHANGED ? deployed?.credentials?.apiKey : typed.apiKey;
    try {
        const { server } = readSettings({ ...typed, apiKey }, (name) => readEnvironment(RED, deployed ?? {}, name));
        return await testConnection(server);
    } catch (thrown) {
        const { code, message } = toMediaError(thrown);
        return { ok: false, code, message };
    }
}

/** Of our own type only: another node's key is not for this URL. */
function deployedServer(RED: Red, id: unknown): ShokoServerNode | null {
    const node = typeof id === 'string' ? (RED.nodes.getNode(id) as ShokoServerNode | null) : null;
    return node?.type === 'media-shoko-server' ? node : null;
}

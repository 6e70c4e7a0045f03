/** The admin route behind the *Test connection* button of a server config node: tries what is typed, deployed or not. */
import type { ConnectionResult } from '../../lib/http/connection-result';
import { toMediaError } from '../../lib/model';
import { readEnvironment, type Red, type RuntimeNode } from './red';

/** What the editor sends in place of a password that was not touched. */
const UNCHANGED = '__PWRD__';

export interface ConnectionTestOptions<Options> {
    type: string;
    /** Credentials that never reach the browser, so that the dialog cannot send them back. */
    secrets: readonly string[];
    /** Makes sense of the dialog's fields. @throws MediaError naming the field at fault */
    read: (fields: Record<string, unknown>, environment: (name: string) => string) => Options;
    test: (options: Options) => Promise<ConnectionResult>;
}

/** Adds `POST media-pipeline/<type>/test`, for who may edit nodes of this type. Answers 200 whatever the outcome. */
export function addConnectionTest<Options>(RED: Red, options: ConnectionTestOptions<Options>): void {
    const permission = RED.auth.needsPermission(`${options.type}.write`);
    RED.httpAdmin.post(`/media-pipeline/${options.type}/test`, permission, (request, response) => {
        void tryOut(RED, options, request.body).then((result) => response.json(result));
    });
}

async function tryOut<Options>(
    RED: Red,
    { type, secrets, read, test }: ConnectionTestOptions<Options>,
    body: unknown,
): Promise<ConnectionResult> {
    const { id, ...typed } = (body ?? {}) as Record<string, unknown>;
    const deployed = deployedServer(RED, type, id);
    for (const secret of secrets) if (typed[secret] === UNCHANGED) typed[secret] = deployed?.credentials?.[secret];
    try {
        return await test(read(typed, (name) => readEnvironment(RED, deployed ?? {}, name)));
    } catch (thrown) {
        const { code, message } = toMediaError(thrown);
        return { ok: false, code, message };
    }
}

/** Of the same type only: another node's password is not for this URL. */
function deployedServer(RED: Red, type: string, id: unknown): RuntimeNode<Record<string, string>> | null {
    const node = typeof id === 'string' ? (RED.nodes.getNode(id) as RuntimeNode<Record<string, string>> | null) : null;
    return node?.type === type ? node : null;
}

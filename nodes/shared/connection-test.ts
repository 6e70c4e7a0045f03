/** The admin route behind the *Test connection* button of a server config node: tries what is typed, deployed or not. */
import type { ConnectionResult } from '../../lib/http/connection-result';
import { toMediaError } from '../../lib/model';
import { readEnvironment, type Red } from './red';

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
    const { typed, environment } = readTyped(RED, type, secrets, body);
    try {
        return await test(read(typed, environment));
    } catch (thrown) {
        const { code, message } = toMediaError(thrown);
        return { ok: false, code, message };
    }
}

/** What stands in a dialog: with the saved passwords where they were not touched, and with variables replaced by their values. */
export function readTyped(
    RED: Red,
    type: string,
    secrets: readonly string[],
    body: unknown,
): { typed: Record<string, unknown>; environment: (name: string) => string } {
    const { id, ...typed } = (body ?? {}) as Record<string, unknown>;
    const saved = isDeployed(RED, type, id) ? (RED.nodes.getCredentials(id) ?? {}) : {};
    for (const secret of secrets) if (typed[secret] === UNCHANGED) typed[secret] = saved[secret];
    const node = RED.nodes.getNode(String(id)) ?? {};
    for (const [field, value] of Object.entries(typed)) typed[field] = resolved(RED, node, value);
    return { typed, environment: (name) => readEnvironment(RED, node, name) };
}

/**
 * Of the same type only: another node's password is not for this URL. One inside a subflow is deployed, though only
 * copies of it run.
 */
function isDeployed(RED: Red, type: string, id: unknown): id is string {
    const types: string[] = [];
    RED.nodes.eachNode((node) => {
        if (node.id === id) types.push(node.type);
    });
    return types.includes(type);
}

/** `${NAME}` is the variable's value, as when Node-RED makes the node; it stays as it is when that is not set. */
function resolved(RED: Red, node: object, value: unknown): unknown {
    const [, name] = /^\$\{(\S+)\}$/.exec(typeof value === 'string' ? value : '') ?? [];
    if (name === undefined || RED.util.getSetting(node, name) === undefined) return value;
    return readEnvironment(RED, node, name);
}

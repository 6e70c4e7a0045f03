/** The package as a user gets it: packed, installed from the archive, and looked at in a running Node-RED. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { nightTrain, Sender, seerrWebhook } from '../simulators/senders';
import { type NodeRed, packageName, projectRoot } from './node-red';
import { until } from './until';

const run = promisify(execFile);

/** Runs npm with the given Node, with the caller's own npm settings. */
export async function npm(args: readonly string[], options: { cwd: string; node?: string }): Promise<string> {
    const { cwd, node = process.execPath } = options;
    const script = process.env['npm_execpath'];
    const [program, first] = script?.endsWith('.js') === true ? [node, [script]] : ['npm', []];
    const { stdout } = await run(program, [...first, ...args], { cwd, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
}

/** Packs what is built into `folder` and returns the archive's path. */
export async function packInto(folder: string): Promise<string> {
    const answer = await npm(['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder], {
        cwd: projectRoot,
    });
    const [{ filename }] = JSON.parse(answer) as [{ filename: string }];
    return join(folder, basename(filename));
}

/** Everything about our package that is not as it should be in this Node-RED, in words; empty when all is well. */
export async function faultsOf(nodeRed: NodeRed): Promise<string[]> {
    const faults = nodeRed.complaints();
    const wanted = nodeTypes();
    const sets = await nodeRed.nodeSets();
    for (const type of wanted) {
        const set = sets.find((each) => each.types.includes(type));
        if (set === undefined) faults.push(`${type} is not loaded`);
        else if (!set.enabled || set.err !== undefined) faults.push(`${type}: ${JSON.stringify(set.err ?? 'disabled')}`);
    }
    faults.push(...(await missing(nodeRed, wanted)));
    return faults;
}

interface Listed {
    nodes: Record<string, string>;
    plugins: Record<string, string>;
}

/** What package.json lists for Node-RED. */
function listed(): Listed {
    const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { 'node-red': Listed };
    return manifest['node-red'];
}

/** The node types that package.json lists. */
export function nodeTypes(): string[] {
    return Object.keys(listed().nodes);
}

/** What the editor asks for beside the nodes themselves: plugins, icons, texts in both languages, examples. */
async function missing(nodeRed: NodeRed, types: readonly string[]): Promise<string[]> {
    const faults: string[] = [];
    const plugins = await (await nodeRed.fetch('/plugins', { headers: { accept: 'text/html' } })).text();
    for (const plugin of Object.keys(listed().plugins)) {
        if (!plugins.includes(`registerPlugin('${plugin}'`)) faults.push(`plugin ${plugin} is not loaded`);
    }
    const icons = await nodeRed.json<Record<string, string[]>>('/icons');
    for (const icon of readdirSync(join(projectRoot, 'icons'))) {
        if (icons[packageName]?.includes(icon) !== true) faults.push(`icon ${icon} is not offered`);
    }
    for (const language of ['en-US', 'de']) {
        const catalogs = await nodeRed.json<Record<string, Record<string, unknown>>>(`/nodes/messages?lng=${language}`);
        for (const type of types) {
            if (catalogs[`${packageName}/${type}`]?.[type] === undefined) faults.push(`${type} has no texts in ${language}`);
        }
    }
    const examples = JSON.stringify(await nodeRed.json(`/library/examples/flows/${packageName}/`));
    for (const file of readdirSync(join(projectRoot, 'examples'))) {
        if (!examples.includes(basename(file, '.json'))) faults.push(`example ${file} is not in the Import menu`);
    }
    return faults;
}

/** A webhook of Seerr in, a request in the list: the shipped flow does its work. @throws when it does not */
export async function tryExampleFlow(nodeRed: NodeRed, secret: string | undefined): Promise<void> {
    const sender = new Sender({ url: `${nodeRed.url}/media/webhook`, ...(secret !== undefined && { secret }) });
    const body = seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId: 7 });
    const answer = await sender.post({ service: 'seerr', body });
    if (answer.status !== 200) throw new Error(`the webhook was answered ${answer.status}: ${answer.body.message ?? ''}`);
    const request = await until('the request in the list', async () => {
        const [first] = await nodeRed.json<{ title: string; state: string }[]>('/media/requests');
        return first;
    });
    if (request.title !== nightTrain.title || request.state !== 'approved') {
        throw new Error(`unexpected: ${JSON.stringify(request)}`);
    }
}

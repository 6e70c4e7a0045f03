/**
 * `npm run test:matrix [-- 4/24 5/22 ...]`: packs the package and installs it as users do into Node-RED 4.1 and 5 on the
 * Nodes that they run on, with `npm install` and by the palette manager's upload, and lets the shipped flow do its work.
 */

import { mkdtempSync, openAsBlob, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { type Services, startServices } from '../demo/services';
import { nodeOf } from '../support/node-binary';
import { exampleFlows, NodeRed } from '../support/node-red';
import { faultsOf, npm, packInto, tryExampleFlow } from '../support/packed';
import { until } from '../support/until';

type Way = 'npm install' | 'upload';

interface Combination {
    major: 4 | 5;
    node: 20 | 22 | 24;
    way: Way;
}

const COMBINATIONS: readonly Combination[] = (
    [
        [4, 20],
        [4, 22],
        [4, 24],
        [5, 22],
        [5, 24],
    ] as const
).flatMap(([major, node]) => (['npm install', 'upload'] as const).map((way) => ({ major, node, way })));

const INSTALL_TIMEOUT_MS = 180_000;

async function start(combination: Combination, archive: string, services: Services): Promise<NodeRed> {
    const { major, way } = combination;
    const node = await nodeOf(combination.node);
    // npm, which the upload calls too, needs its user's own settings, and must run on this Node.
    const path = [dirname(node), process.env['PATH'] ?? ''].join(delimiter);
    const env = { ...(process.env as Record<string, string>), PATH: path, ...services.environment };
    const common = { major, node, env };
    if (way === 'npm install') {
        const install = async (userDir: string): Promise<void> => {
            await npm(['install', archive, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: userDir, node });
        };
        return NodeRed.start({ ...common, install, flows: exampleFlows() });
    }
    const nodeRed = await NodeRed.start({ ...common, install: () => undefined });
    try {
        await upload(nodeRed, archive);
        await nodeRed.deploy(exampleFlows());
    } catch (thrown) {
        await nodeRed.dispose();
        throw thrown;
    }
    return nodeRed;
}

/** As the palette manager does: the archive as the field `tarball` of a form. */
async function upload(nodeRed: NodeRed, archive: string): Promise<void> {
    const form = new FormData();
    form.set('tarball', await openAsBlob(archive), basename(archive));
    const reply = await fetch(`${nodeRed.url}/nodes`, {
        method: 'POST',
        body: form,
        signal: AbortSignal.timeout(INSTALL_TIMEOUT_MS),
    });
    if (!reply.ok) throw new Error(`the upload was answered ${reply.status}: ${await reply.text()}`);
}

/** Memory of a process in MB, where the system tells. */
function residentMegabytes(pid: number | undefined): string {
    if (process.platform !== 'linux' || pid === undefined) return '';
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? '' : `${Math.round(Number(kilobytes) / 1024)} MB`;
}

/** @returns what is wrong, in words; empty when all is well */
async function tryOne(
    combination: Combination,
    archive: string,
): Promise<{ faults: string[]; versions: string; memory: string }> {
    const services = await startServices();
    const nodeRed = await start(combination, archive, services).catch(async (thrown: unknown) => {
        await services.close();
        throw thrown;
    });
    try {
        await tryExampleFlow(nodeRed, services.environment['MEDIA_WEBHOOK_SECRET']);
        const versions = await until('the versions in the log', () => versionsOf(nodeRed.log));
        return { faults: await faultsOf(nodeRed), versions, memory: residentMegabytes(nodeRed.pid) };
    } finally {
        await nodeRed.dispose();
        await services.close();
    }
}

function versionsOf(log: string): string | null {
    const nodeRed = /Node-RED version: v([\d.]+)/.exec(log)?.[1];
    const node = /Node\.js\s+version: v([\d.]+)/.exec(log)?.[1];
    return nodeRed === undefined || node === undefined ? null : `Node-RED ${nodeRed.padEnd(7)} Node ${node.padEnd(8)}`;
}

async function main(): Promise<void> {
    const wanted = process.argv.slice(2);
    const chosen = COMBINATIONS.filter(({ major, node }) => wanted.length === 0 || wanted.includes(`${major}/${node}`));
    const folder = mkdtempSync(join(tmpdir(), 'media-pipeline-matrix-'));
    let failed = 0;
    try {
        const archive = await packInto(folder);
        for (const combination of chosen) {
            const { major, node, way } = combination;
            const begin = Date.now();
            const { faults, versions, memory } = await tryOne(combination, archive).catch((thrown: unknown) => ({
                faults: [String(thrown)],
                versions: `Node-RED ${major}, Node ${node}`.padEnd(30),
                memory: '',
            }));
            if (faults.length > 0) failed++;
            const seconds = ((Date.now() - begin) / 1000).toFixed(1);
            console.log(
                `${versions} ${way.padEnd(12)} ${faults.length === 0 ? 'ok' : 'FAILED'}  ${seconds} s  ${memory}`.trimEnd(),
            );
            for (const fault of faults) console.log(`    ${fault}`);
        }
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
    console.log(`${chosen.length - failed} passed, ${failed} failed`);
    process.exitCode = failed > 0 || chosen.length === 0 ? 1 : 0;
}

void main();

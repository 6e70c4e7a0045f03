/** Other versions of Node, for those tests that need one: the npm package `node` brings them. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './node-red';
import { npm } from './packed';

/** Where they are kept between runs: with the other things that can be had again. */
const cache = join(projectRoot, 'node_modules', '.cache', 'media-pipeline');

/** Path of a Node of this major version: the running one where it fits, else one that is fetched once. */
export async function nodeOf(major: number): Promise<string> {
    if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
    const folder = join(cache, `node-${major}`);
    const binary = join(folder, 'node_modules', 'node', 'bin', 'node');
    if (!existsSync(binary)) {
        mkdirSync(folder, { recursive: true });
        const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
        await npm(['install', `node@${major}`, '--prefix', folder, ...quiet], { cwd: folder });
    }
    return binary;
}

/** A Node on which this major of Node-RED runs: the running one where it can. */
export async function nodeFor(nodeRedMajor: 4 | 5): Promise<string> {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const canRun = nodeRedMajor === 4 || major > 22 || (major === 22 && minor >= 9);
    return canRun ? process.execPath : nodeOf(24);
}

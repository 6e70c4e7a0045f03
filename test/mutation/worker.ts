/** Runs the specs of a folder over and over in one process, each time with one fault in one file. */
import fs, { readdirSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import Mocha from 'mocha';
import type { Job } from './main';
import { mutated } from './mutants';

const specs = process.argv[2] ?? '';
const specFiles = readdirSync(specs)
    .filter((name) => name.endsWith('_spec.ts'))
    .map((name) => join(specs, name));
const library = resolve('lib') + sep;
/** A reporter that says nothing. */
function silence(): void {
    return undefined;
}
let fault: { file: string; text: string } | null = null;

const read = fs.readFileSync;
// The loader reads every file through this.
fs.readFileSync = ((path: fs.PathOrFileDescriptor, options?: never) =>
    fault !== null && path === fault.file ? fault.text : read(path, options)) as typeof fs.readFileSync;

async function isKilled(): Promise<boolean> {
    for (const path of Object.keys(require.cache)) {
        if (path.startsWith(library) || path.startsWith(specs)) Reflect.deleteProperty(require.cache, path);
    }
    try {
        const mocha = new Mocha({ reporter: silence as never, bail: true, timeout: 60_000 });
        for (const file of specFiles) mocha.addFile(file);
        const failures = await new Promise<number>((resolveRun) => void mocha.run(resolveRun));
        return failures > 0;
    } catch {
        // It does not even load.
        return true;
    }
}

async function main(): Promise<void> {
    process.env['REMEDY_RUNS'] ??= '60';
    // Each run of mocha leaves some.
    process.setMaxListeners(0);
    console.log = () => undefined;
    if (await isKilled()) {
        process.send?.('failing');
        return;
    }
    process.on('message', ({ file, mutant }: Job) => {
        fault = { file, text: mutated(readFileSync(file, 'utf8'), mutant) };
        // What is read now is the file itself again.
        void isKilled().then((killed) => {
            fault = null;
            process.send?.({ killed });
        });
    });
    process.send?.('ready');
}

void main();

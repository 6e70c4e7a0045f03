/**
 * Puts small faults into a folder of pure functions, one at a time, and sees whether its specs notice. Prints what survived.
 * `node scripts/run.mjs test/mutation/main.ts [folder] [specs]`; by default the chooser of remedies.
 */
import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Mutant, mutantsOf } from './mutants';

const [folder = 'lib/remedies/decide', specs = 'test/lib/remedies/decide'] = process.argv
    .slice(2)
    .filter((each) => !each.startsWith('--'));
/** Of these files alone, with commas between. */
const only = process.argv.find((each) => each.startsWith('--only='))?.slice('--only='.length);
/** What runs longer than this goes round in circles, which is noticed too. */
const TIMEOUT_MS = 60_000;

export interface Job {
    file: string;
    mutant: Mutant;
}

const files = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && (only === undefined || only.split(',').includes(name)))
    .map((name) => resolve(folder, name));
const jobs: Job[] = files.flatMap((file) => mutantsOf(readFileSync(file, 'utf8')).map((mutant) => ({ file, mutant })));

async function main(): Promise<void> {
    const survived: Job[] = [];
    let next = 0;
    let done = 0;
    const report = setInterval(() => console.log(`${done} of ${jobs.length} mutants, ${survived.length} survived`), 10_000);
    const work = async (): Promise<void> => {
        while (next < jobs.length) {
            const worker = fork(join(__dirname, 'worker.ts'), [resolve(specs)], { execArgv: ['--require', 'tsx/cjs'] });
            await new Promise<void>((resolveWorker) => {
                let timer: NodeJS.Timeout | undefined;
                let job: Job | undefined;
                const give = (): void => {
                    job = jobs[next++];
                    if (job === undefined) {
                        worker.disconnect();
                        return;
                    }
                    timer = setTimeout(() => worker.kill('SIGKILL'), TIMEOUT_MS);
                    worker.send(job);
                };
                worker.on('message', (message: 'ready' | 'failing' | { killed: boolean }) => {
                    if (message === 'failing') throw new Error(`The specs in ${specs} fail without any fault`);
                    clearTimeout(timer);
                    if (typeof message === 'object' && job !== undefined) {
                        done++;
                        if (!message.killed) survived.push(job);
                    }
                    give();
                });
                worker.on('exit', () => {
                    clearTimeout(timer);
                    if (job !== undefined && worker.signalCode === 'SIGKILL') done++;
                    resolveWorker();
                });
            });
        }
    };
    await work();
    clearInterval(report);
    for (const { file, mutant } of survived)
        console.log(`survived: ${file.slice(resolve('.').length + 1)}:${mutant.line} ${mutant.what}`);
    console.log(
        `${jobs.length - survived.length} of ${jobs.length} mutants were noticed: ${((1 - survived.length / jobs.length) * 100).toFixed(1)} %`,
    );
    process.exitCode = survived.length === 0 ? 0 : 1;
}

void main();

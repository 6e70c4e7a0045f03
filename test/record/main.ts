/**
 * `npm run record -- <service>`: what a service of yours answers, without keys, hosts, names and titles, in a file that can be
 * attached to a report. `npm run record -- <file.json>` does the same to a file, for example a webhook. Only reads.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { toMediaError } from '../../lib/model';
import { type ServiceName, services } from '../contracts/reliance';
import { record } from './recording';
import { Scrubber, type ScrubOptions } from './scrub';
import { hostsOf, missingVariables, secretsOf, Session } from './session';

const environment = (name: string): string => process.env[name] ?? '';

async function main(): Promise<number> {
    const [what = ''] = process.argv.slice(2);
    const options: ScrubOptions = {
        secrets: secretsOf(environment),
        hosts: hostsOf(environment),
        salt: randomBytes(16).toString('hex'),
    };
    const service = services.find((name) => name === what.toLowerCase());
    if (service !== undefined) return recordService(service, options);
    if (what.endsWith('.json')) return scrubFile(what, options);
    console.error(`Say what to record: ${services.join(', ')}, or a .json file.`);
    return 1;
}

async function recordService(service: ServiceName, options: ScrubOptions): Promise<number> {
    const missing = missingVariables(service, environment);
    if (missing.length > 0) {
        console.error(`Set ${missing.join(' and ')} in the environment, then run this again.`);
        return 1;
    }
    const session = new Session(service, environment);
    try {
        const recording = await record(service, (path) => session.get(path), options, new Date());
        const refused = recording.answers.filter(({ status }) => status >= 400);
        if (refused.length > 0) console.log(`Not answered: ${refused.map(({ ask, status }) => `${ask} (${status})`).join(', ')}`);
        return write(`recording-${service}-${recording.day}.json`, recording);
    } catch (thrown) {
        console.error(toMediaError(thrown).message);
        return 1;
    } finally {
        session.close();
    }
}

function scrubFile(path: string, options: ScrubOptions): number {
    let value: unknown;
    try {
        value = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
    } catch {
        console.error(`${path} is not a file with JSON in it.`);
        return 1;
    }
    return write(`recording-${basename(path)}`, new Scrubber(options).scrub(value));
}

function write(file: string, value: unknown): number {
    writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    console.log(
        `Written: ${file}. Titles, paths, ids and names are made up, keys and addresses are gone. Read it before you send it.`,
    );
    return 0;
}

void main().then((code) => {
    process.exitCode = code;
});

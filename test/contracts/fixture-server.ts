/** A server on loopback that answers as one version of a service did: what the fixtures of that version hold. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReliedOn } from './reliance';

const FOLDER = join(__dirname, '../fixtures/contracts');

export interface FixtureServer {
    url: string;
    close: () => Promise<void>;
}

/** Starts one. What is not in the list is answered 404. */
export async function serveFixtures({ answers }: ReliedOn, version: string): Promise<FixtureServer> {
    const server = createServer((request, response) => {
        const asked = new URL(request.url ?? '/', 'http://127.0.0.1');
        const fitting = answers.filter(
            ({ on, only }) => on.startsWith('GET ') && (only?.includes(version) ?? true) && isPathOf(on, asked),
        );
        const kind = asked.searchParams.get('includeItemTypes');
        const [chosen] = kind === null ? fitting : fitting.filter(({ on }) => on.includes(`includeItemTypes=${kind}&`));
        const file = join(FOLDER, version, `${chosen?.file ?? 'none'}.json`);
        const text = existsSync(file) ? readFileSync(file, 'utf8') : null;
        response.writeHead(text === null ? 404 : 200, { 'content-type': 'application/json' });
        const answer: unknown = text === null ? '' : JSON.parse(text);
        response.end(typeof answer === 'string' ? answer : text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve());
                server.closeAllConnections();
            }),
    };
}

function isPathOf(on: string, asked: URL): boolean {
    const template = on.slice('GET '.length).split('?')[0] ?? '';
    const pattern = template.replace(/[\\^$.*+?()[\]|]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+');
    return new RegExp(`^${pattern}$`).test(asked.pathname);
}

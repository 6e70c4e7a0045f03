/** The page at `/media` of an HTTP server on loopback, without Node-RED; and a reader of its stream. */
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { MediaPage, type PageOptions } from '../../lib/page';
import type { Action, Snapshot } from '../../lib/page/contract';
import { type Bench, bench } from './events';
import { makeFolder } from './folder';
import { until } from './until';

export interface PageHouse extends Bench {
    url: string;
    page: MediaPage;
    server: Server;
    actions: Action[];
    faults: unknown[];
    /** How many tabs were open, each time that changed. */
    tabs: number[];
    fetch: (path: string, options?: RequestInit) => Promise<Response>;
    listen: (parameters?: string, headers?: Record<string, string>) => Promise<Listener>;
}

export async function pageHouse(options: Partial<PageOptions> = {}): Promise<PageHouse> {
    const room = await bench();
    const assetsFolder = await builtPage();
    const actions: Action[] = [];
    const faults: unknown[] = [];
    const tabs: number[] = [];
    let id = 0;
    const page = new MediaPage({
        opened: Promise.resolve(room.store),
        clock: room.clock,
        newId: () => `run${++id}`,
        assetsFolder,
        title: 'Media requests',
        language: 'en-US',
        hasActions: true,
        readyDays: 30,
        servers: () => [],
        ownOrigins: () => new Set(),
        onTabs: (count) => tabs.push(count),
        onAction: (action) => actions.push(action),
        onFault: (thrown) => faults.push(thrown),
        ...options,
    });
    const server = createServer((request, response) => {
        const path = new URL(request.url ?? '', 'http://x').pathname;
        const rest = path.slice('/media'.length);
        if (path.startsWith('/media') && page.isFor(request, rest)) page.handle(request, response, rest);
        else response.writeHead(418).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
        ...room,
        url,
        page,
        server,
        actions,
        faults,
        tabs,
        fetch: (path, init) => fetch(`${url}/media${path}`, { redirect: 'manual', ...init }),
        listen: (parameters = '', headers = {}) => Listener.open(`${url}/media/live${parameters}`, headers),
        dispose: async () => {
            page.close();
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
            await room.dispose();
        },
    };
}

/** What a build leaves: enough to see that it is served. */
async function builtPage(): Promise<string> {
    const folder = await makeFolder();
    await mkdir(join(folder, 'assets'));
    await writeFile(
        join(folder, 'index.html'),
        '<!doctype html><html lang="{{lang}}" data-title="{{title}}"><script src="assets/app.js?{{version}}"></script>{{other}}',
    );
    await writeFile(join(folder, 'assets/app.js'), 'console.log("page");'.repeat(100));
    await writeFile(join(folder, 'assets/app.js.map'), '{}');
    await writeFile(join(folder, 'assets/icon-192.png'), 'png');
    return folder;
}

export interface Told {
    id: string;
    event: string;
    data: unknown;
}

/** A tab that reads its stream, and can stop reading. */
export class Listener {
    readonly told: Told[] = [];
    text = '';
    isOver = false;

    private constructor(readonly response: IncomingMessage) {
        response.setEncoding('utf8');
        response.on('data', (part: string) => this.take(part));
        response.on('close', () => (this.isOver = true));
        response.on('error', () => undefined);
    }

    static async open(url: string, headers: Record<string, string> = {}): Promise<Listener> {
        const response = await new Promise<IncomingMessage>((resolve, reject) => {
            get(url, { headers, agent: false }, resolve).on('error', reject);
        });
        return new Listener(response);
    }

    /** Waits for the next event of this name that has not been waited for. */
    async next<T = unknown>(event: string): Promise<T> {
        const found = await until(`the event ${event}`, () => this.told.find((one) => one.event === event) ?? null);
        this.told.splice(0, this.told.indexOf(found) + 1);
        return found.data as T;
    }

    snapshot(): Promise<Snapshot> {
        return this.next<Snapshot>('snapshot');
    }

    get socket(): Socket {
        return this.response.socket;
    }

    close(): void {
        this.response.destroy();
    }

    private take(part: string): void {
        this.text += part;
        for (;;) {
            const end = this.text.indexOf('\n\n');
            if (end < 0) return;
            const lines = this.text.slice(0, end).split('\n');
            this.text = this.text.slice(end + 2);
            const of = (name: string): string | undefined =>
                lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
            const data = of('data');
            if (data !== undefined) this.told.push({ id: of('id') ?? '', event: of('event') ?? '', data: JSON.parse(data) });
            else
                this.told.push({
                    id: '',
                    event: lines.some((line) => line.startsWith('retry')) ? 'opening' : 'comment',
                    data: lines,
                });
        }
    }
}

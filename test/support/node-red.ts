/**
 * A real Node-RED in a process of its own, with our package installed in it as npm would link it, a user folder that is
 * thrown away afterwards, and nothing of this process's environment but the path.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { until } from './until';

export const projectRoot = join(__dirname, '../..');
export const packageName = (JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { name: string }).name;

/** A node, config node, tab or group as a flow file holds it. */
export interface FlowNode {
    id: string;
    type: string;
    [property: string]: unknown;
}

export interface NodeRedOptions {
    /** Node-RED 4 (4.1) or 5. Default: the newest that `node` can run. */
    major?: 4 | 5;
    /** The Node that runs it. Default: this one. */
    node?: string;
    flows?: readonly FlowNode[];
    /** By node id, as in the editor's credentials. */
    credentials?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    /** Environment variables, beside PATH and a HOME of its own. */
    env?: Readonly<Record<string, string>>;
    /** More of settings.js, for example `httpAdminRoot`. */
    settings?: Readonly<Record<string, unknown>>;
    /** 0, the default, takes a free one and keeps it over restarts. */
    port?: number;
    /** Puts packages into the user folder before the start. Default: links ours, as `npm install <folder>` does. */
    install?: (userDir: string) => void | Promise<void>;
}

/** The shipped example flow, read anew. */
export function exampleFlows(name = 'flows'): FlowNode[] {
    return JSON.parse(readFileSync(join(projectRoot, 'examples', `${name}.json`), 'utf8')) as FlowNode[];
}

/** The newest Node-RED that a Node of this version can run: 5 refuses to start below 22.9. */
export function newestMajor(nodeVersion = process.versions.node): 4 | 5 {
    const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
    return major > 22 || (major === 22 && minor >= 9) ? 5 : 4;
}

function linkPackage(userDir: string): void {
    const link = join(userDir, 'node_modules', packageName);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(projectRoot, link, 'dir');
}

const STARTED = /Started (modified )?(flows|nodes)/;
/** Because of `credentialSecret: false` below, and what every Node-RED says that has no projects. */
const EXPECTED_WARNING = /Using unencrypted credentials|Projects disabled/;
const LISTENING = /Server now running at (http:\/\/[^\s/]+)/;
const START_TIMEOUT_MS = 90_000;
/** Node-RED gives each node 15 s to close. */
const STOP_TIMEOUT_MS = 60_000;

/** Children are killed with us even when a test run is broken off. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
});

export class NodeRed {
    /** Address without a trailing slash; the same after a restart. */
    url = '';
    /** All that was printed since the first start. */
    log = '';
    readonly userDir: string;
    private child: ChildProcess | null = null;
    private port: number;

    private constructor(private readonly options: NodeRedOptions) {
        this.userDir = mkdtempSync(join(tmpdir(), 'media-pipeline-node-red-'));
        this.port = options.port ?? 0;
        this.write('flows.json', options.flows ?? []);
        this.write('flows_cred.json', options.credentials ?? {});
    }

    /** Starts one, and settles when its flows have started. */
    static async start(options: NodeRedOptions = {}): Promise<NodeRed> {
        const nodeRed = new NodeRed(options);
        try {
            await (options.install ?? linkPackage)(nodeRed.userDir);
            await nodeRed.start();
        } catch (thrown) {
            await nodeRed.dispose();
            throw thrown;
        }
        return nodeRed;
    }

    /** Starts it again after `stop` or `kill`, with the same folder, port and environment. */
    async start(): Promise<void> {
        const before = this.log.length;
        this.writeSettings();
        const child = this.spawn();
        this.child = child;
        running.add(child);
        child.on('exit', () => {
            running.delete(child);
            if (this.child === child) this.child = null;
        });
        const fresh = (): string => this.log.slice(before);
        await until(
            'Node-RED to start its flows',
            () => this.child === null || (STARTED.test(fresh()) && LISTENING.test(fresh())),
            START_TIMEOUT_MS,
        ).catch(() => {
            throw new Error(`Node-RED did not start its flows:\n${fresh()}`);
        });
        if (this.pid === undefined) throw new Error(`Node-RED ended instead of starting:\n${fresh()}`);
        this.url = LISTENING.exec(fresh())?.[1] ?? '';
        this.port = Number(new URL(this.url).port);
    }

    /** Ends it as a service manager would, and waits for its end. */
    async stop(): Promise<void> {
        await this.end('SIGTERM');
    }

    /** Ends it as a power cut would. */
    async kill(): Promise<void> {
        await this.end('SIGKILL');
    }

    /** Stops it and removes its folder. */
    async dispose(): Promise<void> {
        try {
            await this.end('SIGTERM');
        } finally {
            rmSync(this.userDir, { recursive: true, force: true, maxRetries: 3 });
        }
    }

    /** Process id, while it runs. */
    get pid(): number | undefined {
        return this.child?.pid;
    }

    /** Lines of the log at level `warn` or `error`, without those that come with our settings. */
    complaints(): string[] {
        return this.log.split('\n').filter((line) => / - \[(warn|error)\] /.test(line) && !EXPECTED_WARNING.test(line));
    }

    /** Calls a path of the admin or the flows' HTTP API. A body is sent as JSON, unless it is text. */
    async fetch(
        path: string,
        options: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
    ): Promise<Response> {
        const { body } = options;
        return fetch(`${this.url}${path}`, {
            method: options.method ?? (body === undefined ? 'GET' : 'POST'),
            headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
            ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        });
    }

    /** Calls a path that answers JSON. @throws when the answer is not 2xx */
    async json<T>(path: string, options: Parameters<NodeRed['fetch']>[1] = {}): Promise<T> {
        const reply = await this.fetch(path, { ...options, headers: { accept: 'application/json', ...options.headers } });
        const text = await reply.text();
        if (!reply.ok) throw new Error(`${path} answered ${reply.status}: ${text}`);
        return JSON.parse(text) as T;
    }

    /** The sets of nodes that Node-RED found in our package: one per node file. */
    async nodeSets(): Promise<{ id: string; types: string[]; enabled: boolean; loaded?: boolean; err?: string }[]> {
        const all = await this.json<(Awaited<ReturnType<NodeRed['nodeSets']>>[number] & { module: string })[]>('/nodes');
        return all.filter((set) => set.module === packageName);
    }

    async flows(): Promise<FlowNode[]> {
        const answer = await this.json<{ flows: FlowNode[] }>('/flows', { headers: { 'Node-RED-API-Version': 'v2' } });
        return answer.flows;
    }

    /** Replaces all flows, as the editor's Deploy button does, and waits until they run. */
    async deploy(flows: readonly FlowNode[], type: 'full' | 'nodes' | 'flows' = 'full'): Promise<void> {
        const before = this.log.length;
        await this.json('/flows', {
            body: { flows },
            headers: { 'Node-RED-API-Version': 'v2', 'Node-RED-Deployment-Type': type },
        });
        // The answer comes before the new flows run.
        await until('the deployed flows to start', () => STARTED.test(this.log.slice(before)), START_TIMEOUT_MS);
    }

    private async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
        const child = this.child;
        if (!child) return;
        const exited = new Promise((resolve) => child.once('exit', resolve));
        child.kill(signal);
        const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
        await exited;
        clearTimeout(impatience);
        if (signal === 'SIGTERM' && child.signalCode === 'SIGKILL')
            throw new Error(`Node-RED did not stop by itself:\n${this.log}`);
    }

    private spawn(): ChildProcess {
        const { major = newestMajor(), node = process.execPath, env = {} } = this.options;
        const script = join(projectRoot, 'node_modules', major === 5 ? 'node-red-5' : 'node-red', 'red.js');
        const child = spawn(node, [script, '--userDir', this.userDir, '--settings', join(this.userDir, 'settings.js')], {
            cwd: this.userDir,
            env: { PATH: process.env.PATH, HOME: this.userDir, ...env },
            stdio: ['pipe', 'pipe', 'pipe'],
        });
        for (const stream of [child.stdout, child.stderr])
            stream.setEncoding('utf8').on('data', (text: string) => (this.log += text));
        return child;
    }

    private writeSettings(): void {
        const settings = {
            uiHost: '127.0.0.1',
            uiPort: this.port,
            flowFile: 'flows.json',
            // Plain text: the folder is ours, and a test may want to look into it.
            credentialSecret: false,
            telemetry: { enabled: false, updateNotification: false },
            editorTheme: { tours: false, palette: { catalogues: [] } },
            ...this.options.settings,
        };
        // Standard input closes when we are gone, however we ended: Node-RED then ends too.
        const orphanGuard = "process.stdin.on('end', () => process.exit(1)).resume();";
        writeFileSync(
            join(this.userDir, 'settings.js'),
            `${orphanGuard}\nmodule.exports = ${JSON.stringify(settings, null, 4)};\n`,
        );
    }

    private write(name: string, content: unknown): void {
        writeFileSync(join(this.userDir, name), JSON.stringify(content, null, 4));
    }
}

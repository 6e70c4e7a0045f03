/**
 * What Sonarr and Radarr are told to do over REST v3: commands, manual imports, and removals from the queue, as their
 * controllers take them (CommandController, ManualImportController, QueueController of Sonarr 4.0.19 and Radarr 6.0.3). Every
 * write is recorded; what follows from it is for the test to say.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { shownDate } from './arr-server-history';
import type { ArrServerSimulator, Query } from './arr-server';
import type { Payload } from './webhooks/seerr';

export interface ArrWrite {
    method: string;
    path: string;
    query: Query;
    body: Payload | null;
}

export interface ShownCommand {
    id: number;
    name: string;
    body: Payload;
    status: 'queued' | 'started' | 'completed' | 'failed';
    trigger: 'manual' | 'scheduled' | 'unspecified';
    /** Milliseconds since 1970. */
    queued: number;
    started?: number;
    ended?: number;
    message?: string;
}

/** Names that the service has; another one is an error of its own (`Single` finds none). */
const NAMES: Readonly<Record<'Sonarr' | 'Radarr', readonly string[]>> = {
    Sonarr: [
        'RefreshMonitoredDownloads',
        'RefreshSeries',
        'RescanSeries',
        'ManualImport',
        'EpisodeSearch',
        'SeasonSearch',
        'SeriesSearch',
    ],
    Radarr: ['RefreshMonitoredDownloads', 'RefreshMovie', 'RescanMovie', 'ManualImport', 'MoviesSearch'],
};

export class ArrCommands {
    readonly writes: ArrWrite[] = [];
    readonly all: ShownCommand[] = [];
    /** What `GET /manualimport?downloadId=` shows, by the upper-case id. */
    readonly importable = new Map<string, Payload[]>();
    /** Of `GET /indexer`. */
    indexers: Payload[] = [];
    /** What a command brings about. It is completed when this returns. */
    onCommand: (name: string, body: Payload) => void = () => undefined;
    /** What follows when a download is removed: by its id in upper case. */
    onRemove: (downloadId: string, query: Query) => void = () => undefined;
    /** From now on writes are taken and not answered, as when the connection dies on the way back. */
    isMute = false;
    private lastId = 100;

    constructor(private readonly server: ArrServerSimulator) {}

    /** Commands by name that were sent to it. */
    named(name: string): ArrWrite[] {
        return this.writes.filter(({ path, body }) => path === '/command' && body?.['name'] === name);
    }

    get removals(): ArrWrite[] {
        return this.writes.filter(({ method }) => method === 'DELETE');
    }

    list(): Payload[] {
        return this.all.map(({ queued, started, ended, message, ...rest }) => ({
            ...rest,
            commandName: rest.name.replace(/(?<=[a-z])(?=[A-Z])/g, ' '),
            priority: 'normal',
            queued: shownDate(queued),
            ...(started !== undefined && { started: shownDate(started), stateChangeTime: shownDate(started) }),
            ...(ended !== undefined && { ended: shownDate(ended) }),
            ...(message !== undefined && { message }),
        }));
    }

    /** Somebody else, or the service itself, gives a command. */
    add(command: Omit<ShownCommand, 'id' | 'body'> & { body?: Payload }): ShownCommand {
        const added = { ...command, body: command.body ?? {}, id: ++this.lastId };
        this.all.push(added);
        return added;
    }

    manualImport(query: Query): Payload[] {
        return this.importable.get((query['downloadId'] ?? '').toUpperCase()) ?? [];
    }

    /** Takes what is no question. Returns whether it was that. */
    takes(request: IncomingMessage, response: ServerResponse, path: string, query: Query): boolean {
        const { method = 'GET' } = request;
        const isOurs = path === '/command' || path.startsWith('/queue');
        if (method === 'GET' || !isOurs) return false;
        let text = '';
        request.on('data', (chunk: Buffer) => (text += chunk.toString()));
        request.on('end', () => {
            const body = text === '' ? null : (JSON.parse(text) as Payload);
            const { status, answer } = this.write({ method, path, query, body });
            if (this.isMute) return void response.destroy();
            response
                .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
                .end(JSON.stringify(answer) as string | undefined);
        });
        return true;
    }

    private write(write: ArrWrite): { status: number; answer: unknown } {
        this.writes.push(write);
        const [, queueId] = /^\/queue\/(\d+)$/.exec(write.path) ?? [];
        if (write.method === 'DELETE' && queueId !== undefined) return this.removal(Number(queueId), write.query);
        if (write.method === 'POST' && write.path === '/command') return this.command(write.body ?? {});
        return { status: 405, answer: { message: 'Method Not Allowed' } };
    }

    private command(body: Payload): { status: number; answer: unknown } {
        const { name, ...rest } = body;
        if (typeof name !== 'string' || !NAMES[this.server.appName].includes(name)) {
            return { status: 500, answer: { message: 'Sequence contains no matching element' } };
        }
        const now = this.server.now();
        const added = this.add({ name, body: rest, status: 'started', trigger: 'manual', queued: now, started: now });
        this.onCommand(name, rest);
        Object.assign(added, { status: 'completed', ended: this.server.now() });
        this.server.push('command', 'updated', { name, status: 'completed', result: 'successful', body: rest, id: added.id });
        return { status: 201, answer: { id: added.id, name, status: 'queued', trigger: 'manual', queued: shownDate(now) } };
    }

    /** A record of any of its episodes stands for the whole download (QueueController `GetTrackedDownload`). */
    private removal(queueId: number, query: Query): { status: number; answer: unknown } {
        const records = this.server.answer('/queue/details', {}) as Payload[];
        const downloadId = records.find(({ id }) => id === queueId)?.['downloadId'];
        const entry = typeof downloadId === 'string' ? this.server.queue.get(downloadId) : undefined;
        if (typeof downloadId !== 'string' || entry === undefined) return { status: 404, answer: { message: 'NotFound' } };
        this.server.queue.delete(downloadId);
        if (query['blocklist'] === 'true') this.server.blocklist(entry);
        this.server.pushQueue();
        this.onRemove(downloadId, query);
        return { status: 200, answer: undefined };
    }
}

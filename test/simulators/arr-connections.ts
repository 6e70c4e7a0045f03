/**
 * *Settings, Connect* of Sonarr and Radarr over REST v3, as recorded from Sonarr 4.0.19 and Radarr 6.0.3 and read in their sources
 * (ProviderControllerBase, NotificationFactory, ProviderStatusServiceBase): connections are tried before they are saved, passwords
 * are never answered, one that fails is muted on a ladder, and a successful test of a saved one lifts the mute. Every write is
 * recorded.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ArrServerSimulator } from './arr-server';
import { NoAnswer, sendFrom } from './named-hosts';
import type { Payload } from './webhooks/seerr';

export interface ConnectionWrite {
    method: string;
    /** `/notification`, `/notification/3`, `/notification/test` */
    path: string;
    /** The connection that is meant; 0 for a new one. */
    id: number;
    body: Payload;
}

export interface SetUpConnection {
    name?: string;
    implementation?: string;
    url?: string;
    /** 1 is POST, 2 PUT. */
    method?: number;
    username?: string;
    password?: string;
    headers?: { key: string; value: string }[];
    tags?: number[];
    /** Those that are ticked. */
    triggers?: readonly string[];
}

const TRIGGERS = {
    Sonarr: [
        'onGrab',
        'onDownload',
        'onUpgrade',
        'onImportComplete',
        'onRename',
        'onSeriesAdd',
        'onSeriesDelete',
        'onEpisodeFileDelete',
        'onEpisodeFileDeleteForUpgrade',
        'onHealthIssue',
        'onHealthRestored',
        'onApplicationUpdate',
        'onManualInteractionRequired',
    ],
    Radarr: [
        'onGrab',
        'onDownload',
        'onUpgrade',
        'onRename',
        'onMovieAdded',
        'onMovieDelete',
        'onMovieFileDelete',
        'onMovieFileDeleteForUpgrade',
        'onHealthIssue',
        'onHealthRestored',
        'onApplicationUpdate',
        'onManualInteractionRequired',
    ],
} as const;

/** What a right connection has ticked. */
export const RIGHT_TRIGGERS = {
    Sonarr: [
        'onGrab',
        'onDownload',
        'onUpgrade',
        'onRename',
        'onSeriesDelete',
        'onEpisodeFileDelete',
        'onManualInteractionRequired',
    ],
    Radarr: [
        'onGrab',
        'onDownload',
        'onUpgrade',
        'onRename',
        'onMovieDelete',
        'onMovieFileDelete',
        'onManualInteractionRequired',
    ],
} as const;

const MASK = '********';
const REASONS: Readonly<Record<number, string>> = {
    400: 'BadRequest',
    401: 'Unauthorized',
    404: 'NotFound',
    503: 'ServiceUnavailable',
};
const MINUTE_MS = 60_000;
/** Minutes by level (EscalationBackOff); the first failure, and those of five minutes after it, are free. */
const LADDER = [0, 1, 5, 15, 30, 60];

interface Saved {
    resource: Payload;
    /** The real one. */
    password: string;
    level: number;
    firstFailureAt: number;
    disabledTill: number | null;
}

export class ArrConnections {
    readonly writes: ConnectionWrite[] = [];
    /** Names of hosts that the service can reach. */
    hosts: string[] = ['node-red'];
    rootFolders: { path: string; accessible?: boolean }[] = [];
    remotePaths: { host: string; remotePath: string; localPath: string }[] = [];
    private readonly saved = new Map<number, Saved>();
    private lastId = 0;

    constructor(private readonly server: ArrServerSimulator) {}

    /** Somebody has set one up by hand. Returns its id. */
    add(connection: SetUpConnection): number {
        const id = ++this.lastId;
        const ticked = connection.triggers ?? RIGHT_TRIGGERS[this.server.appName];
        const resource = {
            ...this.template(connection.implementation ?? 'Webhook'),
            ...Object.fromEntries(ticked.map((name) => [name, true])),
            name: connection.name ?? 'Node-RED',
            tags: connection.tags ?? [],
            id,
        };
        const values: Payload = { method: 1, headers: [], ...connection };
        resource.fields = resource.fields.map((field) =>
            values[field.name] === undefined ? field : { ...field, value: values[field.name] },
        );
        this.saved.set(id, { resource, password: connection.password ?? '', level: 0, firstFailureAt: 0, disabledTill: null });
        return id;
    }

    /** As it is saved, with its real password. */
    one(id: number): Payload & { password: string } {
        const saved = this.saved.get(id);
        if (saved === undefined) throw new Error(`no connection ${id}`);
        return { ...saved.resource, password: saved.password };
    }

    /** Its user deletes one. */
    remove(id: number): void {
        this.saved.delete(id);
    }

    get ids(): number[] {
        return [...this.saved.keys()];
    }

    /** Until when one is muted; null when it is not. */
    mutedTill(id: number): number | null {
        const till = this.saved.get(id)?.disabledTill ?? null;
        return till !== null && till > this.server.now() ? till : null;
    }

    /** It has failed so often that it is muted. */
    mute(id: number, minutes = 60): void {
        const saved = this.saved.get(id);
        if (saved === undefined) throw new Error(`no connection ${id}`);
        Object.assign(saved, { level: 5, disabledTill: this.server.now() + minutes * MINUTE_MS });
    }

    /** Tells everybody who is to be told of it: once, and never again. Resolves when all were. */
    async tell(trigger: string, body: Payload, tags: readonly number[] = []): Promise<void> {
        for (const [id, saved] of this.saved) {
            const { resource } = saved;
            const own = resource['tags'] as number[];
            const isMeant = resource[trigger] === true && (own.length === 0 || own.some((tag) => tags.includes(tag)));
            if (!isMeant || resource['implementation'] !== 'Webhook' || this.mutedTill(id) !== null) continue;
            const error = await this.post(saved, body);
            if (error === null) this.succeeded(saved);
            else this.failed(saved);
        }
    }

    /** What `/health` says of them. */
    health(): Payload[] {
        const muted = [...this.saved].filter(([id]) => this.mutedTill(id) !== null);
        if (muted.length === 0) return [];
        const isAll = muted.length === this.saved.size;
        const names = muted.map(([, { resource }]) => String(resource['name'])).join(', ');
        return [
            {
                source: 'NotificationStatusCheck',
                type: isAll ? 'error' : 'warning',
                message: isAll
                    ? 'All notifications are unavailable due to failures'
                    : `Notifications unavailable due to failures: ${names}`,
                wikiUrl: 'https://wiki.servarr.com/sonarr/system#notifications-are-unavailable-due-to-failures',
            },
        ];
    }

    /** What is asked; undefined when that is nothing of ours. */
    answer(path: string): Payload[] | undefined {
        switch (path) {
            case '/notification':
                return [...this.saved.values()].map((saved) => this.shown(saved));
            case '/notification/schema':
                return ['Discord', 'Email', 'Webhook'].map((implementation) => this.template(implementation));
            case '/rootfolder':
                return this.rootFolders.map((folder, index) => ({
                    accessible: true,
                    freeSpace: 1e12,
                    unmappedFolders: [],
                    ...folder,
                    id: index + 1,
                }));
            case '/remotepathmapping':
                return this.remotePaths.map((mapping, index) => ({ ...mapping, id: index + 1 }));
            default:
                return undefined;
        }
    }

    /** Takes what is no question. Returns whether it was that. */
    takes(request: IncomingMessage, response: ServerResponse, path: string): boolean {
        const { method = 'GET' } = request;
        if (method === 'GET' || !path.startsWith('/notification')) return false;
        let text = '';
        request.on('data', (chunk: Buffer) => (text += chunk.toString()));
        request.on('end', () => {
            const body = (text === '' ? {} : JSON.parse(text)) as Payload;
            void this.write(method, path, body).then(({ status, answer }) => {
                response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(answer));
            });
        });
        return true;
    }

    private async write(method: string, path: string, body: Payload): Promise<{ status: number; answer: unknown }> {
        const [, inPath] = /^\/notification\/(\d+)$/.exec(path) ?? [];
        const id = Number(inPath ?? body['id'] ?? 0);
        this.writes.push({ method, path, id, body });
        const existing = this.saved.get(id);
        if (method === 'DELETE' && existing !== undefined) {
            this.saved.delete(id);
            return { status: 200, answer: {} };
        }
        const isTest = path === '/notification/test';
        if (method === 'PUT' && existing === undefined) return { status: 404, answer: { message: 'NotFound' } };
        const name = textIn(body['name']);
        const isTaken = [...this.saved].some(([other, { resource }]) => other !== id && resource['name'] === name);
        if (!isTest && (name === '' || isTaken))
            return invalid('Name', name === '' ? "'Name' must not be empty." : 'Should be unique');
        const fields = fieldsOf(body);
        const url = textIn(fields['url']);
        if (!/^https?:\/\/\S+$/.test(url)) return invalid('Url', `Invalid Url: '${url}'`);
        const sent = textIn(fields['password']);
        const tried: Saved = {
            resource: { ...body, id },
            password: sent === MASK ? (existing?.password ?? '') : sent,
            level: existing?.level ?? 0,
            firstFailureAt: existing?.firstFailureAt ?? 0,
            disabledTill: existing?.disabledTill ?? null,
        };
        const isEnabled = Object.entries(body).some(([key, value]) => /^on[A-Z]/.test(key) && value === true);
        if (isTest || isEnabled) {
            const error = await this.post(tried, this.testBody());
            // Nobody listening is an exception and no failed test.
            if (error instanceof NoAnswer)
                return {
                    status: 500,
                    answer: { message: error.message, description: `System.Net.Http.HttpRequestException: ${error.message}` },
                };
            if (error !== null) {
                if (existing !== undefined) this.failed(existing);
                return invalid('Url', `Unable to send test message: ${error.message}`);
            }
            this.succeeded(tried);
            if (existing !== undefined) this.succeeded(existing);
        }
        if (isTest) return { status: 200, answer: {} };
        const saved = id === 0 ? ++this.lastId : id;
        tried.resource = { ...tried.resource, id: saved };
        this.saved.set(saved, tried);
        return { status: method === 'POST' ? 201 : 202, answer: this.shown(tried) };
    }

    /** Null when it was taken. */
    private async post({ resource, password }: Saved, body: Payload): Promise<Error | null> {
        const { url, method, username, headers } = fieldsOf(resource);
        const verb = method === 2 ? 'PUT' : 'POST';
        const user = typeof username === 'string' ? username : '';
        const basic = Buffer.from(`${user}:${password}`, 'latin1').toString('base64');
        const own = Array.isArray(headers) ? (headers as { key: string; value: string }[]) : [];
        try {
            const { status } = await sendFrom(this.hosts, {
                method: verb,
                url: String(url),
                headers: {
                    'content-type': 'application/json',
                    'user-agent': `${this.server.appName}/${this.server.version}`,
                    ...(user !== '' || password !== '' ? { authorization: `Basic ${basic}` } : {}),
                    ...Object.fromEntries(own.map(({ key, value }) => [key, value])),
                },
                body: JSON.stringify(body, null, 2),
            });
            if (status < 400) return null;
            const said = `[${status}:${REASONS[status] ?? ''}] [${verb}] at [${String(url)}]`;
            return new Error(`Unable to post to webhook: HTTP request failed: ${said}`);
        } catch (thrown) {
            return thrown as NoAnswer;
        }
    }

    private failed(saved: Saved): void {
        const now = this.server.now();
        if (saved.level === 0) Object.assign(saved, { level: 1, firstFailureAt: now });
        else if (now - saved.firstFailureAt >= 5 * MINUTE_MS) {
            saved.level = Math.min(LADDER.length - 1, saved.level + 1);
            saved.disabledTill = now + (LADDER[saved.level] ?? 60) * MINUTE_MS;
        }
    }

    private succeeded(saved: Saved): void {
        saved.level = Math.max(0, saved.level - 1);
        saved.disabledTill = null;
    }

    private shown({ resource, password }: Saved): Payload {
        const fields = (resource['fields'] as Payload[]).map((field) =>
            field['name'] === 'password' && password !== '' ? { ...field, value: MASK } : field,
        );
        return { ...resource, fields };
    }

    private template(implementation: string): Payload & { fields: (Payload & { name: string })[] } {
        const triggers = TRIGGERS[this.server.appName];
        const field = (
            order: number,
            name: string,
            type: string,
            privacy: string,
            value?: unknown,
        ): Payload & { name: string } => ({
            order,
            name,
            label: name,
            ...(value !== undefined && { value }),
            type,
            advanced: name === 'headers',
            privacy,
            isFloat: false,
        });
        const isWebhook = implementation === 'Webhook';
        return {
            ...Object.fromEntries(triggers.map((name) => [name, false])),
            ...Object.fromEntries(triggers.map((name) => [`supports${name.charAt(0).toUpperCase()}${name.slice(1)}`, true])),
            includeHealthWarnings: false,
            name: '',
            fields: isWebhook
                ? [
                      field(0, 'url', 'url', 'normal'),
                      field(1, 'method', 'select', 'normal', 1),
                      field(2, 'username', 'textbox', 'userName'),
                      field(3, 'password', 'password', 'password'),
                      field(4, 'headers', 'keyValueList', 'normal', []),
                  ]
                : [field(0, 'webHookUrl', 'textbox', 'normal')],
            implementationName: implementation,
            implementation,
            configContract: `${implementation}Settings`,
            infoLink: `https://wiki.servarr.com/${this.server.appName.toLowerCase()}/supported#${implementation.toLowerCase()}`,
            tags: [],
        };
    }

    private testBody(): Payload {
        const isSonarr = this.server.appName === 'Sonarr';
        const media = isSonarr
            ? {
                  series: {
                      id: 1,
                      title: 'Test Title',
                      path: 'C:\\testpath',
                      tvdbId: 1234,
                      type: 'standard',
                      tags: ['test-tag'],
                  },
                  episodes: [{ id: 123, episodeNumber: 1, seasonNumber: 1, title: 'Test title', seriesId: 1, tvdbId: 0 }],
              }
            : {
                  movie: {
                      id: 1,
                      title: 'Test Title',
                      year: 1970,
                      releaseDate: '1970-01-01',
                      folderPath: 'C:\\testpath',
                      tmdbId: 0,
                  },
                  remoteMovie: { tmdbId: 1234, imdbId: '5678', title: 'Test title', year: 1970 },
              };
        return { ...media, eventType: 'Test', instanceName: this.server.instanceName, applicationUrl: '' };
    }
}

function fieldsOf(resource: Payload): Payload {
    const fields = Array.isArray(resource['fields']) ? (resource['fields'] as Payload[]) : [];
    return Object.fromEntries(fields.map((field) => [String(field['name']), field['value']]));
}

function invalid(propertyName: string, errorMessage: string): { status: number; answer: unknown } {
    return { status: 400, answer: [{ isWarning: false, propertyName, errorMessage, severity: 'error' }] };
}

function textIn(value: unknown): string {
    return typeof value === 'string' ? value : '';
}

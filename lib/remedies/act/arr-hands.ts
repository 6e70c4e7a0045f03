/**
 * What Sonarr and Radarr are told to do, and what has to be asked before: REST v3, as CommandController, QueueController,
 * ManualImportController and IndexerController of Sonarr 4.0.19 and Radarr 6.0.3 take it.
 */
import { z } from 'zod';
import { type ArrServer, wholeQueue } from '../../arr';
import { HttpClient } from '../../http/http';
import { MediaError } from '../../model';
import type { ImportFile } from '../decide/calls';

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const id = z.number().int().positive();

const queueRecord = z.object({
    id: z.number().int(),
    downloadId: z.string(),
    episodeId: number,
    movieId: number,
    size: number,
    sizeleft: number,
    protocol: text,
    indexer: text,
    trackedDownloadState: text,
});
export type QueueRecord = z.infer<typeof queueRecord>;

const commandRecord = z.object({
    id: z.number().int(),
    name: z.string(),
    status: text,
    trigger: text,
    queued: text,
    started: text,
    ended: text,
    body: z.record(z.string(), z.unknown()).optional().catch(undefined),
});
export type CommandRecord = z.infer<typeof commandRecord>;

const subject = z.object({ id, hasFile: z.boolean().optional().catch(undefined), lastSearchTime: text });
export type ArrSubject = z.infer<typeof subject>;

const importRecord = z
    .object({
        path: z.string().min(1),
        folderName: text,
        releaseGroup: text,
        quality: z.json().optional(),
        languages: z.json().optional(),
        indexerFlags: number,
        releaseType: text,
        downloadId: text,
        series: z.object({ id }).optional().catch(undefined),
        movie: z.object({ id }).optional().catch(undefined),
        episodes: z.array(subject).optional().catch(undefined),
        rejections: z
            .array(z.object({ reason: z.string(), type: text }))
            .optional()
            .catch(undefined),
    })
    .loose();
export type ImportRecord = z.infer<typeof importRecord>;

const indexer = z.object({
    name: z.string(),
    fields: z
        .array(z.object({ name: z.string(), value: z.unknown() }))
        .optional()
        .catch(undefined),
});

/** What an indexer demands of those who take from it. */
export interface SeedGoals {
    ratio?: number;
    /** In seconds. */
    time?: number;
}

const GRABBED = 1;
const FAILED = 4;

export class ArrHands {
    private readonly http: HttpClient;
    private readonly aborter = new AbortController();

    /** @throws MediaError `invalid_url` when the address is not an http(s) URL */
    constructor(readonly server: ArrServer) {
        this.http = new HttpClient({
            baseUrl: server.url,
            service: server.kind === 'sonarr' ? 'Sonarr' : 'Radarr',
            headers: { 'X-Api-Key': server.apiKey },
            ...(server.timeoutMs !== undefined && { timeoutMs: server.timeoutMs }),
            ...(server.verifyCertificate !== undefined && { verifyCertificate: server.verifyCertificate }),
        });
    }

    /** What the queue has of a download: one record for each of its episodes. The id is compared without regard to case. */
    async queueOf(downloadId: string): Promise<QueueRecord[]> {
        return (await this.queuedBeside(downloadId)).of;
    }

    /** The same, and how many records it has of other downloads: none at all says nothing. */
    async queuedBeside(downloadId: string): Promise<{ of: QueueRecord[]; others: number }> {
        const unknown = this.isSonarr ? 'includeUnknownSeriesItems' : 'includeUnknownMovieItems';
        const all = readAll(queueRecord, await wholeQueue((query) => this.get('/queue', query), { [unknown]: true }));
        const wanted = downloadId.toLowerCase();
        const of = all.filter((record) => record.downloadId.toLowerCase() === wanted);
        return { of, others: all.length - of.length };
    }

    /** Whether its history says that a download has failed, or was put on the blocklist. @param from milliseconds since 1970 */
    async hasFailedSince(downloadId: string, from: number): Promise<boolean> {
        const query = { page: 1, pageSize: 1, eventType: FAILED, downloadId: downloadId.toUpperCase() };
        const row = z.object({ date: z.string() }).safeParse(recordsOf(await this.get('/history', query))[0]);
        return row.success && Date.parse(row.data.date) >= from;
    }

    /** What it does now, and has done in the last minutes. */
    async commands(): Promise<CommandRecord[]> {
        return readAll(commandRecord, await this.get('/command'));
    }

    /** What a manual import of a download would find, with its objections. */
    async importPreview(downloadId: string): Promise<ImportRecord[]> {
        return readAll(
            importRecord,
            await this.get('/manualimport', { downloadId: downloadId.toUpperCase(), filterExistingFiles: true }),
        );
    }

    /** Whether a person chose that very release (`InteractiveSearch`), and when; null when not. */
    async pickedByHand(downloadId: string): Promise<number | null> {
        const query = { page: 1, pageSize: 1, eventType: GRABBED, downloadId: downloadId.toUpperCase() };
        const row = z
            .object({ date: z.string(), data: z.object({ releaseSource: text }) })
            .safeParse(recordsOf(await this.get('/history', query))[0]);
        return row.success && row.data.data.releaseSource === 'InteractiveSearch' ? Date.parse(row.data.date) : null;
    }

    /** The episodes of a series, or the film, with whether each has a file. */
    async subjects(titleId: number): Promise<ArrSubject[]> {
        if (this.isSonarr) return readAll(subject, await this.get('/episode', { seriesId: titleId }));
        return readAll(subject, [await this.get(`/movie/${titleId}`)]);
    }

    /** What the indexer of this name demands, of a season pack or of less. */
    async seedGoals(name: string, isPack: boolean): Promise<SeedGoals> {
        const all = readAll(indexer, await this.get('/indexer'));
        // Prowlarr adds its own name behind.
        const fields = all.find((each) => each.name === name)?.fields ?? [];
        const value = (field: string): number | undefined => {
            const found = fields.find((each) => each.name === `seedCriteria.${field}`)?.value;
            return typeof found === 'number' && found > 0 ? found : undefined;
        };
        const ratio = (isPack ? value('seasonPackSeedRatio') : undefined) ?? value('seedRatio');
        const minutes = (isPack ? value('seasonPackSeedTime') : undefined) ?? value('seedTime');
        return { ...(ratio !== undefined && { ratio }), ...(minutes !== undefined && { time: minutes * 60 }) };
    }

    /** Gives a command. Returns its id. */
    async command(name: string, body: Record<string, unknown> = {}): Promise<number> {
        const answer = this.http.parse(
            await this.http.send({
                method: 'POST',
                path: '/api/v3/command',
                json: { name, ...body },
                signal: this.aborter.signal,
            }),
        );
        return z.object({ id: z.number() }).safeParse(answer).data?.id ?? 0;
    }

    /** Imports files as a preview showed them. `auto`: as it would itself, so that what seeds goes on seeding. */
    import(files: readonly ImportFile[]): Promise<number> {
        return this.command('ManualImport', { files, importMode: 'auto' });
    }

    /**
     * Removes a download from the queue and from its client, with its data. Never has it search by itself: of a season pack
     * it would search for the whole season.
     * @throws MediaError `gone` when it is not in the queue any more; or why it was not done
     */
    async removeFromQueue(queueId: number, blocklist: boolean): Promise<void> {
        const query = { removeFromClient: true, blocklist, skipRedownload: true, changeCategory: false };
        const path = `/api/v3/queue/${queueId}`;
        const reply = await this.http.send({ method: 'DELETE', path, query, signal: this.aborter.signal });
        if (reply.status === 404) throw gone();
        this.http.check(reply);
    }

    close(): void {
        this.aborter.abort();
        this.http.close();
    }

    private get isSonarr(): boolean {
        return this.server.kind === 'sonarr';
    }

    private get(path: string, query?: Record<string, string | number | boolean>): Promise<unknown> {
        return this.http.json({ path: `/api/v3${path}`, signal: this.aborter.signal, ...(query && { query }) });
    }
}

export function gone(): MediaError {
    return new MediaError('gone', 'The download is no longer in the queue');
}

function recordsOf(page: unknown): unknown[] {
    return z.object({ records: z.array(z.unknown()) }).safeParse(page).data?.records ?? [];
}

/** What cannot be read is as good as not there. */
export function readAll<T>(schema: z.ZodType<T>, values: unknown): T[] {
    if (!Array.isArray(values)) return [];
    return values.flatMap((value: unknown) => {
        const parsed = schema.safeParse(value);
        return parsed.success ? [parsed.data] : [];
    });
}

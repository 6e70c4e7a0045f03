/** The part of qBittorrent's WebUI API that we read. Fields that are missing or of a wrong type count as not sent. */
import { z } from 'zod';
import { type Breath, MediaError } from '../../model';

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);

const torrentChange = z.object({
    name: text,
    state: text,
    /** 0 to 1 of the wanted bytes. */
    progress: number,
    /** Bytes per second. */
    dlspeed: number,
    /** Seconds; see `transfer.ts` for what it does not mean. */
    eta: number,
    /** Wanted bytes; 0 without metadata. */
    size: number,
    amount_left: number,
    save_path: text,
    /** Where unfinished data lie, when that is another folder. */
    download_path: text,
    /** The file, or the folder of several: where it is now. */
    content_path: text,
    infohash_v1: text,
    infohash_v2: text,
});

/** What is read of a torrent, and relied on to be there. */
export const TORRENT_FIELDS: readonly string[] = Object.keys(torrentChange.shape);

/** What one poll says about one torrent: only the fields that changed. */
export type TorrentChange = z.infer<typeof torrentChange>;

/** One torrent, merged from all polls. */
export type Torrent = {
    /** qBittorrent's id of it: v1 hash, or the first 40 digits of the v2 hash. Lower case. */
    hash: string;
} & { [Field in keyof TorrentChange]-?: NonNullable<TorrentChange[Field]> };

const maindataSchema = z.object({
    rid: z.number().int(),
    full_update: z.boolean().optional(),
    // Not a record: reading each of thousands is for `readMaindata`, in short stretches.
    torrents: z.custom<object>(isObject).optional(),
    torrents_removed: z.array(z.string()).optional(),
    server_state: z
        .object({
            /** Bytes, where qBittorrent saves by default. */
            free_space_on_disk: number,
        })
        .optional()
        .catch(undefined),
});
/** An answer of `sync/maindata`. */
export type Maindata = Omit<z.infer<typeof maindataSchema>, 'torrents'> & {
    /** By their ids, as they are spelt there. */
    torrents?: ReadonlyMap<string, TorrentChange>;
};

const torrentInfoSchema = torrentChange.extend({ hash: z.string() });
/** One torrent of `torrents/info`. */
export type TorrentInfo = z.infer<typeof torrentInfoSchema>;

const fileSchema = z.object({
    /** Path inside the torrent, with forward slashes. */
    name: z.string(),
    /** Bytes. */
    size: z.number(),
    /** 0 to 1. */
    progress: z.number(),
    /** 0 is deselected. */
    priority: z.number(),
});
/** One file of a torrent, from `torrents/files`. */
export type TorrentFile = z.infer<typeof fileSchema>;

/** @throws MediaError `not_qbittorrent` when it is JSON of something else */
export async function readMaindata(json: unknown, breath: Breath): Promise<Maindata> {
    const { torrents, ...rest } = read(maindataSchema, json);
    if (torrents === undefined) return rest;
    // A full answer has thousands of them in some houses.
    const changes = new Map<string, TorrentChange>();
    for (const [hash, change] of Object.entries(torrents)) {
        changes.set(hash, read(torrentChange, change));
        await breath.take();
    }
    return { ...rest, torrents: changes };
}

/** @throws MediaError `not_qbittorrent` when it is JSON of something else */
export async function readTorrents(json: unknown, breath: Breath): Promise<TorrentInfo[]> {
    const torrents: TorrentInfo[] = [];
    for (const torrent of read(z.array(z.unknown()), json)) {
        torrents.push(read(torrentInfoSchema, torrent));
        await breath.take();
    }
    return torrents;
}

/** @throws MediaError `not_qbittorrent` when it is JSON of something else */
export function readFiles(json: unknown): TorrentFile[] {
    return read(z.array(fileSchema), json);
}

const categories = z.record(z.string(), z.object({ savePath: z.string().catch('') }));

/** Where categories save, those that say so (`torrents/categories`, since WebAPI 2.1.1). */
export function readCategoryPaths(json: unknown): string[] {
    const parsed = categories.safeParse(json);
    return parsed.success ? Object.values(parsed.data).map(({ savePath }) => savePath) : [];
}

export function notQBittorrent(cause?: unknown): MediaError {
    return new MediaError(
        'not_qbittorrent',
        'What answers at this URL is not qBittorrent: enter the address of its web interface',
        {
            field: 'url',
            cause,
        },
    );
}

function isObject(value: unknown): boolean {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function read<T>(schema: z.ZodType<T>, json: unknown): T {
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    throw notQBittorrent(parsed.error);
}

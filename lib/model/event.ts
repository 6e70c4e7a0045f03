/**
 * The one shape in which a fact from any service travels: what happened, to what, and what else it tells.
 * Parsers and clients make events; only the gate applies them.
 */
import { z } from 'zod';
import { episodeFacts, mediaTypes, requestFacts } from './request';
import type { Stage } from './states';

export const eventSources = ['seerr', 'radarr', 'sonarr', 'qbittorrent', 'shoko', 'jellyfin'] as const;
export type EventSource = (typeof eventSources)[number];

/**
 * Why no bytes come in, in words that are the same for every client: its user or a limit stopped it, its turn has not come,
 * the magnet link's metadata are to come, no peer is sending, the files are being read or moved, it ended with an error, its
 * files are gone.
 */
export const TRANSFER_WAITS = [
    'stopped',
    'queued',
    'metadata',
    'stalled',
    'checking',
    'moving',
    'error',
    'missing_files',
] as const;
export type TransferWait = (typeof TRANSFER_WAITS)[number];

/** Live figures of one transfer. Kept in memory only. */
export const transferSchema = z.object({
    /** 0 to 100 of the wanted bytes; absent when the client does not know. */
    percent: z.number().min(0).max(100).optional(),
    /** Bytes per second. */
    downloadSpeed: z.number().nonnegative().optional(),
    /** Seconds to completion; absent when unknown. */
    etaSeconds: z.number().nonnegative().optional(),
    /** Bytes wanted. */
    sizeBytes: z.number().nonnegative().optional(),
    leftBytes: z.number().nonnegative().optional(),
    /** The client's own word, for example `stalledDL`. */
    clientState: z.string().optional(),
    /** Absent while it downloads, and after its end. There is no speed and no time left while it waits. */
    wait: z.enum(TRANSFER_WAITS).optional(),
    /** Since when it waits for that, as far as we have seen, ISO 8601 UTC. */
    waitSince: z.string().optional(),
    /** Bytes that are free where the client saves by default: told when they are too few for what is left, or at an error. */
    freeBytes: z.number().nonnegative().optional(),
    /** Percent per episode, where the files are known; a deselected file has `wanted: false`. */
    episodes: z
        .array(
            z.object({
                seasonNumber: z.number().int(),
                episodeNumber: z.number().int(),
                percent: z.number().min(0).max(100),
                wanted: z.boolean(),
                /** No other episode's file is wanted: speed and time of the transfer are this one's. */
                sole: z.literal(true).optional(),
            }),
        )
        .optional(),
});
export type Transfer = z.infer<typeof transferSchema>;

const base = z.object({
    /** Unique per receipt, not per fact: a fact that comes twice has two ids. */
    id: z.string(),
    source: z.enum(eventSources),
    /** When we heard of it, ISO 8601 UTC. */
    at: z.string(),
    /** The service's own word for it, for example `Download` or `MEDIA_APPROVED`. */
    eventType: z.string().optional(),
    mediaType: z.enum(mediaTypes).optional(),
    /** Our own id of the request, when the sender was asked about that very one. */
    requestId: z.string().optional(),
    /** The attempt it belongs to: torrent hash in lower case. */
    downloadId: z.string().optional(),
    /** Other names of the same torrent: v1, truncated v2, full v2. Lower case. */
    hashes: z.array(z.string()).optional(),
    /** The file it is about when no id tells: absolute, or the tail of a path. Forward slashes. */
    path: z.string().optional(),
    /** What it tells of the request. Ids in here correlate. */
    request: requestFacts,
    /** The episodes it is about, and what it tells of each. */
    episodes: z.array(episodeFacts),
    /** A sentence for the timeline. */
    message: z.string().optional(),
    /** Which of its own health checks Sonarr or Radarr speaks of, for example `NotificationStatusCheck`. */
    healthType: z.string().optional(),
    /** Of a deleted film or series: whether its files went with it. */
    deletedFiles: z.boolean().optional(),
    /** Which of the servers that are asked tells it: the id of its node. */
    server: z.string().optional(),
    /** It tells how things had been before anybody listened: it is taken in, and nobody is told of it. */
    backfill: z.boolean().optional(),
});

const plain = <K extends string>(kind: K) => base.extend({ kind: z.literal(kind) });
const failing = <K extends string>(kind: K) =>
    base.extend({ kind: z.literal(kind), failure: z.object({ code: z.string(), message: z.string() }) });

/** A normalised fact. `kind` says which. */
export const mediaEventSchema = z.discriminatedUnion('kind', [
    // Seerr
    plain('requested'),
    plain('approved'),
    failing('declined'),
    failing('send_failed'),
    /** The wish as it is now, for example with other seasons. Says nothing of its approval. */
    plain('edited'),
    /** The wish was taken back: Seerr has it no longer. */
    failing('withdrawn'),
    /** Seerr believes it is available. A reason to look, not a proof. */
    plain('reported_available'),
    // Radarr and Sonarr
    plain('grabbed'),
    plain('imported'),
    /** An import that replaced a file which was there before. */
    plain('upgraded'),
    failing('import_blocked'),
    /** A file was removed, and not to make room for a better one. */
    failing('file_deleted'),
    /** A file is no longer where it was, and nobody said to delete it: it may have been converted or moved. A reason to look. */
    plain('file_missing'),
    /** The movie or series was removed. */
    failing('deleted'),
    /** A file has a new path: `path` is the old one, `finalPath` in the facts the new one. */
    plain('renamed'),
    /** The episodes of a series, or the film, as Sonarr or Radarr list them: what is monitored, when it airs, what has a file. */
    plain('listed'),
    /** The server that was asked for such a list has none of it. */
    plain('not_listed'),
    // qBittorrent
    base.extend({ kind: z.literal('downloading'), transfer: transferSchema.optional() }),
    base.extend({ kind: z.literal('downloaded'), transfer: transferSchema.optional() }),
    failing('download_failed'),
    failing('download_removed'),
    /** A transfer that had failed goes on. */
    plain('download_resumed'),
    // Shoko
    plain('matched'),
    /** Shoko looked and found nothing yet; it may still, and Jellyfin may show the file all the same. */
    plain('not_matched'),
    // Jellyfin
    /** Jellyfin has something new. A reason to look, not a proof. */
    plain('library_added'),
    /** Proved playable. */
    plain('verified'),
    // Any
    /** Authentic and understood, but about no request: a test, a health check, an issue. */
    plain('noted'),
]);

export type MediaEvent = z.infer<typeof mediaEventSchema>;
export type EventKind = MediaEvent['kind'];

/** A kind of event that is evidence for a stage. */
export const EVIDENCE: Readonly<Partial<Record<EventKind, Stage>>> = {
    requested: 'requested',
    approved: 'approved',
    grabbed: 'grabbing',
    downloading: 'downloading',
    download_resumed: 'downloading',
    downloaded: 'downloaded',
    // An anime goes on to `anime_matching` with the same evidence: see lib/gate/rules/subject.ts.
    imported: 'importing',
    upgraded: 'importing',
    matched: 'anime_matching',
    verified: 'available',
};

/**
 * A kind of event that fails a subject, and the last stage it can still fail: what has come further was not harmed.
 * The same stage decides what reopens the subject: evidence for a later one.
 */
export const FAILURES: Readonly<Partial<Record<EventKind, Stage>>> = {
    declined: 'approved',
    send_failed: 'approved',
    withdrawn: 'approved',
    // Also after its end: what a download client could not unpack was downloaded.
    download_failed: 'downloaded',
    // Also after its end: what is gone before it was imported is not imported any more. An import that comes all the same reopens it.
    download_removed: 'downloaded',
    import_blocked: 'downloaded',
    file_deleted: 'anime_matching',
    deleted: 'anime_matching',
};

/** Kinds that move nothing but make it worth asking Jellyfin now. */
export const WAKING: readonly EventKind[] = ['reported_available', 'library_added', 'file_missing'];

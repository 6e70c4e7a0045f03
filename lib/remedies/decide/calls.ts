/** The calls of a step, as plain data: what is proposed, kept and carried out is the very same. */
import { z } from 'zod';

const id = z.number().int().positive();
/** A file of `GET /manualimport`, as `ManualImport` takes it back. */
const importFile = z.record(z.string(), z.json());

export const callSchema = z.discriminatedUnion('action', [
    z.object({ action: z.literal('look'), service: z.literal('flow') }),
    z.object({ action: z.literal('refresh_downloads'), service: z.literal('arr'), server: z.string() }),
    z.object({ action: z.literal('refresh_title'), service: z.literal('arr'), server: z.string(), titleId: id }),
    z.object({ action: z.literal('rescan_title'), service: z.literal('arr'), server: z.string(), titleId: id }),
    z.object({
        action: z.literal('import'),
        service: z.literal('arr'),
        server: z.string(),
        downloadId: z.string(),
        files: z.array(importFile).min(1),
    }),
    /** Of episodes by their ids, or of one film. Never of a series or a season. */
    z.object({
        action: z.literal('search_episodes'),
        service: z.literal('arr'),
        server: z.string(),
        episodeIds: z.array(id).min(1),
    }),
    z.object({ action: z.literal('search_movie'), service: z.literal('arr'), server: z.string(), movieId: id }),
    z.object({
        action: z.literal('remove'),
        service: z.literal('arr'),
        server: z.string(),
        downloadId: z.string(),
        blocklist: z.boolean(),
    }),
    z.object({ action: z.literal('resume'), service: z.literal('client'), hash: z.string() }),
    z.object({ action: z.literal('recheck'), service: z.literal('client'), hash: z.string() }),
    z.object({ action: z.literal('reannounce'), service: z.literal('client'), hash: z.string() }),
    z.object({ action: z.literal('refresh_item'), service: z.literal('jellyfin'), itemId: z.string() }),
    z.object({ action: z.literal('report_paths'), service: z.literal('jellyfin'), paths: z.array(z.string()).min(1) }),
    z.object({ action: z.literal('scan_folder'), service: z.literal('shoko'), folderId: id }),
    z.object({ action: z.literal('rescan_file'), service: z.literal('shoko'), fileId: id }),
    z.object({ action: z.literal('link_file'), service: z.literal('shoko'), fileId: id, episodeIds: z.array(id).min(1) }),
]);
export type Call = z.infer<typeof callSchema>;
export type CallAction = Call['action'];
export type ImportFile = z.infer<typeof importFile>;

/** Calls after which bytes are gone. */
export const DESTRUCTIVE: readonly CallAction[] = ['remove'];

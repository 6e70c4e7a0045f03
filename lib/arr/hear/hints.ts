/** What a push says: never a fact, only what is worth asking for now. */
import { z } from 'zod';
import { isSearch } from '../decide/searches';
import { id, maybe, text } from '../wire/read';
import { type ArrCommand, readCommand } from '../wire/system';

export type Hint =
    /** Something happened to an episode or its file. */
    | { kind: 'episode'; titleId: number | undefined }
    /** A series or film was added, changed, or removed. */
    | { kind: 'title'; titleId: number; tvdbId: number | undefined; tmdbId: number | undefined; path: string | undefined }
    /** The queue was looked through: once a minute, and when something moved. */
    | { kind: 'queue' }
    /** How much is in the queue. */
    | { kind: 'queue_count'; count: number }
    /** A command goes on. `tells`: it has ended, and the history may have more. */
    | { kind: 'command'; command: ArrCommand; tells: boolean }
    /** A health check changed; webhooks may have been muted until now. */
    | { kind: 'health' };

/** Zero is none. */
const workId = maybe(id.positive());

const message = z.object({
    name: text,
    body: maybe(
        z.object({
            action: maybe(text),
            resource: maybe(
                z.object({
                    id: maybe(id),
                    seriesId: maybe(id),
                    tvdbId: workId,
                    tmdbId: workId,
                    path: maybe(text),
                    totalCount: maybe(z.number()),
                }),
            ),
        }),
    ),
});

/** Commands that grab, import, move, or find what lies in a folder; by their names in Sonarr and Radarr. */
const TELLING = /(?:Search|RssSync|ManualImport|Scan|RescanSeries|RescanMovie|RefreshSeries|RefreshMovie|Rename\w*|Move\w*)$/i;

/** Reads a push. Null for what is worth no question. */
export function readHint(value: unknown): Hint | null {
    const read = message.safeParse(value);
    if (!read.success) return null;
    const { name, body } = read.data;
    const resource = body?.resource;
    switch (name.toLowerCase()) {
        case 'episode':
            return { kind: 'episode', titleId: resource?.seriesId };
        case 'series':
        case 'movie': {
            if (resource?.id === undefined) return null;
            const { id: titleId, tvdbId, tmdbId } = resource;
            // Of what was removed Sonarr tells all that there was, and Radarr nothing but its id.
            const path = body?.action === 'deleted' ? undefined : resource.path;
            return { kind: 'title', titleId, tvdbId, tmdbId, path };
        }
        case 'queue':
            return { kind: 'queue' };
        case 'queue/status':
            return resource?.totalCount === undefined ? null : { kind: 'queue_count', count: resource.totalCount };
        case 'command':
            return commandHint(value);
        case 'health':
            return { kind: 'health' };
        default:
            return null;
    }
}

const pushedCommand = z.object({ body: z.object({ resource: z.unknown() }) });

function commandHint(value: unknown): Hint | null {
    const command = readCommand(pushedCommand.safeParse(value).data?.body.resource);
    if (command === null) return null;
    const tells = command.state === 'completed' && TELLING.test(command.name);
    // Of each command there are several pushes, of which most are worth nothing.
    return tells || isSearch(command) ? { kind: 'command', command, tells } : null;
}

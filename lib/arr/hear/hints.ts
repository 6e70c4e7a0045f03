/** What a push says: never a fact, only what is worth asking for now. */
import { z } from 'zod';
import { id, maybe, text } from '../wire/read';

export type Hint =
    /** Something happened to an episode or its file. */
    | { kind: 'episode'; titleId: number | undefined }
    /** A series or film was added, changed, or removed. */
    | { kind: 'title'; titleId: number; tvdbId: number | undefined; tmdbId: number | undefined; path: string | undefined }
    /** The queue was looked through: once a minute, and when something moved. */
    | { kind: 'queue' }
    /** How much is in the queue. */
    | { kind: 'queue_count'; count: number }
    /** A command has ended after which the history may have more. */
    | { kind: 'command'; titleIds: number[] }
    /** A health check changed; webhooks may have been muted until now. */
    | { kind: 'health' };

const message = z.object({
    name: text,
    body: maybe(
        z.object({
            action: maybe(text),
            resource: maybe(
                z.object({
                    id: maybe(id),
                    seriesId: maybe(id),
                    tvdbId: maybe(id),
                    tmdbId: maybe(id),
                    path: maybe(text),
                    totalCount: maybe(z.number()),
                    name: maybe(text),
                    status: maybe(text),
                    body: maybe(
                        z.object({
                            seriesId: maybe(id),
                            seriesIds: maybe(z.array(z.unknown())),
                            movieIds: maybe(z.array(z.unknown())),
                        }),
                    ),
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
        case 'movie':
            return resource?.id === undefined
                ? null
                : { kind: 'title', titleId: resource.id, tvdbId: resource.tvdbId, tmdbId: resource.tmdbId, path: resource.path };
        case 'queue':
            return { kind: 'queue' };
        case 'queue/status':
            return resource?.totalCount === undefined ? null : { kind: 'queue_count', count: resource.totalCount };
        case 'command':
            return commandHint(resource);
        case 'health':
            return { kind: 'health' };
        default:
            return null;
    }
}

type Resource = NonNullable<NonNullable<z.output<typeof message>['body']>['resource']>;

function commandHint(command: Resource | undefined): Hint | null {
    if (command?.status?.toLowerCase() !== 'completed' || !TELLING.test(command.name ?? '')) return null;
    const { seriesId, seriesIds = [], movieIds = [] } = command.body ?? {};
    return { kind: 'command', titleIds: [seriesId, ...seriesIds, ...movieIds].filter((each) => typeof each === 'number') };
}

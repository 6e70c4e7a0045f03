/** Reads Jellyfin's lists of items, forgivingly: unknown properties are ignored, missing ones are normal. */
import { z } from 'zod';
import { MediaError } from '../../model';
import { fileKey, type ItemPage, type JellyfinItem, type MediaSource, plainId, PROVIDERS, type Provider } from './item';

const text = z.string().nullish().catch(undefined);
const number = z.number().nullish().catch(undefined);

const streamSchema = z.object({ Type: text, Width: number, Height: number });
const sourceSchema = z.object({
    Protocol: text,
    IsRemote: z.boolean().nullish().catch(undefined),
    Type: text,
    RunTimeTicks: number,
    Path: text,
    MediaStreams: z.array(streamSchema).nullish().catch(undefined),
});
const itemSchema = z.object({
    Id: z.string().min(1),
    Type: z.string().catch(''),
    Name: text,
    OriginalTitle: text,
    ProductionYear: number,
    PremiereDate: text,
    IndexNumber: number,
    IndexNumberEnd: number,
    ParentIndexNumber: number,
    SeriesId: text,
    SeriesName: text,
    Path: text,
    LocationType: text,
    RunTimeTicks: number,
    IsPlaceHolder: z.boolean().nullish().catch(undefined),
    ProviderIds: z.record(z.string(), text).nullish().catch(undefined),
    MediaSources: z.array(sourceSchema).nullish().catch(undefined),
});
const pageSchema = z.object({ Items: z.array(z.unknown()), TotalRecordCount: z.number().optional() });

/**
 * Reads one page of a list. An entry that has no id is left out rather than spoiling the rest.
 * @throws MediaError `unexpected_answer` when it is no list of items
 */
export function parseItemPage(answer: unknown): ItemPage {
    const page = pageSchema.safeParse(answer);
    if (!page.success) {
        throw new MediaError(
            'unexpected_answer',
            'Jellyfin sent something that is not a list of items: is this the URL of Jellyfin?',
            {
                field: 'url',
            },
        );
    }
    const items = page.data.Items.map((entry) => itemSchema.safeParse(entry)).flatMap((entry) =>
        entry.success ? [toItem(entry.data)] : [],
    );
    return { items, total: page.data.TotalRecordCount ?? items.length };
}

function toItem(raw: z.infer<typeof itemSchema>): JellyfinItem {
    const path = raw.Path ?? undefined;
    return {
        id: plainId(raw.Id),
        type: raw.Type,
        name: raw.Name ?? '',
        originalTitle: raw.OriginalTitle ?? undefined,
        year: raw.ProductionYear ?? undefined,
        premiereYear: yearOf(raw.PremiereDate),
        seasonNumber: raw.ParentIndexNumber ?? undefined,
        episodeNumber: raw.IndexNumber ?? undefined,
        episodeNumberEnd: raw.IndexNumberEnd ?? undefined,
        seriesId: typeof raw.SeriesId === 'string' ? plainId(raw.SeriesId) : undefined,
        seriesName: raw.SeriesName ?? undefined,
        path,
        locationType: raw.LocationType ?? undefined,
        isPlaceholder: raw.IsPlaceHolder ?? false,
        runTimeTicks: raw.RunTimeTicks ?? 0,
        ids: collectIds(raw.ProviderIds ?? {}, raw.Type, path),
        sources: raw.MediaSources?.map(toSource),
    };
}

function yearOf(date: string | null | undefined): number | undefined {
    const year = Number(/^(\d{4})-/.exec(date ?? '')?.[1]);
    return Number.isInteger(year) && year > 1 ? year : undefined;
}

function toSource(raw: z.infer<typeof sourceSchema>): MediaSource {
    const streams = raw.MediaStreams ?? [];
    const videos = streams.filter((stream) => stream.Type === 'Video');
    return {
        protocol: raw.Protocol ?? undefined,
        isRemote: raw.IsRemote ?? false,
        isPlaceholder: raw.Type === 'Placeholder',
        runTimeTicks: raw.RunTimeTicks ?? 0,
        path: raw.Path ?? undefined,
        hasVideo: streams.length === 0 ? undefined : videos.length > 0,
        width: Math.max(0, ...videos.map((stream) => stream.Width ?? 0)),
        height: Math.max(0, ...videos.map((stream) => stream.Height ?? 0)),
    };
}

/** Shokofin puts the ids into the names of its links too, several with commas: `[Shoko File=12,13]`. */
const SHOKO_IN_NAME = /\[(Shoko (?:File|Episode|Series))=([\d,]+)\]/gi;

function collectIds(
    providerIds: Record<string, string | null | undefined>,
    type: string,
    path: string | undefined,
): Map<Provider, string[]> {
    const found = new Map<Provider, string[]>();
    const add = (key: string, values: string): void => {
        const provider = PROVIDERS.find((known) => known === key.toLowerCase());
        if (provider === undefined || provider === 'file') return;
        const parts = values
            .split(',')
            .map((value) => value.trim().toLowerCase())
            .filter((value) => value !== '' && value !== '0');
        if (parts.length === 0) return;
        found.set(provider, [...new Set([...(found.get(provider) ?? []), ...parts])]);
    };
    for (const [key, value] of Object.entries(providerIds)) add(key, value ?? '');
    for (const [, key = '', values = ''] of (path ?? '').matchAll(SHOKO_IN_NAME)) add(key, values);
    const name = path === undefined ? undefined : fileKey(path);
    if (name !== undefined && (type === 'Movie' || type === 'Episode')) found.set('file', [name]);
    return found;
}

/**
 * Webhooks of Jellyfin's webhook plugin (jellyfin-plugin-webhook DataObjectHelpers): flat keys, from a template that its
 * user may have edited. That an item was added is a reason to look at it, never a proof that it plays.
 * The other plugin for webhooks (shemanaev/jellyfin-plugin-webhooks) sends the item as Jellyfin's API gives it.
 */
import type { EpisodeFacts, MediaType, RequestFacts } from '../../model';
import { type DraftBase, type EventDraft, noteInstead } from '../read/draft';
import {
    type FactTable,
    imdbId,
    label,
    ordinal,
    read,
    readFacts,
    type Section,
    section,
    serviceId,
    title,
    year,
} from '../read/fields';
import { cleanText } from '../read/text';

/** The plugin lower-cases the provider's name: `Provider_shoko file`. */
const idTable: FactTable<RequestFacts> = {
    tmdbId: ['provider_tmdb', serviceId],
    tvdbId: ['provider_tvdb', serviceId],
    imdbId: ['provider_imdb', imdbId],
};

const shokoTable: FactTable<Pick<RequestFacts, 'shokoFileId' | 'shokoEpisodeId' | 'shokoSeriesId'>> = {
    shokoFileId: ['provider_shoko file', serviceId],
    shokoEpisodeId: ['provider_shoko episode', serviceId],
    shokoSeriesId: ['provider_shoko series', serviceId],
};

/** An episode's ids are its own: what the provider calls the series is not among them. */
const episodeIdTable: FactTable<EpisodeFacts> = { episodeTvdbId: ['provider_tvdb', serviceId] };

/** Reads one webhook of either plugin. Never throws. */
export function parseJellyfin(posted: Section): EventDraft {
    const payload = posted.NotificationType === undefined ? flattened(posted) : posted;
    const eventType = read(label, payload.NotificationType) ?? 'unknown';
    const itemType = (read(label, payload.ItemType) ?? '').toLowerCase();
    const providers = providersOf(payload);
    const mediaType = mediaTypeOf(itemType);
    const base: DraftBase = {
        eventType,
        ...(mediaType && { mediaType }),
        request: { ...titleOf(payload, itemType), ...idsOf(itemType, providers) },
        episodes: itemType === 'episode' ? episodesOf(payload, providers) : [],
    };
    const name = unescaped(payload.Name) ?? 'an item';
    if (eventType.toLowerCase() !== 'itemadded') return noteInstead(base, cleanText(`${eventType}: ${name}`, 500));
    return { ...base, kind: 'library_added', message: cleanText(`Jellyfin added ${name}`, 500) };
}

/** `{ Event, Item }`, with the item's properties named as the webhook plugin names them. */
function flattened({ Event, Item }: Section): Section {
    const item = section(Item);
    const providers = Object.entries(section(item.ProviderIds)).slice(0, 100);
    return {
        NotificationType: Event,
        ItemType: item.Type,
        Name: item.Name,
        SeriesName: item.SeriesName,
        Year: item.ProductionYear,
        SeasonNumber: item.ParentIndexNumber,
        EpisodeNumber: item.IndexNumber,
        EpisodeNumberEnd: item.IndexNumberEnd,
        ...Object.fromEntries(providers.map(([name, value]) => [`Provider_${name}`, value])),
    };
}

function mediaTypeOf(itemType: string): MediaType | undefined {
    if (itemType === 'movie') return 'movie';
    return ['series', 'season', 'episode'].includes(itemType) ? 'tv' : undefined;
}

function idsOf(itemType: string, providers: Section): RequestFacts {
    if (itemType !== 'movie' && itemType !== 'series') return {};
    return { ...readFacts(idTable, providers), ...readFacts(shokoTable, providers) };
}

function titleOf(payload: Section, itemType: string): RequestFacts {
    const isPart = itemType === 'season' || itemType === 'episode';
    const name = unescaped(isPart ? payload.SeriesName : payload.Name);
    // Of a season and of an episode it is their series'.
    const from = read(year, payload.Year);
    return { ...(name !== undefined && { title: name }), ...(from !== undefined && { year: from }) };
}

/** A file with several episodes says the first and the last. */
function episodesOf(payload: Section, providers: Section): EpisodeFacts[] {
    const seasonNumber = read(ordinal, payload.SeasonNumber);
    const first = read(ordinal, payload.EpisodeNumber);
    if (seasonNumber === undefined || first === undefined) return [];
    const last = read(ordinal, payload.EpisodeNumberEnd) ?? first;
    const facts = { ...readFacts(shokoTable, providers), ...(last === first && readFacts(episodeIdTable, providers)) };
    const count = Math.min(Math.max(last - first, 0), 50) + 1;
    return Array.from({ length: count }, (_, index) => ({ seasonNumber, episodeNumber: first + index, ...facts }));
}

/** `Provider_*` under lower-case keys; a list of file ids (`12,13`) is not one file. */
function providersOf(payload: Section): Section {
    const entries = Object.keys(payload)
        .slice(0, 1_000)
        .filter((key) => /^provider_/i.test(key));
    return Object.fromEntries(entries.map((key) => [key.toLowerCase(), payload[key]]));
}

/** The plugin escapes quotation marks by itself before its template does. */
function unescaped(value: unknown): string | undefined {
    return read(title, value)?.replaceAll('\\"', '"');
}

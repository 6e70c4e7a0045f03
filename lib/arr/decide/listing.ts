/** A title as Sonarr or Radarr has it now: the `listed` event, and what of it nobody had told of. */
import {
    type Episode,
    type EpisodeFacts,
    episodeLabel,
    isImported,
    type MediaRequest,
    parseSeasons,
    type RequestFacts,
    type RequestWithEpisodes,
} from '../../model';
import { comparablePath, isInFolder } from '../../paths';
import { cleanText, type EventDraft } from '../../webhook';
import type { ArrKind } from '../ask/client';
import { known } from '../wire/read';
import type { ArrEpisode, ArrTitle } from '../wire/titles';
import { episodesPayload } from './payloads';
import type { Teller } from './teller';

/**
 * The seasons that requests are about; null for all of them. A wish that names none is for every season; what nobody wished
 * for is what was seen of it.
 */
export function seasonsOf(requests: readonly MediaRequest[]): ReadonlySet<number> | null {
    const seasons = new Set<number>();
    for (const request of requests) {
        const named = parseSeasons(request.requestedSeasons);
        const seen = request.summary?.seasons ?? [];
        if (named.length === 0 && (request.seerrRequestId !== undefined || seen.length === 0)) return null;
        for (const season of [...named, ...seen]) seasons.add(season);
    }
    return seasons;
}

/** Of specials that nobody named, those that Sonarr looks for or has. */
export function inSeasons(episodes: readonly ArrEpisode[], seasons: ReadonlySet<number> | null): ArrEpisode[] {
    if (seasons !== null) return episodes.filter(({ seasonNumber }) => seasons.has(seasonNumber));
    return episodes.filter(
        ({ seasonNumber, monitored, hasFile }) => seasonNumber !== 0 || monitored === true || hasFile === true,
    );
}

/** What is told of a title and its episodes. Whole for each season that it names. */
export async function listedDraft(teller: Teller, title: ArrTitle, episodes: readonly ArrEpisode[]): Promise<EventDraft> {
    const told = await teller.draft(title, { eventType: 'listed', ...episodesPayload(episodes) });
    const byLabel = new Map(episodes.map((episode) => [episodeLabel(episode), episode]));
    return {
        kind: 'listed',
        ...(told.mediaType !== undefined && { mediaType: told.mediaType }),
        request: { ...told.request, ...titleFacts(title, told.mediaType) },
        episodes: told.episodes.map((facts) => ({ ...facts, ...listedFacts(byLabel.get(episodeLabel(facts))) })),
    };
}

function titleFacts(title: ArrTitle, mediaType: MediaRequest['mediaType'] | undefined): RequestFacts {
    const { overview, originalTitle, monitored } = title;
    const ofBoth = {
        overview: overview === undefined ? undefined : cleanText(overview, 2_000),
        originalTitle: originalTitle === undefined ? undefined : cleanText(originalTitle, 500),
        isMonitored: monitored,
    };
    if (mediaType === 'tv') return known<RequestFacts>(ofBoth);
    return known<RequestFacts>({
        ...ofBoth,
        hasFile: title.hasFile,
        inCinemas: isoOf(title.inCinemas),
        digitalRelease: isoOf(title.digitalRelease),
        physicalRelease: isoOf(title.physicalRelease),
        lastSearchTime: isoOf(title.lastSearchTime),
    });
}

function listedFacts(episode: ArrEpisode | undefined): Partial<EpisodeFacts> {
    if (episode === undefined) return {};
    const { absoluteEpisodeNumber, monitored, hasFile, lastSearchTime } = episode;
    return known<Partial<EpisodeFacts>>({
        absoluteEpisodeNumber,
        isMonitored: monitored,
        hasFile,
        lastSearchTime: isoOf(lastSearchTime),
    });
}

/** A film or an episode: what the server says of its file, and what we know of it, if anything. */
export interface Compared {
    episode: ArrEpisode | null;
    /** 0: none. */
    fileId: number;
    subjects: readonly (MediaRequest | Episode)[];
}

export function compare(
    kind: ArrKind,
    title: ArrTitle,
    episodes: readonly ArrEpisode[],
    requests: readonly RequestWithEpisodes[],
) {
    if (kind === 'radarr') {
        const fileId = title.hasFile === true ? (title.movieFile?.id ?? 0) : 0;
        return [{ episode: null, fileId, subjects: requests }] satisfies Compared[];
    }
    const known = new Map<string, Episode[]>();
    for (const subject of requests.flatMap((request) => request.episodes)) {
        const label = episodeLabel(subject);
        known.set(label, [...(known.get(label) ?? []), subject]);
    }
    return episodes.map((episode): Compared => {
        const fileId = episode.hasFile === true ? (episode.episodeFileId ?? 0) : 0;
        return { episode, fileId, subjects: known.get(episodeLabel(episode)) ?? [] };
    });
}

/** There is a file, and somebody waits for one: or nobody knows of the episode yet. */
export function isArrival({ fileId, subjects }: Compared): boolean {
    if (fileId === 0) return false;
    return subjects.length === 0 || subjects.some(({ state }) => !isImported(state));
}

/** There is no file, and we believe that there is one. */
export function isLoss({ fileId, subjects }: Compared): boolean {
    return fileId === 0 && subjects.some(({ state, deletedAt }) => isImported(state) && deletedAt === null);
}

/** Where we believe a file to be that now lies elsewhere; undefined when it has not moved. */
export function formerPath({ fileId, subjects }: Compared, path: string | undefined): string | undefined {
    if (fileId === 0 || path === undefined) return undefined;
    const held = subjects.filter(({ state, deletedAt }) => isImported(state) && deletedAt === null);
    const paths = held.flatMap(({ finalPath }) => finalPath ?? []);
    return paths.find((each) => comparablePath(each) !== comparablePath(path));
}

/** Whether a file of which we know lies outside the title's folder, as after the folder was moved. */
export function liesElsewhere({ path }: ArrTitle, compared: readonly Compared[]): boolean {
    if (path === undefined) return false;
    return compared.some(
        ({ fileId, subjects }) =>
            fileId !== 0 &&
            subjects.some(({ state, finalPath }) => isImported(state) && finalPath !== undefined && !isInFolder(finalPath, path)),
    );
}

function isoOf(value: string | undefined): string | undefined {
    const time = value === undefined ? NaN : Date.parse(value);
    return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

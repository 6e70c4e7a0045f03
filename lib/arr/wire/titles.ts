/** Series, episodes, films and files as REST v3 of Sonarr and Radarr gives them (SeriesResource, MovieResource ...). */
import { z } from 'zod';
import type { Breath } from '../../model';
import { id, maybe, readAll, readLong, text } from './read';

const quality = z.object({ quality: z.object({ name: text }) }).transform((value) => value.quality.name);

export const qualityName = maybe(quality);

const file = z.object({
    id,
    path: maybe(text),
    relativePath: maybe(text),
    size: maybe(z.number()),
    sceneName: maybe(text),
    releaseGroup: maybe(text),
    quality: qualityName,
});
/** A file as it lies in the library. */
export type MediaFile = z.output<typeof file>;

const episode = z.object({
    id,
    seriesId: maybe(id),
    tvdbId: maybe(id),
    /** 0: none. */
    episodeFileId: maybe(id),
    seasonNumber: z.number().int().nonnegative(),
    episodeNumber: z.number().int().nonnegative(),
    absoluteEpisodeNumber: maybe(z.number().int()),
    title: maybe(text),
    airDate: maybe(text),
    airDateUtc: maybe(text),
    lastSearchTime: maybe(text),
    hasFile: maybe(z.boolean()),
    monitored: maybe(z.boolean()),
});
export type ArrEpisode = z.output<typeof episode>;
export const episodeSchema = episode;

/** What a series and a film have in common. Tags are ids here, and labels in a webhook. */
const title = z.object({
    id,
    title: maybe(text),
    originalTitle: maybe(text),
    year: maybe(z.number()),
    overview: maybe(text),
    path: maybe(text),
    /** Sonarr only, as far as it is read. */
    titleSlug: maybe(text),
    tvdbId: maybe(id),
    tmdbId: maybe(id),
    imdbId: maybe(text),
    /** Sonarr only; `type` in a webhook. */
    seriesType: maybe(text),
    tags: maybe(z.array(z.unknown())).transform((tags) => (tags ?? []).filter((tag) => typeof tag === 'number')),
    images: maybe(z.array(z.object({ coverType: maybe(text), remoteUrl: maybe(text) }))),
    monitored: maybe(z.boolean()),
    hasFile: maybe(z.boolean()),
    movieFile: maybe(file),
    inCinemas: maybe(text),
    digitalRelease: maybe(text),
    physicalRelease: maybe(text),
    lastSearchTime: maybe(text),
});
/** A series of Sonarr's, or a film of Radarr's. */
export type ArrTitle = z.output<typeof title>;

export function readTitle(value: unknown): ArrTitle | null {
    return title.safeParse(value).data ?? null;
}

export function readTitles(value: unknown, breath: Breath): Promise<ArrTitle[]> {
    return readLong(title, value, breath);
}

/** A long show has a thousand. */
export function readEpisodes(value: unknown, breath: Breath): Promise<ArrEpisode[]> {
    return readLong(episode, value, breath);
}

export function readFiles(value: unknown, breath: Breath): Promise<MediaFile[]> {
    return readLong(file, value, breath);
}

const tag = z.object({ id, label: text });

/** Labels by id. */
export function readTags(value: unknown): Map<number, string> {
    return new Map(readAll(tag, value).map((each) => [each.id, each.label]));
}

const system = z.object({ appName: text, version: text, instanceName: maybe(text), urlBase: maybe(text) });
/** Who answers (`system/status`). */
export type ArrSystem = z.output<typeof system>;

export function readSystem(value: unknown): ArrSystem | null {
    return system.safeParse(value).data ?? null;
}

/** The episodes that a webhook of Sonarr lists, and what is told of each. */
import { type EpisodeFacts, type EpisodeKey, episodeLabel, type ReleaseFacts } from '../../model';
import type { DraftBase } from '../read/draft';
import { day, type FactTable, instant, ordinal, read, readFacts, type Section, sections, serviceId, title } from '../read/fields';
import type { Numbered } from './sonarr-files';

const episodeTable: FactTable<EpisodeFacts> = {
    episodeTitle: ['title', title],
    airDateUtc: ['airDateUtc', instant],
    sonarrEpisodeId: ['id', serviceId],
    episodeTvdbId: ['tvdbId', serviceId],
};

/** The listed episodes, each once; one without its two numbers is none. */
export function episodesOf(payload: Section): EpisodeFacts[] {
    return listed(payload, (raw) => readFacts(episodeTable, raw));
}

/** The same, with the day each was aired on, by which files of daily shows are named. */
export function airDatesOf(payload: Section): Map<string, string | undefined> {
    const episodes: Numbered[] = listed(payload, (raw) => ({ airDate: read(day, raw.airDate) }));
    return new Map(episodes.map((episode) => [episodeLabel(episode), episode.airDate]));
}

function listed<T extends object>(payload: Section, factsOf: (raw: Section) => T): (T & Numbered)[] {
    const episodes = sections(payload.episodes).flatMap((raw) => {
        const seasonNumber = read(ordinal, raw.seasonNumber);
        const episodeNumber = read(ordinal, raw.episodeNumber);
        return seasonNumber === undefined || episodeNumber === undefined
            ? []
            : [{ ...factsOf(raw), seasonNumber, episodeNumber }];
    });
    return eachOnce(episodes);
}

/** The first of each. */
export function eachOnce<T extends EpisodeKey>(episodes: readonly T[]): T[] {
    const byLabel = new Map<string, T>();
    for (const episode of episodes) if (!byLabel.has(episodeLabel(episode))) byLabel.set(episodeLabel(episode), episode);
    return [...byLabel.values()];
}

/**
 * Tells every episode what is known of the release, and the event which attempt it is about. Which attempt is an
 * episode's current one is not for the parser to say, so the hash stays with the event.
 */
export function withRelease(base: DraftBase, { qbitHash, ...release }: ReleaseFacts): DraftBase {
    return {
        ...base,
        ...(qbitHash !== undefined && { downloadId: qbitHash }),
        episodes: base.episodes.map((episode) => ({ ...episode, ...release })),
    };
}

/** Without the size where that is of several episodes together. */
export function ownSize(release: ReleaseFacts, episodes: readonly EpisodeFacts[]): ReleaseFacts {
    if (episodes.length === 1) return release;
    const { fileSize: _ofAll, ...rest } = release;
    return rest;
}

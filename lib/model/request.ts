/**
 * What is known of a request and of its episodes. One line here and one in a parser is all a new field takes:
 * store, gate, nodes and queries carry every key of `requestFacts` and `episodeFacts` without naming it.
 */
import { z } from 'zod';
import { isClosed, REQUEST_STATES, STAGES } from './states';

export const mediaTypes = ['movie', 'tv'] as const;
export type MediaType = (typeof mediaTypes)[number];

const isoTime = z.string();
const id = z.number().int().nonnegative();

/** Why a subject failed. `code` is stable, `message` is for people. */
export const failureSchema = z.object({
    /** `declined`, `send_failed`, `download_failed`, `download_removed`, `import_blocked`, `file_deleted`, `deleted` */
    code: z.string(),
    message: z.string(),
    at: isoTime,
    /** Evidence for a stage beyond this one reopens the subject. */
    stage: z.enum(STAGES),
});
export type Failure = z.infer<typeof failureSchema>;

/** Facts about the release and file that both a movie request and an episode can carry. */
export const releaseFacts = z.object({
    /** Torrent hash of the current attempt, lower case. Sonarr and Radarr call it `downloadId`. */
    qbitHash: z.string(),
    /** Where the download client put the data, as that client sees it. */
    downloadPath: z.string(),
    /** Where Sonarr or Radarr put the file, as they see it. */
    finalPath: z.string(),
    /** Quality by name, for example `Bluray-1080p`. */
    quality: z.string(),
    releaseTitle: z.string(),
    releaseGroup: z.string(),
    indexer: z.string(),
    /** Name of the download client in Sonarr or Radarr. */
    downloadClient: z.string(),
    /** Bytes. */
    fileSize: z.number().nonnegative(),
    shokoFileId: id,
    shokoEpisodeId: id,
    shokoSeriesId: id,
    /** Jellyfin's id of the item that was proved playable: 32 hex digits. */
    jellyfinId: z.string(),
    /** As what Jellyfin shows it, for example `Movie` or `Episode S00E03`. */
    foundAs: z.string(),
});
/** Some of them: nobody knows all. */
export type ReleaseFacts = Partial<z.infer<typeof releaseFacts>>;

/** Everything a service can tell about a request. All optional: facts arrive in any order. */
export const requestFacts = releaseFacts
    .extend({
        title: z.string(),
        /** The title in its own language, where a service says it. */
        originalTitle: z.string(),
        year: z.number().int(),
        overview: z.string(),
        /** What Sonarr calls it in the addresses of its own pages. TV only. */
        titleSlug: z.string(),
        posterUrl: z.string(),
        /** Display name of who asked, from Seerr. */
        requestedBy: z.string(),
        /** Seerr's id of that user. */
        requestedById: id,
        isAnime: z.boolean(),
        is4k: z.boolean(),
        /** Sonarr's or Radarr's instance name. */
        instanceName: z.string(),
        seerrRequestId: id,
        tmdbId: id,
        tvdbId: id,
        imdbId: z.string(),
        radarrId: id,
        sonarrId: id,
        /** As Seerr writes it: `"1, 2"`; 0 is the specials. TV only. */
        requestedSeasons: z.string(),
        /** How many episodes the request is known to have. TV only. */
        totalEpisodes: z.number().int().nonnegative(),
        /** Whether Sonarr or Radarr looks for it by itself. */
        isMonitored: z.boolean(),
        /** Whether Radarr has its file. Movies only. */
        hasFile: z.boolean(),
        /** When Radarr last searched for it, UTC. Movies only, as the next three. */
        lastSearchTime: isoTime,
        inCinemas: isoTime,
        digitalRelease: isoTime,
        physicalRelease: isoTime,
    })
    .partial();
export type RequestFacts = z.infer<typeof requestFacts>;

/** Everything a service can tell about one episode, which its season and number name. */
export const episodeFacts = releaseFacts
    .extend({
        episodeTitle: z.string(),
        /** When it airs, UTC. */
        airDateUtc: isoTime,
        absoluteEpisodeNumber: z.number().int(),
        sonarrEpisodeId: id,
        episodeTvdbId: id,
        /** Whether Sonarr looks for it by itself. */
        isMonitored: z.boolean(),
        /** Whether Sonarr has its file. */
        hasFile: z.boolean(),
        /** When Sonarr last searched for it, UTC. */
        lastSearchTime: isoTime,
    })
    .partial()
    .extend({
        /** 0 is the specials. */
        seasonNumber: z.number().int().nonnegative(),
        episodeNumber: z.number().int().nonnegative(),
    });
export type EpisodeFacts = z.infer<typeof episodeFacts>;

/** One grabbed release for a subject. */
export const attemptSchema = z.object({
    /** Torrent hash in lower case; `release:<title>` where the client gave no id. */
    downloadId: z.string(),
    /** Other names of the same torrent that were told, sorted: v1, truncated v2, full v2; or its `release:<title>`. */
    hashes: z.array(z.string()).optional(),
    at: isoTime,
    /** Grabbed after the import: it may replace the file but never changes the state. */
    upgrade: z.boolean().optional(),
    /** What is known of this release while another one counts: the facts, and who told each. */
    release: z.object({ facts: releaseFacts.partial(), sources: z.record(z.string(), z.string()) }).optional(),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** When a subject would have more attempts than this its oldest go: a release that always fails is grabbed for ever. */
export const ATTEMPTS_LIMIT = 20;

/** A file that was deleted, as it was known. */
export const goneFileSchema = z.object({
    /** Where Sonarr or Radarr had it. */
    path: z.string().optional(),
    /** The item as which Jellyfin showed it. */
    jellyfinId: z.string().optional(),
});
export type GoneFile = z.infer<typeof goneFileSchema>;

/** What a movie request and an episode have in common: a state of their own. */
const subjectSchema = z.object({
    state: z.enum(REQUEST_STATES),
    /** 1 for the first release grabbed, 0 before. */
    attempt: z.number().int().nonnegative(),
    attempts: z.array(attemptSchema),
    /** When each stage of the current attempt was first reported. A stage that is missing here was skipped. */
    reached: z.partialRecord(z.enum(STAGES), isoTime),
    failure: failureSchema.nullable(),
    /** Where the current file was before it was renamed: an import that tells of it again is not news. */
    formerPaths: z.array(z.string()).optional(),
    /** Which service (and kind of event) each field's value is from. */
    sources: z.record(z.string(), z.string()),
    availableAt: isoTime.nullable(),
    /** Set when the file or title was deleted in Sonarr or Radarr after it had become available. */
    deletedAt: isoTime.nullable(),
    /** The wish no longer names its season. TV only. */
    isUnwanted: z.literal(true).optional(),
    /** Its file was there at the first contact, before anybody listened: that it can be played is no news. */
    wasThere: z.literal(true).optional(),
    /** Files that are known to be deleted and that Jellyfin may still show: they prove nothing until there is an import. */
    gone: z.array(goneFileSchema).optional(),
});

/** A request's or an episode's own state and history, without the facts. */
export type SubjectState = z.infer<typeof subjectSchema>;

/** One line of a request's history: a fact, when it was first heard, and which episodes it was about. */
export const timelineEntrySchema = z.object({
    requestId: z.string(),
    at: isoTime,
    source: z.string(),
    kind: z.string(),
    downloadId: z.string().optional(),
    /** `S01E05`, and runs of them as `S01E05-E12`, in their order. */
    episodes: z.array(z.string()).optional(),
    code: z.string().optional(),
    message: z.string().optional(),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

/** When a timeline would grow beyond this many entries its oldest go, all but how it began. */
export const TIMELINE_LIMIT = 120;

/** One episode of a TV request: a record of its own. */
export const episodeSchema = z.object({
    /** Whose episode it is. */
    requestId: z.string(),
    ...episodeFacts.shape,
    ...subjectSchema.shape,
});
export type Episode = z.infer<typeof episodeSchema>;

/** What follows for a TV request from its episodes, kept up to date with each change of one of them. */
export const episodeSummarySchema = z.object({
    /** All that are known. */
    total: z.number().int(),
    /** How many of those that are out are in each state. */
    counts: z.partialRecord(z.enum(REQUEST_STATES), z.number().int()),
    /** How many are not out yet. */
    unaired: z.number().int(),
    /** How many nobody waits for: Sonarr does not monitor them, or the wish no longer names their season. */
    leftOut: z.number().int(),
    /** When the next of those airs. From then on the summary has to be made anew. */
    nextAirAt: isoTime.nullable(),
    /** Numbers of the seasons of which an episode is known, in their order. */
    seasons: z.array(z.number().int()),
    /** How many were available and are deleted since. */
    deleted: z.number().int(),
    /** How many are gone from the library, or failed because the series was deleted. */
    gone: z.number().int(),
});
export type EpisodeSummary = z.infer<typeof episodeSummarySchema>;

export const mediaRequestSchema = z.object({
    ...requestFacts.shape,
    ...subjectSchema.shape,
    id: z.string(),
    mediaType: z.enum(mediaTypes),
    isAnime: z.boolean(),
    is4k: z.boolean(),
    createdAt: isoTime,
    updatedAt: isoTime,
    /** When Seerr first said that it is available. A reason to look, not a proof. */
    reportedAvailableAt: isoTime.optional(),
    /** When it was taken in, where it began with how things had been before anybody listened. */
    backfilledAt: isoTime.optional(),
    /** When Sonarr first listed its episodes, or Radarr the film, for what is wanted. Since then it is known what is still to air. */
    listedAt: isoTime.optional(),
    /** What Sonarrs and Radarrs that are asked have said while none has listed it, by the ids of their nodes: nothing yet, or that they have none of it. */
    lists: z.record(z.string(), z.enum(['awaited', 'none'])).optional(),
    /** Nothing more is to come: all can be played, and nothing of the seasons that were asked for is still to air. TV only. */
    complete: z.literal(true).optional(),
    /** TV only, and only while an episode is known. */
    summary: episodeSummarySchema.optional(),
});
/**
 * One wish: one movie, or some seasons of one series. A TV request's `state` is derived from its episodes, which are
 * records of their own, as the lines of its history are.
 */
export type MediaRequest = z.infer<typeof mediaRequestSchema>;

/** A request together with episodes of it: all of them, or those that the caller says. */
export type RequestWithEpisodes = MediaRequest & { episodes: Episode[] };

/** Reads Seerr's `"1, 2"`. Nothing readable means that no season was named, so every season is covered. */
export function parseSeasons(requestedSeasons: string | undefined): number[] {
    return (requestedSeasons ?? '')
        .split(',')
        .map((part) => part.trim())
        .filter((part) => /^\d{1,4}$/.test(part))
        .map(Number);
}

/**
 * The seasons that were asked for and of which no episode is known yet. They keep a request from being complete, unless
 * Seerr, which counts seasons by itself, said that it is. Specials are not waited for: many series never get the ones
 * that Seerr lists; nor is anything of a series that was deleted.
 */
export function awaitedSeasons({ summary, requestedSeasons, reportedAvailableAt }: MediaRequest): number[] {
    if (summary === undefined || reportedAvailableAt !== undefined || summary.gone === summary.total) return [];
    return parseSeasons(requestedSeasons).filter((season) => season !== 0 && !summary.seasons.includes(season));
}

/** Whether a server that is asked has still to say what there is of it: until then nobody knows whether that is all. */
export function isListAwaited({ lists = {}, listedAt }: MediaRequest): boolean {
    return listedAt === undefined && Object.values(lists).includes('awaited');
}

/** Whether something is still to come: a movie by its own state, a show by its episodes, or by its own while it has none. */
export function hasOpenSubject(request: MediaRequest): boolean {
    const { summary } = request;
    if (summary === undefined) return !isClosed(request.state);
    const { available = 0, failed = 0 } = summary.counts;
    const isWaiting = available + failed + summary.leftOut < summary.total || awaitedSeasons(request).length > 0;
    return isWaiting || isListAwaited(request);
}

/** Subjects and their names. What has a state of its own is a movie request, or an episode. */
import type { Episode, MediaRequest, RequestWithEpisodes, SubjectState } from './request';
import type { RequestState } from './states';

/** Which episode of its series. */
export interface EpisodeKey {
    /** 0 is the specials. */
    seasonNumber: number;
    episodeNumber: number;
}

/** Names a subject; `request` is a TV request as a whole, for what concerns no single episode. */
export type SubjectRef = { type: 'movie' } | { type: 'request' } | ({ type: 'episode' } & EpisodeKey);

/** A subject of which nothing is known. */
export function blankSubject(state: RequestState): SubjectState {
    return { state, attempt: 0, attempts: [], reached: {}, failure: null, sources: {}, availableAt: null, deletedAt: null };
}

/** The subjects of a request: the movie, or what episodes are known. */
export function subjectsOf(request: RequestWithEpisodes): (MediaRequest | Episode)[] {
    return request.mediaType === 'movie' ? [request] : request.episodes;
}

export function isEpisode(subject: MediaRequest | Episode): subject is Episode {
    return 'episodeNumber' in subject;
}

export function isSameEpisode(a: EpisodeKey, b: EpisodeKey): boolean {
    return a.seasonNumber === b.seasonNumber && a.episodeNumber === b.episodeNumber;
}

/** Orders the episodes of one request by season and number. */
export function inOrder(a: EpisodeKey, b: EpisodeKey): number {
    return a.seasonNumber - b.seasonNumber || a.episodeNumber - b.episodeNumber;
}

/** Only what tells which episode it is. */
export function episodeKeyOf({ seasonNumber, episodeNumber }: EpisodeKey): EpisodeKey {
    return { seasonNumber, episodeNumber };
}

export function episodeRef({ seasonNumber, episodeNumber }: EpisodeKey): SubjectRef {
    return { type: 'episode', seasonNumber, episodeNumber };
}

/** Names an episode the way the field writes it: `S01E05`. */
export function episodeLabel({ seasonNumber, episodeNumber }: EpisodeKey): string {
    const pad = (value: number): string => String(value).padStart(2, '0');
    return `S${pad(seasonNumber)}E${pad(episodeNumber)}`;
}

/** `S01E05`, or what stands for it: `movie`, `request`. */
export function subjectLabel(subject: SubjectRef): string {
    return subject.type === 'episode' ? episodeLabel(subject) : subject.type;
}

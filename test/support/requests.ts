/** Requests and episodes as the store holds them, for specs that need no gate. */
import { blankSubject, type Episode, type MediaRequest, type RequestState } from '../../lib/model';

const CREATED = '2026-01-22T04:00:00.000Z';

/** A movie request that nothing is known of but what `own` says. */
export function movie(own: Partial<MediaRequest> = {}): MediaRequest {
    return {
        ...blankSubject('approved'),
        id: 'movie-1',
        mediaType: 'movie',
        isAnime: false,
        is4k: false,
        createdAt: CREATED,
        updatedAt: CREATED,
        episodes: [],
        timeline: [],
        ...own,
    };
}

/** An episode of season 1 in a state. */
export function episode(episodeNumber: number, state: RequestState, own: Partial<Episode> = {}): Episode {
    return { ...blankSubject(state), seasonNumber: 1, episodeNumber, ...own };
}

/** A TV request with these episodes. Its own state is what `own` says, and not derived. */
export function show(episodes: Episode[], own: Partial<MediaRequest> = {}): MediaRequest {
    return { ...movie({ id: 'show-1', mediaType: 'tv' }), episodes, ...own };
}

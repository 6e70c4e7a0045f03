/** Requests and episodes as the store holds them, for specs that need no gate. */
import { EpisodeTally } from '../../lib/episodes';
import type { IdentityKey } from '../../lib/identity';
import { blankSubject, type Episode, type MediaRequest, type RequestState, type RequestWithEpisodes } from '../../lib/model';
import type { MediaStore } from '../../lib/store';

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
        ...own,
    };
}

/** An episode of season 1 in a state. */
export function episode(episodeNumber: number, state: RequestState, own: Partial<Episode> = {}): Episode {
    return { requestId: 'show-1', ...blankSubject(state), seasonNumber: 1, episodeNumber, ...own };
}

/** What episodes come to. */
export function tallyOf(episodes: readonly Episode[]): EpisodeTally {
    const tally = new EpisodeTally();
    for (const each of episodes) tally.replace(undefined, each);
    return tally;
}

/** A TV request with these episodes. Its own state is what `own` says, and not derived; its summary is. */
export function show(episodes: Episode[], own: Partial<MediaRequest> = {}): RequestWithEpisodes {
    const request = movie({ id: 'show-1', mediaType: 'tv', ...own });
    const ofIt = episodes.map((each) => ({ ...each, requestId: request.id }));
    if (ofIt.length === 0) return { ...request, episodes: [] };
    return { ...request, summary: tallyOf(ofIt).summary(Date.parse(CREATED)), episodes: ofIt };
}

/** Puts a request into a store, with the episodes that come with it. */
export function putWhole(
    store: MediaStore,
    { episodes = [], ...request }: MediaRequest & { episodes?: Episode[] },
): IdentityKey[] {
    return [...episodes.flatMap((each) => store.putEpisode(each)), ...store.put(request)];
}

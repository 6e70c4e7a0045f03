/** The way of a series: Series by tvdb, then by tmdb, then by imdb, and each episode by its number. */
import type { Clock, RequestWithEpisodes } from '../../model';
import { EpisodeHunt } from './episode-hunt';
import { Look, type LookDeps } from '../ask/look';
import { canBeThere } from '../decide/subjects';
import type { VerifyResult } from '../tell/result';
import { seriesWays } from './series-ways';
import { verifyUnlisted } from './verify-unlisted';

/** Proves what it can of the open episodes. Reads only. @throws MediaError as HttpClient */
export async function verifyTv(request: RequestWithEpisodes, deps: LookDeps, clock: Clock): Promise<VerifyResult> {
    const look = new Look(deps, request, ['Series']);
    if (request.episodes.length === 0) return verifyUnlisted(request, look);
    const episodes = request.episodes.filter((episode) => canBeThere(episode, clock.now()));
    if (episodes.length === 0) return { verified: [], missing: [] };
    const hunt = new EpisodeHunt(request, look, episodes, { ways: ['number', 'path'], bySeason: true });
    await look.untilDone(async () => {
        for (const { way, ids } of seriesWays(request, look)) {
            const found = await ids();
            await hunt.through(way, found);
            if (found.length > 0) break;
        }
        return hunt.isDone;
    });
    if (!hunt.isDone && !hunt.foundSeries) look.lookedInVain();
    return hunt.result(() =>
        hunt.foundSeries
            ? { code: 'no_such_episode', message: 'Jellyfin shows the series, but not this episode' }
            : { code: 'no_such_series', message: 'Jellyfin shows no series with its ids' },
    );
}

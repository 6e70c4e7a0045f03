/**
 * The way of a series: each episode by its imported path, where that was seen lately; Series by tvdb, then by tmdb, then by
 * imdb, and each episode by its path or number; then a series with the title, in which the imported path proves.
 */
import { isImported, type RequestWithEpisodes } from '../../model';
import { idsOf, type JellyfinItem } from '../ask/item';
import { Look, type LookDeps } from '../ask/look';
import { canBeThere } from '../decide/subjects';
import { isOfYear, matchTitle } from '../decide/titles';
import type { VerifyResult } from '../tell/result';
import { EpisodeHunt } from './episode-hunt';
import { seriesWays } from './series-ways';
import { verifyUnlisted } from './verify-unlisted';

/** Proves what it can of the open episodes. Reads only. @throws MediaError as HttpClient */
export async function verifyTv(request: RequestWithEpisodes, deps: LookDeps): Promise<VerifyResult> {
    const look = new Look(deps, request, ['Series']);
    if (request.episodes.length === 0) return verifyUnlisted(request, look);
    const episodes = request.episodes.filter((episode) => canBeThere(episode, look.now));
    if (episodes.length === 0) return { verified: [], missing: [] };
    const hunt = new EpisodeHunt(request, look, episodes, { ways: ['path', 'number'], bySeason: true });
    await look.untilDone(async () => {
        await hunt.direct();
        for (const { way, ids } of seriesWays(request, look)) {
            const found = hunt.isDone ? [] : await ids();
            await hunt.through(way, found);
            if (found.length > 0) break;
        }
        if (!hunt.isDone && !hunt.foundSeries && episodes.some(({ state }) => isImported(state))) {
            await throughTitle(request, look, hunt);
        }
        return hunt.isDone;
    });
    if (!hunt.isDone && !hunt.foundSeries) look.lookedInVain();
    return hunt.result(() =>
        hunt.foundSeries
            ? { code: 'no_such_episode', message: 'Jellyfin shows the series, but not this episode' }
            : { code: 'no_such_series', message: 'Jellyfin shows no series with its ids, and none with its title and files' },
    );
}

/**
 * A series that Jellyfin did not identify, or identified as another entry than Seerr and Sonarr did: there a path that was
 * imported is proof, and a number only where no id speaks against it.
 */
async function throughTitle(request: RequestWithEpisodes, look: Look, hunt: EpisodeHunt): Promise<void> {
    const titled = await look.titled(['Series']);
    const named = matchTitle(titled, request);
    if (named.kind === 'none') return;
    const series = named.kind === 'one' ? [named.item] : named.items;
    const isSure = named.kind === 'one' && isUnidentified(named.item) && isOfYear(named.item, request, 1);
    await hunt.through(
        'title',
        series.map((item) => item.id),
        isSure ? ['path', 'number'] : ['path'],
    );
}

function isUnidentified(series: JellyfinItem): boolean {
    return (['tvdb', 'tmdb', 'imdb'] as const).every((provider) => idsOf(series, provider).length === 0);
}

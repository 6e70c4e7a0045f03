/**
 * The way of an anime series: by its ids, by what Shoko matched, by its title; and each episode by its Shoko file (first of
 * all when it was saved lately), its tvdb id, its path or its number. Shoko's seasons are series of their own, so several may
 * have to be looked into.
 */
import type { RequestWithEpisodes } from '../../model';
import type { EpisodeWay } from '../decide/episode-match';
import { EpisodeHunt } from './episode-hunt';
import { Look, type LookDeps } from '../ask/look';
import { nothingFound } from './nothing-found';
import { canBeThere } from '../decide/subjects';
import type { Reason, VerifyResult } from '../tell/result';
import { seriesTitled } from './series-by-title';
import { matchTitle, titleKey, titleKeysOf } from '../decide/titles';
import { seriesWays } from './series-ways';
import { verifyUnlisted } from './verify-unlisted';

/** Series looked into because their title begins with the request's: `Show 2nd Season`. */
const RELATED_SERIES_LIMIT = 4;
/** What an episode is known by in any series, however that is numbered. */
const OWN_WAYS: readonly EpisodeWay[] = ['shoko_file', 'tvdb_episode', 'path'];

/** Proves what it can of the open episodes. Reads only. @throws MediaError as HttpClient */
export async function verifyAnimeTv(request: RequestWithEpisodes, deps: LookDeps): Promise<VerifyResult> {
    const look = new Look(deps, request, ['Series']);
    if (request.episodes.length === 0) return verifyUnlisted(request, look);
    const episodes = request.episodes.filter((episode) => canBeThere(episode, look.now));
    if (episodes.length === 0) return { verified: [], missing: [] };
    const hunt = new EpisodeHunt(request, look, episodes, { ways: [...OWN_WAYS, 'number'], bySeason: false });

    if (episodes.some((episode) => episode.shokoFileId !== undefined)) await look.prepare();
    await look.untilDone(async () => {
        await hunt.direct();
        for (const { way, ids } of seriesWays(request, look)) {
            if (hunt.isDone) break;
            await hunt.through(way, await ids());
        }
        await throughShoko(request, look, hunt);
        if (!hunt.isDone) await throughTitle(request, look, hunt);
        return hunt.isDone;
    });
    if (!hunt.isDone) look.lookedInVain();
    return hunt.result((episode) => nothingShown(nothingFound(episode), hunt.foundSeries));
}

/**
 * Each episode may be in another Shoko series than the request as a whole, and every one of them begins at S01E01: a number
 * means Sonarr's only in the one that has the request's title.
 */
async function throughShoko(request: RequestWithEpisodes, look: Look, hunt: EpisodeHunt): Promise<void> {
    for (const id of new Set([request.shokoSeriesId, ...request.episodes.map((episode) => episode.shokoSeriesId)])) {
        if (hunt.isDone) return;
        const ids = await look.having(['Series', 'Season'], 'shoko series', id);
        const own = (await look.read(ids)).filter((series) => matchTitle([series], request).kind === 'one');
        await hunt.through(
            'shoko_series',
            own.map((series) => series.id),
        );
        await hunt.through('shoko_series', ids, OWN_WAYS);
    }
}

/** A number counts only in the one series that has the title; in others an episode must be the very file. */
async function throughTitle(request: RequestWithEpisodes, look: Look, hunt: EpisodeHunt): Promise<void> {
    const series = await seriesTitled(request, look);
    const named = matchTitle(series, request);
    if (named.kind === 'one') await hunt.through('title', [named.item.id]);
    if (named.kind === 'ambiguous') {
        const message = `${named.items.length} series have its title, and nothing tells which it is`;
        hunt.blame({ code: 'ambiguous_title', message });
    }
    const related = series.filter((item) => titleKeysOf(request).some((key) => titleKey(item.name).startsWith(key)));
    const ids = related.slice(0, RELATED_SERIES_LIMIT).map((item) => item.id);
    if (!hunt.isDone) await hunt.through('title', ids, OWN_WAYS);
}

function nothingShown(reason: Reason, foundSeries: boolean): Reason {
    if (reason.code !== 'no_such_item') return reason;
    return foundSeries
        ? { code: 'no_such_episode', message: 'Jellyfin shows the series, but not this episode' }
        : { code: 'no_such_series', message: 'Jellyfin shows no series with its ids or title' };
}

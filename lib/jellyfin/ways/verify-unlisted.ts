/**
 * A TV request whose episodes nobody has named, because Sonarr had nothing to grab: the season may be in the library all
 * along. What Jellyfin shows is all there is only if the number of episodes agrees, or Seerr, which compares with TMDB,
 * said that it is available.
 */
import { episodeRef, isClosed, type MediaRequest, parseSeasons, subjectLabel } from '../../model';
import { idsOf, type JellyfinItem, numberLabel } from '../ask/item';
import type { Look } from '../ask/look';
import { numbersOf } from '../decide/episode-range';
import { whyNotPlayable, whyNotThere } from '../decide/playable';
import type { Reason, Verified, VerifyResult } from '../tell/result';
import { seriesTitled } from './series-by-title';
import { isOfYear, matchTitle } from '../decide/titles';
import { seriesWays } from './series-ways';

/** Proves what Jellyfin shows of the seasons, if that is all of them. Reads only. @throws MediaError as HttpClient */
export async function verifyUnlisted(request: MediaRequest, look: Look): Promise<VerifyResult> {
    if (isClosed(request.state)) return { verified: [], missing: [] };
    const series = await findSeries(request, look);
    if ('code' in series) {
        look.lookedInVain();
        return missing(series);
    }
    const wanted = parseSeasons(request.requestedSeasons);
    const isWanted = ({ seasonNumber }: JellyfinItem): boolean =>
        seasonNumber !== undefined && (wanted.length === 0 ? seasonNumber > 0 : wanted.includes(seasonNumber));
    const [season] = wanted.length === 1 ? wanted : [];
    const shown = (await look.episodes(series.id, season)).filter(isWanted);
    const there = shown.filter((item) => whyNotThere(item) === null);
    // Seerr knows series by their ids: of one that was found by its title, placeholders tell whether it is all.
    if (!isComplete(request, there) || (series.way === 'title' && countOf(there) < countOf(shown))) {
        const message = `Sonarr has not said which episodes the request has; Jellyfin shows ${countOf(there)} of its episodes`;
        return missing({ code: 'episodes_unknown', message });
    }
    const playable = (await look.read(there.map((item) => item.id))).filter(
        (item) => whyNotPlayable(item, { is4k: request.is4k }) === null,
    );
    if (!isComplete(request, playable)) {
        return missing({ code: 'not_probed', message: `Of ${countOf(there)} episodes ${countOf(playable)} can be played` });
    }
    const proofs = playable.flatMap((item) => proofsOf(item, `${series.way}+number`));
    return { verified: [...new Map(proofs.map((proof) => [subjectLabel(proof.subject), proof])).values()], missing: [] };
}

async function findSeries(request: MediaRequest, look: Look): Promise<{ id: string; way: string } | Reason> {
    for (const { way, ids } of seriesWays(request, look)) {
        const [id] = await ids();
        if (id !== undefined) return { id, way };
    }
    const titled = (await seriesTitled(request, look)).filter((item) => isOfYear(item, request, 1) && mayBeAnime(request, item));
    const named = matchTitle(titled, request);
    if (named.kind === 'one') return { id: named.item.id, way: 'title' };
    return named.kind === 'none'
        ? { code: 'no_such_series', message: 'Jellyfin shows no series with its ids' }
        : { code: 'ambiguous_title', message: `${named.items.length} series have its title, and nothing tells which it is` };
}

/** Only anime is found by its title, as it may have no ids but Shoko's. Before Sonarr grabs something nobody says that it is anime. */
function mayBeAnime(request: MediaRequest, series: JellyfinItem): boolean {
    return request.isAnime || idsOf(series, 'shoko series').length > 0;
}

function isComplete(request: MediaRequest, items: readonly JellyfinItem[]): boolean {
    if (items.length === 0) return false;
    const { totalEpisodes } = request;
    if (totalEpisodes !== undefined && totalEpisodes > 0) return countOf(items) >= totalEpisodes;
    return request.reportedAvailableAt !== undefined;
}

function countOf(items: readonly JellyfinItem[]): number {
    return new Set(items.flatMap((item) => numbersOf(item).map((number) => `${item.seasonNumber ?? ''} ${number}`))).size;
}

function proofsOf(item: JellyfinItem, way: string): Verified[] {
    const { seasonNumber } = item;
    if (seasonNumber === undefined) return [];
    return numbersOf(item).map((episodeNumber) => ({
        subject: episodeRef({ seasonNumber, episodeNumber }),
        jellyfinId: item.id,
        foundAs: `Episode ${numberLabel(item)}`,
        way,
    }));
}

function missing(reason: Reason): VerifyResult {
    return { verified: [], missing: [{ subject: { type: 'request' }, ...reason }] };
}

/**
 * A TV request whose episodes nobody has named, because Sonarr had nothing to grab: the season may be in the library all
 * along. What Jellyfin shows is all there is only if the number of episodes agrees, or Seerr, which compares with TMDB,
 * said that it is available.
 */
import { isClosed, type MediaRequest, parseSeasons } from '../model';
import { type JellyfinItem, numberLabel } from './item';
import type { Look } from './look';
import { whyNotPlayable, whyNotThere } from './playable';
import { type Reason, subjectLabel, type Verified, type VerifyResult } from './result';
import { seriesWays } from './verify-tv';

export async function verifyUnlisted(request: MediaRequest, look: Look): Promise<VerifyResult> {
    if (isClosed(request.state)) return { verified: [], missing: [] };
    const series = await firstSeries(request, look);
    if (series === undefined) {
        look.lookedInVain();
        return missing({ code: 'no_such_series', message: 'Jellyfin shows no series with its ids' });
    }
    const wanted = parseSeasons(request.requestedSeasons);
    const isWanted = ({ seasonNumber }: JellyfinItem): boolean =>
        seasonNumber !== undefined && (wanted.length === 0 ? seasonNumber > 0 : wanted.includes(seasonNumber));
    const [season] = wanted.length === 1 ? wanted : [];
    const there = (await look.episodes(series.id, season)).filter((item) => isWanted(item) && whyNotThere(item) === null);
    if (!isComplete(request, there)) {
        const message = `Sonarr has not said which episodes the request has; Jellyfin shows ${countOf(there)} of its seasons`;
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

async function firstSeries(request: MediaRequest, look: Look): Promise<{ id: string; way: string } | undefined> {
    for (const { way, ids } of seriesWays(request, look)) {
        const [id] = await ids();
        if (id !== undefined) return { id, way };
    }
    return undefined;
}

function isComplete(request: MediaRequest, items: readonly JellyfinItem[]): boolean {
    if (items.length === 0) return false;
    const { totalEpisodes } = request;
    if (totalEpisodes !== undefined && totalEpisodes > 0) return countOf(items) >= totalEpisodes;
    return request.timeline.some((entry) => entry.kind === 'reported_available');
}

function countOf(items: readonly JellyfinItem[]): number {
    return new Set(items.flatMap((item) => numbersOf(item).map((number) => `${item.seasonNumber ?? ''} ${number}`))).size;
}

function numbersOf(item: JellyfinItem): number[] {
    const { episodeNumber: first } = item;
    if (first === undefined) return [];
    return Array.from({ length: Math.max(1, (item.episodeNumberEnd ?? first) - first + 1) }, (_, index) => first + index);
}

function proofsOf(item: JellyfinItem, way: string): Verified[] {
    const { seasonNumber } = item;
    if (seasonNumber === undefined) return [];
    return numbersOf(item).map((episodeNumber) => ({
        subject: { type: 'episode', seasonNumber, episodeNumber },
        jellyfinId: item.id,
        foundAs: `Episode ${numberLabel(item)}`,
        way,
    }));
}

function missing(reason: Reason): VerifyResult {
    return { verified: [], missing: [{ subject: { type: 'request' }, ...reason }] };
}

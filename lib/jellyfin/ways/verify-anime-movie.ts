/**
 * The way of an anime film, which Shokofin may show as anything: a Movie, an episode, a special of a series, a series.
 * Its items carry Shoko's ids always and TMDB's only when its user asked for them.
 */
import { isImported, type MediaRequest } from '../../model';
import { fileAmong, type Finding, firstProof, prove, proveBeneath } from './film';
import { idsOf, type JellyfinItem } from '../ask/item';
import { Look, type LookDeps } from '../ask/look';
import { nothingFound } from './nothing-found';
import { nearest, type Reason, type VerifyResult } from '../tell/result';
import { contradictsShoko } from '../decide/same-file';
import { hasTitle, isOfFranchise, isOfYear, isRelated, matchTitle, titleKey, titleKeysOf } from '../decide/titles';
import { proveByFile } from './verify-movie';

/** Series looked into because the film's title begins with theirs. */
const RELATED_SERIES_LIMIT = 3;

/** Proves an anime film. Reads only. @throws MediaError as HttpClient */
export async function verifyAnimeMovie(request: MediaRequest, deps: LookDeps): Promise<VerifyResult> {
    const look = new Look(deps, request, ['Movie', 'Series', 'Episode']);
    return firstProof(
        look,
        [
            () => movieById(request, look),
            () => seriesById(request, look),
            () => anyTypeById(request, look),
            () => shokoIds(request, look),
            () => proveByFile(request, look, ['Movie', 'Episode']),
            () => titleAndYear(request, look),
        ],
        () => {
            look.lookedInVain();
            return nothingFound(request);
        },
    );
}

async function movieById(request: MediaRequest, look: Look): Promise<Finding> {
    const byTmdb = prove(request, look, await look.itemsHaving(['Movie'], 'tmdb', request.tmdbId), 'tmdb');
    return byTmdb ?? prove(request, look, await look.itemsHaving(['Movie'], 'imdb', request.imdbId), 'imdb');
}

/** TMDB numbers films and shows apart, so a series with the film's number must also be about it. */
async function seriesById(request: MediaRequest, look: Look): Promise<Finding> {
    const series = await look.itemsHaving(['Series'], 'tmdb', request.tmdbId);
    return beneathAny(
        request,
        look,
        series.filter((item) => isRelated(item, request)),
        'series_tmdb',
    );
}

async function anyTypeById(request: MediaRequest, look: Look): Promise<Finding> {
    const byTmdb = await look.itemsHaving(['Episode'], 'tmdb', request.tmdbId);
    const related = byTmdb.filter((item) => isRelated(item, request));
    const finding = prove(request, look, related, 'any_tmdb');
    return finding ?? prove(request, look, await look.itemsHaving(['Episode'], 'imdb', request.imdbId), 'any_imdb');
}

async function shokoIds(request: MediaRequest, look: Look): Promise<Finding> {
    const types = ['Movie', 'Episode'] as const;
    const byFile = prove(request, look, await look.itemsHaving(types, 'shoko file', request.shokoFileId), 'shoko_file');
    if (byFile !== null) return byFile;
    const byEpisode = prove(
        request,
        look,
        await look.itemsHaving(types, 'shoko episode', request.shokoEpisodeId),
        'shoko_episode',
    );
    if (byEpisode !== null) return byEpisode;
    const ids = await look.having(['Series', 'Season'], 'shoko series', request.shokoSeriesId);
    return beneathAny(request, look, await look.read(ids), 'shoko_series');
}

/**
 * Only what fits alone counts; a Movie before a series, a series before an episode. Once the film was imported, the year
 * before or after will do, as release dates differ between countries.
 */
async function titleAndYear(request: MediaRequest, look: Look): Promise<Finding> {
    const mostApart = isImported(request.state) ? 1 : 0;
    const items = (await look.titled(['Movie', 'Series'])).filter((item) => !isAnother(request, item));
    const dated = items.filter((item) => isOfYear(item, request, mostApart));
    const movie = matchTitle(
        dated.filter((item) => item.type === 'Movie'),
        request,
    );
    if (movie.kind === 'ambiguous') return { reason: ambiguous(movie.items) };
    if (movie.kind === 'one') return prove(request, look, await look.read([movie.item.id]), 'title');

    const named = matchTitle(
        dated.filter((item) => item.type === 'Series'),
        request,
    );
    if (named.kind === 'ambiguous') return { reason: ambiguous(named.items) };
    const fromSeries = named.kind === 'one' ? await proveBeneath(request, look, named.item, 'title') : null;
    if (fromSeries !== null && 'verified' in fromSeries) return fromSeries;
    const series = items.filter((item) => item.type === 'Series');
    return (await episodeByTitle(request, look, series)) ?? fromSeries;
}

/** The film's file among the episodes of a series whose name its title begins with; else an episode of its very title and year. */
async function episodeByTitle(request: MediaRequest, look: Look, series: readonly JellyfinItem[]): Promise<Finding> {
    const beginnings = series.filter((item) => titleKeysOf(request).some((key) => key.startsWith(`${titleKey(item.name)} `)));
    const episodes: JellyfinItem[] = await look.titled(['Episode']);
    for (const item of beginnings.slice(0, RELATED_SERIES_LIMIT)) episodes.push(...(await look.episodes(item.id)));
    const candidates = episodes.filter((episode) => !contradictsShoko(request, episode));
    const match = matchTitle(
        candidates.filter((episode) => isFilmInFranchise(request, episode)),
        request,
    );
    if (match.kind === 'ambiguous') return { reason: ambiguous(match.items) };
    const chosen = match.kind === 'one' ? [match.item] : (fileAmong(request, candidates) ?? []);
    return prove(request, look, await look.read(chosen.map((episode) => episode.id)), 'title');
}

/**
 * Names of episodes repeat, and a show's first one is often called as the show: so the series must go by the film's name, and
 * where it has the very name, only its specials count.
 */
function isFilmInFranchise(request: MediaRequest, episode: JellyfinItem): boolean {
    if (!hasTitle(episode, request) || !isOfYear(episode, request) || !isOfFranchise(episode, request)) return false;
    return episode.seasonNumber === 0 || !titleKeysOf(request).includes(titleKey(episode.seriesName ?? ''));
}

/** Whether an item with the title is known to be something else. */
function isAnother(request: MediaRequest, item: JellyfinItem): boolean {
    const tmdb = item.type === 'Movie' ? idsOf(item, 'tmdb') : [];
    return (
        contradictsShoko(request, item) ||
        (tmdb.length > 0 && request.tmdbId !== undefined && !tmdb.includes(String(request.tmdbId)))
    );
}

async function beneathAny(request: MediaRequest, look: Look, series: readonly JellyfinItem[], way: string): Promise<Finding> {
    const reasons: Reason[] = [];
    for (const item of series) {
        const finding = await proveBeneath(request, look, item, way);
        if (finding !== null && 'verified' in finding) return finding;
        if (finding !== null) reasons.push(finding.reason);
    }
    const reason = nearest(reasons);
    return reason === null ? null : { reason };
}

function ambiguous(items: readonly JellyfinItem[]): Reason {
    const named = items
        .slice(0, 3)
        .map((item) => `${item.type} "${item.name}"${item.year === undefined ? '' : ` (${item.year})`}`);
    return {
        code: 'ambiguous_title',
        message: `Several items have its title, and nothing tells which it is: ${named.join(', ')}`,
    };
}

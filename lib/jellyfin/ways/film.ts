/** What the ways of a film have in common: trying one after the other, and what counts as the film when it is found. */
import { isImported, type MediaRequest } from '../../model';
import { idsOf, type JellyfinItem, numberLabel } from '../ask/item';
import type { Look } from '../ask/look';
import { whyNotProof } from '../decide/judge';
import { whyNotThere } from '../decide/playable';
import { nearest, type Reason, type Verified, type VerifyResult } from '../tell/result';
import { contradictsShoko, hasShokoIds, matchByPath } from '../decide/same-file';
import { hasTitle, titleKey } from '../decide/titles';

/** What one way came to: a proof, or how near it came to one. Null when it found nothing at all. */
export type Finding = { verified: Verified } | { reason: Reason } | null;
export type Way = () => Promise<Finding>;

/** Tries the ways in order until one proves the film; else gives the reason that came nearest. */
export async function firstProof(look: Look, ways: readonly Way[], nothing: () => Reason): Promise<VerifyResult> {
    const verified: Verified[] = [];
    const reasons: Reason[] = [];
    await look.untilDone(async () => {
        for (const way of ways) {
            const finding = await way();
            if (finding === null) continue;
            if ('verified' in finding) return verified.push(finding.verified) > 0;
            reasons.push(finding.reason);
        }
        return false;
    });
    if (verified.length > 0) return { verified, missing: [] };
    return { verified, missing: [{ subject: { type: 'movie' }, ...(nearest(reasons) ?? nothing()) }] };
}

/** Proves the film by the first of these items that can be played. They must have been read with their media sources. */
export function prove(
    request: MediaRequest,
    look: Look,
    items: readonly JellyfinItem[],
    way: string,
    foundAs = nameOfPlace,
): Finding {
    const reasons: Reason[] = [];
    for (const item of items) {
        const reason = whyNotProof(item, request, { is4k: request.is4k, now: look.now });
        if (reason === null) {
            return { verified: { subject: { type: 'movie' }, jellyfinId: item.id, foundAs: foundAs(item), way } };
        }
        reasons.push(reason);
    }
    const reason = nearest(reasons);
    return reason === null ? null : { reason };
}

/** As what Jellyfin shows it: `Movie`, or `Episode S00E03 of "Violet Evergarden"`. */
function nameOfPlace(item: JellyfinItem): string {
    if (item.type !== 'Episode') return item.type;
    return `Episode ${numberLabel(item)}${item.seriesName === undefined ? '' : ` of "${item.seriesName}"`}`;
}

/**
 * Proves a film by an episode of a series that was found for it: by its Shoko file, its path, or its title where an id led
 * to the series; else, when the series is the film itself, by its episode. A series alone proves nothing.
 */
export async function proveBeneath(request: MediaRequest, look: Look, series: JellyfinItem, way: string): Promise<Finding> {
    const listed = await look.episodes(series.id);
    const episodes = listed.filter((episode) => !contradictsShoko(request, episode));
    if (episodes.length === 0 && listed.length > 0) return null;
    const there = episodes.filter((episode) => whyNotThere(episode) === null);
    const filmAmong = way === 'title' ? fileAmong : fileOrTitleAmong;
    const absent = nearest((filmAmong(request, episodes) ?? []).map(whyNotThere));
    if (there.length === 0) return { reason: absent ?? emptySeries(series, episodes) };
    const main = absent === null ? mainEpisodeOf(request, series, episodes, way) : null;
    const chosen = filmAmong(request, there) ?? (main === null ? null : [main]);
    if (chosen === null && absent !== null) return { reason: absent };
    if (chosen === null) {
        const message = `Jellyfin shows the series "${series.name}", but it is not certain which of its episodes is this film`;
        return { reason: { code: 'ambiguous_episode', message } };
    }
    const items = await look.read(chosen.map((episode) => episode.id));
    return prove(request, look, items, way, (item) => `Series "${series.name}" (${numberLabel(item)})`);
}

/** The episodes that are this film by what is known of its file; null when none is. */
export function fileAmong(request: MediaRequest, episodes: readonly JellyfinItem[]): JellyfinItem[] | null {
    const byShoko = episodes.filter((episode) => hasShokoIds(request, episode));
    if (byShoko.length > 0) return byShoko;
    const byPath = matchByPath(request.finalPath, episodes);
    return byPath === null ? null : [byPath];
}

function fileOrTitleAmong(request: MediaRequest, episodes: readonly JellyfinItem[]): JellyfinItem[] | null {
    const byTitle = episodes.filter((episode) => hasTitle(episode, request));
    return fileAmong(request, episodes) ?? (byTitle.length === 1 ? byTitle : null);
}

/** What AniDB calls the one episode of a film, or the first of a film in parts. */
const WHOLE_FILM = titleKey('Complete Movie');

/**
 * The episode that is the film when the series is: Shokofin makes a series of a film in a library of shows, with the film
 * as its one episode. Where an id led here, the first of several is it (a film in parts) if the series has the film's
 * title. A title alone may be that of a show which has just begun: then it takes an imported film, or a film's episode.
 */
function mainEpisodeOf(
    request: MediaRequest,
    series: JellyfinItem,
    episodes: readonly JellyfinItem[],
    way: string,
): JellyfinItem | null {
    const ordinary = episodes.filter((episode) => episode.seasonNumber !== 0);
    const [first, second] = ordinary.filter((episode) => whyNotThere(episode) === null);
    if (first === undefined) return null;
    const isCalledFilm = hasTitle(first, request) || titleKey(first.name) === WHOLE_FILM;
    if (way !== 'title') return hasTitle(series, request) || (second === undefined && isCalledFilm) ? first : null;
    if (second !== undefined) return null;
    if (isImported(request.state)) return isCalledFilm || ordinary.length === 1 ? first : null;
    return isCalledFilm && isOfShokofin(series) ? first : null;
}

function isOfShokofin(series: JellyfinItem): boolean {
    return idsOf(series, 'shoko series').length > 0;
}

function emptySeries(series: JellyfinItem, episodes: readonly JellyfinItem[]): Reason {
    const virtual = episodes.map((episode) => whyNotThere(episode)).find((reason) => reason?.code === 'only_virtual');
    return (
        virtual ?? {
            code: 'other_type_without_media',
            message: `Jellyfin shows the series "${series.name}", and nothing playable in it`,
        }
    );
}

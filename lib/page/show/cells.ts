/** The episodes of a show in a few letters, so that a season fits into a line. */
import type { Episode, MediaRequest, RequestState } from '../../model';
import { isLeftOut, isUnaired, progressOf } from '../../episodes';
import { percentOf } from '../../causes';
import type { LiveFigures } from '../../store';
import type { Cell, CellLetter, SeasonCells, SummaryEpisodes } from '../contract';

const LETTERS: Readonly<Record<RequestState, CellLetter>> = {
    requested: 'r',
    approved: 'p',
    grabbing: 'g',
    downloading: 'd',
    downloaded: 'o',
    importing: 'i',
    anime_matching: 'm',
    available: 'a',
    failed: 'f',
};

export interface CellOptions {
    live: LiveFigures;
    /** Milliseconds since 1970. */
    now: number;
    /** At most so many; those of a long show are where something is open. */
    most: number;
}

/** Undefined for what has no episodes. */
export function episodesOf(
    { summary }: MediaRequest,
    episodes: readonly Episode[],
    options: CellOptions,
): SummaryEpisodes | undefined {
    if (summary === undefined) return undefined;
    const { total, available, unaired } = progressOf(summary);
    const shown = someOf(episodes, options.most);
    const more = episodes.length - shown.length;
    return { total, available, unaired, cells: seasonsOf(shown, options), ...(more > 0 && { more }) };
}

/** The window that begins shortly before the first that is not available, or that ends the show when there is none. */
function someOf(episodes: readonly Episode[], most: number): readonly Episode[] {
    if (episodes.length <= most) return episodes;
    const firstOpen = episodes.findIndex(({ state }) => state !== 'available');
    const wanted = firstOpen < 0 ? episodes.length : firstOpen - Math.floor(most / 6);
    const start = Math.max(0, Math.min(wanted, episodes.length - most));
    return episodes.slice(start, start + most);
}

function seasonsOf(episodes: readonly Episode[], options: CellOptions): SeasonCells[] {
    const seasons = new Map<number, Cell[]>();
    for (const episode of episodes) {
        const cells = seasons.get(episode.seasonNumber) ?? [];
        cells.push(cellOf(episode, options));
        seasons.set(episode.seasonNumber, cells);
    }
    return [...seasons];
}

function cellOf(episode: Episode, { live, now }: CellOptions): Cell {
    const { episodeNumber, state, qbitHash } = episode;
    const transfer = state === 'downloading' ? live.transferOf(qbitHash) : undefined;
    const percent = transfer && percentOf(transfer, episode);
    const letter = isLeftOut(episode) ? 'x' : isUnaired(episode, now) ? 'u' : LETTERS[state];
    return percent === undefined ? [episodeNumber, letter] : [episodeNumber, letter, Math.round(percent)];
}

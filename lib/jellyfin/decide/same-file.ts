/** Whether an item is the very file of a movie or an episode: by what Shoko matched, or by its path. */
import { bestPathMatch } from '../../paths';
import { idsOf, type JellyfinItem } from '../ask/item';

/** The item whose file is this one, as another machine sees it; null when that is none or not certain. */
export function matchByPath(path: string | undefined, items: readonly JellyfinItem[]): JellyfinItem | null {
    if (path === undefined) return null;
    const candidates = items.flatMap((item) => (item.path === undefined ? [] : [{ path: item.path, value: item }]));
    return bestPathMatch(path, candidates).match;
}

export interface ShokoIds {
    shokoFileId?: number | undefined;
    shokoEpisodeId?: number | undefined;
}

/** Whether an item is the very file or episode that Shoko matched. */
export function hasShokoIds(subject: ShokoIds, item: JellyfinItem): boolean {
    const carries = (provider: 'shoko file' | 'shoko episode', id: number | undefined): boolean =>
        id !== undefined && idsOf(item, provider).includes(String(id));
    return carries('shoko file', subject.shokoFileId) || carries('shoko episode', subject.shokoEpisodeId);
}

/** Whether Shoko says of an item that it is another file than the one it matched. */
export function contradictsShoko(subject: ShokoIds, item: JellyfinItem): boolean {
    const isOther = subject.shokoFileId !== undefined && idsOf(item, 'shoko file').length > 0;
    return isOther && !hasShokoIds(subject, item);
}

/**
 * How far each episode inside a pack is. Sonarr repeats the whole torrent's percent on every episode; qBittorrent
 * knows better, file by file.
 */
import { type EpisodeNumbers, isEpisodeFile, parseEpisodeNumbers } from '../files/episode-numbers';
import type { EpisodeKey, Transfer } from '../model';
import { toPercent } from './transfer';
import type { TorrentFile } from './wire';

export type EpisodeProgress = NonNullable<Transfer['episodes']>[number];

/** Percent of each episode whose file is known, in the order of `episodes`. Bytes decide where several files make one episode. */
export async function packProgress(files: readonly TorrentFile[], episodes: readonly EpisodeKey[]): Promise<EpisodeProgress[]> {
    const videos = files.filter((file) => isEpisodeFile(file.name));
    const numbers = await Promise.all(videos.map((file) => parseEpisodeNumbers(file.name, episodes)));
    const isIn = joinTo(episodes, numbers);
    return episodes.flatMap((episode) => {
        const own = videos.filter((_, index) => isIn(episode, numbers[index] ?? null));
        return own.length === 0 ? [] : [progressOf(episode, own)];
    });
}

function progressOf({ seasonNumber, episodeNumber }: EpisodeKey, files: readonly TorrentFile[]): EpisodeProgress {
    const selected = files.filter((file) => file.priority !== 0);
    const counted = selected.length > 0 ? selected : files;
    const size = sum(counted, (file) => file.size);
    const done = sum(counted, (file) => file.size * file.progress);
    return { seasonNumber, episodeNumber, percent: size > 0 ? toPercent(done / size) : 0, wanted: selected.length > 0 };
}

type Join = (episode: EpisodeKey, numbers: EpisodeNumbers | null) => boolean;

/** Season and number decide; a bare number only where it can mean but one thing. */
function joinTo(episodes: readonly EpisodeKey[], numbers: readonly (EpisodeNumbers | null)[]): Join {
    const offset = offsetOf(episodes, numbers);
    return (episode, found) => {
        if (found === null || (found.season ?? episode.seasonNumber) !== episode.seasonNumber) return false;
        if (found.absolute === undefined) return found.episodes.includes(episode.episodeNumber);
        return offset !== null && found.absolute.includes(episode.episodeNumber + offset);
    };
}

/**
 * By how much the bare numbers in a pack of one season are ahead of the episode numbers: 0 where they are the same; 13
 * where files 14 to 26 stand for episodes 1 to 13; null where it cannot be told.
 */
function offsetOf(episodes: readonly EpisodeKey[], numbers: readonly (EpisodeNumbers | null)[]): number | null {
    const bare = numbers.filter((found) => found?.absolute !== undefined);
    const counts = new Set(bare.flatMap((found) => found?.absolute ?? []));
    const wanted = new Set(episodes.map((episode) => episode.episodeNumber));
    const [season, ...otherSeasons] = new Set(episodes.map((episode) => episode.seasonNumber));
    if (counts.size === 0 || season === undefined || otherSeasons.length > 0) return null;
    const fitsWith = (shift: number): boolean => [...wanted].every((number) => counts.has(number + shift));
    const lead = Math.min(...counts) - Math.min(...wanted);
    if (counts.size === wanted.size && fitsWith(lead)) return lead;
    // Some files are of no interest to us. Then a number is the season's own only in the first season, or where the name says the season.
    const isOwnNumbering = season <= 1 || bare.every((found) => found?.season === season);
    return isOwnNumbering && fitsWith(0) ? 0 : null;
}

function sum<T>(items: readonly T[], valueOf: (item: T) => number): number {
    return items.reduce((total, item) => total + valueOf(item), 0);
}

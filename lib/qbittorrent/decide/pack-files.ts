/**
 * How far each episode inside a torrent is. Sonarr repeats the whole torrent's percent on every episode; qBittorrent
 * knows better, file by file. Names are read once: from then on a look costs as much as there are files.
 */
import { type EpisodeKey, episodeLabel, type Transfer } from '../../model';
import type { TorrentFile } from '../ask/wire';
import { episodeFiles, type NumberedFile } from './episode-files';
import { toPercent } from './transfer';

export type EpisodeProgress = NonNullable<Transfer['episodes']>[number];

/** What the names of a torrent's files say, as long as they and what is sought stay the same. */
interface Contents {
    names: readonly string[];
    labels: readonly string[];
    /** Places of all videos in the list of files. */
    videos: readonly number[];
    /** Places of the files of each sought episode. */
    filesOf: readonly (readonly number[])[];
}

export class PackFiles {
    private contents: Contents | null = null;

    /** Percent of each episode whose file is known, in the order of `episodes`. Bytes decide where several files make one episode. */
    async progress(files: readonly TorrentFile[], episodes: readonly EpisodeKey[]): Promise<EpisodeProgress[]> {
        const { videos, filesOf } = await this.contentsOf(files, episodes);
        const filesAt = (places: readonly number[]): TorrentFile[] => places.flatMap((place) => files[place] ?? []);
        const wanted = filesAt(videos).filter(isWanted).length;
        return episodes.flatMap((episode, index) => {
            const own = filesAt(filesOf[index] ?? []);
            return own.length === 0 ? [] : [progressOf(episode, own, wanted)];
        });
    }

    private async contentsOf(files: readonly TorrentFile[], episodes: readonly EpisodeKey[]): Promise<Contents> {
        const names = files.map(({ name }) => name);
        const labels = episodes.map(episodeLabel);
        const known = this.contents;
        if (known !== null && isSame(known.names, names) && isSame(known.labels, labels)) return known;
        const videos = await episodeFiles(files, episodes);
        this.contents = {
            names,
            labels,
            videos: videos.map(({ index }) => index),
            filesOf: episodes.map(joinTo(episodes, videos)),
        };
        return this.contents;
    }
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
    return some.length === others.length && some.every((text, index) => text === others[index]);
}

function isWanted(file: TorrentFile): boolean {
    return file.priority !== 0;
}

function progressOf({ seasonNumber, episodeNumber }: EpisodeKey, files: TorrentFile[], wantedFiles: number): EpisodeProgress {
    const selected = files.filter(isWanted);
    const counted = selected.length > 0 ? selected : files;
    const size = sum(counted, (file) => file.size);
    const done = sum(counted, (file) => file.size * file.progress);
    return {
        seasonNumber,
        episodeNumber,
        percent: size > 0 ? toPercent(done / size) : 0,
        wanted: selected.length > 0,
        ...(selected.length > 0 && selected.length === wantedFiles && { sole: true as const }),
    };
}

/** Gives the places of an episode's files. Season and number decide; a bare number only where it can mean but one thing. */
function joinTo(episodes: readonly EpisodeKey[], videos: readonly NumberedFile[]): (episode: EpisodeKey) => number[] {
    const [only, ...others] = videos;
    // The only video is what the download is said to be, if its name says nothing else.
    if (only?.isNumbered === false && only.numbers === null && others.length === 0) return () => [only.index];
    const offset = offsetOf(episodes, videos);
    const places = new Map<string, number[]>();
    for (const { index, numbers } of videos) {
        const count = numbers?.absolute === undefined ? 'own' : 'bare';
        for (const number of new Set(numbers?.absolute ?? numbers?.episodes)) {
            const key = `${count} ${numbers?.season ?? '?'} ${number}`;
            const same = places.get(key);
            if (same) same.push(index);
            else places.set(key, [index]);
        }
    }
    return ({ seasonNumber, episodeNumber }) => {
        const bare = (season: number | string): number[] =>
            offset === null ? [] : (places.get(`bare ${season} ${episodeNumber + offset}`) ?? []);
        return [...(places.get(`own ${seasonNumber} ${episodeNumber}`) ?? []), ...bare(seasonNumber), ...bare('?')];
    };
}

/**
 * By how much the bare numbers in a pack of one season are ahead of the episode numbers: 0 where they are the same; 13
 * where files 14 to 26 stand for episodes 1 to 13; null where it cannot be told.
 */
function offsetOf(episodes: readonly EpisodeKey[], videos: readonly NumberedFile[]): number | null {
    const bare = videos.flatMap(({ numbers }) => (numbers?.absolute === undefined ? [] : [numbers]));
    const counts = new Set(bare.flatMap(({ absolute }) => absolute ?? []));
    const wanted = new Set(episodes.map((episode) => episode.episodeNumber));
    const [season, ...otherSeasons] = new Set(episodes.map((episode) => episode.seasonNumber));
    if (counts.size === 0 || season === undefined || otherSeasons.length > 0) return null;
    const fitsWith = (shift: number): boolean => [...wanted].every((number) => counts.has(number + shift));
    const lead = least(counts) - least(wanted);
    if (counts.size === wanted.size && fitsWith(lead)) return lead;
    // Some files are of no interest to us. Then a number is the season's own only in the first season, or where the name says the season.
    const isOwnNumbering = season <= 1 || bare.every((found) => found.season === season);
    return isOwnNumbering && fitsWith(0) ? 0 : null;
}

function least(numbers: Iterable<number>): number {
    let smallest = Infinity;
    for (const number of numbers) smallest = Math.min(smallest, number);
    return smallest;
}

function sum<T>(items: readonly T[], valueOf: (item: T) => number): number {
    return items.reduce((total, item) => total + valueOf(item), 0);
}

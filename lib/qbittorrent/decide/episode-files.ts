/** Which files of a torrent are episodes, and which: by their names, and by what only the whole torrent tells. */
import { type EpisodeNumbers, isEpisodeFile, narrow, readName } from '../../files/episode-numbers';
import type { EpisodeKey } from '../../model';
import type { TorrentFile } from '../ask/wire';

/** A video that may be an episode. */
export interface NumberedFile {
    /** Its place in the torrent's list. */
    index: number;
    size: number;
    /** Which of the sought episodes it is; null when it is none of them, or its name does not tell. */
    numbers: EpisodeNumbers | null;
    /** Whether its name numbers an episode at all. */
    isNumbered: boolean;
}

/** A file this much smaller than the largest of the same episode is a sample or a trailer of it. */
const RUNT_SHARE = 0.1;
/** After so many names others get their turn: a long show in one torrent takes a while to be read. */
const SLICE = 50;

/** @param sought the episodes that come in question */
export async function episodeFiles(files: readonly TorrentFile[], sought: readonly EpisodeKey[]): Promise<NumberedFile[]> {
    const videos: NumberedFile[] = [];
    for (const [index, { name, size }] of files.entries()) {
        if (index % SLICE === SLICE - 1) await new Promise((resolve) => setImmediate(resolve));
        if (!isEpisodeFile(name)) continue;
        const readings = readName(name);
        videos.push({ index, size, numbers: narrow(readings, sought), isNumbered: narrow(readings, []) !== null });
    }
    return withoutRunts(videos);
}

function withoutRunts(videos: readonly NumberedFile[]): NumberedFile[] {
    const largest = new Map<string, number>();
    for (const { size, numbers } of videos) {
        for (const key of keysOf(numbers)) largest.set(key, Math.max(largest.get(key) ?? 0, size));
    }
    return videos.filter(({ size, numbers }) => {
        const keys = keysOf(numbers);
        return keys.length === 0 || !keys.every((key) => size < RUNT_SHARE * (largest.get(key) ?? 0));
    });
}

function keysOf(numbers: EpisodeNumbers | null): string[] {
    return (numbers?.absolute ?? numbers?.episodes ?? []).map((number) => `${numbers?.season ?? '?'} ${number}`);
}

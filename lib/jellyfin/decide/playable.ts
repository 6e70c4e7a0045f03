/** When an item counts as playable, and the words for why it does not. */
import type { JellyfinItem, MediaSource } from '../ask/item';
import type { Reason } from '../tell/result';

/**
 * A 4K picture is 3840 or 4096 pixels wide and up to 2160 high. Bars above and below are cut off it, or, of a film in 4:3, those
 * at its sides: 2880 x 2160 is 4K too, as for Radarr (AugmentQualityFromMediaInfo.cs).
 */
const MIN_WIDTH_4K = 3_000;
const MIN_HEIGHT_4K = 2_000;
const NAMED_4K = /(?<![a-z\d])(2160p|4k|uhd)(?![a-z\d])/i;

/**
 * Judges an item by what Jellyfin knows of its file: null when it can be played, else why not. The item must have been
 * read with its media sources. Jellyfin looks at no disk to answer: a file that was deleted counts until the next scan.
 */
export function whyNotPlayable(item: JellyfinItem, options: { is4k?: boolean } = {}): Reason | null {
    const label = describe(item);
    const notThere = whyNotThere(item);
    if (notThere !== null) return notThere;
    const sources = (item.sources ?? []).filter((source) => !source.isPlaceholder);
    if (sources.length === 0) {
        return item.type === 'Movie' || item.type === 'Episode'
            ? { code: 'no_media_source', message: `Jellyfin shows ${label}, but no file for it yet` }
            : { code: 'other_type_without_media', message: `Jellyfin shows ${label}, and nothing playable in it` };
    }
    const local = sources.filter((source) => !source.isRemote && (source.protocol ?? 'File') === 'File');
    if (local.length === 0) return { code: 'not_local', message: `Jellyfin shows ${label}, but only as a stream from elsewhere` };
    const probed = local.filter((source) => source.runTimeTicks > 0);
    if (probed.length === 0) return { code: 'not_probed', message: `Jellyfin shows ${label}, but has not read its file yet` };
    const pictured = probed.filter((source) => source.hasVideo !== false);
    if (pictured.length === 0) return { code: 'no_video', message: `The file of ${label} has no picture` };
    if (options.is4k === true && !pictured.some(isSource4k)) {
        return { code: 'only_other_version', message: `Jellyfin shows ${label}, but not in 4K` };
    }
    return null;
}

/** As `whyNotPlayable`, but without the media sources: null when it is worth reading them. */
export function whyNotThere(item: JellyfinItem): Reason | null {
    const label = describe(item);
    if (item.locationType === 'Virtual' || item.isPlaceholder) {
        return { code: 'only_virtual', message: `Jellyfin shows ${label} only as a placeholder, without a file` };
    }
    if (item.locationType !== undefined && item.locationType !== 'FileSystem') {
        return {
            code: 'not_local',
            message: `Jellyfin shows ${label}, but its file is not on the server (${item.locationType})`,
        };
    }
    return null;
}

function isSource4k(source: MediaSource): boolean {
    return (
        source.width >= MIN_WIDTH_4K || source.height >= MIN_HEIGHT_4K || (source.width === 0 && NAMED_4K.test(source.path ?? ''))
    );
}

function describe(item: JellyfinItem): string {
    return item.name === '' ? 'the item' : `"${item.name}"`;
}

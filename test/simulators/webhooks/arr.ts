/** What Radarr and Sonarr build alike (NzbDrone.Core/Notifications/Webhook): nulls are left out, zero and false are not. */
import type { Payload } from './seerr';
import type { Release } from './titles';

/** How one instance is set up. */
export interface ArrInstance {
    /** Default `Radarr` or `Sonarr`. */
    instanceName?: string;
    /** Empty unless the user has set it. */
    applicationUrl?: string;
}

/** Leaves nulls out, as Newtonsoft does here. */
export function withoutNulls(payload: Payload): Payload {
    return Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined && value !== null));
}

export function languageFacts(isAnime: boolean): { id: number; name: string }[] {
    return [isAnime ? { id: 8, name: 'Japanese' } : { id: 1, name: 'English' }];
}

export const customFormatInfo: Payload = { customFormats: [{ id: 51, name: 'x265 (HD)' }], customFormatScore: 0 };

/** A release as a grab tells it. */
export function grabbedRelease(release: Release, isAnime: boolean): Payload {
    return withoutNulls({
        quality: release.quality,
        qualityVersion: 1,
        releaseGroup: release.group,
        releaseTitle: release.title,
        indexer: release.indexer,
        size: release.size,
        customFormatScore: 0,
        customFormats: ['x265 (HD)'],
        languages: languageFacts(isAnime),
    });
}

/** The download client, in every payload that has one. */
export function clientFacts(release: Release): Payload {
    return withoutNulls({
        downloadClient: 'qBittorrent (VPN)',
        downloadClientType: 'qBittorrent',
        downloadId: release.downloadId,
    });
}

/** Facts of a file on disk. */
export function fileFacts(file: { id: number; folder: string; relativePath: string; release: Release; size: number }): Payload {
    return withoutNulls({
        id: file.id,
        relativePath: file.relativePath,
        path: `${file.folder}/${file.relativePath}`,
        quality: file.release.quality,
        qualityVersion: 1,
        releaseGroup: file.release.group,
        sceneName: file.release.title,
        size: file.size,
        dateAdded: '2026-01-22T04:36:40.2551822Z',
        languages: languageFacts(false),
        mediaInfo: {
            audioChannels: 2,
            audioCodec: 'AAC',
            audioLanguages: ['jpn'],
            height: 1080,
            width: 1920,
            subtitles: ['eng'],
            videoCodec: 'x264',
            videoDynamicRange: '',
            videoDynamicRangeType: '',
        },
    });
}

/**
 * The same up to Sonarr 4.0.8 and Radarr 5.10.0: `path` is where it came from after an import, and nothing after a rename or for
 * a delete, as it is not stored with the file (EpisodeFile.cs, MovieFile.cs).
 * @param source where an import took it from
 */
export function earlyFileFacts(file: Payload, source?: string): Payload {
    const { path: _path, languages: _languages, sourcePath: _sourcePath, ...others } = file;
    return withoutNulls({ ...others, path: source });
}

/** A file that is refused, and why. */
export interface RefusedFile {
    name: string;
    messages: readonly string[];
}

/**
 * What a blocked import says, in the service's own words: of the whole download, or of single files of it, with a sentence
 * before them that has no messages of its own.
 */
export function blockedDownload(release: Release, said: readonly string[] | readonly RefusedFile[], media: string): Payload {
    const files = said.filter((each) => typeof each !== 'string');
    const expected = `One or more ${media} expected in this release were not imported or missing from the release`;
    return {
        downloadInfo: { quality: release.quality, qualityVersion: 1, title: release.title, size: release.size },
        ...clientFacts(release),
        downloadStatus: 'Warning',
        downloadStatusMessages:
            files.length === 0
                ? [{ title: release.title, messages: said }]
                : [{ title: expected, messages: [] }, ...files.map(({ name, messages }) => ({ title: name, messages }))],
        customFormatInfo,
    };
}

/** @param wiki whose part of the wiki says more */
export function healthFacts(wiki: 'radarr' | 'sonarr'): Payload {
    return {
        level: 'warning',
        message: 'Indexers unavailable due to failures: Indexer One',
        type: 'IndexerStatusCheck',
        wikiUrl: `https://wiki.servarr.com/${wiki}/system#indexers-are-unavailable-due-to-failures`,
    };
}

/** After a mute: webhooks are sent again, and what would have been sent meanwhile is lost. */
export function mutedFacts(wiki: 'radarr' | 'sonarr'): Payload {
    return {
        level: 'error',
        message: 'All notifications are unavailable due to failures',
        type: 'NotificationStatusCheck',
        wikiUrl: `https://wiki.servarr.com/${wiki}/system#notifications-are-unavailable-due-to-failures`,
    };
}

export function updateFacts(): Payload {
    return { message: 'Updated from 4.0.16.2944 to 4.0.17.2952', previousVersion: '4.0.16.2944', newVersion: '4.0.17.2952' };
}

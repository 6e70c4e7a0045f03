/** What Shoko is told to do with a file, and which episodes it may hold, by the names and numbers that Sonarr knows. */
import { z } from 'zod';
import type { Episode, MediaRequest } from '../../model';
import { bestPathMatch, isInFolder, joinPath, mapPath, type PathMapping, tellingTail } from '../../paths';
import type { ShokoClient } from '../../shoko';
import { readAll } from './arr-hands';

const id = z.number().int().positive();

const seriesFound = z.object({
    Name: z.string(),
    ExactMatch: z.boolean().optional().catch(undefined),
    IDs: z.object({
        ID: id,
        TMDB: z
            .object({ Show: z.array(z.number()).optional(), Movie: z.array(z.number()).optional() })
            .optional()
            .catch(undefined),
    }),
});

const episodeFound = z.object({
    Name: z.string(),
    IDs: z.object({ ID: id }),
    AniDB: z.object({ Type: z.string(), EpisodeNumber: z.number() }),
});

/** An episode that a file is said to hold, in words for people. */
export interface LinkOffer {
    seriesName: string;
    episodeId: number;
    /** For example `3 Second Step`. */
    episodeName: string;
}

export interface ShokoPlace {
    fileId?: number;
    isLinked: boolean;
    /** The folder in which it lies, or has to lie. */
    folderId?: number;
}

const MOST_SERIES = 10;

export class ShokoHands {
    /** @param mappings from Shoko's view of a folder to Sonarr's and Radarr's */
    constructor(
        private readonly client: Pick<
            ShokoClient,
            'ask' | 'filesEndingWith' | 'folders' | 'file' | 'link' | 'rescan' | 'scanFolder'
        >,
        private readonly mappings: readonly PathMapping[],
    ) {}

    /** What Shoko has of the file at a path of Sonarr's or Radarr's. */
    async placeOf(path: string): Promise<ShokoPlace> {
        const folders = await this.client.folders();
        const inFolder = [...folders].filter(([, folder]) => isInFolder(path, mapPath(folder, this.mappings)));
        const folderId = inFolder.length === 1 ? inFolder[0]?.[0] : undefined;
        const files = await this.client.filesEndingWith(tellingTail(path));
        const places = files.flatMap((file) =>
            file.locations.map(({ folderId: of, relativePath }) => ({
                path: mapPath(joinPath(folders.get(of) ?? '', relativePath), this.mappings),
                value: file,
            })),
        );
        const found = bestPathMatch(path, places);
        if (found.match === null) return { isLinked: false, ...(folderId !== undefined && { folderId }) };
        const { id: fileId, linked, locations } = found.match;
        return { fileId, isLinked: linked, folderId: locations[0]?.folderId ?? folderId ?? 0 };
    }

    /**
     * The one episode that a file can mean: in the series of that very name, or of the same TMDB show, the one of its
     * number; null when there is none, or more than one series fits.
     */
    async offerFor(request: MediaRequest, episode: Episode | null): Promise<LinkOffer | null> {
        const series = await this.seriesOf(request);
        if (series === null) return null;
        const answer = await this.client.ask(`/api/v3/Series/${series.id}/Episode`, {
            pageSize: 0,
            includeMissing: true,
            includeDataFrom: 'AniDB',
        });
        const all = readAll(episodeFound, z.object({ List: z.array(z.unknown()) }).safeParse(answer).data?.List);
        const regular = all.filter(({ AniDB }) => AniDB.Type === 'Episode');
        const number = episode === null ? 1 : numberIn(episode, regular.length);
        const fits = regular.filter(({ AniDB }) => AniDB.EpisodeNumber === number);
        const [found] = fits;
        if (found === undefined || fits.length > 1) return null;
        return { seriesName: series.name, episodeId: found.IDs.ID, episodeName: `${found.AniDB.EpisodeNumber} ${found.Name}` };
    }

    async isLinked(fileId: number): Promise<boolean> {
        return (await this.client.file(fileId))?.linked === true;
    }

    rescan(fileId: number): Promise<void> {
        return this.client.rescan(fileId);
    }

    link(fileId: number, episodeIds: readonly number[]): Promise<void> {
        return this.client.link(fileId, episodeIds);
    }

    scan(folderId: number): Promise<void> {
        return this.client.scanFolder(folderId);
    }

    private async seriesOf({
        title,
        originalTitle,
        tmdbId,
        mediaType,
    }: MediaRequest): Promise<{ id: number; name: string } | null> {
        const found = new Map<number, string>();
        for (const name of new Set([title, originalTitle])) {
            if (name === undefined || name === '') continue;
            const query = { query: name, fuzzy: true, limit: MOST_SERIES };
            for (const each of readAll(seriesFound, await this.client.ask('/api/v3/Series/Search', query))) {
                const shows = mediaType === 'tv' ? each.IDs.TMDB?.Show : each.IDs.TMDB?.Movie;
                const isSame = tmdbId !== undefined && shows?.includes(tmdbId) === true;
                // A remake has the name of the first one: where Shoko knows the show at TMDB, it is not to be another.
                const isOther = tmdbId !== undefined && !isSame && (shows?.length ?? 0) > 0;
                const isNamed = each.Name.toLowerCase() === name.toLowerCase();
                if (isSame || (isNamed && !isOther)) found.set(each.IDs.ID, each.Name);
            }
        }
        const [only] = found;
        return only !== undefined && found.size === 1 ? { id: only[0], name: only[1] } : null;
    }
}

/** AniDB has a series for each season: the first goes by its own numbers, a later one only where all are in one. */
function numberIn({ seasonNumber, episodeNumber, absoluteEpisodeNumber }: Episode, count: number): number | null {
    if (seasonNumber === 1) return episodeNumber;
    if (seasonNumber === 0 || absoluteEpisodeNumber === undefined || absoluteEpisodeNumber > count) return null;
    return absoluteEpisodeNumber;
}

/** A file as Shoko Server describes it over REST v3, 4.2 to 6, read into our words. Accepts unknown fields. */
import { z } from 'zod';
import { MediaError } from '../../model';

/** Where a file lies: under one of Shoko's managed folders (before 6: import folders). */
export interface ShokoLocation {
    folderId: number;
    /** As Shoko wrote it: with or without a leading separator, of either kind. */
    relativePath: string;
}

/** An episode that Shoko says a file contains, by Shoko's own ids. */
export interface ShokoReference {
    seriesId: number;
    episodeId: number | null;
}

export interface ShokoFile {
    id: number;
    locations: ShokoLocation[];
    /** One per episode in the file. Empty while Shoko does not know it, or has not created the series yet. */
    references: ShokoReference[];
    /** Shoko knows the AniDB episodes, whether or not it has created its series and episodes for them yet. */
    linked: boolean;
}

/** Shoko's own ids. */
export const id = z.number().int().nonnegative();
const ids = z.object({ ID: id.nullish() }).nullish();

const restLocation = z.object({ ManagedFolderID: id.optional(), ImportFolderID: id.optional(), RelativePath: z.string() });

const restFile = z.object({
    ID: id,
    Locations: z.array(restLocation).nullish(),
    SeriesIDs: z.array(z.object({ SeriesID: ids, EpisodeIDs: z.array(z.object({ ID: id.nullish() })).nullish() })).nullish(),
});

/** The references that have a series of Shoko's own. */
export function referencesFrom(
    pairs: readonly { seriesId: number | null | undefined; episodeId: number | null | undefined }[],
): ShokoReference[] {
    return pairs.flatMap(({ seriesId, episodeId }) => (seriesId ? [{ seriesId, episodeId: episodeId ? episodeId : null }] : []));
}

/**
 * Reads a file of REST v3 (`Models/Shoko/File.cs`).
 * @throws MediaError `not_shoko` when it is none
 */
export function readFile(value: unknown): ShokoFile {
    const parsed = restFile.safeParse(value);
    if (!parsed.success)
        throw new MediaError('not_shoko', 'Shoko described a file in a form that is not known', { cause: parsed.error });
    const { ID, Locations, SeriesIDs } = parsed.data;
    const pairs = (SeriesIDs ?? []).flatMap((series) => {
        const episodes = series.EpisodeIDs ?? [];
        const seriesId = series.SeriesID?.ID;
        return episodes.length === 0
            ? [{ seriesId, episodeId: null }]
            : episodes.map((episode) => ({ seriesId, episodeId: episode.ID }));
    });
    return {
        id: ID,
        locations: (Locations ?? []).map(locationFrom),
        references: referencesFrom(pairs),
        linked: pairs.length > 0,
    };
}

/** 6 calls the import folders managed folders. */
export function locationFrom(told: {
    ManagedFolderID?: number | undefined;
    ImportFolderID?: number | undefined;
    RelativePath: string;
}): ShokoLocation {
    return { folderId: told.ManagedFolderID ?? told.ImportFolderID ?? 0, relativePath: told.RelativePath };
}

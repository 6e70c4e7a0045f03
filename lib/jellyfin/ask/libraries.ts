/** Jellyfin's libraries, as `/Library/VirtualFolders` lists them (VirtualFolderInfo, LibraryOptions; the same from 10.8 to 12). */
import { z } from 'zod';

const folder = z.object({
    Name: z.string().catch(''),
    Locations: z.array(z.string()).catch([]),
    LibraryOptions: z
        .object({
            EnableRealtimeMonitor: z.boolean().optional().catch(undefined),
            Enabled: z.boolean().optional().catch(undefined),
        })
        .optional()
        .catch(undefined),
    CollectionType: z.string().nullish().catch(undefined),
});

export interface JellyfinLibrary {
    name: string;
    paths: string[];
    /** `movies`, `tvshows` ...; empty for mixed content. */
    type: string;
    /** Real time monitoring; undefined where it does not say. */
    isWatched: boolean | undefined;
}

/** What can be understood of the list. Libraries that are turned off are left out. */
export function readLibraries(value: unknown): JellyfinLibrary[] {
    if (!Array.isArray(value)) return [];
    return value.flatMap((each: unknown) => {
        const read = folder.safeParse(each);
        if (!read.success || read.data.LibraryOptions?.Enabled === false) return [];
        const { Name, Locations, CollectionType, LibraryOptions } = read.data;
        return [{ name: Name, paths: Locations, type: CollectionType ?? '', isWatched: LibraryOptions?.EnableRealtimeMonitor }];
    });
}

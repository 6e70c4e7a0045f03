/**
 * What Shoko Server says, read into our words: REST v3 of 4.2 to 6, and the events of its SignalR hub in both
 * dialects. Accepts unknown fields, and camelCase (4.2) as well as PascalCase.
 */
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

/** One event of the hub, in one vocabulary for both dialects. `eventType` is Shoko's own name for it. */
export type ShokoNotice = { eventType: string } & (
    | { kind: 'matched'; file: ShokoFile }
    /** Shoko tells only the id; what the file is, and where, has to be asked. */
    | { kind: 'released'; fileId: number }
    /** A search for the file's release ended without one. */
    | { kind: 'search_failed'; fileId: number; fault: string | null }
    | { kind: 'not_matched'; file: ShokoFile; isBanned: boolean }
    | { kind: 'moved'; file: ShokoFile; previous: ShokoLocation }
    | { kind: 'deleted'; file: ShokoFile }
    /** The link between a file and its episodes was removed. */
    | { kind: 'unlinked'; fileId: number }
    | { kind: 'ban'; channel: 'udp' | 'http'; isBanned: boolean }
);

const id = z.number().int().nonnegative();
const ids = z.object({ ID: id.nullish() }).nullish();

const restLocation = z.object({ ManagedFolderID: id.optional(), ImportFolderID: id.optional(), RelativePath: z.string() });

const restFile = z.object({
    ID: id,
    Locations: z.array(restLocation).nullish(),
    SeriesIDs: z.array(z.object({ SeriesID: ids, EpisodeIDs: z.array(z.object({ ID: id.nullish() })).nullish() })).nullish(),
});

const eventReference = z.object({ SeriesID: id.nullish(), EpisodeID: id.nullish() });

const fileEvent = z.object({
    FileID: id,
    ManagedFolderID: id.optional(),
    ImportFolderID: id.optional(),
    RelativePath: z.string().default(''),
    /** 4.2 calls them `CrossRefs`. */
    CrossReferences: z.array(eventReference).nullish(),
    CrossRefs: z.array(eventReference).nullish(),
});

const movedEvent = fileEvent.extend({
    PreviousRelativePath: z.string().optional(),
    PreviousManagedFolderID: id.optional(),
    PreviousImportFolderID: id.optional(),
    // 4.2 (FileMovedEventSignalRModel)
    NewRelativePath: z.string().optional(),
    NewImportFolderID: id.optional(),
    OldRelativePath: z.string().optional(),
    OldImportFolderID: id.optional(),
});

const renamedEvent = fileEvent.extend({
    FileName: z.string().optional(),
    PreviousFileName: z.string().optional(),
    // 4.2 (FileRenamedEventSignalRModel)
    NewFileName: z.string().optional(),
    OldFileName: z.string().optional(),
});

const notMatchedEvent = fileEvent.extend({ HasCrossReferences: z.boolean().nullish(), IsUDPBanned: z.boolean().nullish() });

const fileIdEvent = z.object({ FileID: id });
const removedEvent = z.object({ FileID: id.nullish() });
const searchEvent = fileIdEvent.extend({
    ReleaseInfo: z.unknown(),
    IsCancelled: z.boolean().nullish(),
    ExceptionMessage: z.string().nullish(),
});

/** `UpdateType` is a word in 6 and a number before (Providers/AniDB/AniDBEnums.cs). */
const anidbState = z.object({ UpdateType: z.union([z.string(), z.number()]), Value: z.boolean() });
const BANS: Readonly<Record<string, 'udp' | 'http'>> = { 1: 'udp', UDPBan: 'udp', 2: 'http', HTTPBan: 'http' };

/** 4.2 writes `fileID` where later versions write `FileID`. */
function pascalCased(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(pascalCased);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key.charAt(0).toUpperCase() + key.slice(1), pascalCased(inner)]),
    );
}

function referencesFrom(
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

function locationFrom(told: {
    ManagedFolderID?: number | undefined;
    ImportFolderID?: number | undefined;
    RelativePath: string;
}): ShokoLocation {
    return { folderId: told.ManagedFolderID ?? told.ImportFolderID ?? 0, relativePath: told.RelativePath };
}

function fileFrom(event: z.infer<typeof fileEvent>): ShokoFile {
    const told = event.CrossReferences ?? event.CrossRefs ?? [];
    return {
        id: event.FileID,
        locations: event.RelativePath === '' ? [] : [locationFrom(event)],
        references: referencesFrom(told.map((one) => ({ seriesId: one.SeriesID, episodeId: one.EpisodeID }))),
        linked: told.length > 0,
    };
}

function readMoved(payload: unknown): Omit<Extract<ShokoNotice, { kind: 'moved' }>, 'eventType'> {
    const event = movedEvent.parse(payload);
    const file = fileFrom({
        ...event,
        RelativePath: event.NewRelativePath ?? event.RelativePath,
        ImportFolderID: event.NewImportFolderID ?? event.ImportFolderID,
    });
    const previous = {
        folderId: event.PreviousManagedFolderID ?? event.PreviousImportFolderID ?? event.OldImportFolderID ?? 0,
        relativePath: event.PreviousRelativePath ?? event.OldRelativePath ?? '',
    };
    return { kind: 'moved', file, previous };
}

/** The event's path may be the one before or after (4.2 sends what it has at hand): only its folder is used. */
function readRenamed(payload: unknown): Omit<Extract<ShokoNotice, { kind: 'moved' }>, 'eventType'> {
    const event = renamedEvent.parse(payload);
    const folder = event.RelativePath.replace(/[^\\/]*$/, '');
    const named = (name: string | undefined): string => (name === undefined ? '' : folder + name);
    const file = fileFrom({ ...event, RelativePath: named(event.FileName ?? event.NewFileName) });
    const folderId = locationFrom(event).folderId;
    return { kind: 'moved', file, previous: { folderId, relativePath: named(event.PreviousFileName ?? event.OldFileName) } };
}

function readBans(eventType: string, payload: unknown): ShokoNotice[] {
    const states = z.array(anidbState).parse(Array.isArray(payload) ? payload : [payload]);
    return states.flatMap(({ UpdateType, Value }) => {
        const channel = BANS[UpdateType];
        return channel === undefined ? [] : [{ eventType, kind: 'ban' as const, channel, isBanned: Value }];
    });
}

type Reader = (eventType: string, payload: unknown) => ShokoNotice[];

const matched: Reader = (eventType, payload) => [{ eventType, kind: 'matched', file: fileFrom(fileEvent.parse(payload)) }];
const moved: Reader = (eventType, payload) => [{ eventType, ...readMoved(payload) }];
const deleted: Reader = (eventType, payload) => [{ eventType, kind: 'deleted', file: fileFrom(fileEvent.parse(payload)) }];

const notMatched: Reader = (eventType, payload) => {
    const event = notMatchedEvent.parse(payload);
    const file = fileFrom(event);
    const linked = event.HasCrossReferences ?? file.linked;
    return [{ eventType, kind: 'not_matched', file: { ...file, linked }, isBanned: event.IsUDPBanned ?? false }];
};

const searchCompleted: Reader = (eventType, payload) => {
    const event = searchEvent.parse(payload);
    // Cancelled: Shoko found the file redundant and deleted it. Found: `release:saved` says so.
    if (event.IsCancelled === true || (event.ReleaseInfo ?? null) !== null) return [];
    return [{ eventType, kind: 'search_failed', fileId: event.FileID, fault: event.ExceptionMessage ?? null }];
};

const removed: Reader = (eventType, payload) => {
    const { FileID } = removedEvent.parse(payload);
    return FileID ? [{ eventType, kind: 'unlinked', fileId: FileID }] : [];
};

/** Every hub event we read. 4.2 and 5 speak the first group (ShokoEventEmitter), 6 the second (FileEventEmitter, ReleaseEventEmitter). */
const READERS: Readonly<Record<string, Reader>> = {
    'ShokoEvent:FileMatched': matched,
    'ShokoEvent:FileNotMatched': notMatched,
    'ShokoEvent:FileMoved': moved,
    'ShokoEvent:FileRenamed': (eventType, payload) => [{ eventType, ...readRenamed(payload) }],
    'ShokoEvent:FileDeleted': deleted,
    'AniDB:OnConnected': readBans,
    'AniDB:AniDBUDPStateUpdate': readBans,
    'AniDB:AniDBHttpStateUpdate': readBans,

    'release:saved': (eventType, payload) => [{ eventType, kind: 'released', fileId: fileIdEvent.parse(payload).FileID }],
    'release:search.completed': searchCompleted,
    'release:removed': removed,
    'file:relocated': moved,
    'file:deleted': deleted,
    'anidb:connected': readBans,
    'anidb:udp.stateUpdate': readBans,
    'anidb:http.stateUpdate': readBans,
};

/** The hub's event names, to subscribe to. */
export const HUB_EVENTS: readonly string[] = Object.keys(READERS);

/** The feeds that carry them; each version ignores the other's. */
export const HUB_FEEDS = 'shoko,anidb,file,release';

/**
 * Reads one hub event. What concerns nobody gives nothing.
 * @throws MediaError `bad_event` when it has not the form of its name
 */
export function readNotices(eventType: string, payload: unknown): ShokoNotice[] {
    try {
        return READERS[eventType]?.(eventType, pascalCased(payload)) ?? [];
    } catch (cause) {
        throw new MediaError('bad_event', `Shoko sent a ${eventType} event in a form that is not known`, { cause });
    }
}

/**
 * What the SignalR hub of Shoko Server says, read into our words, in the dialects of 4.2, 5 and 6. Accepts unknown fields,
 * and camelCase (4.2) as well as PascalCase.
 */
import { z } from 'zod';
import { MediaError } from '../../model';
import { type AniDbState, readStates } from './anidb';
import { id, locationFrom, referencesFrom, type ShokoFile, type ShokoLocation } from '../ask/files';

/** One event of the hub, in one vocabulary for both dialects. `eventType` is Shoko's own name for it. */
export type ShokoNotice = { eventType: string } & (
    | { kind: 'matched'; file: ShokoFile }
    /** Shoko tells only the id; what the file is, and where, has to be asked. */
    | { kind: 'released'; fileId: number }
    /** A file turned up, and is to be read. */
    | { kind: 'detected'; location: ShokoLocation }
    /** A file was read whose content Shoko does not know yet: it is looked up next. */
    | { kind: 'hashed'; file: ShokoFile }
    /** A search for the file's release ended without one; `wasAsked`: at least one source of releases was asked. */
    | { kind: 'search_failed'; fileId: number; fault: string | null; wasAsked: boolean }
    | { kind: 'not_matched'; file: ShokoFile; isBanned: boolean }
    | { kind: 'moved'; file: ShokoFile; previous: ShokoLocation }
    | { kind: 'deleted'; file: ShokoFile }
    /** The link between a file and its episodes was removed. */
    | { kind: 'unlinked'; fileId: number }
    | AniDbState
);

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

const detectedEvent = z.object({
    ManagedFolderID: id.optional(),
    ImportFolderID: id.optional(),
    RelativePath: z.string(),
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
    /** Empty when no source of releases could be asked. */
    AttemptedProviders: z.array(z.unknown()).nullish(),
    /** The one that knew the file. */
    SelectedProvider: z.unknown().optional(),
    /** Null even when it was found, in all that was seen. */
    ReleaseInfo: z.unknown().optional(),
    IsCancelled: z.boolean().nullish(),
    ExceptionMessage: z.string().nullish(),
});

/** 4.2 writes `fileID` where later versions write `FileID`. */
function pascalCased(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(pascalCased);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key.charAt(0).toUpperCase() + key.slice(1), pascalCased(inner)]),
    );
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

type Reader = (eventType: string, payload: unknown) => ShokoNotice[];

const matched: Reader = (eventType, payload) => [{ eventType, kind: 'matched', file: fileFrom(fileEvent.parse(payload)) }];
const detected: Reader = (eventType, payload) => [
    { eventType, kind: 'detected', location: locationFrom(detectedEvent.parse(payload)) },
];

/** A file whose content Shoko knows, at another path or again: 6 says no more of it than this. */
const hashed: Reader = (eventType, payload) => {
    const file = fileFrom(fileEvent.parse(payload));
    return [{ eventType, kind: file.linked ? 'matched' : 'hashed', file }];
};

const states: Reader = (eventType, payload) => readStates(payload).map((state) => ({ eventType, ...state }));

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
    if (event.IsCancelled === true || (event.SelectedProvider ?? event.ReleaseInfo ?? null) !== null) return [];
    const wasAsked = event.AttemptedProviders?.length !== 0;
    return [{ eventType, kind: 'search_failed', fileId: event.FileID, fault: event.ExceptionMessage ?? null, wasAsked }];
};

const removed: Reader = (eventType, payload) => {
    const { FileID } = removedEvent.parse(payload);
    return FileID ? [{ eventType, kind: 'unlinked', fileId: FileID }] : [];
};

/** Every hub event we read. 4.2 and 5 speak the first group (ShokoEventEmitter), 6 the second (FileEventEmitter, ReleaseEventEmitter). */
const READERS: Readonly<Record<string, Reader>> = {
    'ShokoEvent:FileDetected': detected,
    'ShokoEvent:FileHashed': hashed,
    'ShokoEvent:FileMatched': matched,
    'ShokoEvent:FileNotMatched': notMatched,
    'ShokoEvent:FileMoved': moved,
    'ShokoEvent:FileRenamed': (eventType, payload) => [{ eventType, ...readRenamed(payload) }],
    'ShokoEvent:FileDeleted': deleted,
    'AniDB:OnConnected': states,
    'AniDB:AniDBUDPStateUpdate': states,
    'AniDB:AniDBHttpStateUpdate': states,

    'file:detected': detected,
    'file:hashed': hashed,
    'release:saved': (eventType, payload) => [{ eventType, kind: 'released', fileId: fileIdEvent.parse(payload).FileID }],
    'release:search.completed': searchCompleted,
    'release:removed': removed,
    'file:relocated': moved,
    'file:deleted': deleted,
    'anidb:connected': states,
    'anidb:udp.stateUpdate': states,
    'anidb:http.stateUpdate': states,
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

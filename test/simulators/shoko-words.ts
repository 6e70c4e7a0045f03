/** How each version of Shoko Server writes things: events, files of REST v3, paths, and the case of its keys. */

export type ShokoVersion = '4.2.2' | '5.3.3' | '6.0.0';

/** An AniDB episode in a file; without Shoko's ids while Shoko has not created series and episode yet. */
export interface SimulatedReference {
    anidbAnimeId: number;
    anidbEpisodeId: number;
    seriesId?: number;
    episodeId?: number;
}

export interface SimulatedLocation {
    id: number;
    folderId: number;
    /** Forward slashes, no leading one. */
    path: string;
}

export interface SimulatedFile {
    id: number;
    size: number;
    locations: SimulatedLocation[];
    references: SimulatedReference[];
}

/** What can be subscribed to; anything else is ignored. */
export const FEEDS: Readonly<Record<ShokoVersion, readonly string[]>> = {
    '4.2.2': ['anidb', 'queue', 'shoko'],
    '5.3.3': ['anidb', 'queue', 'shoko', 'avdump', 'network'],
    '6.0.0': [
        'anidb',
        'avdump',
        'configuration',
        'file',
        'group',
        'managedfolder',
        'metadata',
        'network',
        'plugin',
        'queue',
        'release',
        'user',
    ],
};

/** How 6 calls its source of releases that asks AniDB. */
export const ANIDB_PROVIDER = '637059e3-6100-5f2d-bacb-8d9c71ae946e';

export class ShokoWords {
    constructor(
        readonly version: ShokoVersion,
        private readonly isWindows: boolean,
    ) {}

    /** 6 speaks another dialect than all before it. */
    get isHead(): boolean {
        return this.version.startsWith('6');
    }

    /** One of AniDB's two APIs, and whether Shoko is banned from it; a guess of 90 minutes is told with a ban. */
    anidbState(channel: 'udp' | 'http', isBanned: boolean): unknown {
        const words = { udp: 'UDPBan', http: 'HTTPBan' };
        const numbers = { udp: 1, http: 2 };
        return this.state(this.isHead ? words[channel] : numbers[channel], isBanned, isBanned ? 5400 : 0);
    }

    /** A state of 6: `None` before anything has happened, `InvalidSession` around every login, `LoginFailed`. */
    state(UpdateType: string | number, Value: boolean, PauseTimeSecs = 0): unknown {
        return { Value, Message: null, UpdateType, UpdateTime: new Date().toISOString(), PauseTimeSecs };
    }

    folderField(folderId: number): Record<string, number> {
        return this.isHead ? { ManagedFolderID: folderId } : { ImportFolderID: folderId };
    }

    /** As events write a relative path: with a leading separator, but for most events of 4.2 (ShokoEventHandler.cs). */
    toldPath(path: string, isDetection = false): string {
        const separated = this.isWindows ? path.replaceAll('/', '\\') : path;
        if (this.version === '4.2.2') return isDetection ? `/${separated}` : separated;
        return (this.isWindows ? '\\' : '/') + separated;
    }

    fileModel(file: SimulatedFile, location = file.locations[0]): Record<string, unknown> {
        const place = { RelativePath: this.toldPath(location?.path ?? ''), ...this.folderField(location?.folderId ?? 0) };
        if (this.version === '4.2.2') {
            const named = file.references.filter((one) => one.seriesId !== undefined);
            const CrossRefs = named.map((one) => ({ EpisodeID: one.episodeId, SeriesID: one.seriesId, GroupID: 1 }));
            return { FileID: file.id, ...place, CrossRefs };
        }
        const CrossReferences = file.references.map((one) => ({
            EpisodeID: one.episodeId ?? null,
            AnidbEpisodeID: one.anidbEpisodeId,
            SeriesID: one.seriesId ?? null,
            AnidbAnimeID: one.anidbAnimeId,
            GroupID: one.seriesId === undefined ? null : 1,
        }));
        return { FileID: file.id, FileLocationID: location?.id ?? 0, ...place, CrossReferences };
    }

    release(file: SimulatedFile): unknown {
        const CrossReferences = file.references.map((one) => ({
            ProviderIDs: { AniDB_Anime: String(one.anidbAnimeId), AniDB_Episode: String(one.anidbEpisodeId) },
            PercentageStart: 0,
            PercentageEnd: 100,
        }));
        return {
            ID: `anidb://C3D5+${file.size}`,
            ProviderName: 'AniDB',
            Version: 1,
            FileSize: file.size,
            Group: { ID: '700', Name: 'Test Group', ShortName: 'TG', Source: 'AniDB' },
            // Languages are numbers here, and words in REST.
            MediaInfo: { AudioLanguages: [3], SubtitleLanguages: [1] },
            CrossReferences,
        };
    }

    /** As 6 tells of every search: `IsSaved` says that it was to be saved, `ReleaseInfo` is null even when it found something. */
    searchModel(fileId: number, result: Record<string, unknown>): unknown {
        const now = new Date().toISOString();
        return {
            FileID: fileId,
            IsSaved: true,
            IsAutomatic: true,
            AttemptedProviders: [ANIDB_PROVIDER],
            SelectedProvider: null,
            ReleaseInfo: null,
            IsCancelled: false,
            ExceptionMessage: null,
            ...result,
            StartedAt: now,
            CompletedAt: now,
        };
    }

    /** What `file:hashed` of 6 has besides the file. */
    hashedModel(file: SimulatedFile, location?: SimulatedLocation): Record<string, unknown> {
        const model = this.fileModel(file, location);
        if (!this.isHead) return model;
        const Hashes = [{ Type: 'ED2K', Value: 'C3D5'.repeat(8), Metadata: null }];
        return { UsedExistingHashes: true, IsNewVideo: true, IsNewFile: true, Hashes, ...model };
    }

    /** What is told when a location changed: the event's name and payload. */
    moved(file: SimulatedFile, from: SimulatedLocation, to: SimulatedLocation): { target: string; payload: unknown } {
        const [oldName, newName] = [baseName(from.path), baseName(to.path)];
        const isMoved = from.folderId !== to.folderId || dirName(from.path) !== dirName(to.path);
        const PreviousRelativePath = this.toldPath(from.path);
        const model = this.fileModel(file);
        if (this.isHead) {
            const changes = {
                Moved: isMoved,
                Renamed: oldName !== newName,
                PreviousRelativePath,
                PreviousManagedFolderID: from.folderId,
            };
            return { target: 'file:relocated', payload: { ...model, ...changes } };
        }
        const isOld = this.version === '4.2.2';
        // A rename that also moves is told as a move alone (VideoLocal_PlaceService of 5.3.3).
        if (!isMoved) {
            const names = isOld
                ? { NewFileName: newName, OldFileName: oldName }
                : { FileName: newName, PreviousFileName: oldName };
            return { target: 'ShokoEvent:FileRenamed', payload: { ...model, ...names } };
        }
        const changes = { PreviousRelativePath, PreviousImportFolderID: from.folderId };
        const old = {
            FileID: file.id,
            NewRelativePath: this.toldPath(to.path),
            NewImportFolderID: to.folderId,
            OldRelativePath: PreviousRelativePath,
            OldImportFolderID: from.folderId,
        };
        return { target: 'ShokoEvent:FileMoved', payload: isOld ? old : { ...model, ...changes } };
    }

    /** 4.2 speaks SignalR's default camelCase, later ones PascalCase (APIExtensions.cs). */
    cased(value: unknown): unknown {
        if (this.version !== '4.2.2') return value;
        if (Array.isArray(value)) return value.map((one) => this.cased(one));
        if (typeof value !== 'object' || value === null) return value;
        return Object.fromEntries(
            Object.entries(value).map(([key, inner]) => [key.charAt(0).toLowerCase() + key.slice(1), this.cased(inner)]),
        );
    }

    wantsReferences(query: URLSearchParams, isDefault: boolean): boolean {
        const include = (query.get('include') ?? '').split(',').includes('XRefs');
        const old = query.get('includeXRefs');
        if (this.isHead) return include;
        if (this.version === '5.3.3' && !isDefault) return include;
        return old === null ? isDefault : old === 'true';
    }

    restFile(file: SimulatedFile, withReferences: boolean): unknown {
        const Locations = file.locations.map(({ id, folderId, path }) => ({
            ...(this.version !== '4.2.2' && { ID: id, FileID: file.id }),
            ...this.folderField(folderId),
            RelativePath: this.isWindows && !this.isHead ? path.replaceAll('/', '\\') : path,
            IsAccessible: true,
        }));
        const hash = 'C3D5'.repeat(8);
        const Hashes = this.isHead ? [{ Type: 'ED2K', Value: hash }] : { ED2K: hash, SHA1: null, CRC32: null, MD5: null };
        const SeriesIDs = withReferences ? this.seriesIds(file) : undefined;
        return {
            ID: file.id,
            ...(SeriesIDs && { SeriesIDs }),
            Size: file.size,
            IsVariation: false,
            Hashes,
            Locations,
            Resolution: '1080p',
        };
    }

    private seriesIds(file: SimulatedFile): unknown[] | undefined {
        const isOld = this.version === '4.2.2';
        const told = file.references.filter((one) => !isOld || one.seriesId !== undefined);
        if (isOld && told.length === 0) return undefined;
        const anime = [...new Set(told.map((one) => one.anidbAnimeId))];
        return anime.map((anidbAnimeId) => {
            const members = told.filter((one) => one.anidbAnimeId === anidbAnimeId);
            const EpisodeIDs = members.map((one) => ({ ID: one.episodeId ?? null, AniDB: one.anidbEpisodeId }));
            return { SeriesID: { ID: members[0]?.seriesId ?? null, AniDB: anidbAnimeId }, EpisodeIDs };
        });
    }
}

function baseName(path: string): string {
    return path.slice(path.lastIndexOf('/') + 1);
}

function dirName(path: string): string {
    return path.slice(0, path.lastIndexOf('/') + 1);
}

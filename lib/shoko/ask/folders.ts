/** Shoko's managed folders, read once and kept; read again when an id turns up that is not among them. */
import { joinPath, normalisePath } from '../../paths';
import type { Clock } from '../../model';
import type { ShokoLocation } from './files';

/** How long an id that Shoko does not list is believed not to exist. */
const MISS_MS = 60_000;

export class FolderCache {
    private folders: Map<number, string> | null = null;
    private reading: Promise<Map<number, string>> | null = null;
    private readonly missedAt = new Map<number, number>();

    constructor(
        private readonly read: () => Promise<Map<number, string>>,
        private readonly clock: Clock,
    ) {}

    /**
     * The absolute path of a location as Shoko sees it, with forward slashes. A folder that Shoko does not list
     * gives the relative path alone: still enough to recognise a file by the end of its path.
     * @throws MediaError when the folders have to be read and cannot be
     */
    async pathOf(location: ShokoLocation): Promise<string> {
        let folders = this.folders ?? (await this.refresh());
        if (!folders.has(location.folderId) && this.isWorthReading(location.folderId)) {
            folders = await this.refresh();
            if (!folders.has(location.folderId)) this.missedAt.set(location.folderId, this.clock.monotonic());
        }
        const folder = folders.get(location.folderId);
        return folder === undefined
            ? normalisePath(location.relativePath).replace(/^\//, '')
            : joinPath(folder, location.relativePath);
    }

    /** Reads the folders now; calls at the same time share one request. */
    refresh(): Promise<Map<number, string>> {
        this.reading ??= this.read()
            .then((folders) => (this.folders = folders))
            .finally(() => (this.reading = null));
        return this.reading;
    }

    private isWorthReading(folderId: number): boolean {
        const missedAt = this.missedAt.get(folderId);
        return missedAt === undefined || this.clock.monotonic() - missedAt >= MISS_MS;
    }
}

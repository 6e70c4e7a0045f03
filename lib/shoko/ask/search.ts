/** Asks Shoko for files by the end of their path: how a missed event is made up for. One request per file. */
import { toMediaError } from '../../model';
import { bestPathMatch, tellingTail, type PathCandidate } from '../../paths';
import type { ShokoClient } from './client';
import type { Places } from './places';
import type { ShokoFile } from './files';

/** Faults of so many files in a row are Shoko's own: a look ends there. */
const GIVE_UP_AFTER = 5;
/** Files remembered as having had a fault. */
const FAILED_LIMIT = 500;
/** Answers that may be about the one file that was asked for, besides `http_*`. */
const FAULTS_OF_A_FILE: readonly string[] = ['not_json', 'not_shoko', 'too_large'];

export interface LookResult {
    /** Files asked for. */
    asked: number;
    /** Of those, how many Shoko has. */
    found: number;
    /** Of those, how many it has matched. */
    matched: number;
}

/** How files are asked for. */
export interface Asking {
    /** When they were known to be waited for, by the monotonic clock. */
    at: number;
    /** Nobody says that they are anime: another's file of the same name must not make them so. */
    isUnsure?: boolean;
}

export interface FileSearchOptions {
    client: ShokoClient;
    places: Places;
    /** Shoko has the file, matched or not. */
    onFound: (file: ShokoFile, path: string, how: Asking) => Promise<void>;
    /** Shoko has no such file. */
    onMissing: (path: string, how: Asking) => void;
    /** Shoko has an error with some of the files; told once a look, of the first. */
    onFault: (thrown: unknown) => void;
    isClosed: () => boolean;
}

export class FileSearch {
    /** Asked for last: what had a fault must not keep the others waiting again. */
    private readonly failed = new Set<string>();

    constructor(private readonly options: FileSearchOptions) {}

    /**
     * Asks for each of these paths in turn. Ends at a fault that the next would meet too, but not at one of a single file.
     * @throws MediaError why Shoko could not be asked
     */
    async ask(paths: readonly string[], how: Asking): Promise<LookResult> {
        const result: LookResult = { asked: 0, found: 0, matched: 0 };
        const faults: unknown[] = [];
        let inARow = 0;
        for (const path of this.failedLast(paths)) {
            if (this.options.isClosed() || inARow >= GIVE_UP_AFTER) break;
            result.asked++;
            try {
                await this.askFor(path, how, result);
                this.failed.delete(path);
                inARow = 0;
            } catch (thrown) {
                this.noteFailed(path);
                if (!isOfOneFile(thrown)) throw thrown;
                faults.push(thrown);
                inARow++;
            }
        }
        if (faults.length > 0 && faults.length === result.asked) throw faults[0];
        if (faults.length > 0) this.options.onFault(faults[0]);
        return result;
    }

    private async askFor(path: string, how: Asking, result: LookResult): Promise<void> {
        const file = await this.find(path, how.isUnsure === true);
        const place = file === null ? null : await this.options.places.placeOf(file, () => [path]);
        if (file === null || place === null) {
            this.options.onMissing(path, how);
            return;
        }
        result.found++;
        if (file.references.length > 0) result.matched++;
        await this.options.onFound(file, place.path, how);
    }

    private failedLast(paths: readonly string[]): string[] {
        const hasFailed = (path: string): boolean => this.failed.has(path);
        return [...paths.filter((path) => !hasFailed(path)), ...paths.filter(hasFailed)];
    }

    private noteFailed(path: string): void {
        this.failed.add(path);
        if (this.failed.size > FAILED_LIMIT) this.failed.delete(this.failed.keys().next().value ?? path);
    }

    /** The one file of Shoko's that a waiting path can mean, or null. */
    private async find(path: string, isUnsure: boolean): Promise<ShokoFile | null> {
        for (const tail of spellings(tellingTail(path))) {
            const files = await this.options.client.filesEndingWith(tail);
            const result = bestPathMatch(path, await this.placesOf(files));
            if (result.match !== null && !(isUnsure && result.how === 'name')) return result.match;
        }
        return null;
    }

    private async placesOf(files: readonly ShokoFile[]): Promise<PathCandidate<ShokoFile>[]> {
        const places: PathCandidate<ShokoFile>[] = [];
        for (const file of files) {
            for (const location of file.locations) places.push({ path: await this.options.places.pathOf(location), value: file });
        }
        return places;
    }
}

function isOfOneFile(thrown: unknown): boolean {
    const { code } = toMediaError(thrown);
    return code.startsWith('http_') || FAULTS_OF_A_FILE.includes(code);
}

/** A path as given, and in the other Unicode forms in which a file system may keep it: Shoko compares them bit by bit. */
function spellings(tail: string): string[] {
    return [...new Set([tail, tail.normalize('NFC'), tail.normalize('NFD')])];
}

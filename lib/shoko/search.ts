/** Asks Shoko for files by the end of their path: how a missed event is made up for. One request per file. */
import { bestPathMatch, tellingTail, type PathCandidate } from '../paths';
import type { ShokoClient } from './client';
import type { FileReporter } from './reporter';
import type { ShokoFile } from './wire';

export interface LookResult {
    /** Files asked for. */
    asked: number;
    /** Of those, how many Shoko has. */
    found: number;
    /** Of those, how many it has matched. */
    matched: number;
}

export interface FileSearchOptions {
    client: ShokoClient;
    reporter: FileReporter;
    /** Shoko has the file that is waited for, matched or not. */
    onFound: (file: ShokoFile, path: string, askedAt: number) => void;
    isClosed: () => boolean;
}

export class FileSearch {
    constructor(private readonly options: FileSearchOptions) {}

    /**
     * Asks for each of these paths in turn; ends at the first fault, because the next would meet the same.
     * @param askedAt when they were known to be waited for, in milliseconds since 1970
     * @throws MediaError why Shoko could not be asked
     */
    async ask(paths: readonly string[], askedAt: number): Promise<LookResult> {
        const { reporter, onFound, isClosed } = this.options;
        const result: LookResult = { asked: 0, found: 0, matched: 0 };
        for (const path of paths) {
            if (isClosed()) break;
            result.asked++;
            const file = await this.find(path);
            const place = file === null ? null : await reporter.placeOf(file, () => [path]);
            if (file === null || place === null) continue;
            result.found++;
            if (file.references.length > 0) result.matched++;
            onFound(file, place.path, askedAt);
        }
        return result;
    }

    /** The one file of Shoko's that a waiting path can mean, or null. */
    private async find(path: string): Promise<ShokoFile | null> {
        for (const tail of spellings(tellingTail(path))) {
            const files = await this.options.client.filesEndingWith(tail);
            const { match } = bestPathMatch(path, await this.placesOf(files));
            if (match !== null) return match;
        }
        return null;
    }

    private async placesOf(files: readonly ShokoFile[]): Promise<PathCandidate<ShokoFile>[]> {
        const places: PathCandidate<ShokoFile>[] = [];
        for (const file of files) {
            for (const location of file.locations)
                places.push({ path: await this.options.reporter.pathOf(location), value: file });
        }
        return places;
    }
}

/** A path as given, and in the other Unicode forms in which a file system may keep it: Shoko compares them bit by bit. */
function spellings(tail: string): string[] {
    return [...new Set([tail, tail.normalize('NFC'), tail.normalize('NFD')])];
}

/** What the shipped flow tells its user, written down where it would show it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaRequest } from '../../lib/model';
import { makeFolder } from './folder';
import type { HouseOptions } from './house';

/** What was told of which request. What a stop may have kept from being heard is told once more, with the same id. */
interface Outcome {
    id: string;
    outcome?: { id: string };
    request: MediaRequest;
}

export class Told {
    /** For `House.open`: the debug nodes of the outcomes become files. */
    readonly change: NonNullable<HouseOptions['change']>;
    private readonly available: string;
    private readonly attention: string;

    private constructor(folder: string) {
        this.available = join(folder, 'available');
        this.attention = join(folder, 'attention');
        const failed = fileNode(this.attention);
        this.change = { available: fileNode(this.available), 'needs-attention': failed, ended: failed };
    }

    static async begin(): Promise<Told> {
        return new Told(await makeFolder());
    }

    /** Titles of which it was told that they are there, in order. */
    titles(): string[] {
        return read(this.available).map(titleOf);
    }

    /** Titles of which it was told that somebody has to look at them. */
    failures(): string[] {
        return read(this.attention).map(titleOf);
    }
}

function fileNode(filename: string): Record<string, unknown> {
    const how = { filenameType: 'str', appendNewline: true, createDir: false, overwriteFile: 'false', encoding: 'none' };
    return { type: 'file', filename, ...how, wires: [[]] };
}

function read(path: string): Outcome[] {
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    const told = lines.map((line) => JSON.parse(line) as Outcome);
    return [...new Map(told.map((each) => [each.outcome?.id ?? each.id, each])).values()];
}

function titleOf({ request }: Outcome): string {
    return request.title ?? '?';
}

/** The titles that this server was found to have, kept over restarts: one that is missing was removed while nobody listened. */
const MOST = 5_000;

/** Its own id of a title, by the id of the work: TVDB's for a series, TMDB's for a film. */
export class TitleList {
    private readonly idsByWork = new Map<number, number>();
    private readonly worksById = new Map<number, number>();
    private stored: string;

    constructor(stored: string | undefined) {
        this.stored = stored ?? '';
        for (const [workId, id] of read(stored)) this.add(workId, id);
    }

    get size(): number {
        return this.idsByWork.size;
    }

    /** Whether titles are left out of it. */
    get isFull(): boolean {
        return this.idsByWork.size >= MOST;
    }

    all(): [workId: number, id: number][] {
        return [...this.idsByWork];
    }

    idOf(workId: number): number | undefined {
        return this.idsByWork.get(workId);
    }

    workOf(id: number): number | undefined {
        return this.worksById.get(id);
    }

    add(workId: number | undefined, id: number): void {
        if (workId === undefined || workId === 0) return;
        this.remove(workId);
        this.idsByWork.set(workId, id);
        this.worksById.set(id, workId);
        const [oldest] = this.idsByWork.keys();
        if (this.idsByWork.size > MOST && oldest !== undefined) this.remove(oldest);
    }

    remove(workId: number): void {
        const id = this.idsByWork.get(workId);
        if (id !== undefined && this.worksById.get(id) === workId) this.worksById.delete(id);
        this.idsByWork.delete(workId);
    }

    /** What is to be stored, when that is not what is. */
    changed(): string | null {
        const text = JSON.stringify(this.all().sort(([a], [b]) => a - b));
        if (text === this.stored || (this.stored === '' && this.size === 0)) return null;
        this.stored = text;
        return text;
    }
}

function read(stored: string | undefined): [number, number][] {
    try {
        const rows: unknown = JSON.parse(stored ?? '[]');
        if (!Array.isArray(rows)) return [];
        return rows.filter(
            (row): row is [number, number] => Array.isArray(row) && typeof row[0] === 'number' && typeof row[1] === 'number',
        );
    } catch {
        return [];
    }
}

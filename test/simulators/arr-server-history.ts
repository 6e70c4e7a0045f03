/**
 * The history of Sonarr or Radarr as its database keeps it: exact times inside, whole seconds in answers, and dates that are
 * compared as texts (HistoryRepository.cs), so that `history/since` leaves out what is of that very second.
 */
import type { Payload } from './webhooks/seerr';

export interface StoredRow {
    id: number;
    /** Milliseconds since 1970. */
    at: number;
    titleId: number;
    eventType: string;
    downloadId?: string;
    /** What the row tells beside these, as an answer has it. */
    body: Payload;
}

export class ArrHistory {
    private rows: StoredRow[] = [];
    private lastId = 0;
    /** By date, until a row comes or goes: who reads a long history asks for page after page. */
    private sorted: StoredRow[] | null = null;

    get size(): number {
        return this.rows.length;
    }

    add(row: Omit<StoredRow, 'id'>): void {
        this.rows.push({ ...row, id: ++this.lastId });
        this.sorted = null;
    }

    /** The rows of a removed title go with it (HistoryService.cs). */
    purge(titleId: number): void {
        this.rows = this.rows.filter((row) => row.titleId !== titleId);
        this.sorted = null;
    }

    /** As after a backup was put back: what came later is forgotten, and its numbers are given again. */
    restoreTo(at: number): void {
        this.rows = this.rows.filter((row) => row.at <= at);
        this.sorted = null;
        this.lastId = Math.max(0, ...this.rows.map((row) => row.id));
    }

    since(date: string): StoredRow[] {
        return this.byDate().filter((row) => storedDate(row.at) >= date);
    }

    byDate(isDescending = false): StoredRow[] {
        this.sorted ??= [...this.rows].sort((a, b) => a.at - b.at || a.id - b.id);
        return isDescending ? [...this.sorted].reverse() : [...this.sorted];
    }
}

/** As the database writes it: a fraction of a second stands before the `Z`, and sorts before it. */
function storedDate(at: number): string {
    const text = new Date(at).toISOString();
    return text.endsWith('.000Z') ? `${text.slice(0, 19)}Z` : text.replace(/0+Z$/, 'Z');
}

/** As an answer shows it. */
export function shownDate(at: number): string {
    return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** The history as a single row of an answer (HistoryResource). */
export function shownRow(row: StoredRow): Payload {
    const { id, at, eventType, downloadId, body } = row;
    return { ...body, date: shownDate(at), ...(downloadId !== undefined && { downloadId }), eventType, id };
}

export function qualityOf(name: string): Payload {
    return {
        quality: { id: 3, name, source: 'web', resolution: 1080 },
        revision: { version: 1, real: 0, isRepack: false },
    };
}

/** From rows of the history to events. */
import { Breath, type Clock, type MediaEvent } from '../../model';
import type { EventDraft } from '../../webhook';
import type { ArrKind } from '../ask/client';
import type { HistoryRow } from '../wire/rows';
import type { ArrTitle } from '../wire/titles';
import { factsIn } from './groups';
import {
    endedPayload,
    fileDeletedPayloadOf,
    type GrabbedRelease,
    grabbedReleaseOf,
    grabPayload,
    importPayload,
    renamePayload,
} from './payloads';
import type { Teller } from './teller';

export interface RowEventsOptions {
    kind: ArrKind;
    teller: Teller;
    clock: Clock;
    /** The series or film of a row; null when it was removed since. */
    title: (id: number) => Promise<ArrTitle | null>;
    /** The grab that began a download; null when none is known. */
    grab: (downloadId: string) => Promise<GrabbedRelease | null>;
    noteGrab: (downloadId: string, release: GrabbedRelease) => void;
}

/** A fact of the history, put as an event. */
export interface ToldRow {
    event: MediaEvent;
    row: HistoryRow;
}

export class RowEvents {
    constructor(private readonly options: RowEventsOptions) {}

    /**
     * The events of these rows, in their order. What is understood and concerns no request is left out.
     * @param replaced the episodes or films whose file made room for an import that is still to come; changed as rows say
     */
    async of(rows: readonly HistoryRow[], replaced: Set<number>): Promise<ToldRow[]> {
        const told: ToldRow[] = [];
        // A long history is many facts, and others are waiting too.
        const breath = new Breath(this.options.clock);
        for (const fact of factsIn(rows)) {
            await breath.take();
            const [row] = fact;
            if (row?.titleId === undefined) continue;
            const title = await this.options.title(row.titleId);
            if (title === null) continue;
            const draft = await this.draftOf(title, row, fact, replaced);
            if (draft === null || draft.kind === 'noted') continue;
            const { eventType, at } = row;
            told.push({ event: this.options.teller.event(draft, { key: row.id, at, eventType }), row });
        }
        return told;
    }

    private async draftOf(
        title: ArrTitle,
        row: HistoryRow,
        rows: readonly HistoryRow[],
        replaced: Set<number>,
    ): Promise<EventDraft | null> {
        const { kind, teller } = this.options;
        switch (row.kind) {
            case 'grabbed':
                if (row.downloadId !== undefined) this.options.noteGrab(row.downloadId, grabbedReleaseOf(row));
                return teller.draft(title, grabPayload(row, rows));
            case 'imported': {
                const release = row.downloadId === undefined ? null : await this.options.grab(row.downloadId);
                const isUpgrade = takeReplaced(rows, replaced);
                return teller.draft(title, importPayload(kind, row, rows, { release, isUpgrade }));
            }
            case 'file_deleted':
                if (row.data.reason?.toLowerCase() === 'upgrade') noteReplaced(rows, replaced);
                return teller.draft(title, fileDeletedPayloadOf(kind, row, rows));
            case 'renamed':
                return teller.draft(title, renamePayload(kind, movesOf(rows)));
            case 'failed':
                return teller.failing(title, endedPayload(row, rows), 'download_failed', {
                    code: 'download_failed',
                    message: `${teller.service}: ${row.data.message ?? 'the download failed'}`,
                });
            case 'ignored':
                return teller.failing(title, endedPayload(row, rows), 'import_blocked', {
                    code: 'import_ignored',
                    message: `${teller.service} was told to ignore this download: it will not be imported`,
                });
            case 'other':
                return null;
        }
    }
}

/** One file that holds two episodes has a row for each of them, and has moved once. */
function movesOf(rows: readonly HistoryRow[]): { from: string | undefined; to: string | undefined }[] {
    const byPath = new Map(rows.map(({ data }) => [data.path, { from: data.sourcePath, to: data.path }]));
    return [...byPath.values()];
}

function noteReplaced(rows: readonly HistoryRow[], replaced: Set<number>): void {
    for (const { subjectId } of rows) if (subjectId !== undefined) replaced.add(subjectId);
}

/** An import upgrades when a file made room for it: the delete comes first (UpgradeMediaFileService.cs). */
function takeReplaced(rows: readonly HistoryRow[], replaced: Set<number>): boolean {
    const subjects = rows.flatMap(({ subjectId }) => subjectId ?? []);
    const found = subjects.filter((id) => replaced.delete(id));
    return found.length > 0;
}

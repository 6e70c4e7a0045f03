/** From rows to facts: a grab of thirteen episodes is thirteen rows and one fact. */
import type { HistoryRow } from '../wire/rows';

/** Rows of one fact are written in one go; a rename of a whole series takes a little longer. In milliseconds. */
const TOGETHER_MS = 5_000;
const RENAMED_TOGETHER_MS = 15_000;

/** What makes rows tell of one thing. */
function keyOf({ kind, titleId, downloadId, sourceTitle, data }: HistoryRow): string {
    switch (kind) {
        case 'imported':
            return [kind, titleId, downloadId, data.importedPath ?? data.fileId ?? sourceTitle].join('|');
        case 'file_deleted':
            return [kind, titleId, sourceTitle, data.reason].join('|');
        case 'renamed':
            return [kind, titleId].join('|');
        default:
            return [kind, titleId, downloadId ?? sourceTitle].join('|');
    }
}

/** The rows of each fact, in the order in which the facts began. No list is empty, and no episode is in one twice. */
export function factsIn(rows: readonly HistoryRow[]): HistoryRow[][] {
    const facts: HistoryRow[][] = [];
    const open = new Map<string, HistoryRow[]>();
    for (const row of rows) {
        if (row.kind === 'other') continue;
        const key = keyOf(row);
        const known = open.get(key);
        const last = known?.at(-1);
        const together = row.kind === 'renamed' ? RENAMED_TOGETHER_MS : TOGETHER_MS;
        const isAnew = known?.some(({ subjectId }) => subjectId === row.subjectId) === true;
        if (known !== undefined && last !== undefined && !isAnew && Math.abs(row.at - last.at) <= together) {
            known.push(row);
            continue;
        }
        const fact = [row];
        facts.push(fact);
        open.set(key, fact);
    }
    return facts;
}

/** What makes a line of a request's history, and how a line names many episodes in few words. */
import type { TimelineEntry } from './request';
import { type EpisodeKey, episodeLabel } from './subject';

/** What a line is the same fact by. A season that is imported file by file is one line, not thirteen. */
export function timelineFact({
    source,
    kind,
    downloadId = '',
    code = '',
    message = '',
}: Omit<TimelineEntry, 'requestId' | 'at'>): string {
    return [source, kind, downloadId, code, message].join('|');
}

/** Episodes of one season that follow each other. */
interface Run {
    season: number;
    from: number;
    to: number;
}

/** Names episodes, in their order: `S01E03`, and `S01E05-E12` for what follows each other. */
export function labelsOf(episodes: readonly EpisodeKey[]): string[] {
    return addLabels([], episodes.map(episodeLabel)) ?? [];
}

/** Puts episodes among others, all as `labelsOf` names them. Null when all of them are there already. */
export function addLabels(known: readonly string[], labels: readonly string[]): string[] | null {
    const runs = known.map(readRun);
    const added = labels.map(readRun).filter((run) => !runs.some((other) => holds(other, run)));
    if (added.length === 0) return null;
    return joined([...runs, ...added]).map(labelOfRun);
}

function joined(runs: readonly Run[]): Run[] {
    const inOrder = [...runs].sort((a, b) => a.season - b.season || a.from - b.from);
    const result: Run[] = [];
    for (const run of inOrder) {
        const last = result.at(-1);
        if (last?.season === run.season && run.from <= last.to + 1) last.to = Math.max(last.to, run.to);
        else result.push({ ...run });
    }
    return result;
}

function holds(run: Run, other: Run): boolean {
    return run.season === other.season && run.from <= other.from && run.to >= other.to;
}

function readRun(label: string): Run {
    const [, season = '0', from = '0', to = from] = /^S(\d+)E(\d+)(?:-E(\d+))?$/.exec(label) ?? [];
    return { season: Number(season), from: Number(from), to: Number(to) };
}

function labelOfRun({ season, from, to }: Run): string {
    const first = episodeLabel({ seasonNumber: season, episodeNumber: from });
    return from === to ? first : `${first}-E${String(to).padStart(2, '0')}`;
}

/** What Sonarr and Radarr say of themselves: health (HealthResource), tasks (TaskResource), commands (CommandResource), log. */
import { z } from 'zod';
import type { HealthComplaint } from '../../model';
import { id, instant, maybe, readAll, text } from './read';

const complaint = z.object({ source: text, message: maybe(text), type: maybe(text) });

/** What the health checks complain of. `ok` is none, `notice` is for information. */
export function readHealth(value: unknown): HealthComplaint[] {
    return readAll(complaint, value)
        .filter(({ type }) => !['ok', 'notice'].includes((type ?? '').toLowerCase()))
        .slice(0, 100)
        .map(({ source, message }) => ({ source, message: message ?? '' }));
}

const task = z.object({ taskName: text, interval: z.number().nonnegative(), lastExecution: instant });

/** What is done again and again by itself. */
export interface Task {
    /** In milliseconds; 0: never. */
    intervalMs: number;
    /** When it was last done, by the server's clock; milliseconds since 1970. */
    lastAt: number;
}

/** The looking through what is new at the indexers; null when the answer has no such task. */
export function readRssTask(value: unknown): Task | null {
    const found = readAll(task, value).find(({ taskName }) => taskName.toLowerCase() === 'rsssync');
    return found === undefined ? null : { intervalMs: found.interval * 60_000, lastAt: found.lastExecution };
}

const logLine = z.object({ id, time: instant, message: text });
export type LogLine = z.output<typeof logLine>;

/** Lines of the log, oldest first. */
export function readLog(value: unknown): LogLine[] {
    return readAll(logLine, value).sort((a, b) => a.id - b.id);
}

const numbers = maybe(z.array(z.unknown())).transform((all) => (all ?? []).filter((each) => typeof each === 'number'));

const command = z.object({
    id,
    name: text,
    status: text,
    message: maybe(text),
    started: maybe(instant),
    ended: maybe(instant),
    body: maybe(
        z.object({
            seriesId: maybe(id),
            seriesIds: numbers,
            movieIds: numbers,
            seasonNumber: maybe(z.number().int()),
            episodeIds: numbers,
        }),
    ),
});

/** A command, as it is pushed with each of its steps. */
export interface ArrCommand {
    id: number;
    name: string;
    state: 'waiting' | 'running' | 'completed' | 'failed';
    /** What it said last. */
    message: string | undefined;
    /** By the server's clock; milliseconds since 1970. */
    startedAt: number | undefined;
    endedAt: number | undefined;
    /** Series or films. */
    titleIds: number[];
    seasonNumber: number | undefined;
    episodeIds: number[];
}

const STATES: Readonly<Record<string, ArrCommand['state']>> = { queued: 'waiting', started: 'running', completed: 'completed' };

export function readCommand(value: unknown): ArrCommand | null {
    const read = command.safeParse(value);
    if (!read.success) return null;
    const { name, status, message, started, ended, body } = read.data;
    return {
        id: read.data.id,
        name,
        // Failed, aborted, cancelled, orphaned.
        state: STATES[status.toLowerCase()] ?? 'failed',
        message,
        startedAt: started,
        endedAt: ended,
        titleIds: [body?.seriesId, ...(body?.seriesIds ?? []), ...(body?.movieIds ?? [])].filter((each) => each !== undefined),
        seasonNumber: body?.seasonNumber,
        episodeIds: body?.episodeIds ?? [],
    };
}

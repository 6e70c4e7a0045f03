/** Jellyfin's scheduled tasks (ScheduledTasksController.cs; for an API key, as that is an administrator's). */
import { z } from 'zod';

const SCAN = 'RefreshLibrary';

const task = z.object({ Id: z.string().min(1), Key: z.string(), State: z.string() });

/** The id of the task that reads the libraries; null when the answer has none. */
export function scanTaskId(tasks: unknown): string | null {
    if (!Array.isArray(tasks)) return null;
    return tasks.flatMap((each) => task.safeParse(each).data ?? []).find(({ Key }) => Key === SCAN)?.Id ?? null;
}

/** Whether a task runs: `Idle`, `Cancelling` or `Running` (TaskState.cs). */
export function isRunning(value: unknown): boolean {
    return task.safeParse(value).data?.State === 'Running';
}

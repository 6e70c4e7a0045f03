/** Downloads that are no longer in the queue: whether they were removed, or are out of sight. */
import type { HealthComplaint } from '../../model';

/** What is gone was removed, unless the history says in the meantime what became of it. In milliseconds. */
const REMOVED_AFTER_MS = 60_000;
/**
 * The queue is empty from a server's start until it has asked its clients, which was 65 s where a minute and half a minute are its
 * rounds (Scheduler.cs). In milliseconds.
 */
const EMPTY_AFTER_MS = 3 * 60_000;

/** What is remembered of a download that may be missing. */
export interface Missing {
    /** Since when, by the monotonic clock; null while it is there. */
    missingAt: number | null;
    downloadClient: string | undefined;
    /** Its client did not answer while it was missing. */
    wasAway: boolean;
}

/** Whether the download client of this name is away. */
type IsAway = (downloadClient: string | undefined) => boolean;

/** One look at a queue in which something is missing: who is away is asked once, and only where it matters. */
export class MissingLook {
    private isAway: IsAway | null = null;

    /**
     * @param now by the monotonic clock
     * @param isEmpty nothing at all is in the queue
     */
    constructor(
        private readonly now: number,
        private readonly isEmpty: boolean,
        private readonly health: () => Promise<readonly HealthComplaint[]>,
    ) {}

    /** Notes that it is missing. Returns milliseconds until it was removed, and until it is worth looking again; null: it was. */
    async leftFor(missing: Missing): Promise<number | null> {
        missing.missingAt ??= this.now;
        const enough = this.isEmpty || missing.wasAway ? EMPTY_AFTER_MS : REMOVED_AFTER_MS;
        if (missing.wasAway || this.now - missing.missingAt >= enough) {
            this.isAway ??= await this.ask();
            const isAway = this.isAway(missing.downloadClient);
            missing.wasAway ||= isAway;
            // Its downloads come back only with the round after it is well again.
            if (isAway) missing.missingAt = this.now;
        }
        const left = missing.missingAt + enough - this.now;
        if (left <= 0) return null;
        return missing.wasAway ? Math.min(left, REMOVED_AFTER_MS) : left;
    }

    /** A client that is away takes its downloads out of the queue with it, and only the health checks say so. */
    private async ask(): Promise<IsAway> {
        try {
            return awayIn(await this.health());
        } catch {
            return () => true;
        }
    }
}

/** `DownloadClientCheck` names the first client that does not answer, `DownloadClientStatusCheck` those that have failed for long. */
const CHECKS = ['downloadclientcheck', 'downloadclientstatuscheck'];

/** A complaint of long failures that names nobody is of all of them; the words of both are in the language of their user. */
function awayIn(health: readonly HealthComplaint[]): IsAway {
    const complaints = health.filter(({ source }) => CHECKS.includes(source.toLowerCase()));
    const ofAll = complaints.some(({ source, message }) => /statuscheck$/i.test(source) && !message.includes(':'));
    return (downloadClient) =>
        ofAll ||
        (downloadClient === undefined || downloadClient === ''
            ? complaints.length > 0
            : complaints.some(({ message }) => message.includes(downloadClient)));
}

/** What to do about each thing the hub says: some of it needs a question back before it can be told. */
import type { ShokoDoing } from '../../model';
import type { ShokoClient } from '../ask/client';
import type { FileReporter, Origin } from '../tell/reporter';
import type { Places } from '../ask/places';
import type { Asking } from '../ask/search';
import type { NamedTimers } from '../schedule/timers';
import type { WaitingFiles } from '../wanted/waiting';
import type { ShokoNotice } from '../hear/events';
import type { ShokoFile } from '../ask/files';
import type { AniDbAccess } from './anidb-access';
import type { FileLog } from './file-log';
import type { FailedSearch, Verdicts } from './verdicts';

/** When to ask again for a file whose series Shoko has still to create. In seconds. */
const SERIES_DELAYS_S = [5, 15, 30, 60, 120, 300] as const;
/** Such files at the same time; more are left to the regular look. */
const SERIES_LIMIT = 200;
const EXACT = 3;
/** Still under way: nothing to tell yet. */
const UNDER_WAY: readonly ShokoDoing[] = ['hashing', 'searching'];
/** Before 6 a search that fails for another reason than a ban says no more. */
const ASKED_IN_VAIN: FailedSearch = { fault: null, wasAsked: true };

export interface NoticeHandlerOptions {
    client: ShokoClient;
    reporter: FileReporter;
    places: Places;
    waiting: WaitingFiles;
    timers: NamedTimers;
    access: AniDbAccess;
    log: FileLog;
    verdicts: Verdicts;
    /** Runs a task after the events that came before it. */
    enqueue: (task: () => Promise<void>) => void;
}

export class NoticeHandler {
    constructor(private readonly options: NoticeHandlerOptions) {}

    /** @throws MediaError when Shoko had to be asked and could not be */
    async handle(notice: ShokoNotice): Promise<void> {
        const { reporter, places, access, log } = this.options;
        const { eventType } = notice;
        switch (notice.kind) {
            case 'matched':
                return this.matched(notice.file, { eventType });
            case 'released':
                return this.withFile(notice.fileId, (file) => this.matched(file, { eventType }));
            case 'detected': {
                log.note(await places.pathOf(notice.location), 'hashing');
                return;
            }
            case 'hashed':
                return this.log(notice.file, 'searching');
            case 'search_failed':
                return this.withFile(notice.fileId, (file) => this.notMatched(file, eventType, notice));
            case 'not_matched':
                access.heardOfBan(notice.isBanned);
                return this.notMatched(notice.file, eventType, ASKED_IN_VAIN);
            case 'unlinked':
                reporter.forget(notice.fileId);
                return this.withFile(notice.fileId, (file) => this.notMatched(file, eventType, ASKED_IN_VAIN));
            case 'moved':
                return reporter.moved(notice.file, notice.previous, eventType);
            case 'deleted':
                await this.log(notice.file, null);
                return reporter.deleted(notice.file, eventType);
            case 'ban':
            case 'login':
                access.hear(notice);
        }
    }

    /** Tells of a file that was asked for by its path. What may be no anime is only told of when it is. */
    async found(file: ShokoFile, path: string, { at: askedAt, isUnsure = false }: Asking): Promise<void> {
        const { reporter, log, verdicts } = this.options;
        if (file.references.length > 0) {
            log.forget(path);
            reporter.matched(file, path, { askedAt });
            return;
        }
        const { doing, message } = await verdicts.afterLook(path, file.linked);
        if (!isUnsure && !UNDER_WAY.includes(doing)) reporter.notMatched(file, path, message);
        if (file.linked) this.awaitSeries(file.id, { askedAt });
    }

    private async matched(told: ShokoFile, origin: Origin): Promise<void> {
        const { reporter, timers } = this.options;
        if (told.references.length === 0) {
            if (!told.linked) return;
            await this.log(told, 'reading_series');
            this.awaitSeries(told.id, origin);
            return;
        }
        timers.cancel(seriesTimer(told.id));
        await this.log(told, null);
        const path = await this.pathOf(told);
        if (path !== null) reporter.matched(told, path, origin);
    }

    /** An event names one location only, and the file may have others that fit what is waited for better. */
    private async pathOf(told: ShokoFile): Promise<string | null> {
        const { client, places, waiting } = this.options;
        const likely = (path: string): readonly string[] => waiting.named(path);
        const place = await places.placeOf(told, likely);
        if (waiting.size === 0 || place?.closeness === EXACT) return place?.path ?? null;
        const whole = await client.file(told.id).catch(() => null);
        const other = whole === null ? null : await places.placeOf(whole, likely);
        const isCloser = other !== null && other.closeness > (place?.closeness ?? -1);
        return (isCloser ? other : place)?.path ?? null;
    }

    /** Told only of files that are waited for: what else Shoko does not know is nobody's concern. */
    private async notMatched(file: ShokoFile, eventType: string, search: FailedSearch): Promise<void> {
        // Also sent when a matched file was scanned again (ProcessFileJob of 5.3.3): then the match is what counts.
        if (file.linked || file.references.length > 0) return this.matched(file, { eventType });
        const { reporter, places, waiting, verdicts } = this.options;
        const place = await places.placeOf(file, (path) => waiting.named(path));
        if (place === null) return;
        const { message } = await verdicts.afterSearch(place.path, search);
        if (place.closeness > 0) reporter.notMatched(file, place.path, message, eventType);
    }

    /** Notes what Shoko does with a file, wherever it lies; null: it is done with it. */
    private async log({ locations }: ShokoFile, doing: ShokoDoing | null): Promise<void> {
        const { places, log } = this.options;
        for (const location of locations) {
            const path = await places.pathOf(location);
            if (doing === null) log.forget(path);
            else log.note(path, doing);
        }
    }

    /** The link to AniDB comes first, Shoko's own series later and without a word (VideoReleaseService of 6): so ask until it is there. */
    private awaitSeries(fileId: number, origin: Origin, attempt = 0): void {
        const { timers, enqueue } = this.options;
        const name = seriesTimer(fileId);
        const delayS = SERIES_DELAYS_S[attempt];
        if (delayS === undefined || timers.has(name) || timers.size >= SERIES_LIMIT) return;
        const askAgain = (): Promise<void> =>
            this.withFile(fileId, async (file) => {
                if (file.references.length > 0) return this.matched(file, origin);
                if (file.linked) this.awaitSeries(fileId, origin, attempt + 1);
            });
        timers.set(name, delayS * 1000, () => enqueue(askAgain));
    }

    private async withFile(fileId: number, handle: (file: ShokoFile) => Promise<void>): Promise<void> {
        const file = await this.options.client.file(fileId);
        if (file !== null) await handle(file);
    }
}

function seriesTimer(fileId: number): string {
    return `series ${fileId}`;
}

/**
 * Why a file is not matched: put together from what Shoko was heard to do with it, how it stands with AniDB, and how we
 * stand with Shoko.
 */
import type { Clock, MediaError, ShokoDoing, ShokoFact } from '../../model';
import { whyNotMatched } from '../tell/why';
import type { AniDbAccess, AniDbBlock } from './anidb-access';
import type { FileLog, LoggedFile } from './file-log';

/** So long a search may last. In milliseconds. */
const SEARCH_MS = 120_000;
const BLOCKS: readonly ShokoDoing[] = ['banned', 'login_failed', 'no_internet'] satisfies AniDbBlock[];

/** How a search for a file ended that found nothing. */
export interface FailedSearch {
    fault: string | null;
    /** At least one source of releases was asked. */
    wasAsked: boolean;
}

export interface VerdictsOptions {
    access: AniDbAccess;
    log: FileLog;
    clock: Clock;
    asksAgainAfterBan: () => boolean;
    /** Why nothing is heard of Shoko; null while it is there. */
    outage: () => MediaError | null;
}

export class Verdicts {
    constructor(private readonly options: VerdictsOptions) {}

    /** Shoko looked the file up and found nothing. Asks it how it stands with AniDB. */
    async afterSearch(path: string, { fault, wasAsked }: FailedSearch): Promise<ShokoFact> {
        const { access, log } = this.options;
        await access.refresh();
        if (access.block !== null) log.note(path, access.block);
        else if (fault !== null) log.note(path, 'search_failed', fault);
        else log.note(path, wasAsked ? 'not_recognised' : 'not_asked');
        return this.factOf(path);
    }

    /** Shoko was asked for the file, and has it without knowing what it is. */
    async afterLook(path: string, isLinked: boolean): Promise<ShokoFact> {
        const { access, log, clock } = this.options;
        const heard = log.find(path);
        if (isLinked) log.note(path, 'reading_series');
        else if (heard === undefined || heard.doing === 'reading_series' || isStale(heard, clock)) {
            await access.refresh();
            log.note(path, access.block ?? 'not_recognised');
            // From here on a search counts as under way, and as one whose end was missed when it takes too long.
        } else if (heard.doing === 'hashing' || this.now(heard.doing).doing === 'searching') log.note(path, 'searching');
        return this.factOf(path);
    }

    /** Shoko was asked for the file, and has no such file. */
    afterMiss(path: string): void {
        const heard = this.options.log.find(path);
        if (heard !== undefined && heard.doing !== 'hashing') this.options.log.forget(heard.path);
    }

    /** What there is to say of a file that is waited for. */
    factOf(path: string): ShokoFact {
        const outage = this.options.outage();
        if (outage !== null) {
            const doing = outage.code === 'starting' || outage.code === 'setup' ? outage.code : 'away';
            return { doing, message: outage.message };
        }
        const heard = this.options.log.find(path);
        return heard === undefined ? this.inWords({ doing: 'unseen' }) : this.inWords(heard);
    }

    private inWords(heard: Pick<LoggedFile, 'doing' | 'fault'> & { since?: string }): ShokoFact {
        const { access, asksAgainAfterBan } = this.options;
        const { doing, wasKept } = this.now(heard.doing);
        const bannedUntil = doing === 'banned' ? access.bannedUntil : null;
        const message = whyNotMatched(doing, {
            asksAgainAfterBan: asksAgainAfterBan(),
            bannedUntil,
            isHttpBanned: access.isHttpBanned,
            fault: heard.fault,
            wasKept,
        });
        return {
            doing,
            message,
            ...(heard.since !== undefined && { since: heard.since }),
            ...(bannedUntil !== null && { until: bannedUntil }),
        };
    }

    /** What was heard may be overtaken: a ban that is over, or one that keeps Shoko from the search it has begun. */
    private now(doing: ShokoDoing): { doing: ShokoDoing; wasKept?: AniDbBlock } {
        const { block } = this.options.access;
        if (doing === 'searching' && block !== null) return { doing: block };
        if (!isBlock(doing) || doing === block) return { doing };
        if (block !== null) return { doing: block };
        if (doing === 'banned' && this.options.asksAgainAfterBan()) return { doing: 'searching' };
        return { doing: 'not_asked', wasKept: doing };
    }
}

function isBlock(doing: ShokoDoing): doing is AniDbBlock {
    return BLOCKS.includes(doing);
}

/** A search that should have ended long ago: its end was not heard. */
function isStale({ doing, at }: LoggedFile, clock: Clock): boolean {
    return (doing === 'hashing' || doing === 'searching') && clock.monotonic() - at >= SEARCH_MS;
}

/**
 * What became of searches, in the few words that Sonarr and Radarr have for it: no answer of theirs tells how many releases there
 * were, but their log does (`ReleaseSearchService`, `DownloadDecisionMaker`, `ProcessDownloadDecisions`; level info, the same in
 * Sonarr 4 and 5 and Radarr 6). Why a release was rejected is told at level debug, and so nowhere.
 */
import type { SearchResult } from '../../model';
import type { ArrCommand, LogLine } from '../wire/system';

/** Commands that search for what they name. Those for all that is missing name nothing. */
const SEARCHES = ['episodesearch', 'seasonsearch', 'seriessearch', 'moviessearch'];

export function isSearch({ name, titleIds, episodeIds }: ArrCommand): boolean {
    return SEARCHES.includes(name.toLowerCase()) && titleIds.length + episodeIds.length > 0;
}

export function isRssSync({ name }: ArrCommand): boolean {
    return name.toLowerCase() === 'rsssync';
}

const SEARCHING = /^Searching indexers for \[(.*)\]\. \d+ active indexers?$/;
const PROCESSING = /^Processing (\d+) releases$/;
const NOTHING = /^No results found$/;
const NOT_ADDED = /^Couldn't add release '(.*)' from Indexer .* to download queue\.(?::? ?(.*))?$/s;
const NOT_THERE = /^Failed to download release '(.*)' from Indexer .*\. (Release not available)$/s;
const RSS_BEGINS = /^Starting RSS Sync$/;
const RSS_ENDS = /^RSS Sync Completed\. /;
const DOWNLOADED = /(\d+) reports? downloaded/;
/** A line is written a moment after what it is about. In milliseconds. */
const LATE_MS = 1_500;

/** How many were grabbed, by what a command said last. Of several episodes only the last one is told. */
export function grabbedBy({ message, episodeIds }: ArrCommand): number | undefined {
    const count = DOWNLOADED.exec(message ?? '')?.[1];
    return count === undefined || episodeIds.length > 1 ? undefined : Number(count);
}

/**
 * What the log tells of a search for one title.
 * @param title as the server calls it
 * @param lines oldest first
 */
export function readSearch(
    title: string,
    { startedAt, endedAt }: { startedAt: number; endedAt: number },
    lines: readonly LogLine[],
): Pick<SearchResult, 'offered' | 'notAdded'> {
    const first = lines[0];
    // What was before the oldest line is not known.
    if (first === undefined || first.time > startedAt) return {};
    const reading = new Reading(title);
    for (const { time, message } of lines) if (time <= endedAt + LATE_MS) reading.take(time >= startedAt - LATE_MS, message);
    return reading.result();
}

/** Goes through the log. Where another search, or a look through what is new, runs at the same time, no number is anybody's. */
class Reading {
    private searching: { isOurs: boolean } | null = null;
    private isMixed = false;
    private isRssRunning = false;
    private offered: number | null = null;
    private isUnsure = false;
    private isAfterOurs = false;
    private notAdded: SearchResult['notAdded'];

    constructor(private readonly title: string) {}

    take(isInTime: boolean, message: string): void {
        if (RSS_BEGINS.test(message)) this.isRssRunning = true;
        else if (RSS_ENDS.test(message)) this.isRssRunning = false;
        else if (isInTime) this.takeInTime(message);
    }

    result(): Pick<SearchResult, 'offered' | 'notAdded'> {
        return {
            ...(this.offered !== null && !this.isUnsure && { offered: this.offered }),
            ...(this.notAdded !== undefined && { notAdded: this.notAdded }),
        };
    }

    private takeInTime(message: string): void {
        const what = SEARCHING.exec(message)?.[1];
        if (what !== undefined) {
            this.isMixed = this.searching !== null;
            const isOurs = what === this.title || what.startsWith(`${this.title} : `);
            if (this.isMixed && (isOurs || this.searching?.isOurs === true)) this.isUnsure = true;
            this.searching = { isOurs };
            this.isAfterOurs = isOurs;
            return;
        }
        const count = NOTHING.test(message) ? '0' : PROCESSING.exec(message)?.[1];
        if (count !== undefined) this.takeCount(Number(count));
        const [, release, why] = NOT_ADDED.exec(message) ?? NOT_THERE.exec(message) ?? [];
        if (release !== undefined && this.isAfterOurs && !this.isRssRunning)
            this.notAdded = { release, message: why ?? 'The download client did not take it' };
    }

    private takeCount(count: number): void {
        const { searching } = this;
        this.searching = null;
        if (searching?.isOurs !== true) return;
        if (this.isRssRunning) this.isUnsure = true;
        this.offered = (this.offered ?? 0) + count;
    }
}

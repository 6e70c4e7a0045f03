/**
 * How Sonarr and Radarr search: what they write into their log about it (ReleaseSearchService, DownloadDecisionMaker,
 * ProcessDownloadDecisions; Sonarr 4.0.19 and 5, Radarr 6.0.3), what they push, and the looking through what is new.
 */
import { shownDate } from './arr-server-history';
import type { Payload } from './webhooks/seerr';

/** What one search of the indexers came to. */
export interface Search {
    /** What was searched for, as the log names it: `The Harbour Watch : S01E02`, or a film's title. */
    criteria: string;
    offered: number;
    /** Of what was chosen and could not be handed to the client. */
    notAdded?: { release: string; message: string };
}

export interface SearchCommand {
    name: 'EpisodeSearch' | 'SeasonSearch' | 'SeriesSearch' | 'MoviesSearch';
    body: Payload;
    searches: readonly Search[];
    grabbed: number;
}

interface Line {
    id: number;
    at: number;
    level: 'info' | 'warn';
    logger: string;
    message: string;
}

export class ArrSearches {
    /** Minutes between two looks through what is new; 0: never. */
    rssInterval = 15;
    rssAt: number;
    private lines: Line[] = [];
    private lastId = 7_000;
    private lastCommand = 40;

    constructor(
        private readonly now: () => number,
        private readonly push: (name: string, action: 'updated', resource: Payload) => void,
    ) {
        this.rssAt = now();
    }

    /** A command begins. Returns what ends it. */
    begin({ name, body, searches, grabbed }: SearchCommand): () => void {
        const id = ++this.lastCommand;
        const started = shownDate(this.now());
        const told = { name, commandName: name, body, priority: 'normal', queued: started, started, id };
        this.push('command', 'updated', { ...told, status: 'started', result: 'unknown' });
        return () => {
            for (const search of searches) this.searched(search);
            const isFilms = name === 'MoviesSearch';
            const what = isFilms ? 'Completed search for 1 movies.' : `${name.replace('Search', '')} search completed.`;
            const message = `${what} ${grabbed} reports downloaded.`;
            this.note(isFilms ? 'MovieSearchService' : `${name}Service`, message);
            const ended = shownDate(this.now());
            this.push('command', 'updated', { ...told, ended, message, status: 'completed', result: 'successful' });
        };
    }

    /** What is new at the indexers was looked through. */
    syncRss(found: number): void {
        this.note('RssSyncService', 'Starting RSS Sync');
        this.note('DownloadDecisionMaker', found === 0 ? 'No results found' : `Processing ${found} releases`);
        this.note('RssSyncService', `RSS Sync Completed. Reports found: ${found}, Reports grabbed: 0`);
        this.rssAt = this.now();
        const ended = shownDate(this.now());
        const command = { name: 'RssSync', status: 'completed', result: 'successful', body: {}, started: ended, ended };
        this.push('command', 'updated', { ...command, id: ++this.lastCommand });
    }

    note(logger: string, message: string, level: Line['level'] = 'info'): void {
        this.lines.push({ id: ++this.lastId, at: this.now(), level, logger, message });
    }

    /** As `/log` answers, newest first: in whole seconds. */
    log(): Payload[] {
        return this.lines
            .map(({ id, at, level, logger, message }) => ({ time: shownDate(at), level, logger, message, id }))
            .reverse();
    }

    /** As `/system/task` answers. */
    tasks(): Payload[] {
        const task = (name: string, taskName: string, interval: number, at: number): Payload => ({
            name,
            taskName,
            interval,
            lastExecution: shownDate(at),
            lastStartTime: shownDate(at),
            nextExecution: shownDate(at + interval * 60_000),
            lastDuration: '00:00:01.2000000',
            id: interval + 1,
        });
        return [
            task('Backup', 'Backup', 10_080, this.rssAt),
            task('Refresh Monitored Downloads', 'RefreshMonitoredDownloads', 1, this.now()),
            task('Rss Sync', 'RssSync', this.rssInterval, this.rssAt),
        ];
    }

    private searched({ criteria, offered, notAdded }: Search): void {
        this.note('ReleaseSearchService', `Searching indexers for [${criteria}]. 2 active indexers`);
        this.note('DownloadDecisionMaker', offered === 0 ? 'No results found' : `Processing ${offered} releases`);
        if (notAdded === undefined) return;
        const { release, message } = notAdded;
        const words = `Couldn't add release '${release}' from Indexer Mock to download queue.: ${message}`;
        this.note('ProcessDownloadDecisions', words, 'warn');
    }
}

/**
 * What a push makes worth asking for, and when: never at once, since what it tells of may come in pieces, or may not be in the
 * history yet.
 */
import type { ArrKind } from './ask/client';
import type { KnownTitles } from './ask/known';
import type { QueueWatch } from './decide/queue-watch';
import type { Part } from './schedule/parts';
import type { Rounds } from './schedule/rounds';
import type { LiveFacts } from './live-facts';
import type { TitleRounds } from './title-rounds';
import type { Hint } from './hear/hints';

/** A pack makes a push for each of its episodes: all of them are to be there before it is asked. In milliseconds. */
export const HINT_DELAY_MS = 500;
/** A push may be faster than the row it is about, when a webhook of another receiver holds that up. In milliseconds. */
export const SECOND_THOUGHT_MS = 5_000;
/** What a search came to is in the log by then, and several that end together are asked about once. In milliseconds. */
const SEARCH_LOG_MS = 3_000;

export interface FollowerOptions {
    kind: ArrKind;
    rounds: Pick<Rounds<Part>, 'want'>;
    known: Pick<KnownTitles, 'forget'>;
    titles: Pick<TitleRounds, 'want'>;
    queue: Pick<QueueWatch, 'size'>;
    facts: Pick<LiveFacts, 'hear' | 'healthGap'>;
    /** Whether any request is open that may be in this server. */
    hasOpen: () => boolean;
}

export class HintFollower {
    private queueCount: number | null = null;

    constructor(private readonly options: FollowerOptions) {}

    follow(hint: Hint): void {
        const { kind, rounds, known, queue, facts, hasOpen } = this.options;
        switch (hint.kind) {
            case 'episode':
                rounds.want('history', HINT_DELAY_MS);
                rounds.want('queue', SECOND_THOUGHT_MS);
                if (hint.titleId !== undefined) this.wantTitle(hint.titleId);
                return;
            case 'title': {
                const { titleId, tvdbId, tmdbId, path } = hint;
                known.forget(titleId);
                const isSonarr = kind === 'sonarr';
                const isWanted = this.wantTitle(titleId, { workId: isSonarr ? tvdbId : tmdbId, path });
                // Of a film's file, unlike an episode's, nothing else is pushed.
                if (isWanted && !isSonarr) rounds.want('history', HINT_DELAY_MS);
                return;
            }
            case 'queue':
                if (queue.size > 0) rounds.want('queue', HINT_DELAY_MS);
                return;
            case 'queue_count':
                if (hint.count !== this.queueCount) rounds.want('queue', HINT_DELAY_MS);
                this.queueCount = hint.count;
                return;
            case 'command':
                if (facts.hear(hint.command) && hasOpen()) rounds.want('searches', SEARCH_LOG_MS);
                if (!hint.tells) return;
                rounds.want('history', HINT_DELAY_MS);
                for (const titleId of hint.command.titleIds) this.lookAnew(titleId);
                return;
            case 'health':
                rounds.want('history', HINT_DELAY_MS);
                if (hasOpen()) rounds.want('health', Math.max(HINT_DELAY_MS, facts.healthGap()));
        }
    }

    /** Something is to be asked about a title of which what is known may be old. */
    lookAnew(titleId: number): void {
        this.options.known.forget(titleId);
        this.wantTitle(titleId);
    }

    private wantTitle(id: number, told: { workId?: number | undefined; path?: string | undefined } = {}): boolean {
        const isWanted = this.options.titles.want(id, told);
        // What the push is about is in the history by then, where it is there at all.
        if (isWanted) this.options.rounds.want('titles', SECOND_THOUGHT_MS);
        return isWanted;
    }
}

/** The cause of each subject of a request, judged by the times of the house, from all that is known live. */
import { type Episode, isEpisode, type MediaRequest, pipelineOf } from '../model';
import { type Cause, causeOf, type Eta, etaOf, judge, type Judged, type LateLimits, type StageTimes } from '../causes';
import type { LiveFigures } from '../store';
import { downloadsOf, factsOf } from './facts';

/** A movie request or an episode, and what it waits for. */
export interface JudgedSubject extends Judged {
    subject: MediaRequest | Episode;
    eta?: Eta;
}

export interface JudgedEpisode extends JudgedSubject {
    episode: Episode;
}

export class JudgedRequest {
    readonly limits: LateLimits;
    private readonly context;

    /** @param now milliseconds since 1970 */
    constructor(
        readonly request: MediaRequest,
        readonly episodes: readonly Episode[],
        private readonly live: LiveFigures,
        readonly now: number,
        readonly times: StageTimes,
    ) {
        this.limits = times.limitsOf(pipelineOf(request));
        this.context = { downloads: downloadsOf(episodes), limits: this.limits };
    }

    /** What the request itself waits for: a movie, or a series of which no episode is known. */
    itself(): JudgedSubject {
        return this.of(this.request);
    }

    /** In the order in which the episodes were handed in. */
    each(): JudgedEpisode[] {
        return this.episodes.map((episode) => ({ ...this.of(episode), episode }));
    }

    /** The cause of what shares a download with an episode, from all of that download. */
    ofDownload = (episode: Episode): Cause => {
        const facts = { ...factsOf(episode, this.request, this.live, this.context), isWholeTransfer: true };
        return causeOf(episode, this.request, facts, this.now);
    };

    private of(subject: MediaRequest | Episode): JudgedSubject {
        const { request, live, context, now, times } = this;
        const facts = factsOf(subject, request, live, context);
        const cause = causeOf(subject, request, facts, now);
        const eta = etaOf({ subject, request, cause }, facts, times, now);
        return { subject, ...judge(cause, subject, request, times, now), ...(eta !== null && { eta }) };
    }
}

export function isJudgedEpisode(judged: JudgedSubject): judged is JudgedEpisode {
    return isEpisode(judged.subject);
}

/** Where a request and each of its episodes is, and what it waits for: from facts to the sentences of an answer. */
import { type Episode, type MediaRequest, type Stage, STAGES } from '../model';
import {
    type Eta,
    type Judged,
    sayAll,
    type Sentence,
    sentenceOf,
    StageTimes,
    type Wait,
    waitOf,
    wholeOf,
    type Words,
} from '../causes';
import type { LiveFigures } from '../store';
import { JudgedRequest, type JudgedSubject } from './judged';

/** What there is to say of a request or of an episode. */
export interface Explained {
    /** Where it is and what it waits for, in whole sentences. */
    says: string;
    /** The same as codes and values, for a reader of another language. */
    words: Words;
    /** Why, since when, what next; null when nothing is waited for. */
    wait: Wait | null;
    /** When it can be played, where that is known. */
    eta?: Eta;
}

export interface ExplainedWhole extends Explained {
    /** In the order in which the episodes were handed in. */
    episodes: Explained[];
}

/**
 * Explains a request with its episodes.
 * @param now milliseconds since 1970
 */
export function explain(
    request: MediaRequest,
    episodes: readonly Episode[],
    live: LiveFigures,
    now: number,
    times: StageTimes = new StageTimes(),
): ExplainedWhole {
    const judged = new JudgedRequest(request, episodes, live, now, times);
    const each = judged.each();
    const ofEpisodes = each.map((one) => explained(one, [sentenceOf(one.cause)], one.eta));
    const { summary } = request;
    if (summary === undefined) {
        const itself = judged.itself();
        return { ...explained(itself, [sentenceOf(itself.cause)], itself.eta), episodes: ofEpisodes };
    }
    const { ofDownload } = judged;
    const { judged: main, says } = wholeOf({ request, summary, members: each, times, now, ofDownload });
    return { ...explained(main, says, lastEta(each)), episodes: ofEpisodes };
}

function explained(judged: Judged, says: Sentence[], eta: Eta | undefined): Explained {
    const { wait, words } = waitOf(judged, says);
    return { says: wait?.says ?? sayAll(says), words, wait, ...(eta !== undefined && { eta }) };
}

function isOpen({ cause }: Judged): boolean {
    return cause.code !== 'playable' && cause.code !== 'deleted_since' && cause.code !== 'not_aired';
}

/** The whole can be played with the last of its episodes; when one of them is not known, neither is that. */
function lastEta(each: readonly JudgedSubject[]): Eta | undefined {
    const open = each.filter(isOpen);
    const etas = open.flatMap(({ eta }) => eta ?? []);
    if (etas.length === 0 || etas.length < open.length) return undefined;
    const last = (key: keyof Eta): string => etas.map((eta) => eta[key]).reduce((a, b) => (b > a ? b : a));
    return { at: last('at'), from: last('from'), until: last('until') };
}

/** When the first of its episodes came to each stage; to the last, when all of them had. Of what has none its own times. */
export function reachedBy(request: MediaRequest, episodes: readonly Episode[]): MediaRequest['reached'] {
    const reached: Partial<Record<Stage, string>> = { ...request.reached };
    for (const stage of STAGES) {
        if (stage === 'available') continue;
        for (const episode of episodes) {
            const at = episode.reached[stage];
            const first = reached[stage];
            if (at !== undefined && (first === undefined || at < first)) reached[stage] = at;
        }
    }
    if (episodes.length > 0) delete reached.available;
    return request.availableAt === null ? reached : { ...reached, available: request.availableAt };
}

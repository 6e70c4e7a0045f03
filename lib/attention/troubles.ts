/** What keeps each subject of a request waiting, as far as it may ever need somebody's attention. */
import { type Episode, episodeLabel, type MediaRequest } from '../model';
import { attentionAt, type Judged, seasonsAwaited, stageSinceOf } from '../causes';
import { isJudgedEpisode, type JudgedRequest } from '../requests';
import { isOfHouse, topicOf } from './topics';

export interface Trouble extends Judged {
    /** Which subject, in which attempt: `S01E05#2`. What is grabbed anew and fails again is another fact. */
    member: string;
    episode?: Episode;
    /** Seasons of which no episode is known yet. */
    seasons?: number[];
    topic: string;
    /** Within this the trouble is one: a request, or a server that all of them wait for. */
    scope: string;
    /** From when on it needs attention, in milliseconds since 1970. */
    at: number;
    isFailed: boolean;
    /** Since when the subject has been in its state, in milliseconds since 1970. */
    stageSince: number;
}

/** What there is of a request, and when the next of what is not a trouble yet may become one. */
export interface Troubles {
    all: Trouble[];
    /** In milliseconds since 1970; null when nothing is known to come. */
    nextAt: number | null;
}

export function troublesOf(judged: JudgedRequest): Troubles {
    const { request, now } = judged;
    const all: Trouble[] = [];
    let nextAt: number | null = null;
    const subjects = request.summary === undefined ? [judged.itself()] : judged.each();
    for (const one of subjects) {
        const { subject, cause } = one;
        const at = attentionAt(cause, judged.limits);
        if (at === null) nextAt = earlier(nextAt, timeOf(cause.nextAt));
        else {
            const name = isJudgedEpisode(one) ? episodeLabel(one.episode) : 'request';
            const since = Date.parse(stageSinceOf(subject, request, now));
            all.push({
                ...troubleOf(one, request, at, since),
                member: `${name}#${subject.attempt}`,
                isFailed: subject.state === 'failed',
                ...(isJudgedEpisode(one) && { episode: one.episode }),
            });
        }
    }
    return { all: [...all, ...ofSeasons(judged)], nextAt };
}

function ofSeasons({ request, times, now, limits }: JudgedRequest): Trouble[] {
    return seasonsAwaited(request, times, now).flatMap((told) => {
        const at = attentionAt(told.cause, limits);
        const { seasons } = told;
        if (at === null) return [];
        return [
            { ...troubleOf(told, request, at, Date.parse(told.cause.since)), seasons, member: `seasons ${seasons.join(',')}#0` },
        ];
    });
}

function troubleOf(
    { cause, late, usual }: Judged,
    { id }: MediaRequest,
    at: number,
    stageSince: number,
): Omit<Trouble, 'member'> {
    const topic = topicOf(cause.code);
    const { server, client, arr } = cause.values;
    const name = [server, client, arr].find((value) => typeof value === 'string') ?? '';
    const scope = isOfHouse(topic) ? `house/${topic}/${name}` : `${id}/${topic}`;
    return { cause, late, ...(usual !== undefined && { usual }), topic, scope, at, stageSince, isFailed: false };
}

/** The sooner of two times, of which either may be missing. */
export function earlier(a: number | null, b: number | null): number | null {
    if (a === null || b === null) return a ?? b;
    return Math.min(a, b);
}

function timeOf(iso: string | undefined): number | null {
    return iso === undefined ? null : Date.parse(iso);
}

/** What an event comes to for those who hear of it: what moved, what is news without a move, and what came to its end. */
import {
    type Episode,
    type EpisodeFacts,
    type EpisodeKey,
    episodeLabel,
    episodeRef,
    type EventKind,
    type MediaEvent,
    type MediaRequest,
    type Pipeline,
    pipelineOf,
    type RequestState,
    type Stage,
    subjectLabel,
    type SubjectRef,
    type SubjectState,
    WAKING,
} from '../../model';
import type { Ruled } from '../apply';
import { skippedStages } from '../rules/subject';
import type { RequestWork } from '../work';

/** An event that was applied. `from` equals `to` where it brought news without a new state: a match, progress. */
export interface Change {
    /** Made of the fact (request, subject, attempt, state): told once more, it has the same id. */
    id: string;
    /** The request after the whole event, without its episodes and its history. */
    request: MediaRequest;
    pipeline: Pipeline;
    subject: SubjectRef;
    /** The episode that it is about, where it is about one. */
    episode?: Episode;
    from: RequestState;
    to: RequestState;
    /** Stages in between that were never reported. */
    skipped: Stage[];
    /** Of an event about many episodes only what it tells of this one. */
    event: MediaEvent;
    /** The request's state before the event. */
    requestFrom: RequestState;
    /** Set when the request as a whole became available or failed with this event. */
    outcome?: { id: string; state: 'available' | 'failed' };
}

/** Kinds that a lane acts on although no state moved: always, or when they told something new. */
const ALWAYS_NEWS: readonly EventKind[] = ['downloading', ...WAKING];
const NEWS_IF_NEW: readonly EventKind[] = ['matched', 'not_matched', 'renamed'];

/** An event that was applied to a request. */
export interface Applied {
    work: RequestWork;
    /** The request as it is now. */
    after: MediaRequest;
    /** Whether anything was told that was not known. */
    isNew: boolean;
    rulings: readonly Ruled[];
    event: MediaEvent;
    /** What the event tells of each episode, by its label. */
    facts: ReadonlyMap<string, EpisodeFacts>;
}

/** What moved, else what is news; and the subjects on which the event had no effect. */
export function changesOf(applied: Applied): { changes: Change[]; unmoved: readonly Ruled[] } {
    const changes = moves(applied);
    const moved = new Set(changes.map(({ subject }) => subjectLabel(subject)));
    const unmoved = applied.rulings.filter(({ subject }) => !moved.has(subjectLabel(subject)));
    if (changes.length > 0 || !isNews(applied, unmoved)) return { changes, unmoved };
    return { changes: [newsOf(applied, unmoved)], unmoved: [] };
}

/** Every subject whose state is another than before, whether the event named it or not. */
function moves(applied: Applied): Change[] {
    const { work, after } = applied;
    const { before } = work;
    if (after.summary === undefined) {
        if (before.state === after.state && !work.isBegun) return [];
        const type = after.mediaType === 'movie' ? 'movie' : 'request';
        return [changeOf(applied, { type }, before.state, after)];
    }
    return work.changed().flatMap((episode) => {
        const from = (work.stored(episode) ?? work.newEpisode(episode)).state;
        return from === episode.state ? [] : [changeOf(applied, episodeRef(episode), from, episode)];
    });
}

function changeOf(applied: Applied, subject: SubjectRef, from: RequestState, state: SubjectState | Episode): Change {
    const { work, after } = applied;
    const outcome = applied.event.backfill === true ? null : outcomeOf(work.before, after);
    const isOld = state.wasThere === true && state.state === 'available' && outcome === null;
    const event = subject.type === 'episode' ? ofEpisode(applied, subject) : applied.event;
    return {
        id: [after.id, subjectLabel(subject), state.attempt, state.state].join('/'),
        request: after,
        pipeline: pipelineOf(after),
        subject,
        ...(subject.type === 'episode' && { episode: state as Episode }),
        from,
        to: state.state,
        skipped: from === state.state ? [] : skippedStages(state, from, state.state, after.isAnime),
        // How things were before anybody listened is told to nobody.
        event: isOld ? { ...event, backfill: true } : event,
        requestFrom: work.before.state,
        ...(outcome !== null && { outcome }),
    };
}

/** What of an event about many episodes concerns one. */
function ofEpisode({ event, facts }: Applied, subject: EpisodeKey): MediaEvent {
    if (event.episodes.length < 2) return event;
    const own = facts.get(episodeLabel(subject));
    return { ...event, episodes: own === undefined ? [] : [own] };
}

/** What a request came to by an event: a show counts how many episodes it had then, since it may go on. */
export function outcomeOf(before: MediaRequest, after: MediaRequest): NonNullable<Change['outcome']> | null {
    const { id, state, attempt, summary } = after;
    if (state !== 'available' && state !== 'failed') return null;
    if (state === 'available' && after.wasThere === true) return null;
    const isMore = state === 'available' && summary !== undefined ? isDone(after) && !isDone(before) : before.state !== state;
    if (!isMore) return null;
    const what = summary === undefined ? after.mediaType : `all-${summary.total}`;
    return { id: [id, what, attempt, state].join('/'), state };
}

function isDone({ state, complete }: MediaRequest): boolean {
    return state === 'available' && complete === true;
}

function isNews({ event: { kind }, isNew, work, after }: Applied, unmoved: readonly Ruled[]): boolean {
    // Nothing moved, and yet a series is complete: its last episode turns out not to be waited for.
    if (outcomeOf(work.before, after) !== null) return true;
    if (unmoved.every(({ code }) => code === 'closed' || code === 'old_attempt' || code === 'upgrade')) return false;
    return ALWAYS_NEWS.includes(kind) || (isNew && NEWS_IF_NEW.includes(kind));
}

/** News about one subject is told of it, news about several of the request. */
function newsOf(applied: Applied, unmoved: readonly Ruled[]): Change {
    const { work, after } = applied;
    const [only, another] = unmoved;
    const subject: SubjectRef = only !== undefined && another === undefined ? only.subject : { type: 'request' };
    const state = subject.type === 'episode' ? (work.episode(subject) ?? after) : after;
    return changeOf(applied, subject, state.state, state);
}

/**
 * The nine states of a subject (a movie request or an episode), their order, and the table of allowed moves.
 * Nothing here decides anything: `lib/gate` reads these tables.
 */

/** Every state a subject can be in, from first wish to proof; `failed` stands apart. These words are what is stored. */
export const REQUEST_STATES = [
    'requested',
    'approved',
    'grabbing',
    'downloading',
    'downloaded',
    'importing',
    'anime_matching',
    'available',
    'failed',
] as const;

export type RequestState = (typeof REQUEST_STATES)[number];

/** The states in the order in which a request passes through them. */
export const STAGES = [
    'requested',
    'approved',
    'grabbing',
    'downloading',
    'downloaded',
    'importing',
    'anime_matching',
    'available',
] as const satisfies readonly RequestState[];

export type Stage = (typeof STAGES)[number];

/**
 * Where each state may go. Forward moves may skip stages, because a service's report can be lost: refusing
 * `downloading -> anime_matching` is how a request gets stuck. `available` is final.
 */
export const TRANSITIONS: Readonly<Record<RequestState, readonly RequestState[]>> = {
    requested: ['approved', 'grabbing', 'downloading', 'downloaded', 'importing', 'anime_matching', 'available', 'failed'],
    approved: ['grabbing', 'downloading', 'downloaded', 'importing', 'anime_matching', 'available', 'failed'],
    grabbing: ['downloading', 'downloaded', 'importing', 'anime_matching', 'available', 'failed'],
    downloading: ['downloaded', 'importing', 'anime_matching', 'available', 'failed'],
    downloaded: ['importing', 'anime_matching', 'available', 'failed'],
    importing: ['anime_matching', 'available', 'failed'],
    anime_matching: ['available', 'failed'],
    available: [],
    failed: ['requested', 'approved', 'grabbing', 'downloading', 'downloaded', 'importing', 'anime_matching', 'available'],
};

/** States from which a grab with a new download id starts a new attempt, back at `grabbing`. Later ones are upgrades. */
export const NEW_ATTEMPT_FROM: readonly RequestState[] = ['grabbing', 'downloading', 'downloaded', 'failed'];

/** How far along a stage is: 0 for `requested` to 7 for `available`. */
export function rankOf(stage: Stage): number {
    return STAGES.indexOf(stage);
}

/** Whether nothing more is expected for a subject in this state. */
export function isClosed(state: RequestState): boolean {
    return state === 'available' || state === 'failed';
}

/** Whether a subject in this state is with the download client and not imported yet, or is to appear there. */
export function isInClient(state: RequestState): boolean {
    return state === 'grabbing' || state === 'downloading' || state === 'downloaded';
}

/** Whether a subject in this state has its file. */
export function isImported(state: RequestState): boolean {
    return state === 'importing' || state === 'anime_matching' || state === 'available';
}

/** The four ways a request can go, named as the lanes of the example flow. */
export const PIPELINES = ['movie', 'tv', 'anime-movie', 'anime-tv'] as const;
export type Pipeline = (typeof PIPELINES)[number];

/** Picks the pipeline of a request. */
export function pipelineOf(request: { mediaType: 'movie' | 'tv'; isAnime?: boolean | undefined }): Pipeline {
    return request.isAnime === true ? `anime-${request.mediaType}` : request.mediaType;
}

/** The stages before the present one that were never reported for a subject. */
export function skippedOf(subject: { state: RequestState; reached: Partial<Record<Stage, string>> }, isAnime: boolean): Stage[] {
    const reached = STAGES.filter((stage) => subject.reached[stage] !== undefined);
    const last = subject.state === 'failed' ? reached.at(-1) : subject.state;
    if (last === undefined) return [];
    return stagesBetween('requested', last, isAnime).filter((stage) => subject.reached[stage] === undefined);
}

/** The stages strictly between two; matching is a stage for anime only. */
export function stagesBetween(from: Stage, to: Stage, isAnime: boolean): Stage[] {
    return STAGES.slice(rankOf(from) + 1, rankOf(to)).filter((stage) => isAnime || stage !== 'anime_matching');
}

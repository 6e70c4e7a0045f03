/** A request's way in steps with their times. */
import { type MediaRequest, type Pipeline, rankOf, type Stage } from '../../model';
import type { Step } from '../contract';

const SHOWN = ['approved', 'grabbing', 'downloading', 'importing', 'anime_matching', 'available'] as const;

/** @param reached when each stage was first come to, of a show by one of its episodes */
export function stepsOf(request: MediaRequest, pipeline: Pipeline, reached: MediaRequest['reached']): Step[] {
    const furthest = Math.max(-1, stageRank(request), ...Object.keys(reached).map((stage) => rankOf(stage as Stage)));
    const isAnime = pipeline === 'anime-movie' || pipeline === 'anime-tv';
    return SHOWN.filter((stage) => stage !== 'anime_matching' || isAnime).map((stage) => {
        const at = reached[stage] ?? null;
        return { stage, at, ...(at === null && rankOf(stage) < furthest && { skipped: true as const }) };
    });
}

function stageRank({ state, failure }: MediaRequest): number {
    if (state === 'failed') return failure === null ? -1 : rankOf(failure.stage);
    return rankOf(state);
}

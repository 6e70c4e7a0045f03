/** How far a wish has come by what Seerr says of it. */
import type { Wish } from './wire';

/** Named as the event that says so. */
export const PHASES = ['requested', 'approved', 'declined', 'send_failed', 'reported_available'] as const;
export type Phase = (typeof PHASES)[number];

/** Phases in which something is still to come. */
export function isOpen(phase: Phase): boolean {
    return phase === 'requested' || phase === 'approved';
}

/**
 * Where a wish stands. `unsure` for an approved season of a series that is in the library: the list does not say whether
 * that season is; the single request does.
 */
export function phaseOf(wish: Wish): Phase | 'unsure' {
    const { state, library } = wish;
    if (state === 'declined') return 'declined';
    if (state === 'failed') return 'send_failed';
    if (state === 'completed') return 'reported_available';
    if (library.isBlocklisted) return 'declined';
    if (state === 'pending') return 'requested';
    return approvedPhase(wish);
}

/** Seerr leaves what it found by itself at *approved*, and up to 2.5 everything. */
function approvedPhase({ mediaType, seasons, doneSeasons, library }: Wish): Phase | 'unsure' {
    if (mediaType === 'movie') return library.isAvailable ? 'reported_available' : 'approved';
    const there = new Set([...doneSeasons, ...(library.seasons ?? [])]);
    if (seasons.length > 0 && seasons.every((season) => there.has(season))) return 'reported_available';
    return library.isAvailable && library.seasons === undefined ? 'unsure' : 'approved';
}

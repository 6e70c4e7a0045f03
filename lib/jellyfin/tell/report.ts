/** What becomes of a result: proofs are an event for the gate, and reasons the check that is shown of a request. */
import { type Check, type MediaEvent, type MediaRequest, subjectLabel } from '../../model';
import type { Missing, Verified } from './result';
import { nameMembers, sayMissing } from './sentences';

/** The event that carries a check's proofs to the gate. */
export function verifiedEvent(request: MediaRequest, verified: readonly Verified[], id: string, at: string): MediaEvent {
    const episodes = verified.flatMap(({ subject, jellyfinId, foundAs }) =>
        subject.type === 'episode'
            ? [{ seasonNumber: subject.seasonNumber, episodeNumber: subject.episodeNumber, jellyfinId, foundAs }]
            : [],
    );
    const movie = verified.find(({ subject }) => subject.type === 'movie');
    return {
        id,
        source: 'jellyfin',
        kind: 'verified',
        eventType: 'playable',
        at,
        mediaType: request.mediaType,
        requestId: request.id,
        request: movie === undefined ? {} : { jellyfinId: movie.jellyfinId, foundAs: movie.foundAs },
        episodes,
        message: sayVerified(verified),
    };
}

function sayVerified(verified: readonly Verified[]): string {
    const [first] = verified;
    if (first !== undefined && verified.length === 1) return `Proved playable: found as ${first.foundAs} (by ${first.way})`;
    const ways = [...new Set(verified.map(({ way }) => way))];
    const names = nameMembers(verified.map(({ subject }) => subjectLabel(subject)));
    return `${verified.length} episodes proved playable: ${names} (by ${ways.join(', ')})`;
}

/** Why these subjects are not available, in a sentence and for each episode. `nextAt` is when it is looked at again. */
export function checkOf(missing: readonly Missing[], at: string, nextAt: string | undefined): Check {
    const [first] = missing;
    const codes = new Set(missing.map(({ code }) => code));
    const episodes = missing.flatMap(({ subject, code, message }) =>
        subject.type === 'episode' ? [{ episode: subjectLabel(subject), code, message }] : [],
    );
    return {
        at,
        code: codes.size === 1 ? (first?.code ?? '') : 'several',
        message: sayMissing(missing),
        ...(nextAt !== undefined && { nextAt }),
        ...(episodes.length > 0 && { episodes }),
    };
}

/** What a message of a flow asks of the verifier. */
import { type EventKind, MediaError, WAKING } from '../model';
import { recordOf } from '../settings';

export interface Asked {
    requestId: string;
    /** Seerr or Jellyfin says that it is there. */
    isFound: boolean;
}

/**
 * Reads a change, `{ requestId }`, or a request itself. Null for a report of a download's progress: what downloads cannot
 * be played yet.
 * @throws MediaError `no_request`
 */
export function readAsked(payload: unknown): Asked | null {
    const { request, requestId, id, event, from, to } = recordOf(payload);
    const { kind } = recordOf(event);
    if (kind === 'downloading' && from === to) return null;
    const found = [recordOf(request)['id'], requestId, id].find((value) => typeof value === 'string' && value !== '');
    if (typeof found === 'string') return { requestId: found, isFound: WAKING.includes(kind as EventKind) };
    throw new MediaError('no_request', 'The message names no request: send a change, a request, or { requestId }', {
        field: 'payload',
    });
}

/** Which requests a question is about. */
import { hasOpenSubject, MediaError, type MediaRequest, mediaTypes, REQUEST_STATES } from '../model';
import { personFilter, wordFilter } from './words';

/** All are optional, and text, as they come in an address. */
export interface RequestQuery {
    id?: string | undefined;
    /** One of the nine states, or several with commas between; `open` is all but available and failed. */
    state?: string | undefined;
    /** `movie` or `tv`. */
    mediaType?: string | undefined;
    /** Words that are all in the title, in whatever case and with or without accents; a year counts as one. */
    q?: string | undefined;
    /** Who asked for it: the name as Seerr shows it, or the id of that user. */
    requestedBy?: string | undefined;
    /** `true`: only what takes longer than usual; `false`: only what does not. */
    late?: string | undefined;
    /** At most so many; all without it. */
    limit?: string | undefined;
    /** So many of the newest are left out. */
    offset?: string | undefined;
}

type Filter = (request: MediaRequest) => boolean;

/** What can be told from the request alone. @throws MediaError `invalid_query` */
export function filterOf(query: RequestQuery): Filter {
    checkMediaType(query.mediaType);
    const filters = [
        query.id === undefined ? null : ({ id }: MediaRequest) => id === query.id,
        query.mediaType === undefined ? null : ({ mediaType }: MediaRequest) => mediaType === query.mediaType,
        stateFilter(query.state),
        wordFilter(query.q),
        personFilterOf(query.requestedBy),
    ].filter((filter) => filter !== null);
    return (request) => filters.every((accepts) => accepts(request));
}

/** The rest of a question. `limit` is infinite where none is named. @throws MediaError `invalid_query` */
export function readPaging({ limit, offset, late }: RequestQuery): { limit: number; offset: number; late: boolean | undefined } {
    return {
        limit: wholeNumber(limit, 'limit') ?? Infinity,
        offset: wholeNumber(offset, 'offset') ?? 0,
        late: yesOrNo(late, 'late'),
    };
}

/** Whether a request may wait for anything: what is over waits for nothing. */
export function mayWait(request: MediaRequest): boolean {
    return request.state === 'failed' || (request.summary?.counts.failed ?? 0) > 0 || hasOpenSubject(request);
}

function stateFilter(state: string | undefined): Filter | null {
    if (isBlank(state)) return null;
    const wanted = new Set(state.split(',').map((word) => word.trim()));
    for (const word of wanted) {
        if (word !== 'open' && !(REQUEST_STATES as readonly string[]).includes(word))
            throw invalid('state', `There is no state ${short(word)}; there are: open, ${REQUEST_STATES.join(', ')}`);
    }
    return ({ state: own }) => wanted.has(own) || (wanted.has('open') && own !== 'available' && own !== 'failed');
}

function checkMediaType(mediaType: string | undefined): void {
    if (mediaType === undefined || (mediaTypes as readonly string[]).includes(mediaType)) return;
    throw invalid('mediaType', `There is no media type ${short(mediaType)}; there are: ${mediaTypes.join(', ')}`);
}

function personFilterOf(requestedBy: string | undefined): Filter | null {
    const isNamed = personFilter(requestedBy);
    const id = requestedBy?.trim();
    return isNamed && (({ requestedBy: name, requestedById }) => isNamed(name) || String(requestedById ?? '') === id);
}

function wholeNumber(text: string | undefined, field: string): number | undefined {
    if (isBlank(text)) return undefined;
    const number = Number(text);
    if (/^\d+$/.test(text.trim()) && Number.isSafeInteger(number)) return number;
    throw invalid(field, `${field} must be a whole number from 0 on, not ${short(text)}`);
}

function yesOrNo(text: string | undefined, field: string): boolean | undefined {
    if (isBlank(text)) return undefined;
    const word = text.trim().toLowerCase();
    if (word === 'true' || word === '1') return true;
    if (word === 'false' || word === '0') return false;
    throw invalid(field, `${field} must be true or false, not ${short(text)}`);
}

function isBlank(text: string | undefined): text is undefined {
    return text === undefined || text.trim() === '';
}

function short(text: string): string {
    return text.slice(0, 50);
}

function invalid(field: string, message: string): MediaError {
    return new MediaError('invalid_query', message, { field });
}

/** Why what is imported cannot be played yet: Shoko for an anime, then Jellyfin. */
import type { ShokoDoing } from '../../model';
import { type CauseCode, CAUSES } from '../codes';
import { known, quoteOf, timeOf } from '../values';
import { type Case, type Found, outageFound } from './found';

const SHOKO: Readonly<Record<ShokoDoing, CauseCode>> = {
    away: 'shoko_away',
    starting: 'shoko_starting',
    setup: 'shoko_setup',
    unseen: 'shoko_unseen',
    hashing: 'shoko_hashing',
    searching: 'shoko_searching',
    not_recognised: 'shoko_not_recognised',
    reading_series: 'shoko_reading_series',
    search_failed: 'shoko_search_failed',
    banned: 'shoko_banned',
    login_failed: 'shoko_login_failed',
    no_internet: 'shoko_no_internet',
    not_asked: 'shoko_not_asked',
};

/** What Jellyfin says of a file that Shoko has not matched: only that it waits for the match. */
const BEFORE_MATCH = ['not_matched', 'no_such_item', 'no_such_series', 'no_such_episode', 'jellyfin_unreachable', 'check_failed'];

export function whyNotPlayable(given: Case): Found {
    const { subject, request, facts } = given;
    const isMatched = !request.isAnime || subject.shokoFileId !== undefined;
    if (isMatched) return ofJellyfin(given);
    if (facts.shoko !== undefined) return ofShoko(given);
    const isBeyondMatch = facts.check !== undefined && !BEFORE_MATCH.includes(facts.check.code);
    return isBeyondMatch ? ofJellyfin(given) : { code: 'shoko_next', nextAt: facts.check?.nextAt };
}

function ofShoko({ facts }: Case): Found {
    const { shoko } = facts;
    if (shoko === undefined) return { code: 'shoko_next' };
    const isTheirWord = shoko.doing === 'away' || shoko.doing === 'search_failed';
    return {
        code: SHOKO[shoko.doing],
        values: known({ server: 'Shoko', until: timeOf(shoko.until), theirs: isTheirWord ? quoteOf(shoko.message) : undefined }),
        since: shoko.since,
        nextAt: shoko.until,
    };
}

function ofJellyfin({ subject, facts }: Case): Found {
    const { check, jellyfin } = facts;
    const outage = jellyfin?.outage;
    const server = { server: 'Jellyfin' };
    if (outage?.isStarting === true) return { code: 'jellyfin_starting', values: server, since: outage.since };
    if (outage !== undefined) return outageFound(outage, 'Jellyfin', 'jellyfin_unreachable');
    if (check === undefined && jellyfin?.scanningSince !== undefined)
        return {
            code: 'jellyfin_scanning',
            values: known({ scanning: timeOf(jellyfin.scanningSince) }),
            since: jellyfin.scanningSince,
        };
    if (check === undefined) return { code: 'jellyfin_next' };
    const again = timeOf(check.nextAt);
    const code = codeOf(check);
    const isTheirWord = code === 'jellyfin_unreachable' || code === 'jellyfin_check_failed' || code === 'jellyfin_other';
    const values = known({ again, theirs: isTheirWord ? quoteOf(check.message) : undefined, shokoFile: subject.shokoFileId });
    return { code, values: { ...server, ...values }, nextAt: check.nextAt };
}

/** The verifier's reason codes are ours too; a check of a code that is not known is quoted. */
function codeOf({ code, message }: { code: string; message: string }): CauseCode {
    if (code === 'jellyfin_unreachable') return /\bis starting\b/.test(message) ? 'jellyfin_starting' : 'jellyfin_unreachable';
    // Shoko has matched it since.
    if (code === 'not_matched') return 'jellyfin_matched_not_shown';
    const own = `jellyfin_${code}`;
    return own in CAUSES ? (own as CauseCode) : 'jellyfin_other';
}

/** What is there to say of what can be played. */
export function playable({ subject, request }: Case): Found {
    if (subject.deletedAt !== null) return { code: 'deleted_since', since: subject.deletedAt };
    const isNews = subject.foundAs !== undefined && request.mediaType === 'movie' && subject.foundAs !== 'Movie';
    return { code: 'playable', values: known({ shown: isNews ? subject.foundAs : undefined }) };
}

/** Why nothing was grabbed: not approved, not out, not looked for, not found, or held back. */
import { type Episode, isEpisode, type MediaRequest } from '../../model';
import type { CauseCode } from '../codes';
import type { PendingRelease } from '../facts';
import { readHealth } from '../theirs/health';
import { countRejections } from '../theirs/rejections';
import { dayOf, isInstant, known, quoteOf, timeOf } from '../values';
import { type Case, type Found, outageFound } from './found';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Radarr takes a film without a date of its own for released so long after it came to cinemas (`Movie.cs`, `IsAvailable`). */
const CINEMAS_TO_HOME_MS = 90 * DAY_MS;

const PENDING: Readonly<Record<string, CauseCode>> = {
    delay: 'release_delayed',
    downloadclientunavailable: 'release_without_client',
    fallback: 'release_in_reserve',
};

export function whyNotGrabbed(given: Case): Found {
    const { subject, now } = given;
    const unaired = isEpisode(subject) ? whyNotAired(subject, now) : null;
    if (unaired !== null) return unaired;
    if (subject.state === 'requested') return { code: 'not_approved' };
    return whyNotLookedFor(given) ?? whyHeldBack(given) ?? whyNotReleased(given) ?? whatSearchFound(given);
}

/** An episode that airs later waits for that and for nothing else. */
function whyNotAired({ airDateUtc }: Episode, now: number): Found | null {
    if (!isInstant(airDateUtc) || Date.parse(airDateUtc) <= now) return null;
    return { code: 'not_aired', values: known({ airs: timeOf(airDateUtc) }), nextAt: airDateUtc };
}

function whyNotLookedFor({ subject, facts, arr }: Case): Found | null {
    const { outage, isMissing } = facts.arr ?? {};
    if (outage !== undefined) return outageFound(outage, facts.arr?.server ?? arr, 'arr_unreachable');
    if (isMissing === true) return { code: 'not_sent' };
    if (subject.isMonitored !== false || subject.hasFile === true) return null;
    return { code: isEpisode(subject) ? 'episode_unmonitored' : 'unmonitored' };
}

function whyHeldBack({ facts }: Case): Found | null {
    const pending = pendingOf(facts.arr?.pending);
    if (pending !== null) return pending;
    const complaint = readHealth(facts.arr?.health ?? []);
    return complaint === null ? null : { code: complaint.code, values: known({ theirs: quoteOf(complaint.message) }) };
}

function pendingOf(pending: PendingRelease | undefined): Found | null {
    const code = PENDING[pending?.reason.toLowerCase() ?? ''];
    if (pending === undefined || code === undefined) return null;
    return { code, values: known({ until: timeOf(pending.until) }), nextAt: pending.until };
}

function whyNotReleased({ subject, request, now }: Case): Found | null {
    if (isEpisode(subject)) return null;
    // Who was asked and lists none of its episodes knows of none that has aired.
    if (request.mediaType === 'tv') return request.listedAt === undefined ? null : { code: 'season_not_listed' };
    const { inCinemas, digitalRelease, physicalRelease } = request;
    const home = [digitalRelease, physicalRelease]
        .filter((date) => isInstant(date))
        .sort((a, b) => Date.parse(a) - Date.parse(b))[0];
    if (home !== undefined && Date.parse(home) <= now) return null;
    const cinemas = isInstant(inCinemas) ? Date.parse(inCinemas) : undefined;
    const values = known({ cinemas: dayOf(inCinemas), release: dayOf(home) });
    if (cinemas !== undefined && cinemas > now) return { code: 'not_in_cinemas', values, nextAt: home ?? inCinemas };
    if (home !== undefined) return { code: 'not_released', values, nextAt: home };
    if (cinemas !== undefined) return now - cinemas < CINEMAS_TO_HOME_MS ? { code: 'no_release_date', values } : null;
    // Of an old film nobody may know a date, and there are releases of it all the same.
    const isNew = request.year === undefined || request.year >= new Date(now).getUTCFullYear() - 1;
    return isNew && request.isMonitored !== undefined ? { code: 'not_announced' } : null;
}

function whatSearchFound({ subject, facts, stageSince }: Case): Found {
    const { search, isSearching, nextLookAt } = facts.arr ?? {};
    if (isSearching === true) return { code: 'searching' };
    const look = { again: timeOf(nextLookAt), nextAt: nextLookAt };
    if (search?.notAdded !== undefined) {
        const { release, message } = search.notAdded;
        return {
            code: 'release_not_added',
            values: known({ release: quoteOf(release), theirs: quoteOf(message) }),
            since: search.at,
        };
    }
    if (search === undefined || !isInstant(search.at)) return searchedAt(subject, stageSince, look);
    const { offered } = search;
    if (offered === undefined) return searchedAt({ ...subject, lastSearchTime: search.at }, stageSince, look);
    // Where no search is planned it goes by what its indexers announce.
    const nextAt = search.nextAt ?? nextLookAt;
    const values = known({ searched: timeOf(search.at), again: timeOf(nextAt) });
    const next = search.nextAt === undefined ? ({ next: 'arr_watches' } as const) : {};
    if (offered === 0) return { code: 'searched_nothing', values, nextAt, ...next };
    const rejections = countRejections(search.rejections);
    const more = known({ offered, rejections: rejections.length > 0 ? { rejections } : undefined });
    return { code: 'searched_rejected', values: { ...values, ...more }, nextAt, ...next };
}

/** A search from before there was the wish says nothing of it. */
function searchedAt(
    { lastSearchTime }: Pick<MediaRequest, 'lastSearchTime'>,
    stageSince: string,
    { again, nextAt }: { again: { time: string } | undefined; nextAt: string | undefined },
): Found {
    const isOurs = isInstant(lastSearchTime) && Date.parse(lastSearchTime) >= Date.parse(stageSince) - DAY_MS;
    const values = known({ again, searched: isOurs ? timeOf(lastSearchTime) : undefined });
    return { code: isOurs ? 'searched' : 'approved', values, nextAt };
}

/** Why a download that is complete is not imported. */
import { episodeLabel, isEpisode, type QueuedDownload } from '../../model';
import { type ReadRefusal, readRefusal } from '../theirs/refusals';
import { DEFAULT_LIMITS } from '../times/late';
import { known, quoteOf, timeOf } from '../values';
import { ageOf, type Case, type Found, outageFound } from './found';

interface RefusedFile {
    file: string;
    refusal: ReadRefusal;
}

export function whyNotImported(given: Case): Found {
    const { subject, facts, now, stageSince, arr } = given;
    const { queued, arr: house } = facts;
    const refused = whyRefused(given) ?? ofSiblings(given);
    if (refused !== null) return refused;
    if (house?.outage !== undefined) return outageFound(house.outage, house.server ?? arr, 'arr_unreachable');
    const limit = facts.limits?.downloaded ?? DEFAULT_LIMITS.downloaded;
    if (queued === undefined)
        return ageOf(stageSince, now) < limit
            ? { code: 'downloaded' }
            : { code: 'import_silent', values: known({ downloaded: timeOf(stageSince) }) };
    switch (queued.trackedDownloadState?.toLowerCase()) {
        case 'importpending':
            return { code: 'import_pending' };
        case 'importing':
            return { code: 'import_running' };
        case 'imported':
            return { code: 'import_told' };
        case 'failedpending':
        case 'failed':
            return { code: 'download_failing' };
        case 'ignored':
            return { code: 'import_ignored' };
        default:
            return { code: 'done_unnoticed', values: known({ downloaded: timeOf(subject.reached.downloaded) }) };
    }
}

/** Other episodes of the same download are imported, and this one is not. Null when none is. */
export function ofSiblings({ subject, facts, now }: Case): Found | null {
    const { siblings, limits } = facts;
    if (!isEpisode(subject) || siblings === undefined || siblings.imported === 0) return null;
    const isFresh = ageOf(siblings.lastAt, now) < (limits?.downloaded ?? DEFAULT_LIMITS.downloaded);
    return { code: isFresh ? 'import_of_rest' : 'left_out', values: { imported: siblings.imported }, since: siblings.lastAt };
}

/** What the queue says against an import; null where it says nothing against it. */
export function whyRefused({ subject, facts }: Case): Found | null {
    const { queued } = facts;
    if (queued === undefined || !isRefused(queued)) return null;
    const label = isEpisode(subject) ? episodeLabel(subject) : '';
    const files = refusedFiles(queued);
    // A season pack is refused file by file, each for its own reason.
    const own = label === '' ? [] : files.filter(({ file }) => file.toUpperCase().includes(label));
    return foundIn(own.length > 0 ? own : files, queued.refusedSince);
}

function isRefused({ trackedDownloadState, trackedDownloadStatus = 'ok', statusMessages }: QueuedDownload): boolean {
    const state = trackedDownloadState?.toLowerCase();
    if (state === 'importblocked') return true;
    const isWarned = trackedDownloadStatus.toLowerCase() !== 'ok' && statusMessages.length > 0;
    // Version 3 of Sonarr leaves what it warns of in its first state.
    return (
        isWarned &&
        (state === 'importpending' || (state === 'downloading' && statusMessages.some(({ messages }) => messages.length > 0)))
    );
}

/** An entry without messages is about the download as a whole and has its reason for title (`TrackedDownload.Warn`). */
function refusedFiles({ statusMessages, title = '' }: QueuedDownload): RefusedFile[] {
    const ofFiles = statusMessages.flatMap(({ title: file, messages }) =>
        messages.map((message) => ({ file, refusal: readRefusal(message) })),
    );
    if (ofFiles.length > 0) return ofFiles;
    return statusMessages.map((entry) => ({ file: title, refusal: readRefusal(entry.title) }));
}

/** The reason that most files have. What was imported before is listed beside what is refused now, and counts last. */
function foundIn(files: readonly RefusedFile[], since: string | undefined): Found {
    const news = files.filter(({ refusal }) => refusal.code !== 'import_already');
    const groups = new Map<string, RefusedFile[]>();
    for (const each of news.length > 0 ? news : files) {
        const key = `${each.refusal.code} ${JSON.stringify(each.refusal.values)}`;
        groups.set(key, [...(groups.get(key) ?? []), each]);
    }
    const [most] = [...groups.values()].sort((a, b) => b.length - a.length);
    const [first] = most ?? [];
    if (most === undefined || first === undefined) return { code: 'import_unsaid', values: { files: { list: [] } }, since };
    const list = [...new Set(most.map(({ file }) => file).filter((file) => file !== ''))];
    const { code, values, next } = first.refusal;
    return { code, values: { ...values, files: { list } }, next, since };
}

/** A failure's message that says who refuses what and why, as lib/webhook and lib/arr put it together. */
const TOLD = /^\w+ does not import (?<told>.+)\. (?:Import it by hand or remove it|Remove it): .+$/;

/** What a stored failure says of a refusal, when the queue is not there any more to be asked. */
export function refusalIn(message: string, releaseTitle: string | undefined): Found {
    const told = TOLD.exec(message)?.groups?.['told'] ?? message;
    const [file = '', ...reasons] = told.split(': ');
    const read = reasons
        .join(': ')
        .split('; ')
        .filter((reason) => reason !== '')
        .map((reason) => ({ file, refusal: readRefusal(reason) }));
    const isKnown = read.length > 0 && read.every(({ refusal }) => refusal.code !== 'import_refused');
    if (isKnown) return foundIn(read, undefined);
    const files = { list: releaseTitle === undefined ? [] : [releaseTitle] };
    const theirs = quoteOf(told);
    return theirs === undefined
        ? { code: 'import_unsaid', values: { files } }
        : { code: 'import_refused', values: { theirs, files } };
}

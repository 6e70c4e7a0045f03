/** How a download goes, and why it does not: from the client's own figures, else from Sonarr's or Radarr's queue. */
import { type Episode, type EpisodeKey, episodeLabel, isEpisode, toldOf, type Transfer, type TransferWait } from '../../model';
import type { CauseCode } from '../codes';
import { readClientMessage } from '../theirs/client-messages';
import { DEFAULT_LIMITS } from '../times/late';
import { known, quoteOf, timeOf, type Values } from '../values';
import { ageOf, type Case, type Found, outageFound } from './found';
import { ofSiblings, whyRefused } from './to-import';

const WAITS: Readonly<Record<TransferWait, CauseCode>> = {
    stopped: 'download_stopped',
    queued: 'download_queued',
    metadata: 'download_metadata',
    stalled: 'download_stalled',
    checking: 'download_checking',
    moving: 'download_moving',
    error: 'download_error',
    missing_files: 'files_missing',
};

/** Status words of their queue (`QueueStatus`) for a download that does not go on. */
const QUEUE_STATUS: Readonly<Record<string, CauseCode>> = {
    queued: 'download_queued',
    paused: 'download_stopped',
    failed: 'download_failing',
    downloadclientunavailable: 'client_unreachable',
};

export function whyNotDownloaded(given: Case): Found {
    const { subject, facts } = given;
    const refused = whyRefused(given);
    if (refused !== null) return refused;
    if (isDeselected(facts.transfer, subject)) return { code: 'deselected' };
    // While the rest still downloads, what was imported says nothing of this one.
    const rest = (facts.transfer?.percent ?? 100) < 100 ? null : ofSiblings(given);
    if (rest !== null) return rest;
    const outage = facts.client?.outage;
    if (outage !== undefined) {
        const client = known({ client: subject.downloadClient });
        return outageFound(outage, subject.downloadClient ?? 'qBittorrent', 'client_unreachable', client);
    }
    if (facts.transfer !== undefined) return ofTransfer(facts.transfer, given);
    return ofQueue(given) ?? (subject.state === 'grabbing' ? notStarted(given) : { code: 'downloading' });
}

function notStarted({ subject, facts, now, stageSince }: Case): Found {
    const values = known({ release: quoteOf(subject.releaseTitle), client: subject.downloadClient });
    const limits = facts.limits ?? DEFAULT_LIMITS;
    const isHeard = isTorrent(subject.qbitHash);
    if (facts.client?.isHere === true) return { code: 'grabbed', values };
    if (ageOf(stageSince, now) < limits[isHeard ? 'grabbing' : 'downloading'])
        return { code: isHeard ? 'grabbed' : 'grabbed_unheard', values };
    return { code: 'not_in_client', values: { ...values, ...known({ grabbed: timeOf(stageSince) }) } };
}

/** Of what is no torrent nobody may tell before it is imported. A release without a client's id may be one. */
function isTorrent(downloadId: string | undefined): boolean {
    return downloadId === undefined || downloadId.startsWith('release:') || /^(?:[\da-f]{40}|[\da-f]{64})$/i.test(downloadId);
}

function ofTransfer(transfer: Transfer, given: Case): Found {
    const { subject, facts, now } = given;
    const figures = figuresOf(transfer, given);
    const full = fullDisk(transfer);
    if (full !== null) return full;
    const file = isEpisode(subject) && facts.isWholeTransfer !== true ? fileOf(transfer, subject) : undefined;
    if (file?.percent === 100 && file.sole !== true) {
        const whole = transfer.percent === undefined || transfer.percent >= 100 ? undefined : { percent: transfer.percent };
        return { code: 'file_complete', values: known({ whole }) };
    }
    if (transfer.wait !== undefined) {
        const theirs = facts.queued?.errorMessage;
        return {
            code: WAITS[transfer.wait],
            values: { ...figures, ...(transfer.wait === 'error' && known({ theirs: quoteOf(theirs) })) },
            since: transfer.waitSince,
        };
    }
    // What the queue tells of a transfer has no word for what it waits for.
    const queued = transfer.downloadSpeed === undefined ? ofQueue(given) : null;
    if (queued !== null) return { ...queued, values: { ...figures, ...queued.values } };
    const isTimeOwn = transfer.etaSeconds !== undefined && 'left' in figures;
    return { code: 'downloading', values: figures, nextAt: isTimeOwn ? inSeconds(transfer.etaSeconds ?? 0, now) : undefined };
}

function figuresOf(transfer: Transfer, { subject, facts }: Case): Values {
    const file = isEpisode(subject) && facts.isWholeTransfer !== true ? fileOf(transfer, subject) : undefined;
    const isShared = isEpisode(subject) && facts.isWholeTransfer !== true && file?.sole !== true;
    const percent = isEpisode(subject) && facts.isWholeTransfer !== true ? file?.percent : transfer.percent;
    return known({
        percent: percent === undefined ? undefined : { percent },
        // The speed and time of a download are not one episode's.
        speed: isShared || !transfer.downloadSpeed ? undefined : { bytes: transfer.downloadSpeed },
        left: isShared || transfer.etaSeconds === undefined || percent === 100 ? undefined : { seconds: transfer.etaSeconds },
    });
}

function fullDisk({ freeBytes, leftBytes = 0 }: Transfer): Found | null {
    if (freeBytes === undefined || freeBytes >= leftBytes) return null;
    return { code: 'client_disk_full', values: { needed: { bytes: leftBytes }, free: { bytes: freeBytes } } };
}

function ofQueue({ facts, subject }: Case): Found | null {
    const { queued } = facts;
    if (queued === undefined) return null;
    const values = known({ client: queued.downloadClient ?? subject.downloadClient });
    if (isState(queued.trackedDownloadState, 'failedpending', 'failed')) return { code: 'download_failing' };
    if (isState(queued.trackedDownloadState, 'ignored')) return { code: 'import_ignored' };
    if (queued.errorMessage !== undefined) {
        const code = readClientMessage(queued.errorMessage);
        const isQuoted = code === 'client_warning' || code === 'download_error';
        return {
            code,
            values: { ...values, ...(isQuoted && known({ theirs: quoteOf(queued.errorMessage) })) },
            since: queued.statusSince,
        };
    }
    const code = QUEUE_STATUS[queued.status?.toLowerCase() ?? ''];
    return code === undefined ? null : { code, values, since: queued.statusSince };
}

function isState(state: string | undefined, ...words: string[]): boolean {
    return state !== undefined && words.includes(state.toLowerCase());
}

function isDeselected(transfer: Transfer | undefined, subject: Case['subject']): boolean {
    return transfer !== undefined && isEpisode(subject) && fileOf(transfer, subject)?.wanted === false;
}

/** Percent of a subject: of a movie that of the transfer, of an episode that of its own file, as far as it is known. */
export function percentOf(transfer: Transfer, subject: Case['subject']): number | undefined {
    return isEpisode(subject) ? fileOf(transfer, subject)?.percent : transfer.percent;
}

/** What is known of an episode's own file. */
export function fileOf(transfer: Transfer, episode: EpisodeKey | Episode) {
    return transfer.episodes && toldOf(transfer.episodes, episodeLabel(episode), episodeLabel);
}

function inSeconds(seconds: number, now: number): string {
    return new Date(now + Math.min(seconds, 10 * 365 * 86_400) * 1000).toISOString();
}

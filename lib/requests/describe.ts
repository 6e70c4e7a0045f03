/** One true sentence for a request or an episode: where it is, and what it waits for. */
import {
    awaitedSeasons,
    type Check,
    type Episode,
    episodeLabel,
    type EpisodeSummary,
    isEpisode,
    type MediaRequest,
    type Transfer,
} from '../model';
import { isUnaired, progressOf } from '../episodes';
import type { LiveFigures } from '../store';
import { describeTransfer, fileOf } from './describe-transfer';

/** The sentence for a request. `now` is in milliseconds since 1970. */
export function describeRequest(request: MediaRequest, live: LiveFigures, now: number): string {
    if (request.summary === undefined) return describeSubject(request, request, live, now);
    const summary = summarise(request, request.summary);
    const detail = detailOf(request, live);
    return detail === undefined ? `${summary}.` : `${summary}. ${sentence(detail)}`;
}

/** What is worth adding to the counts: why it failed, how the download goes, or what the last look at Jellyfin found. */
function detailOf(request: MediaRequest, live: LiveFigures): string | undefined {
    switch (request.state) {
        case 'failed':
            return request.failure?.message;
        case 'downloading': {
            const transfer = live.transferOf(request.qbitHash);
            return transfer && describeTransfer(transfer, request);
        }
        case 'importing':
        case 'anime_matching':
            return live.checkOf(request.id)?.message;
        default:
            return undefined;
    }
}

function summarise(request: MediaRequest, { deleted, ...summary }: EpisodeSummary): string {
    const { text, available, total, unaired } = progressOf({ deleted, ...summary });
    if (total === 0) return `None of the ${unaired} episodes has aired yet`;
    if (available < total || deleted > 0) {
        const gone = deleted > 0 ? `, ${deleted} deleted in Sonarr since` : '';
        const counts = available < total ? `: ${text}` : '';
        return `${available - deleted} of ${plural(total)} can be played${gone}${counts}`;
    }
    const awaited = awaitedSeasons(request);
    if (awaited.length > 0)
        return `${total} of ${plural(total)} so far can be played, none of ${seasons(awaited)} was grabbed yet`;
    if (unaired > 0) return `All ${total} episodes that have aired can be played in Jellyfin, ${unaired} not aired yet`;
    return total === 1 ? 'The episode can be played in Jellyfin' : `All ${total} episodes can be played in Jellyfin`;
}

function seasons(numbers: readonly number[]): string {
    return `season${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}`;
}

function plural(episodes: number): string {
    return episodes === 1 ? '1 episode' : `${episodes} episodes`;
}

/** The sentence for a movie request or for one episode of `request`. `now` is in milliseconds since 1970. */
export function describeSubject(subject: MediaRequest | Episode, request: MediaRequest, live: LiveFigures, now: number): string {
    const arr = request.mediaType === 'movie' ? 'Radarr' : 'Sonarr';
    const reason = reasonFor(subject, live.checkOf(request.id));
    if (isEpisode(subject) && isUnaired(subject, now)) return `Airs ${subject.airDateUtc?.slice(0, 10) ?? 'later'}.`;
    switch (subject.state) {
        case 'requested':
            return 'Waiting for approval in Seerr.';
        case 'approved':
            return `Approved. Waiting for ${arr} to find a release.`;
        case 'grabbing':
            if (isDeselected(live.transferOf(subject.qbitHash), subject))
                return 'Grabbed, but its file is deselected in the download client.';
            return `Grabbed${named(subject.releaseTitle)}. Waiting for the download to start.`;
        case 'downloading':
            return `${describeTransfer(live.transferOf(subject.qbitHash), subject)}.`;
        case 'downloaded':
            return `Downloaded. Waiting for ${arr} to import it.`;
        case 'importing':
            return waiting('Imported. Waiting for Jellyfin to show it', reason);
        case 'anime_matching':
            if (subject.shokoFileId === undefined) return waiting('Imported. Waiting for Shoko to match it', reason);
            return waiting('Matched by Shoko. Waiting for Jellyfin to show it', reason);
        case 'available':
            if (subject.deletedAt !== null) return `Could be played in Jellyfin, and was deleted in ${arr} since.`;
            return `Can be played in Jellyfin${isExpected(subject.foundAs, request) ? '' : ` as ${subject.foundAs ?? ''}`}.`;
        case 'failed':
            return sentence(subject.failure?.message ?? 'Failed');
    }
}

/** What the last look said of this very episode, else of the whole. */
function reasonFor(subject: MediaRequest | Episode, check: Check | undefined): string | undefined {
    if (!isEpisode(subject)) return check?.message;
    const label = episodeLabel(subject);
    return check?.episodes?.find(({ episode }) => episode === label)?.message ?? check?.message;
}

function isExpected(foundAs: string | undefined, request: MediaRequest): boolean {
    return foundAs === undefined || request.mediaType === 'tv' || foundAs === 'Movie';
}

function isDeselected(transfer: Transfer | undefined, subject: MediaRequest | Episode): boolean {
    return transfer !== undefined && isEpisode(subject) && fileOf(transfer, subject)?.wanted === false;
}

function named(releaseTitle: string | undefined): string {
    return releaseTitle === undefined ? '' : ` “${releaseTitle}”`;
}

function waiting(what: string, reason: string | undefined): string {
    return reason === undefined ? `${what}.` : `${what}: ${sentence(reason)}`;
}

function sentence(text: string): string {
    return /[.!?…]$/.test(text) ? text : `${text}.`;
}

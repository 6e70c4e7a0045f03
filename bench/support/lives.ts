/** The whole life of a title as events: what the webhooks' parser, the poller and the verifier make of it. */
import type { EpisodeFacts, MediaEvent, MediaType, RequestFacts } from '../../lib/model';
import { parseWebhook } from '../../lib/webhook';
import { RadarrWebhooks, seerrWebhook, SonarrWebhooks, type Step } from '../../test/simulators/senders';
import { digitsOf, filmOf, showOf } from './titles';

const radarr = new RadarrWebhooks();
const sonarr = new SonarrWebhooks();

/** The webhooks of a film: approved, grabbed, imported. */
export function filmWebhooks(number: number): [Step, Step, Step] {
    const film = filmOf(number);
    const request = { requestId: Number(`1${digitsOf(number)}`) };
    return [
        { service: 'seerr', what: 'approved', body: seerrWebhook('MEDIA_AUTO_APPROVED', film, request) },
        { service: 'radarr', what: 'grabbed', body: radarr.grab(film, film.release) },
        { service: 'radarr', what: 'imported', body: radarr.import(film, film.release) },
    ];
}

/** The webhooks of a season pack: approved, grabbed, and one for the import of the whole download. */
export function packWebhooks(number: number, episodes: number): [Step, Step, Step] {
    const show = showOf(number, episodes);
    const request = { requestId: Number(`2${digitsOf(number)}`) };
    return [
        { service: 'seerr', what: 'approved', body: seerrWebhook('MEDIA_AUTO_APPROVED', show, request) },
        { service: 'sonarr', what: 'grabbed', body: sonarr.grab(show, show.episodes, show.release) },
        { service: 'sonarr', what: 'imported', body: sonarr.importComplete(show, show.episodes, show.release) },
    ];
}

/** A film from the approval to the proof: six events. */
export async function filmLife(number: number): Promise<MediaEvent[]> {
    const proof = { request: { jellyfinId: jellyfinId('a', number), foundAs: 'Movie' }, episodes: [] };
    return lifeOf(filmOf(number).release.downloadId, 'movie', filmWebhooks(number), proof);
}

/** A season pack from the approval to the proof of each episode: six events. */
export async function packLife(number: number, episodes: number): Promise<MediaEvent[]> {
    const proved = Array.from({ length: episodes }, (_, index) => ({
        seasonNumber: 1,
        episodeNumber: index + 1,
        jellyfinId: jellyfinId('b', number * 100 + index),
        foundAs: `Episode S01E${String(index + 1).padStart(2, '0')}`,
    }));
    const show = showOf(number, episodes);
    return lifeOf(show.release.downloadId, 'tv', packWebhooks(number, episodes), { request: {}, episodes: proved });
}

async function lifeOf(
    hash: string | undefined,
    mediaType: MediaType,
    [approval, grab, completed]: [Step, Step, Step],
    proof: { request: RequestFacts; episodes: EpisodeFacts[] },
): Promise<MediaEvent[]> {
    const downloadId = (hash ?? '').toLowerCase();
    const receipt = (kind: string) => ({ id: `${kind}-${downloadId}`, at: new Date().toISOString() });
    const ofDownload = { source: 'qbittorrent' as const, downloadId, hashes: [downloadId], episodes: [] };
    const approved = await eventOf(approval, receipt('approved'));
    const { tmdbId = 0 } = approved.request;
    return [
        approved,
        await eventOf(grab, receipt('grabbed')),
        {
            ...receipt('downloading'),
            ...ofDownload,
            kind: 'downloading',
            eventType: 'downloading',
            request: {},
            transfer: { percent: 1, downloadSpeed: 5_000_000 },
        },
        {
            ...receipt('downloaded'),
            ...ofDownload,
            kind: 'downloaded',
            eventType: 'stalledUP',
            request: { downloadPath: `/data/downloads/complete/${downloadId}` },
            transfer: { percent: 100 },
        },
        await eventOf(completed, receipt('imported')),
        {
            ...receipt('verified'),
            source: 'jellyfin',
            kind: 'verified',
            eventType: 'playable',
            mediaType,
            request: { tmdbId, ...proof.request },
            episodes: proof.episodes,
            message: 'Proved playable (by tmdb)',
        },
    ];
}

/** What a webhook becomes. */
export async function eventOf(
    { service, body }: Pick<Step, 'service' | 'body'>,
    { id, at }: { id: string; at: string },
): Promise<MediaEvent> {
    const parsed = await parseWebhook({ body, service }, { receivedAt: at, newId: () => id });
    if (!parsed.ok) throw parsed.error;
    return parsed.event;
}

/** Whether an event came as a webhook, and so goes through the inbox. */
export function isWebhook({ source }: MediaEvent): boolean {
    return source === 'seerr' || source === 'radarr' || source === 'sonarr';
}

function jellyfinId(kind: string, number: number): string {
    return `${kind}${digitsOf(number).padStart(31, '0')}`;
}

/** Which service a webhook is from: by the URL it was sent to, and by what only that service writes. */
import { isSection, type Section } from './read/fields';

export const webhookServices = ['seerr', 'radarr', 'sonarr', 'jellyfin'] as const;
export type WebhookService = (typeof webhookServices)[number];

/** Names in the URL and what they mean. `seerr` comes last: the others end with it. */
const ALIASES: readonly (readonly [name: string, service: WebhookService])[] = [
    ['jellyseerr', 'seerr'],
    ['overseerr', 'seerr'],
    ['seerr', 'seerr'],
    ['radarr', 'radarr'],
    ['sonarr', 'sonarr'],
    ['jellyfin', 'jellyfin'],
];

export interface NamedService {
    service: WebhookService;
    /** Set when the name says more than the service: `sonarr4k`. */
    instance?: string;
}

/** Reads the last part of a webhook's URL: `sonarr`, `Overseerr`, `radarr-uhd`. Null when it names no service. */
export function serviceFromName(name: string): NamedService | null {
    const trimmed = name.trim().slice(0, 100);
    const alias = ALIASES.find(([prefix]) => trimmed.toLowerCase().startsWith(prefix));
    if (!alias) return null;
    const [prefix, service] = alias;
    return trimmed.length === prefix.length ? { service } : { service, instance: trimmed };
}

const SEERR_KEYS = ['notification_type', 'event', 'subject', 'media', 'request', 'media_type', 'media_tmdbid', 'request_id'];
const RADARR_KEYS = ['movie', 'remoteMovie', 'movieFile', 'movieFiles', 'renamedMovieFiles', 'movieFolderSize', 'addMethod'];
const SONARR_KEYS = ['series', 'episodes', 'episodeFile', 'episodeFiles', 'renamedEpisodeFiles'];
/** Lidarr, Readarr and the like share the form but not the subject. */
const FOREIGN_KEYS = ['artist', 'album', 'albums', 'author', 'book', 'books'];

/** Whether the payload could be one of this service's, however much its user edited the template. */
export function couldBe(service: WebhookService, payload: Section): boolean {
    switch (service) {
        case 'seerr':
            return hasAny(payload, SEERR_KEYS) && !hasText(payload, 'eventType');
        case 'jellyfin':
            return isJellyfin(payload);
        case 'radarr':
            return hasText(payload, 'eventType') && !hasAny(payload, SONARR_KEYS);
        case 'sonarr':
            return hasText(payload, 'eventType') && !hasAny(payload, RADARR_KEYS);
    }
}

/** Tells the service by the payload alone. Null when it is none of ours. */
export function detectService(payload: Section): WebhookService | null {
    if (hasText(payload, 'notification_type')) return 'seerr';
    if (isJellyfin(payload)) return 'jellyfin';
    if (hasText(payload, 'eventType')) return detectArr(payload);
    return hasText(payload, 'subject') && hasAny(payload, ['media', 'request', 'media_tmdbid', 'request_id']) ? 'seerr' : null;
}

/** Of the webhook plugin, or of the other plugin for webhooks (shemanaev/jellyfin-plugin-webhooks). */
function isJellyfin(payload: Section): boolean {
    return hasText(payload, 'NotificationType') || (hasText(payload, 'Event') && isSection(payload.Item));
}

function detectArr(payload: Section): WebhookService | null {
    if (hasAny(payload, RADARR_KEYS)) return 'radarr';
    if (hasAny(payload, SONARR_KEYS)) return 'sonarr';
    if (hasAny(payload, FOREIGN_KEYS)) return null;
    const instance = hasText(payload, 'instanceName') ? String(payload.instanceName).slice(0, 100) : '';
    if (/radarr/i.test(instance)) return 'radarr';
    if (/sonarr/i.test(instance)) return 'sonarr';
    if (/[a-z]+arr\b/i.test(instance)) return null;
    // Health checks and updates name no media. What says more of a check is in the wiki of the one or the other.
    const wiki = /\/(radarr|sonarr)\//.exec(
        hasText(payload, 'wikiUrl') ? String(payload.wikiUrl).slice(0, 200).toLowerCase() : '',
    );
    if (wiki) return wiki[1] === 'radarr' ? 'radarr' : 'sonarr';
    // Only Radarr puts `applicationUrl` into them, and not into HealthRestored.
    return 'applicationUrl' in payload ? 'radarr' : 'sonarr';
}

function hasAny(payload: Section, keys: readonly string[]): boolean {
    return keys.some((key) => isSection(payload[key]) || Array.isArray(payload[key]) || isScalar(payload[key]));
}

function hasText(payload: Section, key: string): boolean {
    const value = payload[key];
    return typeof value === 'string' && value.trim() !== '';
}

function isScalar(value: unknown): boolean {
    return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

/**
 * Seerr's one webhook (server/routes/settings/notifications.ts, server/lib/settings). What is particular about it: there is one;
 * its template is answered as it is and saved as JSON of a text; a saved webhook is replaced as a whole.
 */
import { recordOf, textOf } from '../settings';

/** Bits of `types` (server/lib/notifications/index.ts): those that a request is followed by. */
export const SEERR_TYPES = {
    pending: 2,
    approved: 4,
    available: 8,
    failed: 16,
    declined: 64,
    auto_approved: 128,
} as const;

export interface SeerrSlot {
    isEnabled: boolean;
    url: string;
    authHeader: string;
    /** Sum of the bits that are ticked. */
    types: number;
    /** The template as text. */
    template: string;
    raw: Record<string, unknown>;
}

export function readSlot(value: unknown): SeerrSlot | null {
    const raw = recordOf(value);
    const options = recordOf(raw['options']);
    if (raw['options'] === undefined) return null;
    return {
        isEnabled: raw['enabled'] === true,
        url: textOf(options['webhookUrl']),
        authHeader: typeof options['authHeader'] === 'string' ? options['authHeader'] : '',
        types: typeof raw['types'] === 'number' ? raw['types'] : 0,
        template: templateOf(options['jsonPayload']),
        raw,
    };
}

/** A text in Seerr and Jellyseerr 2; what older ones saved may be the object itself. */
function templateOf(payload: unknown): string {
    if (typeof payload === 'string') return payload;
    return payload === undefined || payload === null ? '' : JSON.stringify(payload, null, 2);
}

export interface SlotChange {
    url?: string;
    authHeader?: string;
    types?: number;
    template?: string;
}

/** The slot to be saved, turned on, with the changes; what is not understood stays as it is. */
export function savedSlot(slot: SeerrSlot, change: SlotChange): Record<string, unknown> {
    const options = recordOf(slot.raw['options']);
    const authHeader = change.authHeader ?? slot.authHeader;
    return {
        ...slot.raw,
        enabled: true,
        types: change.types ?? slot.types,
        options: {
            ...options,
            webhookUrl: change.url ?? slot.url,
            jsonPayload: JSON.stringify(change.template ?? slot.template),
            ...((authHeader !== '' || 'authHeader' in options) && { authHeader }),
        },
    };
}

/** As Seerr and Jellyseerr have it after *Reset to Default* (NotificationsWebhook/index.tsx). */
export const DEFAULT_TEMPLATE = JSON.stringify(
    {
        notification_type: '{{notification_type}}',
        event: '{{event}}',
        subject: '{{subject}}',
        message: '{{message}}',
        image: '{{image}}',
        '{{media}}': {
            media_type: '{{media_type}}',
            tmdbId: '{{media_tmdbid}}',
            tvdbId: '{{media_tvdbid}}',
            status: '{{media_status}}',
            status4k: '{{media_status4k}}',
        },
        '{{request}}': {
            request_id: '{{request_id}}',
            requestedBy_email: '{{requestedBy_email}}',
            requestedBy_username: '{{requestedBy_username}}',
            requestedBy_avatar: '{{requestedBy_avatar}}',
            requestedBy_settings_discordId: '{{requestedBy_settings_discordId}}',
            requestedBy_settings_telegramChatId: '{{requestedBy_settings_telegramChatId}}',
        },
        '{{issue}}': {
            issue_id: '{{issue_id}}',
            issue_type: '{{issue_type}}',
            issue_status: '{{issue_status}}',
            reportedBy_email: '{{reportedBy_email}}',
            reportedBy_username: '{{reportedBy_username}}',
            reportedBy_avatar: '{{reportedBy_avatar}}',
            reportedBy_settings_discordId: '{{reportedBy_settings_discordId}}',
            reportedBy_settings_telegramChatId: '{{reportedBy_settings_telegramChatId}}',
        },
        '{{comment}}': {
            comment_message: '{{comment_message}}',
            commentedBy_email: '{{commentedBy_email}}',
            commentedBy_username: '{{commentedBy_username}}',
            commentedBy_avatar: '{{commentedBy_avatar}}',
            commentedBy_settings_discordId: '{{commentedBy_settings_discordId}}',
            commentedBy_settings_telegramChatId: '{{commentedBy_settings_telegramChatId}}',
        },
        '{{extra}}': [],
    },
    null,
    4,
);

/**
 * Webhooks as Seerr builds them from its default template: every value is a string, what is missing is `""`, and the
 * objects are null where a notification has none (Seerr lib/notifications/agents/webhook.ts).
 */
import type { Film, Show } from './titles';

export type SeerrNotification =
    | 'MEDIA_PENDING'
    | 'MEDIA_APPROVED'
    | 'MEDIA_AUTO_APPROVED'
    | 'MEDIA_DECLINED'
    | 'MEDIA_FAILED'
    | 'MEDIA_AVAILABLE'
    | 'ISSUE_CREATED'
    | 'ISSUE_COMMENT'
    | 'ISSUE_RESOLVED'
    | 'ISSUE_REOPENED'
    | 'TEST_NOTIFICATION';

export interface SeerrRequest {
    requestId: number;
    username?: string;
    is4k?: boolean;
    /** Seasons asked for; 0 is the specials. TV only. */
    seasons?: readonly number[];
}

export type Payload = Record<string, unknown>;

const EVENTS: Readonly<Record<string, string>> = {
    MEDIA_APPROVED: 'Request Approved',
    MEDIA_AUTO_APPROVED: 'Request Automatically Approved',
    MEDIA_DECLINED: 'Request Declined',
    MEDIA_FAILED: 'Request Failed',
    MEDIA_AVAILABLE: 'Request Now Available',
};

const STATUS: Readonly<Record<string, string>> = {
    MEDIA_PENDING: 'PENDING',
    MEDIA_AUTO_APPROVED: 'PENDING',
    MEDIA_AVAILABLE: 'AVAILABLE',
};

const IMAGES = 'https://image.tmdb.org/t/p/w600_and_h900_bestv2';

/** What Seerr sends when a request's state changes. */
export function seerrWebhook(notification: SeerrNotification, title: Film | Show, request: SeerrRequest): Payload {
    const isShow = 'tvdbId' in title;
    const is4k = request.is4k === true;
    const kind = `${is4k ? '4K ' : ''}${isShow ? 'Series' : 'Movie'}`;
    const status = STATUS[notification] ?? 'PROCESSING';
    return {
        notification_type: notification,
        event: notification === 'MEDIA_PENDING' ? `New ${kind} Request` : `${kind} ${EVENTS[notification] ?? 'Request'}`,
        subject: filledIn('subject', subjectOf(title)),
        message: filledIn('message', (title.overview ?? '').slice(0, 500)),
        image: `${IMAGES}${title.posterPath ?? 'null'}`,
        media: {
            media_type: isShow ? 'tv' : 'movie',
            tmdbId: String(title.tmdbId),
            tvdbId: isShow ? String(title.tvdbId) : '',
            status: is4k ? 'UNKNOWN' : status,
            status4k: is4k ? status : 'UNKNOWN',
        },
        request: {
            request_id: String(request.requestId),
            requestedBy_email: 'viewer@example.org',
            requestedBy_username: filledIn('requestedBy_username', request.username ?? 'viewer'),
            requestedBy_avatar: '/avatarproxy/1',
            requestedBy_settings_discordId: '',
            requestedBy_settings_telegramChatId: '',
        },
        issue: null,
        comment: null,
        extra: isShow ? [{ name: 'Requested Seasons', value: (request.seasons ?? seasonsOf(title)).join(', ') }] : [],
    };
}

/** As Seerr does it: `$&` and `$$` in the value mean to `String.replace` what they always do. */
function filledIn(variable: string, value: string): string {
    return `{{${variable}}}`.replace(`{{${variable}}}`, value);
}

/** A user reports a problem with something. */
export function seerrIssue(notification: SeerrNotification, title: Film | Show): Payload {
    const isShow = 'tvdbId' in title;
    const isComment = notification === 'ISSUE_COMMENT';
    const words: Readonly<Record<string, string>> = {
        ISSUE_CREATED: 'New Video Issue Reported',
        ISSUE_COMMENT: 'New Comment on Video Issue',
        ISSUE_RESOLVED: 'Video Issue Resolved',
        ISSUE_REOPENED: 'Video Issue Reopened',
    };
    return {
        notification_type: notification,
        event: words[notification] ?? '',
        subject: subjectOf(title),
        message: 'The picture freezes after ten minutes.',
        image: `${IMAGES}${title.posterPath ?? 'null'}`,
        media: {
            media_type: isShow ? 'tv' : 'movie',
            tmdbId: String(title.tmdbId),
            tvdbId: isShow ? String(title.tvdbId) : '',
            status: 'AVAILABLE',
            status4k: 'UNKNOWN',
        },
        request: null,
        issue: {
            issue_id: '4',
            issue_type: 'VIDEO',
            issue_status: notification === 'ISSUE_RESOLVED' ? 'RESOLVED' : 'OPEN',
            reportedBy_email: 'viewer@example.org',
            reportedBy_username: 'viewer',
            reportedBy_avatar: '/avatarproxy/1',
            reportedBy_settings_discordId: '',
            reportedBy_settings_telegramChatId: '',
        },
        comment: isComment
            ? {
                  comment_message: 'Still the same.',
                  commentedBy_email: 'viewer@example.org',
                  commentedBy_username: 'viewer',
                  commentedBy_avatar: '/avatarproxy/1',
                  commentedBy_settings_discordId: '',
                  commentedBy_settings_telegramChatId: '',
              }
            : null,
        extra: isShow
            ? [
                  { name: 'Affected Season', value: '1' },
                  { name: 'Affected Episode', value: '2' },
              ]
            : [],
    };
}

/** The Test button. */
export function seerrTest(): Payload {
    return {
        notification_type: 'TEST_NOTIFICATION',
        event: '',
        subject: 'Test Notification',
        message: 'Check check, 1, 2, 3. Are we coming in clear?',
        image: '',
        media: null,
        request: null,
        issue: null,
        comment: null,
        extra: [],
    };
}

function subjectOf({ title, year }: Film | Show): string {
    return year === undefined ? title : `${title} (${year})`;
}

function seasonsOf(show: Show): number[] {
    return [...new Set(show.episodes.map((episode) => episode.seasonNumber))].filter((season) => season > 0);
}

/**
 * Seerr's one webhook, as 2.5 to 3.1 keep, test and send it (server/routes/settings/notifications.ts, agents/webhook.ts). Saving
 * replaces it whole. Every write is recorded.
 */
import { sendFrom } from './named-hosts';
import type { Payload } from './webhooks/seerr';

export interface SlotWrite {
    path: string;
    body: Payload;
}

export interface SlotSettings {
    enabled: boolean;
    types: number;
    url: string;
    authHeader?: string;
    template?: string;
}

/** What *Reset to Default* fills in, as far as it is looked at. */
export const TEMPLATE = JSON.stringify({
    notification_type: '{{notification_type}}',
    event: '{{event}}',
    subject: '{{subject}}',
    '{{media}}': { media_type: '{{media_type}}', tmdbId: '{{media_tmdbid}}', tvdbId: '{{media_tvdbid}}' },
    '{{request}}': { request_id: '{{request_id}}', requestedBy_username: '{{requestedBy_username}}' },
    '{{extra}}': [],
});
/** All that can be ticked. */
export const ALL_TYPES = 4_062;

export class SeerrSlotSimulator {
    readonly writes: SlotWrite[] = [];
    /** Names of hosts that Seerr can reach. */
    hosts: string[] = ['node-red'];
    private saved: Payload;

    constructor(private readonly hasVariables: boolean) {
        this.saved = this.stored({ enabled: false, types: 0, url: '', template: TEMPLATE });
    }

    /** Somebody has set it up by hand. */
    set(settings: SlotSettings): void {
        this.saved = this.stored(settings);
    }

    /** As it is saved. */
    get settings(): SlotSettings {
        const options = this.saved['options'] as Payload;
        return {
            enabled: this.saved['enabled'] === true,
            types: Number(this.saved['types']),
            url: textIn(options['webhookUrl']),
            ...(options['authHeader'] !== undefined && { authHeader: textIn(options['authHeader']) }),
            template: String(options['jsonPayload']),
        };
    }

    answer(): Payload {
        return this.saved;
    }

    /** Saves, or tests without saving. */
    async write(path: string, body: Payload): Promise<{ status: number; body: unknown }> {
        this.writes.push({ path, body });
        const options = (body['options'] ?? {}) as Payload;
        let template: unknown;
        try {
            template = JSON.parse(String(options['jsonPayload']));
        } catch (thrown) {
            return { status: 500, body: { message: (thrown as Error).message } };
        }
        const next: Payload = {
            enabled: body['enabled'],
            embedPoster: body['embedPoster'],
            types: body['types'],
            options: {
                jsonPayload: template,
                webhookUrl: options['webhookUrl'],
                ...(options['authHeader'] !== undefined && { authHeader: options['authHeader'] }),
                ...(this.hasVariables && { supportVariables: options['supportVariables'] ?? false }),
            },
        };
        if (path.endsWith('/test')) {
            const taken = await this.post(next, {
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
            });
            return taken
                ? { status: 204, body: undefined }
                : { status: 500, body: { message: 'Failed to send webhook notification.' } };
        }
        this.saved = next;
        return { status: 200, body: next };
    }

    /** Sends something to whoever it is set up for: once, and never again. */
    async tell(body: Payload): Promise<boolean> {
        return this.saved['enabled'] === true && (await this.post(this.saved, body));
    }

    private async post(settings: Payload, body: Payload): Promise<boolean> {
        const { webhookUrl, authHeader } = settings['options'] as Payload;
        try {
            const { status } = await sendFrom(this.hosts, {
                method: 'POST',
                url: String(webhookUrl),
                headers: {
                    'content-type': 'application/json',
                    'user-agent': 'axios/1.13.3',
                    ...(typeof authHeader === 'string' && authHeader !== '' ? { authorization: authHeader } : {}),
                },
                body: JSON.stringify(body),
            });
            return status < 400;
        } catch {
            return false;
        }
    }

    private stored({ enabled, types, url, authHeader, template = TEMPLATE }: SlotSettings): Payload {
        return {
            enabled,
            embedPoster: true,
            types,
            options: {
                webhookUrl: url,
                jsonPayload: template,
                ...(authHeader !== undefined && { authHeader }),
                ...(this.hasVariables && { supportVariables: false }),
            },
        };
    }
}

function textIn(value: unknown): string {
    return typeof value === 'string' ? value : '';
}

/** Puts what was asked for into events: each is what the webhook about the same fact would be, with the row's own time. */
import type { MediaEvent } from '../../model';
import { cleanText, type EventDraft, parseRadarr, parseSonarr } from '../../webhook';
import { type ArrKind, SERVICE_NAMES } from '../ask/client';
import type { ArrTitle } from '../wire/titles';
import { type Payload, titlePayload } from './payloads';

export interface TellerOptions {
    kind: ArrKind;
    /** Tells this server from all others, over restarts: part of every event's id. */
    serverId: string;
    /** The server's own name of itself (`system/status`). */
    instanceName: () => string | undefined;
    /** What its user calls it, which counts where it has been given no name of its own. */
    name: string;
    labels: (title: ArrTitle) => Promise<string[]>;
}

/** What a draft becomes an event by. */
export interface Receipt {
    /** What in this server it is about: a row's id, or another name that is the same when it is told again. */
    key: string | number;
    /** Milliseconds since 1970. */
    at: number;
    /** The service's own word for it. */
    eventType?: string;
    isBackfill?: boolean;
}

export class Teller {
    readonly service: string;

    constructor(private readonly options: TellerOptions) {
        this.service = SERVICE_NAMES[options.kind];
    }

    /** Reads a payload as if this server had sent it. */
    async draft(title: ArrTitle, payload: Payload): Promise<EventDraft> {
        const { kind, name } = this.options;
        const instanceName = this.options.instanceName();
        const whole = {
            ...titlePayload(kind, title, await this.options.labels(title)),
            ...payload,
            ...(instanceName !== undefined && { instanceName }),
        };
        const hint = name === '' ? {} : { instance: name };
        return kind === 'sonarr' ? parseSonarr(whole, hint) : parseRadarr(whole, hint);
    }

    /** The same facts with another meaning. */
    async failing(
        title: ArrTitle,
        payload: Payload,
        kind: 'download_failed' | 'import_blocked',
        failure: { code: string; message: string },
    ): Promise<EventDraft> {
        const { kind: _kind, ...draft } = await this.draft(title, payload);
        const message = cleanText(failure.message, 1_000);
        return { ...draft, kind, message, failure: { code: failure.code, message } };
    }

    event(draft: EventDraft, { key, at, eventType, isBackfill = false }: Receipt): MediaEvent {
        const { kind, serverId } = this.options;
        return {
            ...draft,
            id: `${kind}:${serverId}:${key}`,
            source: kind,
            at: new Date(at).toISOString(),
            ...(eventType !== undefined && { eventType }),
            // Who waits for lists has to know whose is still to come.
            ...((draft.kind === 'listed' || draft.kind === 'not_listed') && { server: serverId }),
            ...(isBackfill && { backfill: true }),
        };
    }
}

/** Reads webhooks in specs, and holds every event to the model. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EventKind, type MediaEvent, mediaEventSchema } from '../../../lib/model';
import { type ParsedWebhook, parseWebhook } from '../../../lib/webhook';

export const RECEIVED_AT = '2026-01-22T04:36:40.000Z';

export function fixture(name: string): Record<string, unknown> {
    return JSON.parse(readFileSync(join(__dirname, '../../fixtures/webhooks', `${name}.json`), 'utf8'));
}

export function parse(body: unknown, service?: string): Promise<ParsedWebhook> {
    return parseWebhook({ body, service }, { receivedAt: RECEIVED_AT, newId: () => 'event-1' });
}

/** The event of a webhook, which must be one that the model knows, with nothing beside. */
export async function eventOf(body: unknown, service?: string): Promise<MediaEvent> {
    const parsed = await parse(body, service);
    assert.ok(parsed.ok, parsed.ok ? '' : `${parsed.error.code}: ${parsed.error.message}`);
    const { event } = parsed;
    assert.deepEqual(mediaEventSchema.parse(event), event);
    assert.equal(event.id, 'event-1');
    assert.equal(event.at, RECEIVED_AT);
    return event;
}

/** The same, for a kind whose own fields are looked at. */
export async function eventOfKind<K extends EventKind>(
    kind: K,
    body: unknown,
    service?: string,
): Promise<Extract<MediaEvent, { kind: K }>> {
    const event = await eventOf(body, service);
    assert.equal(event.kind, kind);
    return event as Extract<MediaEvent, { kind: K }>;
}

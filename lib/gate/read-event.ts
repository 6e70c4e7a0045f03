/** What a flow hands to the gate, checked. */
import { MediaError, type MediaEvent, mediaEventSchema } from '../model';

/** @throws MediaError `not_an_event`, naming the part of the payload at fault */
export function readEvent(payload: unknown): MediaEvent {
    const parsed = mediaEventSchema.safeParse(payload);
    if (parsed.success) return parsed.data;
    const part = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new MediaError(
        'not_an_event',
        `msg.payload is no media event${part === '' ? '' : `: look at ${part}`}. Wire a webhook parser, poller, listener or verifier to the gate`,
        { field: 'payload' },
    );
}

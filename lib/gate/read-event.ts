/** What a flow hands to the gate, checked. */
import { MediaError, type MediaEvent, mediaEventSchema } from '../model';

/** @throws MediaError `not_an_event`, naming the part of the payload at fault */
export function readEvent(payload: unknown): MediaEvent {
    // Without zod's compiler: it would stand still for each kind of event that comes for the first time, and gain nothing after.
    const parsed = mediaEventSchema.safeParse(payload, { jitless: true });
    if (parsed.success) return parsed.data;
    const part = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new MediaError(
        'not_an_event',
        `msg.payload is no media event${part === '' ? '' : `: look at ${part}`}. Wire a webhook parser, poller, listener or verifier to the gate`,
        { field: 'payload' },
    );
}

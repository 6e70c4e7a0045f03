/** What a message wishes for: a request that is stuck, or well again, help now, or an answer to a proposal. */
import { z } from 'zod';
import { MediaError } from '../model';

export type Wish =
    { kind: 'stuck' | 'well' | 'help'; requestIds: string[] } | { kind: 'approve' | 'dismiss'; proposalId: string; by: string };

const id = z.string().min(1).max(200);
const text = z.string().max(200).optional().catch(undefined);
const answer = z.object({ proposalId: id.optional().catch(undefined), by: text });
const request = z.object({ id, wait: z.unknown().optional() });
const asked = z.object({
    request: request.optional().catch(undefined),
    requestId: id.optional().catch(undefined),
    id: id.optional().catch(undefined),
});

/** Who approves when nobody says who. */
const SOMEBODY = 'somebody';

/**
 * Reads a message: `approve` and `dismiss` with a `proposalId`, in the message or in its payload; `attention/over`; what
 * `media-attention` and `media-requests` send; anything else with a `requestId` is a wish for help.
 * @throws MediaError `no_proposal_id`, `no_request_id`
 */
export function readWish({
    topic,
    payload,
    ...message
}: {
    topic?: unknown;
    payload?: unknown;
    [property: string]: unknown;
}): Wish {
    if (topic === 'approve' || topic === 'dismiss') {
        const inPayload: z.infer<typeof answer> =
            answer.safeParse(typeof payload === 'string' ? { proposalId: payload } : payload).data ?? {};
        const told = { ...answer.parse({ proposalId: message['proposalId'], by: message['by'] }) };
        const proposalId = told.proposalId ?? inPayload.proposalId;
        if (proposalId === undefined) {
            throw new MediaError('no_proposal_id', `A message with the topic ${topic} needs a proposalId`, {
                field: 'proposalId',
            });
        }
        const by = (told.by ?? inPayload.by ?? '').trim();
        return { kind: topic, proposalId, by: by === '' ? SOMEBODY : by };
    }
    if (Array.isArray(payload)) {
        const waiting = payload.flatMap((each) => {
            const { data } = request.safeParse(each);
            return data === undefined || data.wait === null || data.wait === undefined ? [] : [data.id];
        });
        return { kind: 'stuck', requestIds: waiting };
    }
    const { data = {} } = asked.safeParse(payload);
    const requestId = data.request?.id ?? data.requestId ?? data.id;
    if (requestId === undefined) {
        throw new MediaError('no_request_id', 'The message names no request: payload.requestId, or payload.request.id', {
            field: 'payload.requestId',
        });
    }
    const kind = topic === 'attention/over' ? 'well' : topic === 'attention' ? 'stuck' : 'help';
    return { kind, requestIds: [requestId] };
}

/** What is kept of remedies in the store: proposals that wait for an answer, and deeds with each of their calls. */
import { z } from 'zod';
import type { CauseCode, Sentence } from '../../causes';
import { STAGES } from '../../model';
import { callSchema } from '../decide/calls';
import type { SignalCode } from '../decide/signals';
import { STEP_NAMES } from '../decide/steps';

const time = z.string();
const step = z.enum(STEP_NAMES);
const cause = z.string().transform((code) => code as CauseCode);
const signal = z.string().transform((code) => code as SignalCode);

/** A sentence as a code of the catalogues with what is put in, as all others of this package. */
const sentenceForm = z.object({ code: z.string(), values: z.record(z.string(), z.json()) });
const sentence = z.custom<Sentence>((value) => sentenceForm.safeParse(value).success);

/** What a proposal or a deed is about. */
const about = {
    id: z.string(),
    requestId: z.string(),
    /** A whole download, or some episodes; see `Situation`. */
    target: z.string(),
    title: z.string(),
    downloadId: z.string().optional(),
    /** `S01E05`; empty for a film. */
    episodes: z.array(z.string()),
    cause,
    step,
};

export const proposalSchema = z.object({
    ...about,
    at: time,
    calls: z.array(callSchema).min(1),
    /** Why, and what, in sentences: `say` puts them into a language. */
    why: z.array(sentence),
    what: z.array(sentence),
    signals: z.array(signal),
    reversible: z.boolean(),
    /** What would be deleted. */
    bytesAtRisk: z.number().nonnegative(),
    /** Steps that were tried before and did not help. */
    tried: z.array(step),
    /** When somebody said *not now*. */
    dismissedAt: time.optional(),
});
/** The smallest step that fits, waiting for an answer. */
export type Proposal = z.infer<typeof proposalSchema>;

/** A request that is stuck. */
export const stuckSchema = z.object({ since: time });
export type StuckRecord = z.infer<typeof stuckSchema>;

const callState = z.enum([
    /** It was not begun. */
    'planned',
    /** It is about to be sent, or was: nobody knows until it is looked at. */
    'intended',
    'done',
    'failed',
    /** It was interrupted, and nothing shows that it came to pass. */
    'unknown',
]);

export const deedSchema = z.object({
    ...about,
    at: time,
    /** Who approved of it; empty for what is done without being asked. */
    by: z.string(),
    /** What it is, in sentences. */
    what: z.array(sentence),
    calls: z.array(
        z.object({
            call: callSchema,
            state: callState,
            /** When it was intended. */
            at: time.optional(),
            /** What the service answered, for people; or its error's code. */
            answer: z.string().optional(),
        }),
    ),
    /** How it stood when it was done. */
    before: z.object({
        cause,
        stage: z.enum(STAGES),
        downloadId: z.string().optional(),
        percent: z.number().optional(),
    }),
    bytes: z.number().nonnegative(),
    outcome: z.enum(['open', 'helped', 'did_not_help', 'unknown', 'failed']),
    judgedAt: time,
});
/** Something that was done. */
export type Deed = z.infer<typeof deedSchema>;
export type DeedCall = Deed['calls'][number];

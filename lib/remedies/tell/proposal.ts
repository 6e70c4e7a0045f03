/** A choice as a proposal, with everything that whoever decides has to know. */
import type { Choice } from '../decide/choose';
import { STEPS } from '../decide/steps';
import type { Proposal } from '../keep/records';
import type { Case } from '../look/cases';
import type { Looked } from '../look/looker';
import { labelsIn, whatOf, whyOf } from './words';

export function proposalOf(id: string, at: string, given: Case, looked: Looked, choice: Choice & { kind: 'step' }): Proposal {
    const { step, calls, tried } = choice;
    const { situation } = looked;
    const { deletes, reversible } = STEPS[step];
    return {
        id,
        requestId: given.request.id,
        target: given.target,
        title: given.title,
        ...(given.downloadId !== undefined && { downloadId: given.downloadId }),
        episodes: labelsIn(given),
        cause: given.cause,
        step,
        at,
        calls,
        why: whyOf(choice, given, looked),
        what: whatOf(choice, given, looked),
        signals: deletes ? [...situation.signals] : [],
        reversible,
        bytesAtRisk: deletes ? (situation.download?.bytes ?? 0) : 0,
        tried,
    };
}

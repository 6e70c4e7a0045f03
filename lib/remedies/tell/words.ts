/** Proposals, deeds and refusals in sentences: codes of the catalogues of `lib/causes`, with values. */
import { say, sayAll, type Sentence, type TextCode, type Values } from '../../causes';
import { episodeLabel, labelsOf } from '../../model';
import { fileNameOf } from '../../paths';
import type { Call } from '../decide/calls';
import type { Choice } from '../decide/choose';
import { STEPS } from '../decide/steps';
import type { Deed } from '../keep/records';
import type { Looked } from '../look/looker';
import type { Case } from '../look/cases';

/** Why something is not done, by its code. */
export type RefusalCode = Extract<TextCode, `remedy_not_${string}`> extends `remedy_not_${infer Code}` ? Code : never;

/** Who did what nobody was asked about. */
export const BY_ITSELF = '';

type Step = Choice & { kind: 'step' };

/** What a step is, in sentences. */
export function whatOf({ step, calls }: Step, given: Case, { situation, offer }: Looked): Sentence[] {
    const link: Values = offer === null ? {} : { series: offer.seriesName, episode: offer.episodeName };
    const what: Sentence[] = [{ code: `remedy_${step}`, values: { ...valuesOf(calls, given), ...link } }];
    if (STEPS[step].deletes) what.push({ code: 'remedy_risk', values: { bytes: { bytes: situation.download?.bytes ?? 0 } } });
    if (!STEPS[step].reversible) what.push({ code: 'remedy_no_way_back', values: {} });
    return what;
}

/** Why it is proposed: what it waits for, what was tried, and what speaks for deleting. */
export function whyOf({ step, tried }: Step, given: Case, { situation }: Looked): Sentence[] {
    const signals = STEPS[step].deletes ? situation.signals : [];
    return [
        ...given.told,
        ...tried.map((each): Sentence => ({ code: `remedy_tried_${each}`, values: {} })),
        ...signals.map((signal): Sentence => ({ code: `remedy_signal_${signal}`, values: { arr: arrName(given) } })),
    ];
}

/** The line in a request's history: what was done, by whom, and what came of it. */
export function lineOf({ step, by, calls, what }: Pick<Deed, 'step' | 'by' | 'calls' | 'what'>): string {
    const failed = calls.find(({ state }) => state === 'failed');
    const isUnknown = calls.some(({ state }) => state === 'unknown');
    const after: Sentence[] = [
        by === BY_ITSELF ? { code: 'remedy_by_itself', values: {} } : { code: 'remedy_by', values: { by } },
        ...(failed === undefined
            ? []
            : [{ code: 'remedy_failed' as const, values: { theirs: { quote: failed.answer ?? step } } }]),
        ...(isUnknown ? [{ code: 'remedy_unknown' as const, values: {} }] : []),
    ];
    return sayAll([...what.slice(0, 1), ...after]);
}

/** Why something is not done. */
export function refusalOf(code: RefusalCode): string {
    return say({ code: `remedy_not_${code}`, values: {} });
}

function valuesOf(calls: readonly Call[], given: Case): Values {
    const files = calls.flatMap((call) =>
        call.action === 'import'
            ? call.files.map(({ path }) => fileNameOf(typeof path === 'string' ? path : ''))
            : call.action === 'link_file'
              ? given.episodes.map(({ finalPath }) => fileNameOf(finalPath ?? '')).concat(given.request.finalPath ?? [])
              : [],
    );
    return {
        arr: arrName(given),
        ...(files.length > 0 && { files: { list: files } }),
        ...(given.episodes.length > 0 && { episodes: { members: { seasons: [], episodes: labelsOf(given.episodes) } } }),
    };
}

function arrName({ request }: Case): string {
    return request.mediaType === 'movie' ? 'Radarr' : 'Sonarr';
}

/** `S01E05` of each. */
export function labelsIn({ episodes }: Case): string[] {
    return episodes.map(episodeLabel);
}

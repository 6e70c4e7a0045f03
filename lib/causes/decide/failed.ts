/** What ended a subject before it could be played. */
import type { CauseCode } from '../codes';
import { known, quoteOf } from '../values';
import type { Case, Found } from './found';
import { refusalIn, whyRefused } from './to-import';

/** Failures whose code says it all. */
const PLAIN: readonly CauseCode[] = [
    'declined',
    'withdrawn',
    'superseded',
    'deleted',
    'send_failed',
    'download_removed',
    'file_deleted',
];

export function whyFailed(given: Case): Found {
    const { failure } = given.subject;
    if (failure === null) return { code: 'failed' };
    const plain = PLAIN.find((code) => code === failure.code);
    if (plain !== undefined) return { code: plain };
    const theirs = known({ theirs: quoteOf(failure.message) });
    if (failure.code === 'download_failed') return { code: 'download_failed', values: theirs };
    if (failure.code !== 'import_blocked') return { code: 'failed', values: theirs };
    return whyRefused(given) ?? refusalIn(failure.message, given.subject.releaseTitle);
}

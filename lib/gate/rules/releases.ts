/**
 * What is known of a release goes together. A subject shows what is known of the release that counts; what is told of another
 * one is kept with that attempt, and shown when its turn comes or when both turn out to be the same torrent.
 */
import type { Attempt } from '../../model';
import { mergeFacts, RELEASE_FIELDS, type Subject } from './facts';

type Kept = NonNullable<Attempt['release']>;

/** The subject with another release in the place of the present one. */
export function switchedTo<S extends Subject>(subject: S, downloadId: string): S {
    if (subject.qbitHash === downloadId) return subject;
    const { rest, kept } = takeOut(subject);
    const attempts = rest.attempts.map((attempt) =>
        attempt.downloadId === subject.qbitHash ? withKept(attempt, merged(attempt.release, kept)) : attempt,
    );
    return showKept({ ...rest, attempts, qbitHash: downloadId });
}

/** The subject with what an event tells of a release that is not the one that counts. */
export function notedOf<S extends Subject>(subject: S, attempt: Attempt | undefined, facts: object, source: string): S {
    if (attempt === undefined) return subject;
    const told = Object.entries(facts).filter(([field, value]) => isOfRelease(field) && value !== undefined);
    if (told.length === 0) return subject;
    const kept = merged(attempt.release, {
        facts: Object.fromEntries(told),
        sources: Object.fromEntries(told.map(([field]) => [field, source])),
    });
    return {
        ...subject,
        attempts: subject.attempts.map((each) => (each.downloadId === attempt.downloadId ? withKept(each, kept) : each)),
    };
}

/** What was kept of several attempts that turn out to be one. */
export function joinedKept(attempts: readonly Attempt[]): Pick<Attempt, 'release'> {
    const kept = attempts.map(({ release }) => release).reduce(merged, undefined);
    return kept === undefined ? {} : { release: kept };
}

/** Shows what was kept of the release that counts. */
export function showKept<S extends Subject>(subject: S): S {
    const current = subject.attempts.find(({ downloadId }) => downloadId === subject.qbitHash);
    if (current?.release === undefined) return subject;
    const { release, ...bare } = current;
    const attempts = subject.attempts.map((attempt) => (attempt === current ? bare : attempt));
    return mergedInto({ ...subject, attempts }, release);
}

/** What is known of the release that counts, apart from the rest. */
function takeOut<S extends Subject>(subject: S): { rest: S; kept: Kept | undefined } {
    const rest: S & Record<string, unknown> = Object.assign({ ...subject }, { sources: { ...subject.sources } });
    delete rest.formerPaths;
    const kept: Kept = { facts: {}, sources: {} };
    for (const field of RELEASE_FIELDS) {
        const { [field]: value } = rest as Record<string, unknown>;
        const source = rest.sources[field];
        if (value !== undefined && source !== undefined) {
            (kept.facts as Record<string, unknown>)[field] = value;
            kept.sources[field] = source;
        }
        Reflect.deleteProperty(rest, field);
        Reflect.deleteProperty(rest.sources, field);
    }
    return { rest, kept: Object.keys(kept.sources).length === 0 ? undefined : kept };
}

function merged(known: Kept | undefined, other: Kept | undefined): Kept | undefined {
    if (known === undefined || other === undefined) return known ?? other;
    const { sources, ...facts } = mergedInto({ ...known.facts, sources: known.sources }, other);
    return { facts, sources };
}

function mergedInto<T extends { sources: Record<string, string> }>(target: T, { facts, sources }: Kept): T {
    return Object.entries(facts).reduce(
        (result, [field, value]) => mergeFacts(result, { [field]: value }, sources[field] ?? ''),
        target,
    );
}

function withKept(attempt: Attempt, kept: Kept | undefined): Attempt {
    return kept === undefined ? attempt : { ...attempt, release: kept };
}

function isOfRelease(field: string): boolean {
    return RELEASE_FIELDS.includes(field);
}

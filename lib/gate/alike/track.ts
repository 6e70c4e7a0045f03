/** What tells twins apart: one film or season, wanted once in HD and once in 4K, often in two instances. */
import type { MediaRequest, RequestFacts } from '../../model';

/** Instances that both have a name and not the same one are two instances. */
export function isSameInstance(request: MediaRequest, { instanceName }: RequestFacts): boolean {
    return instanceName === undefined || request.instanceName === undefined || sameName(instanceName, request.instanceName);
}

/** Whether facts belong to this one of two twins; who gives no sign fits both. */
export function isSameTrack(request: MediaRequest, facts: RequestFacts): boolean {
    const is4k = looksLike4k(facts);
    return is4k === undefined || is4k === request.is4k;
}

/** Whether facts of a 4K instance meet a wish of which Seerr, who knows, says that it is for HD. */
export function isOtherTrack(request: MediaRequest, facts: RequestFacts): boolean {
    return facts.is4k === true && !request.is4k && request.sources['is4k'] === 'seerr';
}

/** How much speaks for this one of two twins: its instance, then the flag, which HD instances leave out. */
export function trackScore(request: MediaRequest, facts: RequestFacts): number {
    const isKnownInstance = facts.instanceName !== undefined && request.instanceName !== undefined;
    return (isKnownInstance && isSameInstance(request, facts) ? 2 : 0) + ((facts.is4k ?? false) === request.is4k ? 1 : 0);
}

function looksLike4k({ is4k, quality }: RequestFacts): boolean | undefined {
    if (is4k === true || quality === undefined) return is4k;
    return /2160p/i.test(quality);
}

function sameName(a: string, b: string): boolean {
    return a.toLowerCase() === b.toLowerCase();
}

/** What is told of many episodes at once, found by the episode. */

/** By label, of each list that was looked into. A list is replaced and never changed, and goes with its index. */
const indexes = new WeakMap<readonly object[], ReadonlyMap<string, unknown>>();

/**
 * What a list tells of one episode; of several the first. The cost does not grow with the list but for the first time: who
 * explains a long show looks a thousand times.
 * @param label `S01E05`
 */
export function toldOf<T extends object>(list: readonly T[], label: string, labelOf: (each: T) => string): T | undefined {
    const known = indexes.get(list) as ReadonlyMap<string, T> | undefined;
    const byLabel = known ?? new Map([...list].reverse().map((each) => [labelOf(each), each]));
    if (known === undefined) indexes.set(list, byLabel);
    return byLabel.get(label);
}

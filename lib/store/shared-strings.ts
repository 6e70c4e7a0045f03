/**
 * Makes equal strings within a record one and the same, in place: JSON.parse makes a new one for each, and a season
 * tells its release, its hash and its times once per episode. That is half of what a store read from the disk would weigh.
 */
export function shareStrings(record: object, known = new Map<string, string>()): void {
    for (const [key, value] of Object.entries(record) as [string, unknown][]) {
        if (typeof value === 'object' && value !== null) shareStrings(value, known);
        if (typeof value !== 'string') continue;
        const shared = known.get(value);
        if (shared === undefined) known.set(value, value);
        else (record as Record<string, unknown>)[key] = shared;
    }
}

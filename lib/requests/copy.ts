/** A deep copy of plain data, in a fraction of the time that `structuredClone` takes for it. */
export function copyOf<T>(value: T): T {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(copyOf) as T;
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copyOf(child as unknown)])) as T;
}

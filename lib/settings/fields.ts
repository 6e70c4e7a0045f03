/** How single settings are read. What a flow file holds may be missing, or a text where a dialog would have saved something else. */
import { normalisePath, type PathMapping } from '../paths';

/** The value when it is an object; else an empty one, in which everything is missing. */
export function recordOf(value: unknown): Record<string, unknown> {
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A text without blanks at its ends; `''` when it is none. */
export function textOf(value: unknown): string {
    return typeof value === 'string' ? value.trim() : '';
}

/** A switch that is on unless it was turned off. */
export function isNotOff(value: unknown): boolean {
    return value !== false && value !== 'false';
}

/** A switch that is off unless it was turned on. */
export function isOn(value: unknown): boolean {
    return value === true || value === 'true';
}

/** The rows of a list of path mappings. Those with an empty side are left out: a dialog begins with one. */
export function mappingsOf(rows: unknown): PathMapping[] {
    if (!Array.isArray(rows)) return [];
    return rows.flatMap((row: unknown) => {
        const { from, to } = recordOf(row);
        const mapping = { from: normalisePath(textOf(from)), to: normalisePath(textOf(to)) };
        return mapping.from === '' || mapping.to === '' ? [] : [mapping];
    });
}

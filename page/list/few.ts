/** A long section is shown by its beginning until the reader asks for all of it: what comes after it would be far away else. */
import type { Group, Summary } from '../../lib/page/contract';
import type { Held } from './held';

/** How many are shown at first. */
export const FEW = 10;
/** So few more are shown too: a button would take as much room. */
const SPARE = 2;

/** What of a section is shown. */
export interface Shown {
    items: readonly Summary[];
    /** How many there are in all; null when that is not known, as not all is held. */
    total: number | null;
    /** Some of it is not shown, or would not be. */
    isLong: boolean;
}

/**
 * @param of a section of what is held, all of it in the order of the page
 * @param count how many the server counts in it, where it does
 * @param isKept what is shown wherever it stands: what the reader has opened, or is at
 */
export function shownOf(
    { group, items }: { group: Group; items: readonly Summary[] },
    { held, count, isWhole, isKept }: { held: Held; count: number | null; isWhole: boolean; isKept: (id: string) => boolean },
): Shown {
    const total = count ?? (isAllHeld(held, group) ? items.length : null);
    const isLong = mayBeLong(held, group) && Math.max(items.length, total ?? 0) > FEW + SPARE;
    return { items: isLong && !isWhole ? items.filter(({ id }, index) => index < FEW || isKept(id)) : items, total, isLong };
}

/** Who asks for a group, or searches, wants to see all that there is. */
export function mayBeLong({ query: { filter, q, id } }: Held, group: Group): boolean {
    return group === 'attention' && filter !== 'attention' && q.trim() === '' && id === null;
}

function isAllHeld({ end }: Held, group: Group): boolean {
    return end === null || end.group !== group;
}

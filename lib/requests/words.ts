/**
 * Whether a request has the words that somebody searches for, and is of the person who is named. The page decides it in the
 * browser too, for what changes while a search is open: so this file imports nothing, and nobody has a second copy.
 */

/** What a request is called. What is not known is null or left out. */
export interface Named {
    title?: string | null | undefined;
    originalTitle?: string | null | undefined;
    year?: number | null | undefined;
}

/**
 * @param q free text: each of its words has to be in the title, the original title or the year
 * @returns null where nothing is searched for, and everything fits
 */
export function wordFilter(q: string | undefined): ((named: Named) => boolean) | null {
    const words = folded(q ?? '')
        .split(' ')
        .filter((word) => word !== '');
    if (words.length === 0) return null;
    return ({ title, originalTitle, year }) => {
        const text = [title ?? '', originalTitle ?? '', String(year ?? '')].map(folded).join(' ');
        return words.every((word) => text.includes(word));
    };
}

/** @returns whether a name is that of the person; null where none is named, and everybody fits */
export function personFilter(person: string | undefined): ((name: string | null | undefined) => boolean) | null {
    const wanted = folded(person ?? '');
    return wanted === '' ? null : (name) => folded(name ?? '') === wanted;
}

/** The original title, where a search can find by it what it does not find by the title. */
export function furtherTitle({ title, originalTitle }: Named): string | undefined {
    const further = originalTitle ?? '';
    return folded(title ?? '').includes(folded(further)) ? undefined : further;
}

/** Without case, accents and signs, so that `pokemon` finds `Pokémon`. A text of signs alone stays what it is. */
function folded(text: string): string {
    const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    const words = plain
        .replace(/['’]/g, '')
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim();
    return words === '' ? plain.trim() : words;
}

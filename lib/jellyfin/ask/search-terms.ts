/**
 * What Jellyfin is searched for. It must survive punctuation, emoji and curly quotes, which Jellyfin's versions treat
 * differently.
 */

export interface Titled {
    title?: string | undefined;
    originalTitle?: string | undefined;
    year?: number | undefined;
}

/** Runs of letters, digits and spaces: what every Jellyfin finds as it stands. Longest first. */
function plainRuns(title: string): string[] {
    return title
        .split(/[^\p{L}\p{N}\p{M} ]+/u)
        .map((run) => run.trim().replace(/ +/g, ' '))
        .filter((run) => run.length >= 2)
        .sort((a, b) => b.length - a.length);
}

/**
 * What to search for, best first and at most four: the title as it is (the exact name comes first in the answer),
 * its longest part without punctuation (10.8 to 10.11 compare punctuation literally, and take `%` and `_` for
 * wildcards, so that nothing but these finds everything), and the same of the original title.
 */
export function searchTerms(request: Titled): string[] {
    const of = (title: string | undefined): string[] =>
        title === undefined ? [] : [title.trim(), ...plainRuns(title).slice(0, 1)];
    return distinct([...of(request.title), ...of(request.originalTitle)].filter((term) => !/^[%_\s]*$/.test(term))).slice(0, 4);
}

/**
 * What an episode may be called that is really a film: its subtitle (`Recollections` of `Violet Evergarden:
 * Recollections`), or the title.
 */
export function subtitleTerms(request: Titled): string[] {
    const title = request.title ?? '';
    const last =
        title
            .split(/[^\p{L}\p{N}\p{M}'’ ]+/u)
            .at(-1)
            ?.trim() ?? '';
    return distinct([last, ...searchTerms(request)].filter((term) => term.length >= 3)).slice(0, 3);
}

function distinct(values: readonly string[]): string[] {
    return [...new Set(values)];
}

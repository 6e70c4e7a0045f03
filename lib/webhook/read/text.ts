/** Makes text from outside fit to be stored, logged and shown: bounded, on one line, without control characters. */

/** A line break in a title would forge a log line; a bidirectional override would show it backwards. */
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
const OVERRIDES = /[\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Cleans a text and cuts it at `max` UTF-16 units, never through a character; the cut shows as an ellipsis. */
export function cleanText(text: string, max: number): string {
    // Cut before cleaning too, so that the cost is bounded whatever was sent.
    const clean = text
        .slice(0, max * 4)
        .replace(CONTROLS, ' ')
        .replace(OVERRIDES, '')
        .trim();
    if (clean.length <= max && text.length <= max * 4) return clean;
    return `${withoutHalfCharacter(clean.slice(0, max - 1)).trimEnd()}…`;
}

/** A file's name in a sentence: the last segment of its path, cleaned. */
export function fileNameText(path: string): string {
    return cleanText(path.slice(-500).split(/[\\/]/).at(-1) ?? '', 200);
}

/** Names the first few and counts the rest, so that a sentence stays a sentence. */
export function listText(names: readonly string[], shown = 3): string {
    const rest = names.length - shown;
    return names.slice(0, shown).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function withoutHalfCharacter(text: string): string {
    return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}

/** Takes given secrets and hosts out of text, whatever they look like and however they are written. */

/** The ways in which a secret is written into addresses, headers and JSON. */
function spellings(secret: string): string[] {
    const base64 = Buffer.from(secret, 'utf8').toString('base64');
    return [
        secret,
        encodeURIComponent(wellFormed(secret)),
        new URLSearchParams({ a: secret }).toString().slice(2),
        JSON.stringify(secret).slice(1, -1),
        base64,
        base64.replace(/=+$/, ''),
        Buffer.from(secret, 'utf8').toString('base64url'),
        Buffer.from(secret, 'utf8').toString('hex'),
    ];
}

/**
 * A function that leaves nothing of what is hidden in a text, in upper case or lower. What stands in its place is made of one
 * character that no hidden text has, so that nothing hidden can come about by the replacing.
 */
export function redactor(hidden: readonly string[]): (text: string) => string {
    const all = [...new Set(hidden.filter((each) => each !== '').flatMap(spellings))]
        .filter((each) => each !== '')
        .sort((a, b) => b.length - a.length);
    const joined = all.join('');
    const mask = ['*', '#', '~', '^', '\u25a0', '\u25cf', '\u25b2'].find((each) => !joined.includes(each)) ?? '\u{f8ff}';
    const pattern = all.length === 0 ? null : new RegExp(all.map(escaped).join('|'), 'giu');
    return (text) => {
        let clean = text;
        // Taking one out can bring the ends of another together only across the mask, which is in none.
        while (pattern !== null && clean.search(pattern) >= 0) clean = clean.replace(pattern, mask);
        return clean;
    };
}

function escaped(text: string): string {
    return wellFormed(text).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Half of a pair of surrogates stands for no character, and nothing can write it. */
function wellFormed(text: string): string {
    return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

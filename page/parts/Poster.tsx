import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

/** How many tints there are for what has no poster. */
const TINTS = 6;

/** The poster, or the title's initial where there is none or it does not come. Says nothing: the title stands beside it. */
export function Poster({ src, title }: { src: string | null; title: string | null }): JSX.Element {
    const [broken, setBroken] = useState<string | null>(null);
    // Only what comes through Node-RED is asked for.
    if (src?.startsWith('posters/') === true && src !== broken)
        return <img class="poster" src={src} alt="" loading="lazy" decoding="async" onError={() => setBroken(src)} />;
    const letters = title ?? '?';
    const tint =
        Array.from(letters, (letter) => letter.codePointAt(0) ?? 0).reduce((sum, code) => (sum * 31 + code) % 997, 7) % TINTS;
    return (
        <span class={`poster poster-none tint-${tint}`} aria-hidden="true">
            {initialOf(letters)}
        </span>
    );
}

function initialOf(title: string): string {
    return (/[\p{L}\p{N}]/u.exec(title.replace(/^(the|a|an|der|die|das|ein|eine)\s+(?=\S)/i, ''))?.[0] ?? '?').toUpperCase();
}

/** A name cut where people cut it: at dashes between blanks, at brackets, and where a description of the release begins. */
import { withoutTags } from './text';

export interface Segment {
    text: string;
    /** What it stands in or after: `[square]`, `(round)` or `{curly}`, ` - dash`, or anything else. */
    kind: 'square' | 'round' | 'dash' | 'bar';
    /** Half an episode (`12.5`), a recap between two. */
    isHalf: boolean;
}

const CUT = /\[([^[\]]*)\]|\(([^()]*)\)|\{([^{}]*)\}|(\|)|(?<=^|\s)-+(?=\s|$)/g;
/** Digits on both sides of a point: a version, channels, half an episode; no way to tell which of them counts. */
const DECIMAL = /(?<![\ds])\d{1,3}(?:\.\d{1,2})+(?!\d)/gi;
const HALF = '½';

/** @param text a name without noise, without its season */
export function segmentsOf(text: string): Segment[] {
    const plain = withoutTags(text.replace(/_/g, ' ').replace(DECIMAL, HALF)).replace(/\.|\+(?!\d)|(?<!\d)\+/g, ' ');
    const segments: Segment[] = [];
    let [kind, from]: [Segment['kind'], number] = ['bar', 0];
    const add = (part: string, its: Segment['kind']): void => {
        const trimmed = part
            .replace(/[[\](){}|]/g, ' ')
            .replace(/\s+/g, ' ')
            .trim()
            .replace(/^-\s?|\s?-$/g, '');
        if (trimmed !== '')
            segments.push({ text: trimmed, kind: its, isHalf: trimmed === HALF && its !== 'square' && its !== 'round' });
    };
    for (const match of plain.matchAll(CUT)) {
        add(plain.slice(from, match.index), kind);
        const [whole, square, round, curly, bar] = match;
        if (square !== undefined) add(square, 'square');
        else if (round !== undefined || curly !== undefined) add(round ?? curly ?? '', 'round');
        kind = square === undefined && round === undefined && curly === undefined && bar === undefined ? 'dash' : 'bar';
        from = match.index + whole.length;
    }
    add(plain.slice(from), kind);
    return segments;
}

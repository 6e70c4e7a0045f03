/** What a name may mean, before anybody who knows the episodes has narrowed it. */
export interface Reading {
    /** 0 is the specials; absent when neither name nor folder says it. */
    season?: number | undefined;
    /** Ascending. */
    numbers: number[];
    /** Whether the season stands right beside the numbers (`S01E05`). A bare number may count from the series' beginning. */
    isBare: boolean;
    /** Whether the form alone says that this is an episode. `Warehouse 13` may be a title. */
    isSure: boolean;
    /** Whether `103` might be season 1, episode 3. */
    maySplit?: boolean;
}

/** More episodes than this in one file is a misread number. */
const MAX_RANGE = 50;

/** Ascending from after `last` to `next`, or null where that is no sane range. */
export function rangeTo(last: number, next: number, most = MAX_RANGE): number[] | null {
    if (next <= last || next - last > most) return null;
    return Array.from({ length: next - last }, (_, index) => last + 1 + index);
}

const KANJI = '〇一二三四五六七八九';

/** `2`, `二` and `十二`. */
export function ordinalOf(text: string): number {
    if (/^\d+$/.test(text)) return Number(text);
    const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
    const digit = (sign: string | undefined): number => Math.max(0, KANJI.indexOf(sign ?? ''));
    return (text.includes('十') ? 10 * (tens === '' ? 1 : digit(tens)) : 0) + (ones === '' ? 0 : digit(ones));
}

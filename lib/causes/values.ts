/** A sentence before it is said: a code of the catalogues, and what is put into it. The same in every language. */
import type { TextCode } from './texts';

/** What is put into a sentence. Each kind is written by the rules of the reader's language. */
export type PlainValue =
    /** A name that is the same everywhere: of a service, a file, a quality. */
    | string
    | number
    /** The very words of a service, to be shown as such. */
    | { quote: string }
    /** Names, of which the first few are shown and the rest counted. */
    | { list: string[] }
    /** Episodes by their labels, and whole seasons by their numbers. */
    | { members: { seasons: number[]; episodes: string[] } }
    /** Of releases: why they were rejected, by family (`lib/causes/theirs/rejections.ts`), and how many. */
    | { rejections: { family: RejectionFamily; count: number }[] }
    /** An instant, ISO 8601 UTC. */
    | { time: string }
    /** A date without a time of day, as an instant on it. */
    | { day: string }
    | { bytes: number }
    | { seconds: number }
    /** 0 to 100. */
    | { percent: number };

/** A value, or what is said of several members. */
export type Value = PlainValue | { sentence: Sentence };

export type Values = Record<string, Value>;

export interface Sentence {
    code: TextCode;
    values: Values;
}

/** What releases are rejected for, as far as a person would tell the reasons apart. */
export const REJECTION_FAMILIES = [
    'quality',
    'size',
    'language',
    'formats',
    'terms',
    'seeders',
    'age',
    'already_there',
    'already_queued',
    'grabbed_before',
    'blocklisted',
    'indexer',
    'protocol',
    'tags',
    'flags',
    'subtitles',
    'proper',
    'group',
    'sample',
    'raw',
    'pack',
    'unknown_title',
    'wrong_title',
    'numbering',
    'unmonitored',
    'not_available_yet',
    'disk_full',
    'delayed',
    'error',
    'other',
] as const;
export type RejectionFamily = (typeof REJECTION_FAMILIES)[number];

/** The entries that have a value. */
export function known(values: Record<string, Value | undefined>): Values {
    return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

/** An instant to be said; undefined for what is none. */
export function timeOf(iso: string | undefined | null): { time: string } | undefined {
    return isInstant(iso) ? { time: iso } : undefined;
}

export function dayOf(iso: string | undefined | null): { day: string } | undefined {
    return isInstant(iso) ? { day: iso } : undefined;
}

/** Words of a service; undefined where it said nothing. */
export function quoteOf(text: string | undefined): { quote: string } | undefined {
    return text === undefined || text.trim() === '' ? undefined : { quote: text };
}

export function isInstant(iso: string | undefined | null): iso is string {
    return typeof iso === 'string' && !Number.isNaN(Date.parse(iso));
}

/**
 * What is said of a finding, and what to do. `{name}` is a value, `{name:one|many}` a word that goes with it; what stands in `[...]`
 * is left out when a value in it is not known.
 */
import type { FindingCode } from '../finding';

export interface FindingText {
    says: string;
    fix: string;
}

export interface FindingCatalogue {
    locale: string;
    quotes: readonly [open: string, close: string];
    and: string;
    findings: Readonly<Record<FindingCode, FindingText>>;
    /** Names of triggers and of what was counted. */
    words: Readonly<Record<Word, string>>;
}

export const WORDS = [
    'grab',
    'import',
    'upgrade',
    'rename',
    'file_delete',
    'delete',
    'manual',
    'pending',
    'approved',
    'auto_approved',
    'available',
    'failed',
    'declined',
    'grabs',
    'imports',
    'requests',
    'ahead',
    'behind',
] as const;
export type Word = (typeof WORDS)[number];

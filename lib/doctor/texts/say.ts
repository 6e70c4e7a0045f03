/** Says a finding in a language. */
import type { Finding, FindingValue, Found } from '../finding';
import { DE } from './de';
import { EN_US } from './en-us';
import type { FindingCatalogue, Word } from './text';

export const FINDING_TEXTS = { 'en-US': EN_US, de: DE } as const satisfies Record<string, FindingCatalogue>;
export type FindingLanguage = keyof typeof FINDING_TEXTS;

/** How an instant is said. The default is in UTC, since only the reader knows their own zone. */
export type SayTime = (iso: string) => string;

const inUtc: SayTime = (iso) => `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const MOST_QUOTED = 300;
const MOST_LISTED = 4;

export interface SaidFinding {
    id: string;
    server: string;
    code: string;
    /** What is wrong, and what it means here: whole sentences. */
    says: string;
    /** What to do. */
    fix: string;
    canFix: boolean;
    since?: string;
}

/** A finding as `GET /media/doctor` answers it. */
export function sayFinding(finding: Finding | Found, language: FindingLanguage = 'en-US', sayTime: SayTime = inUtc): SaidFinding {
    const catalogue: FindingCatalogue = FINDING_TEXTS[language];
    const { says, fix } = catalogue.findings[finding.code];
    const fill = (text: string): string => filled(text, finding.values, (value) => written(value, catalogue, sayTime));
    return {
        server: finding.server,
        code: finding.code,
        says: fill(says),
        fix: fill(fix),
        canFix: finding.canFix,
        id: finding.id,
        ...('since' in finding && { since: finding.since }),
    };
}

function filled(template: string, values: Found['values'], write: (value: FindingValue) => string): string {
    const isKnown = (part: string): boolean => [...part.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => name in values);
    const chosen = template.replace(/\[([^\]]*)\]/g, (_, part: string) => (isKnown(part) ? part : ''));
    const counted = chosen.replace(/\{(\w+):([^|{}]*)\|([^|{}]*)\}/g, (_, name: string, one: string, many: string) =>
        values[name] === 1 ? one : many,
    );
    return counted.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = values[name];
        return value === undefined ? '?' : write(value);
    });
}

function written(value: FindingValue, { locale, quotes, and, words }: FindingCatalogue, sayTime: SayTime): string {
    if (typeof value === 'string') return oneLine(value);
    if (typeof value === 'number') return value.toLocaleString(locale);
    if ('quote' in value) return quotes[0] + oneLine(value.quote).replace(/\.$/, '') + quotes[1];
    if ('time' in value) return sayTime(value.time);
    if ('words' in value)
        return joined(
            value.words.map((word) => words[word as Word]),
            and,
        );
    return joined(value.list.map(oneLine), and);
}

function joined(names: readonly string[], and: string): string {
    if (names.length > MOST_LISTED) return `${names.slice(0, MOST_LISTED).join(', ')} ...`;
    return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${and} ${names.at(-1) ?? ''}`;
}

function oneLine(text: string): string {
    const line = text.replace(/\s+/g, ' ').trim();
    return line.length > MOST_QUOTED ? `${line.slice(0, MOST_QUOTED)}...` : line;
}

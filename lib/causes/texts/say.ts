/**
 * Says a sentence in a language. A text holds `{name}` for a value; what stands in `[...]` is left out when a value in it is
 * not known; a text with two forms takes `one` when the value that it counts by is 1, or absent.
 */
import type { Sentence, Values } from '../values';
import { DE } from './de';
import { EN_US } from './en-us';
import { formatValue, joined, type Manner, type TimeFormat, UTC_TIMES } from './format';
import type { Text } from './text';

export interface Catalogue {
    manner: Manner;
    texts: Readonly<Record<string, Text>>;
}

export const CATALOGUES = { 'en-US': EN_US, de: DE } as const satisfies Record<string, Catalogue>;
export type Language = keyof typeof CATALOGUES;

/** @param times how instants are said; UTC without it */
export function say({ code, values }: Sentence, language: Language = 'en-US', times: TimeFormat = UTC_TIMES): string {
    const { manner, texts }: Catalogue = CATALOGUES[language];
    const text = texts[code] ?? '';
    const template: string = typeof text === 'string' ? text : text[(values[text.by ?? 'count'] ?? 1) === 1 ? 'one' : 'other'];
    const said = filled(template, values, (name) => {
        const value = values[name];
        if (value === undefined) return undefined;
        const isSentence = typeof value === 'object' && 'sentence' in value;
        return isSentence ? say(value.sentence, language, times) : formatValue(value, manner, times);
    });
    return said.charAt(0).toLocaleUpperCase(manner.locale) + said.slice(1);
}

/** Sentences after each other. */
export function sayAll(sentences: readonly Sentence[], language: Language = 'en-US', times: TimeFormat = UTC_TIMES): string {
    let text = '';
    for (const sentence of sentences) {
        const said = say(sentence, language, times);
        text += text === '' ? said : ` ${said}`;
    }
    return text;
}

/** A few names, and how many more there are. */
export function namesIn(names: readonly string[], language: Language): string {
    return joined(names, CATALOGUES[language].manner);
}

/** Instants as a language writes them. @param timeZone of `Intl`; without it that of this machine */
export function timesIn(language: Language, timeZone?: string): TimeFormat {
    const { locale } = CATALOGUES[language].manner;
    const zone = timeZone === undefined ? {} : { timeZone };
    const time = new Intl.DateTimeFormat(locale, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
        ...zone,
    });
    const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', ...zone });
    return { time: (iso) => time.format(new Date(iso)), day: (iso) => day.format(new Date(iso)) };
}

function filled(template: string, values: Values, put: (name: string) => string | undefined): string {
    const isKnown = (part: string): boolean => [...part.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => name in values);
    // One after the other: what a service said may hold brackets itself.
    const chosen = template.replace(/\[([^\]]*)\]/g, (_, part: string) => (isKnown(part) ? part : ''));
    return chosen.replace(/\{(\w+)\}/g, (_, name: string) => put(name) ?? '?');
}

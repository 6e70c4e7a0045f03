/** The page's words in the reader's language, and how that language is chosen. */
import type { Language } from '../../lib/causes/texts';
import { DE } from './de';
import { EN, type TextKey } from './en';

export type { TextKey } from './en';
export type Say = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

const TEXTS: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { 'en-US': EN, de: DE };

export interface Tongue {
    language: Language;
    /** Of `Intl`: the reader's own variant of it, such as `en-GB` or `de-AT`. */
    locale: string;
}

/**
 * The first of the reader's languages that there are words in.
 * @param wanted as `navigator.languages`
 * @param otherwise where none of them is
 */
export function tongueOf(wanted: readonly string[], otherwise: Language): Tongue {
    for (const locale of wanted) {
        const [language = ''] = locale.toLowerCase().split('-');
        if (language === 'de') return { language: 'de', locale };
        if (language === 'en') return { language: 'en-US', locale };
    }
    // Whoever reads neither most likely lives where days come before months and hours go to 24.
    return { language: otherwise, locale: otherwise === 'de' ? 'de' : 'en-GB' };
}

export function wordsIn(language: Language): Say {
    const texts = TEXTS[language];
    return (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

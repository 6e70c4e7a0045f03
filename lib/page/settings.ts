/** What the page's dialog holds, where anything may be missing or a string, made into settings that can be relied on. */
import { MediaError } from '../model';
import type { HtmlPlaces } from './contract';

export interface PageFields {
    path?: unknown;
    title?: unknown;
    language?: unknown;
    actions?: unknown;
    readyDays?: unknown;
}

export interface PageSettings {
    /** Begins with a slash and does not end with one; empty for the root. */
    path: string;
    title: string;
    language: HtmlPlaces['lang'];
    hasActions: boolean;
    readyDays: number;
}

const DEFAULT_PATH = '/media';
const DEFAULT_READY_DAYS = 30;
const MOST_DAYS = 10_000;
const MOST_TITLE = 100;
const TITLES: Readonly<Record<PageSettings['language'], string>> = { 'en-US': 'Media requests', de: 'Medienanfragen' };

/** @throws MediaError `invalid_path`, `invalid_setting`, naming the field */
export function readPageSettings({ path, title, language, actions, readyDays }: PageFields): PageSettings {
    const lang = language === 'de' ? 'de' : 'en-US';
    return {
        path: pathOf(textOf(path)),
        title: titleOf(textOf(title)) || TITLES[lang],
        language: lang,
        hasActions: actions === true || actions === 'true',
        readyDays: daysOf(readyDays),
    };
}

function pathOf(text: string): string {
    const parts = (text === '' ? DEFAULT_PATH : text).split('/').filter((part) => part !== '');
    if (parts.every((part) => /^[\w.~-]+$/.test(part) && !/^\.+$/.test(part))) return parts.map((part) => `/${part}`).join('');
    throw new MediaError('invalid_path', 'The path may have letters, digits and -._~ between its slashes, as in /media', {
        field: 'path',
    });
}

function titleOf(text: string): string {
    return text
        .replace(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, MOST_TITLE);
}

function daysOf(value: unknown): number {
    if (value === undefined || value === null || value === '') return DEFAULT_READY_DAYS;
    const days = Number(value);
    if (Number.isFinite(days) && days >= 0 && days <= MOST_DAYS) return days;
    throw new MediaError('invalid_setting', `readyDays must be a number from 0 to ${MOST_DAYS}`, { field: 'readyDays' });
}

function textOf(value: unknown): string {
    return typeof value === 'string' ? value.trim() : '';
}

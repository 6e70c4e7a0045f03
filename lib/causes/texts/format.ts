/** Figures, times and lists as the readers of a language write them. */
import type { PlainValue } from '../values';

/** The words that a language needs around values. */
export interface Manner {
    /** Of `Intl`. */
    locale: string;
    quotes: readonly [open: string, close: string];
    units: { seconds: string; minutes: string; hours: string; days: string };
    and: string;
    /** `{count}` is put in. */
    more: string;
    season: string;
    seasons: string;
    specials: string;
    /** What a list without members stands for. */
    download: string;
    rejections: Readonly<Record<string, string>>;
}

/** How instants are said. The default is in UTC, since only the reader knows their own zone. */
export interface TimeFormat {
    time: (iso: string) => string;
    day: (iso: string) => string;
}

export const UTC_TIMES: TimeFormat = {
    time: (iso) => `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    day: (iso) => new Date(iso).toISOString().slice(0, 10),
};

const MOST_QUOTED = 300;
const MOST_REJECTIONS = 4;
/** Names of a list that are shown when there are more. */
const SHOWN = 2;

/** A value in words. */
export function formatValue(value: PlainValue, manner: Manner, times: TimeFormat): string {
    if (typeof value === 'string') return oneLine(value);
    if (typeof value === 'number') return value.toLocaleString(manner.locale);
    if ('quote' in value) return manner.quotes[0] + quotable(value.quote) + manner.quotes[1];
    if ('list' in value) return value.list.length === 0 ? manner.download : joined(value.list.map(oneLine), manner);
    if ('members' in value) return joined([...seasonNames(value.members.seasons, manner), ...value.members.episodes], manner);
    if ('rejections' in value) return rejectionsIn(value.rejections, manner);
    if ('time' in value) return times.time(value.time);
    if ('day' in value) return times.day(value.day);
    if ('bytes' in value) return formatBytes(value.bytes, manner.locale);
    if ('seconds' in value) return formatDuration(value.seconds, manner.units);
    return `${Math.floor(value.percent)} %`;
}

/** `S01E03`, `S01E03 and S01E07`, `S01E03, S01E07 and S01E09`, `S01E03, S01E07 and 4 more`. */
export function joined(names: readonly string[], { and, more }: Pick<Manner, 'and' | 'more'>): string {
    const isLong = names.length > SHOWN + 1;
    const shown = isLong ? names.slice(0, SHOWN) : names.slice(0, -1);
    const last = isLong ? more.replace('{count}', String(names.length - SHOWN)) : (names.at(-1) ?? '');
    return shown.length === 0 ? last : `${shown.join(', ')} ${and} ${last}`;
}

function seasonNames(seasons: readonly number[], manner: Manner): string[] {
    const numbers = seasons.filter((season) => season !== 0);
    const named =
        numbers.length === 0
            ? []
            : [
                  numbers.length === 1
                      ? `${manner.season} ${numbers[0] ?? 0}`
                      : `${manner.seasons} ${joined(numbers.map(String), manner)}`,
              ];
    return seasons.includes(0) ? [...named, manner.specials] : named;
}

function rejectionsIn(rejections: readonly { family: string; count: number }[], manner: Manner): string {
    const most = [...rejections].sort((a, b) => b.count - a.count);
    const rest = most.slice(MOST_REJECTIONS).reduce((sum, { count }) => sum + count, 0);
    const told = most.slice(0, MOST_REJECTIONS).map(({ family, count }) => `${count} × ${manner.rejections[family] ?? family}`);
    return [...told, ...(rest > 0 ? [manner.more.replace('{count}', String(rest))] : [])].join(', ');
}

/** Bytes in the largest unit that keeps one digit before the point: `12.3 MB`. */
export function formatBytes(bytes: number, locale = 'en-US'): string {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    const power = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 0), units.length - 1);
    const value = bytes / 1000 ** power;
    const digits = power === 0 ? 0 : 1;
    const format = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
    return `${value.toLocaleString(locale, format)} ${units[power] ?? 'B'}`;
}

const ENGLISH_UNITS: Manner['units'] = { seconds: 's', minutes: 'min', hours: 'h', days: 'd' };

/** Seconds as `45 s`, `12 min`, `3 h 20 min`, `4 d 2 h`. */
export function formatDuration(seconds: number, units: Manner['units'] = ENGLISH_UNITS): string {
    if (seconds < 60) return `${Math.ceil(seconds)} ${units.seconds}`;
    const minutes = Math.round(seconds / 60);
    const hours = Math.floor(minutes / 60);
    if (minutes < 60) return `${minutes} ${units.minutes}`;
    if (hours < 72) return `${hours} ${units.hours} ${minutes % 60} ${units.minutes}`;
    return `${Math.floor(hours / 24)} ${units.days} ${hours % 24} ${units.hours}`;
}

/** A quotation ends where its last word does: the sentence around it has the full stop. */
function quotable(text: string): string {
    const clean = oneLine(text)
        .replace(/[“”„"]/g, "'")
        .replace(/[.\s]+$/, '');
    return clean.length <= MOST_QUOTED ? clean : `${clean.slice(0, MOST_QUOTED - 1).trimEnd()}…`;
}

function oneLine(text: string): string {
    return text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}

/** Instants and spans as the reader writes them, in their own time zone. */
import type { TimeFormat } from '../../lib/causes/texts';

export interface Times {
    /** The time of day: `14:05`. */
    clock: (at: number) => string;
    /** As short as it stays clear beside `now`: `14:05`, `Tue 14:05`, `12 Nov`, `12 Nov 2024`. */
    short: (at: number, now: number) => string;
    /** Day and time in full, for who wants to know exactly. */
    exact: (at: number) => string;
    /** `5 minutes ago`, `yesterday`, `in 2 hours`. */
    relative: (at: number, now: number) => string;
    /** The day as a heading: `Today`, `Yesterday`, `Tuesday 12 November`. */
    day: (at: number, now: number) => string;
    /** For the sentences of lib/causes. */
    sentence: TimeFormat;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @param zone of `Intl`; the reader's own without it */
export function timesIn(locale: string, justNow: string, zone?: string, nowOf: () => number = Date.now): Times {
    const format = (options: Intl.DateTimeFormatOptions): ((at: number) => string) => {
        const made = new Intl.DateTimeFormat(locale, { ...(zone !== undefined && { timeZone: zone }), ...options });
        return (at) => made.format(at);
    };
    const time = { hour: '2-digit', minute: '2-digit' } as const;
    const clock = format(time);
    const weekday = format({ weekday: 'short', ...time });
    const date = format({ day: 'numeric', month: 'short' });
    const dateAndYear = format({ day: 'numeric', month: 'short', year: 'numeric' });
    const exact = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', ...time });
    const heading = format({ weekday: 'long', day: 'numeric', month: 'long' });
    const inSentence = format({ day: 'numeric', month: 'short', ...time });
    const inSentenceAndYear = format({ day: 'numeric', month: 'short', year: 'numeric', ...time });
    const year = format({ year: 'numeric' });
    // A day is the same everywhere: it is told as midnight in UTC.
    const plainDay = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
    const dayNumber = format({ year: 'numeric', month: '2-digit', day: '2-digit' });
    const span = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

    const isSameDay = (a: number, b: number): boolean => dayNumber(a) === dayNumber(b);
    /** Days from one calendar day to another, whatever the hours and changes of the clocks. */
    const daysBetween = (from: number, to: number): number => {
        const noon = (at: number): number => Date.parse(`${isoDay(at)}T12:00:00Z`);
        return Math.round((noon(to) - noon(from)) / DAY);
    };
    const parts = new Intl.DateTimeFormat('en-CA', { ...(zone !== undefined && { timeZone: zone }), dateStyle: 'short' });
    const isoDay = (at: number): string => parts.format(at);

    return {
        clock,
        exact,
        short: (at, now) => {
            if (isSameDay(at, now)) return clock(at);
            if (Math.abs(daysBetween(now, at)) < 7) return weekday(at);
            return year(at) === year(now) ? date(at) : dateAndYear(at);
        },
        relative: (at, now) => {
            const ms = at - now;
            const size = Math.abs(ms);
            const days = daysBetween(now, at);
            if (size < 45_000) return justNow;
            if (size < HOUR) return span.format(Math.trunc(ms / MINUTE) || Math.sign(ms), 'minute');
            if (size < DAY && (days === 0 || size < 12 * HOUR)) return span.format(Math.trunc(ms / HOUR), 'hour');
            if (Math.abs(days) < 14) return span.format(days, 'day');
            if (Math.abs(days) < 60) return span.format(Math.trunc(days / 7), 'week');
            if (Math.abs(days) < 730) return span.format(Math.trunc(days / 30.44), 'month');
            return span.format(Math.trunc(days / 365.25), 'year');
        },
        day: (at, now) => {
            const days = daysBetween(now, at);
            if (days !== 0 && days !== -1) return year(at) === year(now) ? heading(at) : dateAndYear(at);
            const said = span.format(days, 'day');
            return said.charAt(0).toLocaleUpperCase(locale) + said.slice(1);
        },
        sentence: {
            time: (iso) => {
                const at = Date.parse(iso);
                return year(at) === year(nowOf()) ? inSentence(at) : inSentenceAndYear(at);
            },
            day: (iso) => plainDay.format(Date.parse(iso)),
        },
    };
}

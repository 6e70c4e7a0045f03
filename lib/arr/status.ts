/** What there is to show of one server, and how a time is said in a few characters. */
import type { MediaError } from '../model';

/** What a catch-up brought. */
export interface CaughtUp {
    /** The server's name. */
    server: string;
    events: number;
    /** The time that it covers, ISO 8601 UTC. */
    from: string;
    until: string;
    /** How long it took, in milliseconds. */
    ms: number;
}

export interface ArrStatus {
    /** `polling`: asked every now and then, since there are no live events. */
    connection: 'connecting' | 'live' | 'polling' | 'lost';
    /** The server's version, once known. */
    version: string | null;
    /** Why not connected, or why there are no live events though its version has them. */
    error: MediaError | null;
    /** Set for a while after something was made up for. */
    caughtUp: CaughtUp | null;
}

/** How many events of how long a time, short enough for a status. */
export function caughtUpText({ events, from, until }: CaughtUp): { count: number; span: string } {
    const span = spanText(Date.parse(until) - Date.parse(from));
    return { count: events, span: events < 100 ? span : span.split(' ').slice(0, 2).join(' ') };
}

/** A time span in at most ten characters: `45 s`, `12 min`, `3 h 12 min`, `2 d 4 h`. */
export function spanText(ms: number): string {
    const minutes = Math.round(ms / 60_000);
    if (ms < 60_000) return `${Math.max(0, Math.round(ms / 1000))} s`;
    if (minutes < 60) return `${minutes} min`;
    const hours = Math.floor(minutes / 60);
    if (hours >= 24) return whole(Math.floor(hours / 24), 'd', hours % 24, 'h');
    return whole(hours, 'h', minutes % 60, 'min');
}

function whole(large: number, unit: string, small: number, smaller: string): string {
    return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smaller}`;
}

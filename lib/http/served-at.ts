import type { HttpReply } from './http';

/** The server's clock as its answer says it (`Date`: whole seconds), in milliseconds since 1970; undefined when it does not. */
export function servedAt({ headers: { date } }: Pick<HttpReply, 'headers'>): number | undefined {
    const time = typeof date === 'string' ? Date.parse(date) : NaN;
    return Number.isNaN(time) ? undefined : time;
}

/** A recording: what a real service answered, fit to be attached to a report. */
import type { ServiceName } from '../contracts/reliance';
import { askAll, type Reply } from './ask';
import { Scrubber, type ScrubOptions } from './scrub';

export interface Recording {
    service: ServiceName;
    /** ISO 8601 UTC, whole days: when exactly is nobody's business. */
    day: string;
    answers: { ask: string; status: number; answer: unknown }[];
}

/** Asks a service for all that is relied on and scrubs it. */
export async function record(
    service: ServiceName,
    get: (path: string) => Promise<Reply>,
    options: ScrubOptions,
    now: Date,
): Promise<Recording> {
    const { asked } = await askAll(service, get, now);
    const scrubber = new Scrubber(options);
    const answers = asked.map(({ reliances, status, answer }) => ({
        // As the list has it: the path that was asked names what was asked for.
        ask: reliances[0]?.on.split('?')[0] ?? '',
        status,
        answer: scrubber.scrub(answer),
    }));
    return { service, day: now.toISOString().slice(0, 10), answers };
}

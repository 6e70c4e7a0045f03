/**
 * Seerr tells no titles. Of what it calls available when it is first read nothing else ever tells them either: one question
 * for all that a server has names all of those, however many there are.
 */
import { Breath, type Clock, type MediaEvent, type MediaRequest, TOLD_AT_ONCE } from '../model';
import type { ArrClient } from './ask/client';
import type { ArrTitle } from './wire/titles';

/** All of a first look at Seerr comes within a moment; what comes later waits for the next question. In milliseconds. */
const ASK_EVERY_MS = 60_000;
/** More are never looked for together. */
const MOST = 5_000;

export interface NamelessOptions {
    client: Pick<ArrClient, 'eachTitle'>;
    clock: Clock;
    workOf: (of: { tvdbId?: number | undefined; tmdbId?: number | undefined }) => number | undefined;
    find: (workId: number) => MediaRequest[];
    /** What is told of a title, as of one that was there before. */
    named: (title: ArrTitle) => Promise<MediaEvent>;
    emit: (event: MediaEvent) => void;
}

export class Nameless {
    private readonly works = new Set<number>();
    /** What this server does not have, as far as it was asked. */
    private readonly absent = new Set<number>();
    /** By the monotonic clock. */
    private askedAt = -Infinity;

    constructor(private readonly options: NamelessOptions) {}

    /** Takes in a request that may have no title. Returns whether it is to be looked for. */
    note(request: MediaRequest): boolean {
        const workId = isNameless(request) ? this.options.workOf(request) : undefined;
        if (workId === undefined || this.absent.has(workId) || this.works.size >= MOST) return false;
        this.works.add(workId);
        return true;
    }

    /** What was not there may be there by now. */
    forgetAbsent(): void {
        this.absent.clear();
    }

    /** @returns milliseconds until it is worth going on; null when nothing is left */
    async run(): Promise<number | null> {
        if (this.works.size === 0) return null;
        const { clock, client } = this.options;
        const wait = this.askedAt + ASK_EVERY_MS - clock.monotonic();
        if (wait > 0) return wait;
        this.askedAt = clock.monotonic();
        const found = new Map<number, ArrTitle>();
        await client.eachTitle((title) => {
            const workId = this.options.workOf(title);
            if (workId !== undefined && this.works.has(workId)) found.set(workId, title);
        });
        for (const workId of this.works) if (!found.has(workId)) this.absent.add(workId);
        this.works.clear();
        await this.tell(found);
        return null;
    }

    private async tell(found: ReadonlyMap<number, ArrTitle>): Promise<void> {
        const breath = new Breath(this.options.clock, TOLD_AT_ONCE);
        for (const [workId, title] of found) {
            // Somebody may have named it meanwhile.
            if (!this.options.find(workId).some(isNameless)) continue;
            this.options.emit(await this.options.named(title));
            await breath.take();
        }
    }
}

/** What is open is looked at anyway, and what has episodes came by somebody who named it. */
function isNameless({ state, summary, title, seerrRequestId }: MediaRequest): boolean {
    return state === 'available' && summary === undefined && title === undefined && seerrRequestId !== undefined;
}

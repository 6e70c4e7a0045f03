/**
 * Does what was decided, one call after the other. Each is in the store as intended before it is sent, and its outcome after:
 * what was interrupted between them is found out by looking, and never sent again.
 */
import { type Clock, isoNow, toMediaError } from '../../model';
import type { MediaStore } from '../../store';
import type { Deed, DeedCall } from '../keep/records';
import { roomsOf } from '../keep/rooms';
import { cameToPass } from './effects';
import { carry, type OwnCommands, type Services } from './services';

export interface DoerOptions {
    store: MediaStore;
    services: Services;
    clock: Clock;
    own: OwnCommands;
}

export class Doer {
    constructor(private readonly options: DoerOptions) {}

    /**
     * Carries out the calls of a deed that is in the store as planned. A call that is refused ends it.
     * @throws MediaError when the store cannot be written: nothing is called then
     */
    async carryOut(deed: Deed): Promise<Deed> {
        let current = deed;
        for (const [index, { state }] of deed.calls.entries()) {
            // It ended there, and was interrupted before that was kept.
            if (state === 'failed' || state === 'unknown') return this.keep({ ...current, outcome: outcomeOf(current) });
            if (state !== 'planned') continue;
            current = await this.call(current, index);
            if (current.calls[index]?.state !== 'done') return this.keep({ ...current, outcome: outcomeOf(current) });
        }
        return current;
    }

    /**
     * Takes up what was interrupted: looks what became of the call that was under way, and goes on after it when it came to
     * pass. Nobody knows of one that did not, and it stays that way.
     * @throws MediaError why nobody could be asked
     */
    async takeUp(deed: Deed): Promise<Deed> {
        let current = deed;
        for (const [index, { call, state, at }] of deed.calls.entries()) {
            if (state !== 'intended') continue;
            const isDone = await cameToPass(call, Date.parse(at ?? deed.at), this.options.services);
            current = withCall(current, index, isDone ? { state: 'done', answer: 'seen' } : { state: 'unknown' });
            current = await this.keep(isDone ? current : { ...current, outcome: 'unknown' });
            if (!isDone) return current;
        }
        return this.carryOut(current);
    }

    /** Puts it into the store, and resolves when it is durable. */
    async keep(deed: Deed): Promise<Deed> {
        const { store } = this.options;
        roomsOf(store).deeds.set(deed.id, deed);
        await store.flush();
        return deed;
    }

    private async call(deed: Deed, index: number): Promise<Deed> {
        const { services, clock, own } = this.options;
        const intended = await this.keep(withCall(deed, index, { state: 'intended', at: isoNow(clock) }));
        const { call } = intended.calls[index] as DeedCall;
        try {
            const answer = await carry(call, deed.requestId, services, own);
            return await this.keep(withCall(intended, index, { state: 'done', answer }));
        } catch (thrown) {
            const { code, message } = toMediaError(thrown);
            if (!isCutOff(code)) return this.keep(withCall(intended, index, { state: 'failed', answer: message }));
            // Whether what was cut off had been taken in is found out by looking, where somebody answers.
            const intendedAt = Date.parse(intended.calls[index]?.at ?? intended.at);
            const isDone = await cameToPass(call, intendedAt, services).catch(() => false);
            return this.keep(
                withCall(intended, index, isDone ? { state: 'done', answer: 'seen' } : { state: 'unknown', answer: message }),
            );
        }
    }
}

/** Answers of who stands between, and those that cannot be read, say nothing of it either. */
const SAY_NOTHING = ['timeout', 'dropped', 'aborted', 'too_large', 'not_json', 'http_502', 'http_504'];

function isCutOff(code: string): boolean {
    return SAY_NOTHING.includes(code) || code.startsWith('store_');
}

function outcomeOf({ calls }: Deed): Deed['outcome'] {
    return calls.some(({ state }) => state === 'unknown') ? 'unknown' : 'failed';
}

function withCall(deed: Deed, index: number, change: Partial<DeedCall>): Deed {
    return { ...deed, calls: deed.calls.map((each, at) => (at === index ? { ...each, ...change } : each)) };
}

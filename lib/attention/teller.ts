/** Keeps in mind what was told, and tells: first the store has the mark, then the message leaves. */
import { type Clock, isoNow, type MediaError, type MediaRequest, toMediaError } from '../model';
import type { JudgedRequest } from '../requests';
import type { MediaStore } from '../store';
import { isHouse, type Mark, Marks } from './marks';
import { type Attention, attentionOf, endOf, type Manner } from './message';
import { CALM_MS } from './rules';
import type { Trouble } from './troubles';

/** So long what is over is kept: what comes back since the same time is another message, with an id of its own. */
const KEPT_MS = 7 * 24 * 60 * 60_000;

export interface TellerOptions {
    store: MediaStore;
    clock: Clock;
    manner: Manner;
    /** Something needs attention. It is in the store by then that this was told. */
    onAttention: (attention: Attention) => void;
    /** It is over. */
    onOver: (attention: Attention) => void;
    onFault: (error: MediaError) => void;
}

export class Teller {
    readonly marks: Marks;
    /** Since when what was told is gone, by the id of the mark, by the monotonic time. */
    private readonly goneSince = new Map<string, number>();
    private isClosed = false;

    constructor(private readonly options: TellerOptions) {
        this.marks = new Marks(options.store);
    }

    /** @param others requests that wait for the same server */
    tell(troubles: readonly Trouble[], judged: JudgedRequest, others: readonly MediaRequest[]): void {
        const mark = this.markOf(troubles, judged);
        const attention = attentionOf(mark, troubles, { judged, others, manner: this.options.manner });
        this.send(mark, undefined, () => this.options.onAttention(attention));
    }

    /** More of what was told already. */
    join(mark: Mark, troubles: readonly Trouble[]): void {
        this.keep({ ...mark, members: [...mark.members, ...troubles.map(({ member }) => member)] });
    }

    /** Nobody is told, now or later. */
    keepSilent(troubles: readonly Trouble[], judged: JudgedRequest): void {
        this.keep({ ...this.markOf(troubles, judged), silent: true });
    }

    /**
     * Ends what is gone for long enough. Returns whether it is still on its way to that.
     * @param isForGood nothing can bring it back within minutes
     */
    endUnless(isThere: boolean, mark: Mark, judged: JudgedRequest, isForGood: boolean): boolean {
        if (mark.overAt !== null) return false;
        if (isThere) {
            this.goneSince.delete(mark.id);
            return false;
        }
        const { clock, store, manner } = this.options;
        const now = clock.monotonic();
        const since = this.goneSince.get(mark.id) ?? now;
        this.goneSince.set(mark.id, since);
        if (!isForGood && now - since < CALM_MS) return true;
        this.goneSince.delete(mark.id);
        if (mark.silent) this.remove(mark);
        else {
            const over = endOf(mark, { judged, live: store.live, manner });
            this.send({ ...mark, overAt: isoNow(clock) }, mark, () => this.options.onOver(over));
        }
        return false;
    }

    /** What was over so long ago that it is of no use any more. */
    forgetOld(marks: readonly Mark[]): void {
        const now = this.options.clock.now();
        for (const mark of marks) if (mark.overAt !== null && Date.parse(mark.overAt) + KEPT_MS <= now) this.remove(mark);
    }

    /** Of a request that is not there any more. */
    forget(mark: Mark): void {
        this.goneSince.delete(mark.id);
        this.remove(mark);
    }

    close(): void {
        this.isClosed = true;
    }

    private markOf(troubles: readonly Trouble[], { request, now }: JudgedRequest): Mark {
        const [first, ...others] = troubles;
        if (first === undefined) throw new Error('what needs attention has a trouble');
        const { scope, topic, member, cause } = others.reduce((a, b) => (b.at < a.at ? b : a), first);
        const about = isHouse(scope) ? scope : `${request.id}/${member}`;
        const id = `${about}/${cause.code}/${cause.since}`;
        const at = new Date(now).toISOString();
        return {
            // The same may come back after it was over.
            id: this.marks.get(id) === undefined ? id : `${id}/${at}`,
            scope,
            topic,
            code: cause.code,
            since: cause.since,
            at,
            requestId: request.id,
            members: isHouse(scope) ? [] : troubles.map((trouble) => trouble.member),
            silent: false,
            overAt: null,
        };
    }

    /** A crash in between loses a message and repeats none: it still counts, and every answer says it. */
    private send(mark: Mark, before: Mark | undefined, tell: () => void): void {
        const { store, onFault } = this.options;
        this.marks.set(mark);
        const then = (): void => {
            if (!this.isClosed) tell();
            // A deploy came in between: the next start tells it.
            else if (before === undefined) this.marks.remove(mark);
            else this.marks.set(before);
        };
        store
            .flush()
            .catch((thrown: unknown) => onFault(toMediaError(thrown)))
            .then(then)
            .catch((thrown: unknown) => onFault(toMediaError(thrown)));
    }

    private keep(mark: Mark): void {
        this.marks.set(mark);
        this.options.store.writeSoon(this.options);
    }

    private remove(mark: Mark): void {
        this.marks.remove(mark);
        this.options.store.writeSoon(this.options);
    }
}

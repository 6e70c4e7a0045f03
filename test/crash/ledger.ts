/** Keeps book of what was posted and what was acknowledged, and compares that with what a crash left behind. */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Step } from '../simulators/senders';
import type { Life } from './lives';
import { type Outcome, undisturbed, type Wreck } from './outcome';

/** One title's part of the book. */
interface Account {
    /** What the store must know: acknowledged, or found after a crash. */
    known: Step[];
    /** Posted, and neither answered nor looked for after a crash yet: it may have arrived. */
    open: Step | null;
    expected: Outcome;
    hasNews: boolean;
}

export class Ledger {
    acknowledged = 0;
    /** Webhooks that were in the store although their sender had got no answer. */
    arrivedUnanswered = 0;
    private readonly accounts = new Map<string, Account>();

    /** To be called before a webhook is posted. Of one title only one may be on its way. */
    posting({ title }: Pick<Life, 'title'>, step: Step): void {
        const account = this.accounts.get(title) ?? newAccount();
        assert.equal(account.open, null, `two webhooks of "${title}" are on their way`);
        account.open = step;
        account.hasNews = true;
        this.accounts.set(title, account);
    }

    /** To be called when its sender was answered 200. */
    answered({ title }: Pick<Life, 'title'>): void {
        const account = this.accounts.get(title);
        if (!account?.open) throw new Error(`nothing of "${title}" was on its way`);
        account.known.push(account.open);
        account.open = null;
        this.acknowledged += 1;
    }

    /** Titles that something was posted of since the last `settle`. */
    get touched(): string[] {
        return [...this.accounts].filter(([, { hasNews }]) => hasNews).map(([title]) => title);
    }

    /** What must be stored, by title. */
    get expected(): Map<string, Outcome> {
        const stored = [...this.accounts].filter(([, { expected }]) => !isDeepStrictEqual(expected, NOTHING));
        return new Map(stored.map(([title, { expected }]) => [title, expected]));
    }

    /**
     * Compares what a crash left behind with what an undisturbed run makes of the acknowledged webhooks.
     * @throws AssertionError that names the title
     */
    async settle({ outcomes, warnings }: Wreck): Promise<void> {
        assert.deepEqual(warnings, []);
        for (const [title, account] of this.accounts) {
            const found = outcomes.get(title) ?? NOTHING;
            if (account.hasNews) await this.settleAccount(title, account, found);
            else assert.deepEqual(found, account.expected, `"${title}" is another than before`);
        }
        for (const title of outcomes.keys()) assert.ok(this.accounts.has(title), `nobody has told of "${title}"`);
    }

    private async settleAccount(title: string, account: Account, found: Outcome): Promise<void> {
        const { known, open } = account;
        account.open = null;
        account.hasNews = false;
        account.expected = await undisturbed(title, known);
        if (open === null || isDeepStrictEqual(found, account.expected)) {
            const told = known.map(({ service, what }) => `${service}: ${what}`).join(', ');
            assert.deepEqual(found, account.expected, `"${title}" is not what was acknowledged: ${told}`);
            return;
        }
        account.known = [...known, open];
        account.expected = await undisturbed(title, account.known);
        assert.deepEqual(found, account.expected, `"${title}" is neither with nor without what was not answered: ${open.what}`);
        this.arrivedUnanswered += 1;
    }
}

const NOTHING: Outcome = { requests: [], unmatched: [] };

function newAccount(): Account {
    return { known: [], open: null, expected: NOTHING, hasNews: false };
}

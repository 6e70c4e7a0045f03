/** The page in a real Chromium, as somebody of the household has it before them. */
import { readFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
    type Browser,
    type BrowserContext,
    type BrowserContextOptions,
    chromium,
    type Locator,
    type Page,
} from 'playwright-core';
import { projectRoot } from '../support/node-red';
import { CHROMIUM, FLAGS, PATIENCE_MS } from './chromium';

const screenshots = join(projectRoot, 'test', 'browser', 'screenshots');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What of a browser's own names is used here; the project's types know of no browser. */
interface Seen {
    getAttribute(name: string): string | null;
    closest(selector: string): Seen | null;
    className: string;
    clientWidth: number;
    scrollWidth: number;
}
declare const document: {
    activeElement: Seen | null;
    documentElement: Seen;
    body: { textContent: string };
    querySelectorAll(selector: string): Iterable<Seen>;
};
declare const MutationObserver: new (callback: (records: unknown[], own: { disconnect(): void }) => void) => {
    observe(node: unknown, options: object): void;
};
declare const PerformanceObserver: new (callback: (list: { getEntries(): { startTime: number }[] }) => void) => {
    observe(options: object): void;
};
declare const requestAnimationFrame: (callback: () => void) => void;
declare const getComputedStyle: (element: Seen, part?: string) => Record<string, string>;

export interface Finding {
    id: string;
    impact: string | null;
    nodes: string[];
}

/** A browser for all the tabs of a suite. */
export class Household {
    private constructor(private readonly browser: Browser) {}

    static async open(): Promise<Household> {
        return new Household(await chromium.launch({ executablePath: CHROMIUM, args: FLAGS }));
    }

    /** A tab of somebody who has never been here, in Berlin unless said otherwise. */
    async tab(url: string, options: BrowserContextOptions = {}): Promise<Tab> {
        const context = await this.browser.newContext({
            locale: 'en-GB',
            timezoneId: 'Europe/Berlin',
            viewport: { width: 1280, height: 900 },
            ...options,
        });
        const page = await context.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        const tab = new Tab(context, page);
        await page.goto(url);
        return tab;
    }

    async close(): Promise<void> {
        await this.browser.close();
    }
}

export class Tab {
    /** Errors of the script, and all that the policy of the page forbade. */
    readonly errors: string[] = [];

    constructor(
        private readonly context: BrowserContext,
        readonly page: Page,
    ) {
        page.on('pageerror', (error) => this.errors.push(error.stack ?? String(error)));
        page.on('console', (message) => {
            const text = message.text();
            // What the server does not answer is said by the browser itself, and is part of what is tested.
            if (message.type() === 'error' && !/Failed to load resource|net::ERR_/.test(text)) this.errors.push(text);
        });
    }

    card(id: string): Locator {
        return this.page.locator(`[id="request-${id}"]`);
    }

    /** The ids of what is shown, from top to bottom. */
    async shown(): Promise<string[]> {
        return this.page.locator('article').evaluateAll((all) => all.map(({ id }) => id.replace(/^request-/, '')));
    }

    async live(): Promise<void> {
        await this.page.locator('.link-live').waitFor();
    }

    async open(id: string): Promise<void> {
        await this.card(id).locator('.title').click();
        await this.card(id).locator('.part-timeline').waitFor();
    }

    /** What axe has to say of the page as it is, for WCAG 2.2 AA and good practice. */
    async axe(): Promise<Finding[]> {
        // By the protocol and not by a tag: the page's policy lets no other script in.
        await this.page.evaluate(axeSource);
        return this.page.evaluate(async () => {
            const { axe } = globalThis as unknown as {
                axe: { run: () => Promise<{ violations: { id: string; impact: string | null; nodes: { html: string }[] }[] }> };
            };
            const { violations } = await axe.run();
            return violations.map(({ id, impact, nodes }) => ({
                id,
                impact,
                nodes: nodes.map(({ html }) => html.slice(0, 200)),
            }));
        });
    }

    /** How much wider than the window the page is, CSS pixels. */
    async overflow(): Promise<number> {
        return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    }

    /** What the focus is on, by the page's own name for it. */
    async focused(): Promise<string> {
        return this.page.evaluate(() => {
            const { activeElement: own } = document;
            return own?.getAttribute('data-focus') ?? own?.className ?? '';
        });
    }

    /** How the focus is drawn; a field has it drawn by what is around it. */
    async outline(): Promise<string> {
        return this.page.evaluate(() => {
            const { activeElement: own } = document;
            const around = own?.closest('.search, .tile') ?? own;
            return around === null ? 'none' : (getComputedStyle(around)['outlineStyle'] ?? 'none');
        });
    }

    /** A computed property of the first that fits, or of its part, for example `::after`. */
    async style(selector: string, property: string, part?: string): Promise<string> {
        const first = this.page.locator(selector).first();
        return first.evaluate((element: Seen, [name, of]) => getComputedStyle(element, of)[name] ?? '', [
            property,
            part,
        ] as const);
    }

    /** How many elements move by themselves or when they change. */
    async moving(): Promise<number> {
        return this.page.evaluate(
            () =>
                [...document.querySelectorAll('*')].filter((element) => {
                    const { animationName, transitionDuration = '' } = getComputedStyle(element);
                    return animationName !== 'none' || transitionDuration.split(', ').some((time) => parseFloat(time) > 0);
                }).length,
        );
    }

    /** Counts from now on what changes in an element. @returns tells how much did */
    async watch(locator: Locator): Promise<() => Promise<number>> {
        await locator.evaluate((element: unknown) => {
            const seen = globalThis as unknown as { changes: number };
            seen.changes = 0;
            new MutationObserver((records) => (seen.changes += records.length)).observe(element, {
                subtree: true,
                childList: true,
                attributes: true,
                characterData: true,
            });
        });
        return () => this.page.evaluate(() => (globalThis as unknown as { changes: number }).changes);
    }

    /** Settles when a text has come into the page and was drawn: with the time then, milliseconds since 1970. */
    async painted(text: string): Promise<number> {
        return this.page.evaluate(
            (wanted) =>
                new Promise<number>((resolve) => {
                    // Without a name for the callback: what compiles the tests would call a helper that no browser has.
                    new MutationObserver((_records, watcher) => {
                        if (!document.body.textContent.includes(wanted)) return;
                        watcher.disconnect();
                        requestAnimationFrame(() => setTimeout(() => resolve(Date.now())));
                    }).observe(document.body, { subtree: true, childList: true, characterData: true });
                }),
            text,
        );
    }

    /** Milliseconds from the address to the first frame with content, and to the one with the largest: that with the list. */
    async firstPaint(): Promise<{ paint: number; list: number }> {
        return this.page.evaluate(
            () =>
                new Promise<{ paint: number; list: number }>((resolve) => {
                    new PerformanceObserver((entries) =>
                        resolve({
                            paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
                            list: entries.getEntries().at(-1)?.startTime ?? Number.NaN,
                        }),
                    ).observe({ type: 'largest-contentful-paint', buffered: true });
                }),
        );
    }

    async screenshot(name: string): Promise<void> {
        mkdirSync(screenshots, { recursive: true });
        await this.page.screenshot({ path: join(screenshots, `page-${name}.png`) });
    }

    async close(): Promise<void> {
        await this.context.close();
    }
}

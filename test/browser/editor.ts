/** Node-RED's editor in a real Chromium, driven as a user drives it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { type NodeRed, packageName, projectRoot } from '../support/node-red';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
];
const screenshots = join(projectRoot, 'test', 'browser', 'screenshots');

/** The node types and ids in the editor's workspace, as its own code knows them. */
export interface EditorNode {
    id: string;
    type: string;
    name?: string;
}

/** What a page of the editor knows under the global name RED; only what we ask of it. */
declare const RED: {
    nodes: {
        eachNode(callback: (node: EditorNode) => void): void;
        eachConfig(callback: (node: EditorNode) => void): void;
        dirty(): boolean;
    };
    editor: { edit(node: unknown): void; editConfig(name: string, type: string, id: string): void };
};

export class Editor {
    /** What the browser's console said at level error, and errors that nobody caught. */
    readonly errors: string[] = [];

    private constructor(
        private readonly browser: Browser,
        readonly page: Page,
    ) {
        page.on('console', (message) => {
            if (message.type() === 'error') this.errors.push(`${message.text()} (${message.location().url})`);
        });
        page.on('pageerror', (error) => this.errors.push(error.stack ?? String(error)));
    }

    static async open(nodeRed: NodeRed, options: { language?: string; dark?: boolean } = {}): Promise<Editor> {
        const { language = 'en-US', dark = false } = options;
        const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
        const page = await browser.newPage({
            locale: language,
            colorScheme: dark ? 'dark' : 'light',
            viewport: { width: 1600, height: 1000 },
        });
        const editor = new Editor(browser, page);
        await page.goto(nodeRed.url);
        await page.locator('#red-ui-workspace').waitFor();
        await page.locator('#red-ui-palette-container .red-ui-palette-node').first().waitFor();
        return editor;
    }

    async close(): Promise<void> {
        await this.browser.close();
    }

    /** Writes what is on the screen to the folder that git ignores. */
    async screenshot(name: string): Promise<void> {
        mkdirSync(screenshots, { recursive: true });
        await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
    }

    /** Imports one of our examples by the menu: Import, Examples, our package, the example. */
    async importExample(name: string): Promise<void> {
        const { page } = this;
        await page.keyboard.press('Control+i');
        const dialog = page.locator('.red-ui-clipboard-dialog');
        await dialog.getByText('Examples', { exact: true }).click();
        await dialog.getByText(packageName, { exact: true }).click();
        await dialog.getByText(name, { exact: true }).click();
        await page.locator('#red-ui-clipboard-dialog-ok').click();
    }

    async deploy(): Promise<void> {
        const { page } = this;
        await page.locator('#red-ui-header-button-deploy').click();
        await page.waitForFunction(() => !RED.nodes.dirty());
    }

    async nodes(): Promise<EditorNode[]> {
        return this.page.evaluate(() => {
            const found: EditorNode[] = [];
            const take = ({ id, type, name }: EditorNode): void => {
                found.push({ id, type, ...(name === undefined ? {} : { name }) });
            };
            RED.nodes.eachNode(take);
            RED.nodes.eachConfig(take);
            return found;
        });
    }

    get dialog(): Locator {
        return this.page.locator('.red-ui-editor').last();
    }
}

/** Node-RED's editor in a real Chromium, driven as a user drives it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { type NodeRed, packageName, projectRoot } from '../support/node-red';
import { until } from '../support/until';
import { CHROMIUM, FLAGS, PATIENCE_MS } from './chromium';

const screenshots = join(projectRoot, 'test', 'browser', 'screenshots');

/** The node types and ids in the editor's workspace, as its own code knows them. */
export interface EditorNode {
    id: string;
    type: string;
    /** False with a red triangle. */
    valid: boolean;
}

/** What a page of the editor knows under the global name RED; only what we ask of it. */
declare const RED: {
    nodes: {
        eachNode(callback: (node: EditorNode) => unknown): void;
        eachConfig(callback: (node: EditorNode) => unknown): void;
        dirty(): boolean;
        node(id: string): EditorNode;
        convertNode(node: EditorNode, withCredentials: boolean): Record<string, unknown>;
        createCompleteNodeSet(): unknown;
    };
    view: { reveal(id: string, flash: boolean): void };
    settings: { setLocal(key: string, value: string): void };
    actions: { invoke(name: string): void };
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
        const page = await browser.newPage({ locale: language, viewport: { width: 1600, height: 1000 } });
        page.setDefaultTimeout(PATIENCE_MS);
        const editor = new Editor(browser, page);
        await page.goto(nodeRed.url);
        await editor.ready();
        if (dark) {
            // As the user settings do; Node-RED 4 has no dark theme and takes no notice.
            await page.evaluate(() => RED.settings.setLocal('view-dark-theme', 'dark'));
            await editor.reload();
        }
        return editor;
    }

    /** Loads the page anew. What is not deployed is lost. */
    async reload(): Promise<void> {
        await this.page.reload();
        await this.ready();
    }

    private async ready(): Promise<void> {
        await this.page.locator('#red-ui-workspace').waitFor();
        // Covers the editor until it has all nodes and the flows.
        await this.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' });
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
        await page.locator('#red-ui-tab-red-ui-clipboard-dialog-import-tab-examples').click();
        const tree = page.locator('#red-ui-clipboard-dialog-import-tab-examples');
        await tree.getByText(packageName, { exact: true }).click();
        const folder = tree
            .locator('li')
            .filter({ has: page.getByText(packageName, { exact: true }) })
            .last();
        // While the folder unfolds, a click can miss.
        await until(`${name} to be chosen`, async () => {
            await folder.getByText(name, { exact: true }).click();
            return page.locator('#red-ui-clipboard-dialog-ok').isEnabled();
        });
        await page.locator('#red-ui-clipboard-dialog-ok').click();
        await page.locator('#red-ui-clipboard-dialog-ok').waitFor({ state: 'hidden' });
    }

    async deploy(): Promise<void> {
        const { page } = this;
        await page.locator('#red-ui-header-button-deploy').click();
        await page.waitForFunction(() => !RED.nodes.dirty());
    }

    /** All nodes and config nodes in the workspace. */
    async nodes(): Promise<EditorNode[]> {
        return this.page.evaluate(() => {
            const found: EditorNode[] = [];
            RED.nodes.eachNode((node) => found.push(node));
            RED.nodes.eachConfig((node) => found.push(node));
            return found.map(({ id, type, valid }) => ({ id, type, valid }));
        });
    }

    /** What the editor would save of a node, its credentials excepted. */
    async propertiesOf(id: string): Promise<Record<string, unknown>> {
        return this.page.evaluate((wanted) => RED.nodes.convertNode(RED.nodes.node(wanted), false), id);
    }

    /** Brings a flow's tab to the front. */
    async showFlow(label: string): Promise<void> {
        await this.page.locator('#red-ui-workspace-tabs li').filter({ hasText: label }).click();
    }

    /** Makes room for the canvas and shows all of it. */
    async showWholeFlow(): Promise<void> {
        await this.page.setViewportSize({ width: 1700, height: 700 });
        await this.invoke('core:toggle-sidebar');
        await this.invoke('core:toggle-palette');
        for (let step = 0; step < 4; step++) await this.invoke('core:zoom-out');
        await until('the notifications to go', async () => (await this.notifications()).length === 0, 20_000);
    }

    /** Scrolls the palette to a category. */
    async showCategory(name: string): Promise<void> {
        await this.page.locator('.red-ui-palette-category').filter({ hasText: name }).scrollIntoViewIfNeeded();
    }

    /** The text under a node. */
    async statusOf(id: string): Promise<string> {
        return (await this.page.locator(`[id="${id}"] .red-ui-flow-node-status-label`).textContent()) ?? '';
    }

    /** Selects a node, asks for help on it, and gives what the sidebar shows. */
    async helpOf(id: string, type: string): Promise<string> {
        await this.page.evaluate((wanted) => RED.view.reveal(wanted, false), id);
        await this.page.locator(`[id="${id}"]`).click();
        await this.invoke('core:show-node-help');
        const help = this.page.locator('.red-ui-sidebar-help-stack .red-ui-help').last();
        await until(`the help of ${type}`, async () => (await help.innerText()).length > 0);
        return help.innerText();
    }

    /** Ids of the open dialog's fields that are marked as wrong. */
    async faultyFields(): Promise<string[]> {
        return this.page.locator('.red-ui-tray .input-error:visible').evaluateAll((fields) => fields.map(({ id }) => id));
    }

    /** All flows as the Export dialog would write them. */
    async exportAll(): Promise<string> {
        return this.page.evaluate(() => JSON.stringify(RED.nodes.createCompleteNodeSet()));
    }

    /** Texts of the notifications that are shown. */
    async notifications(): Promise<string[]> {
        return this.page.locator('.red-ui-notification').allInnerTexts();
    }

    async isDirty(): Promise<boolean> {
        return this.page.evaluate(() => RED.nodes.dirty());
    }

    /** Runs one of the editor's own actions, for example `core:zoom-out`. */
    async invoke(action: string): Promise<void> {
        await this.page.evaluate((name) => RED.actions.invoke(name), action);
    }

    /** Opens a node's dialog by double click. */
    async openNode(id: string): Promise<Locator> {
        await this.page.evaluate((wanted) => RED.view.reveal(wanted, false), id);
        await this.page.locator(`[id="${id}"]`).dblclick();
        return this.trayWith('#node-dialog-ok');
    }

    /** Opens the config node that a property of the open dialog names, by its pencil. */
    async openConfigOf(property: string): Promise<Locator> {
        await this.page.locator(`#node-input-btn-${property}-edit`).click();
        return this.trayWith('#node-config-dialog-ok');
    }

    /** Closes the dialog on top by its red button, and waits until it is gone. */
    async done(): Promise<void> {
        await this.leave('ok');
    }

    async cancel(): Promise<void> {
        await this.leave('cancel');
    }

    /** Cancels whatever a failed test has left open. */
    async closeDialogs(): Promise<void> {
        while ((await this.page.locator('.red-ui-tray').count()) > 0) await this.cancel();
    }

    private async leave(button: 'ok' | 'cancel'): Promise<void> {
        // The dialog below leaves the page while another is on top, so that counting them tells nothing.
        const tray = await this.page.locator('.red-ui-tray').last().elementHandle({ timeout: 5_000 });
        await this.page.locator(`#node-dialog-${button}, #node-config-dialog-${button}`).click();
        await until('the dialog to close', async () => !(await tray.evaluate(({ isConnected }) => isConnected)));
    }

    /** The dialog on top, once it stands still: while it slides in, its buttons are not where they seem. */
    private async trayWith(button: string): Promise<Locator> {
        const tray = this.page
            .locator('.red-ui-tray')
            .filter({ has: this.page.locator(button) })
            .last();
        await tray.waitFor();
        let before: number | undefined;
        await until('the dialog to stand still', async () => {
            const now = (await tray.boundingBox())?.x;
            const isStill = now === before;
            before = now;
            return isStill;
        });
        return tray;
    }
}

/** Every dialog and help text as others see them: Node-RED 5's dark theme, and German. */
import assert from 'node:assert/strict';
import { type Services, startServices } from '../demo/services';
import { readEditorHalf } from '../support/editor-half';
import { nodeFor } from '../support/node-binary';
import { exampleFlows, NodeRed } from '../support/node-red';
import { nodeTypes } from '../support/packed';
import { Editor } from './editor';

const example = exampleFlows();
const plainTypes = nodeTypes().filter((type) => !readEditorHalf(type).isConfig);
/** The properties that name a config node. */
const configProperties = ['store', 'server'];

/** A key of a catalogue that nothing translated. */
const BARE_KEY = /\bmedia-[a-z-]+\.[a-z]/;

for (const { language, dark } of [
    { language: 'de', dark: false },
    { language: 'en-US', dark: true },
]) {
    describe(`the looks of the editor of Node-RED 5 in ${language}, ${dark ? 'dark' : 'light'}`, function () {
        this.timeout(240_000);
        const closers: (() => Promise<void>)[] = [];
        let services: Services;
        let nodeRed: NodeRed;
        let editor: Editor;

        before(async () => {
            services = await startServices();
            closers.push(() => services.close());
            const env = services.environment;
            nodeRed = await NodeRed.start({ major: 5, node: await nodeFor(5), flows: example, env });
            closers.push(() => nodeRed.dispose());
            editor = await Editor.open(nodeRed, { language, dark });
            closers.push(() => editor.close());
        });

        afterEach(() => editor.closeDialogs());

        after(async () => {
            for (const close of closers.reverse()) await close();
        });

        for (const type of plainTypes) {
            it(`${type}: every text of its dialogs is translated, and no choice is cut off`, async () => {
                const id = example.find((node) => node.type === type)?.id ?? '';
                const dialog = await editor.openNode(id);
                await editor.screenshot(`${language}${dark ? '-dark' : ''}-${type}`);
                assert.doesNotMatch(await textsOf(dialog), BARE_KEY);
                assert.deepEqual(await cutOff(dialog), []);
                for (const property of configProperties) {
                    if (!(property in readEditorHalf(type).definition.defaults)) continue;
                    const config = await editor.openConfigOf(property);
                    await editor.screenshot(`${language}${dark ? '-dark' : ''}-${type}-${property}`);
                    assert.doesNotMatch(await textsOf(config), BARE_KEY);
                    assert.deepEqual(await cutOff(config), []);
                    await editor.cancel();
                }
                await editor.cancel();
            });

            it(`${type}: has its help in the sidebar`, async () => {
                const id = example.find((node) => node.type === type)?.id ?? '';
                const help = await editor.helpOf(id, type);
                await editor.screenshot(`${language}${dark ? '-dark' : ''}-${type}-help`);
                assert.ok(help.length > 200, help);
            });
        }

        it('left no error in the browser', () => {
            assert.deepEqual(editor.errors, []);
        });
    });
}

/** What a dialog says, placeholders and titles included. */
async function textsOf(dialog: Awaited<ReturnType<Editor['openNode']>>): Promise<string> {
    const attributes = await dialog
        .locator('[placeholder], [title], [aria-label]')
        .evaluateAll((elements) =>
            elements.map((element) =>
                ['placeholder', 'title', 'aria-label'].map((name) => element.getAttribute(name) ?? '').join('\n'),
            ),
        );
    return [await dialog.innerText(), ...attributes].join('\n');
}

/** What is said of a drop-down list by the browser; the project's types know of no browser. */
interface DropDown {
    id: string;
    clientWidth: number;
    options: Iterable<{ text: string }>;
}
declare const document: {
    createElement(name: 'canvas'): { getContext(kind: '2d'): { font: string; measureText(text: string): { width: number } } };
};
declare const getComputedStyle: (element: DropDown) => { font: string; paddingLeft: string; paddingRight: string };

/** Choices that do not fit into their drop-down lists. */
async function cutOff(dialog: Awaited<ReturnType<Editor['openNode']>>): Promise<string[]> {
    return dialog.locator('select:visible').evaluateAll((all: DropDown[]) =>
        all.flatMap((list) => {
            const { font, paddingLeft, paddingRight } = getComputedStyle(list);
            const pen = document.createElement('canvas').getContext('2d');
            pen.font = font;
            // The arrow takes some room of its own.
            const room = list.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - 16;
            const texts = [...list.options].map(({ text }) => text);
            return texts.filter((text) => pen.measureText(text).width > room).map((text) => `${list.id}: ${text}`);
        }),
    );
}

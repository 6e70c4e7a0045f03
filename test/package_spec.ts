/** What the flow library's scorecard asks for, and what keeps nodes, texts, help, icons and examples together. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EditorHalf, readEditorHalf } from './support/editor-half';
import { exampleFlows, type FlowNode, projectRoot } from './support/node-red';
import { nodeTypes } from './support/packed';

const LANGUAGES = ['en-US', 'de'] as const;
const MAX_DEPENDENCIES = 6;
/** Letters of a term in the help that fit into the editor's sidebar. */
const WIDEST_TERM = 33;
/** Letters of a word that fit into one line of the palette. */
const WIDEST_PALETTE_WORD = 11;

interface Manifest {
    name: string;
    version: string;
    license: string;
    repository: { url: string };
    bugs: { url: string };
    keywords: string[];
    engines: { node: string };
    dependencies: Record<string, string>;
    'node-red': { version: string; nodes: Record<string, string>; plugins: Record<string, string> };
}

type Catalogue = { [key: string]: string | Catalogue };

const read = (...path: string[]): string => readFileSync(join(projectRoot, ...path), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const types = nodeTypes();
const exampleNames = readdirSync(join(projectRoot, 'examples')).map((file) => file.replace(/\.json$/, ''));

function catalogue(language: string, type: string): Catalogue {
    return JSON.parse(read('nodes', 'locales', language, `${type}.json`)) as Catalogue;
}

/** Every text of a catalogue under its whole key, `media-gate.label.name`. */
function textsOf(tree: Catalogue, prefix = ''): Map<string, string> {
    const texts = new Map<string, string>();
    for (const [key, value] of Object.entries(tree)) {
        const path = prefix === '' ? key : `${prefix}.${key}`;
        if (typeof value === 'string') texts.set(path, value);
        else for (const [inner, text] of textsOf(value, path)) texts.set(inner, text);
    }
    return texts;
}

/** Names in braces that a text expects: `{{count}}` and i18next's `__count__`. */
function placeholders(text: string): string[] {
    return [...text.matchAll(/\{\{\s*([\w.]+)\s*\}\}|__(\w+?)__/g)].map((match) => match[1] ?? match[2] ?? '').sort();
}

describe('package', () => {
    it('says its licence, its home and the Node-RED and Node it needs', () => {
        assert.equal(manifest.license, 'MIT');
        assert.match(read('LICENSE'), /^MIT License/);
        assert.match(manifest.name, /^@[\w-]+\/node-red-[\w-]+$/);
        assert.match(manifest.repository.url, /^git\+https:\/\//);
        assert.match(manifest.bugs.url, /^https:\/\//);
        assert.ok(manifest.keywords.includes('node-red'));
        assert.equal(manifest['node-red'].version, '>=4.1.0');
        assert.equal(manifest.engines.node, '>=20');
    });

    it('has few runtime dependencies', () => {
        assert.ok(Object.keys(manifest.dependencies).length <= MAX_DEPENDENCIES);
    });

    it('has a changelog that knows its version', () => {
        assert.match(read('CHANGELOG.md'), new RegExp(`^## \\[(Unreleased|${manifest.version.replaceAll('.', '\\.')})\\]`, 'm'));
    });

    it('names no registry in its lock file', () => {
        assert.deepEqual(read('package-lock.json').match(/"resolved": "[^"]*"/g) ?? [], []);
    });

    it('lists every node file once, under the name of its type', () => {
        const files = readdirSync(join(projectRoot, 'nodes')).filter((file) => file.endsWith('.ts'));
        assert.deepEqual(types.toSorted(), files.map((file) => file.replace(/\.ts$/, '')).sort());
        for (const type of types) assert.equal(manifest['node-red'].nodes[type], `dist/nodes/${type}.js`);
    });

    it('lists what dialogs share as a plugin for the editor alone, which waits for nothing', () => {
        for (const [name, file] of Object.entries(manifest['node-red'].plugins)) {
            assert.equal(file, `dist/nodes/${name}.html`);
            const html = read('nodes', `${name}.html`);
            assert.match(html, new RegExp(`registerPlugin\\('${name}'`));
            assert.doesNotMatch(html, /<script[^>]+src=/);
        }
    });

    it('says the words of the sidebar in every language', () => {
        const name = 'media-pipeline-sidebar';
        const [english, german] = LANGUAGES.map((language) => textsOf(catalogue(language, name)));
        assert.deepEqual([...german!.keys()].sort(), [...english!.keys()].sort());
        for (const [key, text] of german!) assert.deepEqual(placeholders(text), placeholders(english!.get(key) ?? ''), key);
        const html = read('nodes', `${name}.html`);
        const used = [...html.matchAll(/say\('([\w.]+)'\)/g)].map((match) => `${name}.${match[1] ?? ''}`);
        assert.ok(used.length > 5);
        assert.deepEqual(
            used.filter((key) => !english!.has(key)),
            [],
        );
    });

    it('has no path of somebody’s machine and no forgotten note in its files', () => {
        const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: projectRoot, encoding: 'utf8' })
            .split('\n')
            .filter((file) => /\.(ts|mjs|html|json|md|svg|yml)$/.test(file) && file !== 'package-lock.json')
            .filter((file) => !file.startsWith('test/fixtures/') && existsSync(join(projectRoot, file)));
        assert.ok(files.length > 50);
        const machine = new RegExp(`(?<![\\w./-])/(${['home', 'Users', 'root', 'work'].join('|')})/`);
        const note = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`);
        const faults = files.flatMap((file) =>
            read(file)
                .split('\n')
                .map((line, index) => ({ line, where: `${file}:${index + 1}` }))
                .filter(({ line }) => machine.test(line) || note.test(line))
                .map(({ where, line }) => `${where}: ${line.trim()}`),
        );
        assert.deepEqual(faults, []);
    });
});

for (const type of types) {
    describe(`node ${type}`, () => {
        it('registers itself as its file is called, with the family’s looks', () => {
            const { type: registered, definition, isConfig } = readEditorHalf(type);
            assert.equal(registered, type);
            if (isConfig) return;
            assert.equal(definition.category, 'media pipeline');
            assert.equal(definition.color, '#A594D1');
            assert.equal(definition.icon, `${type}.svg`);
            assert.ok(definition.paletteLabel !== undefined);
            if ((definition.outputs ?? 0) > 1) assert.ok(definition.outputLabels !== undefined, 'no output labels');
        });

        it('keeps the editor waiting for nothing', () => {
            assert.doesNotMatch(readEditorHalf(type).html, /<script[^>]+src=/);
        });

        it('has an icon that is white on nothing, 2:3', () => {
            if (readEditorHalf(type).isConfig) return;
            const svg = read('icons', `${type}.svg`);
            assert.match(svg, /viewBox="0 0 40 60"/);
            assert.doesNotMatch(svg, /<script|href=|fill="(?!none|#fff|white|#ffffff)/i);
        });

        it('has an input for every property and credential', () => {
            const { definition, template, isConfig } = readEditorHalf(type);
            const prefix = isConfig ? 'node-config-input' : 'node-input';
            for (const property of [...Object.keys(definition.defaults), ...Object.keys(definition.credentials ?? {})]) {
                assert.match(template, new RegExp(`id="${prefix}-${property}(-[\\w-]+)?"`), `no input for ${property}`);
            }
        });

        it('takes all texts of its dialog from the catalogue', () => {
            const known = textsOf(catalogue('en-US', type));
            const { template, html } = readEditorHalf(type);
            const used = [...template.matchAll(/data-i18n="([^"]+)"/g)].flatMap((match) => (match[1] ?? '').split(';'));
            const keys = [
                ...used.map((key) => key.replace(/^\[[\w-]+\]/, '')),
                ...[...html.matchAll(/_\(\s*'([\w.-]+)'/g)].map((match) => match[1] ?? ''),
            ];
            const own = keys.filter((key) => key.startsWith(`${type}.`));
            assert.ok(own.length > 0);
            assert.deepEqual(
                own.filter((key) => !known.has(key) && !key.endsWith('.')),
                [],
            );
            const words = template.replace(/<[^>]*>/g, '').replace(/&[\w#]+;/g, '');
            assert.equal(words.trim(), '', 'text that is in no catalogue');
        });

        it('has words for every fault of the store that the help lists', () => {
            const { definition } = readEditorHalf(type);
            if (!('store' in definition.defaults)) return;
            const help = read('nodes', 'locales', 'en-US', 'media-store.html');
            const codes = [...help.matchAll(/<dt>(no_store|store_\w+)<\/dt>/g)].map((match) => match[1] ?? '');
            assert.equal(codes.length, 6);
            const known = textsOf(catalogue('en-US', type));
            assert.deepEqual(
                codes.filter((code) => !known.has(`${type}.fault.${code}`)),
                [],
            );
        });

        it('has equal texts in all languages', () => {
            const [english, ...others] = LANGUAGES.map((language) => textsOf(catalogue(language, type)));
            assert.ok(english !== undefined && english.size > 0);
            assert.deepEqual(Object.keys(catalogue('en-US', type)), [type]);
            for (const other of others) {
                assert.deepEqual([...other.keys()].sort(), [...english.keys()].sort());
                for (const [key, text] of other) {
                    assert.notEqual(text.trim(), '', key);
                    assert.deepEqual(placeholders(text), placeholders(english.get(key) ?? ''), key);
                }
            }
        });

        it('has no word in the palette that is cut in two', () => {
            if (readEditorHalf(type).isConfig) return;
            for (const language of LANGUAGES) {
                const label = textsOf(catalogue(language, type)).get(`${type}.paletteLabel`) ?? '';
                for (const part of label.split(/[ -]/)) assert.ok(part.length <= WIDEST_PALETTE_WORD, `${language}: ${part}`);
            }
        });

        it('explains every colour of its status', () => {
            if (readEditorHalf(type).isConfig) return;
            const source = read('nodes', `${type}.ts`);
            const help = read('nodes', 'locales', 'en-US', `${type}.html`);
            const status = /<h4>Status<\/h4>([\s\S]*?)<\/dl>/.exec(help)?.[1] ?? '';
            const explained = [...status.matchAll(/<dt>(\w+)<\/dt>/g)].map((match) => match[1]);
            const colours = { live: 'green', working: 'blue', waiting: 'yellow', idle: 'grey', lost: 'red' };
            // Grey without an address is shown by what all of them share.
            const isGreyWithout = textsOf(catalogue('en-US', type)).has(`${type}.status.no_address`);
            const shown = Object.entries(colours).filter(
                ([kind]) => kind === 'lost' || (kind === 'idle' && isGreyWithout) || new RegExp(`'${kind}'`).test(source),
            );
            assert.deepEqual(explained.sort(), shown.map(([, colour]) => colour).sort());
        });

        for (const language of LANGUAGES) {
            it(`explains itself in ${language}, and every setting by its label`, () => {
                const help = read('nodes', 'locales', language, `${type}.html`);
                assert.match(help, new RegExp(`<script type="text/html" data-help-name="${type}">\\s*<p>`));
                // The sidebar cuts terms off instead of wrapping them.
                const terms = [...help.matchAll(/<dt[^>]*>([^<]*)/g)].map((match) => match[1] ?? '');
                assert.deepEqual(
                    terms.filter((term) => term.trim().length > WIDEST_TERM),
                    [],
                );
                const spoken = help
                    .replace(/<[^>]*>/g, '')
                    .replace(/\s+/g, ' ')
                    .toLowerCase();
                for (const [property, labels] of settingLabels(type, language)) {
                    const isExplained = labels.some((label) => spoken.includes(label.toLowerCase()));
                    assert.ok(isExplained, `the help says nothing about ${property}: ${labels.join(', ')}`);
                }
            });
        }
    });
}

/** What the dialog calls each setting; the name and the choice of a config node, which all nodes have, excepted. */
function settingLabels(type: string, language: string): Map<string, string[]> {
    const { definition, template, isConfig } = readEditorHalf(type);
    const texts = textsOf(catalogue(language, type));
    const labels = [...template.matchAll(/<label[^>]*?for="([\w-]+)"[^>]*>[\s\S]*?<\/label>/g)].map((match) => ({
        input: match[1] ?? '',
        text: texts.get(/data-i18n="([^"[;]+)"/.exec(match[0])?.[1] ?? '') ?? '',
    }));
    const prefix = isConfig ? 'node-config-input' : 'node-input';
    const settings = Object.entries(definition.defaults).filter(
        ([key, { type: named }]) => key !== 'name' && named === undefined,
    );
    const keys = [...settings.map(([key]) => key), ...Object.keys(definition.credentials ?? {})];
    return new Map(
        keys.map((key) => {
            const own = labels.filter(({ input }) => input === `${prefix}-${key}` || input.startsWith(`${prefix}-${key}-`));
            // "Folders: as Shoko sees them" is explained as "Folders".
            return [key, own.map(({ text }) => text.split(':')[0] ?? '').filter((text) => text !== '')];
        }),
    );
}

describe('examples', () => {
    const halfOf = (type: string): EditorHalf | undefined => (types.includes(type) ? readEditorHalf(type) : undefined);

    it('use every node that is not a config node', () => {
        const used = new Set(exampleNames.flatMap((name) => exampleFlows(name).map((node) => node.type)));
        const unused = types.filter((type) => halfOf(type)?.isConfig === false && !used.has(type));
        assert.deepEqual(unused, []);
    });

    it('can all be imported side by side: no two nodes have the same id', () => {
        const ids = exampleNames.flatMap((name) => exampleFlows(name).map((node) => node.id));
        assert.deepEqual(
            ids.filter((id, index) => ids.indexOf(id) !== index),
            [],
        );
    });

    it('show the main flow whole, its outcomes too, on a screen of 1400 x 900', () => {
        const placed = exampleFlows('flows').filter((node) => typeof node['x'] === 'number');
        const sizeOf = (node: FlowNode, side: string): number => (node.type === 'group' ? Number(node[side]) : 0);
        const outside = placed.filter((node) => {
            const [x, y] = [Number(node['x']), Number(node['y'])];
            return x < 0 || y < 0 || x + sizeOf(node, 'w') > 1_400 || y + sizeOf(node, 'h') > 905;
        });
        assert.deepEqual(
            outside.map(({ id }) => id),
            [],
        );
        const groups = placed.filter(({ type }) => type === 'group').flatMap((group) => group['nodes'] as string[]);
        const homeless = placed.filter(({ id, type }) => !groups.includes(id) && type !== 'group' && type !== 'comment');
        assert.deepEqual(
            homeless.map(({ id }) => id),
            [],
        );
    });

    for (const name of exampleNames) {
        describe(name, () => {
            const nodes = exampleFlows(name);
            const byId = new Map(nodes.map((node) => [node.id, node]));

            it('is a list of nodes with ids of their own, one tab and an explanation', () => {
                assert.equal(byId.size, nodes.length);
                const tabs = nodes.filter((node) => node.type === 'tab');
                assert.equal(tabs.length, 1);
                const explained = nodes.some((node) => node.type === 'comment') || (tabs[0]?.['info'] ?? '') !== '';
                assert.ok(explained);
            });

            it('wires and links only what is there', () => {
                for (const node of nodes) {
                    for (const target of ((node['wires'] ?? []) as string[][]).flat())
                        assert.ok(byId.has(target), `${node.id} -> ${target}`);
                    for (const link of (node['links'] ?? []) as string[]) {
                        const back = (byId.get(link)?.['links'] ?? []) as string[];
                        assert.ok(back.includes(node.id), `${node.id} <-> ${link}`);
                    }
                    for (const place of ['z', 'g'])
                        if (node[place] !== undefined) assert.ok(byId.has(node[place] as string), node.id);
                }
            });

            it('holds exactly the properties that the editor saves, and no secret', () => {
                for (const node of nodes) {
                    assert.equal(node['credentials'], undefined, node.id);
                    const definition = halfOf(node.type)?.definition;
                    if (definition === undefined) continue;
                    const own = Object.keys(node).filter((key) => !['id', 'type', 'z', 'g', 'x', 'y', 'wires'].includes(key));
                    assert.deepEqual(own.sort(), Object.keys(definition.defaults).sort(), node.id);
                    for (const [key, { type, required }] of Object.entries(definition.defaults)) {
                        // What may be left out is not chosen.
                        if (required === false && node[key] === '') continue;
                        if (type !== undefined) assert.equal(byId.get(node[key] as string)?.type, type, `${node.id}.${key}`);
                    }
                    assert.equal((node['wires'] as unknown[] | undefined)?.length ?? 0, definition.outputs ?? 0, node.id);
                }
            });

            it('names the package of the nodes that it borrows, where the Import dialog and a reader look', () => {
                const borrows = nodes.some(({ type }) => type.startsWith('ui-'));
                const modules = Object.keys(nodes.find(({ type }) => type === 'global-config')?.['modules'] ?? {});
                assert.deepEqual(modules, borrows ? ['@flowfuse/node-red-dashboard'] : []);
                const notes = nodes.filter(({ type }) => type === 'comment').map((node) => String(node['name']));
                for (const name of modules) assert.ok(notes.some((note) => note.includes(name)));
            });

            it('writes no value as HTML', () => {
                for (const node of nodes.filter(({ type }) => type === 'template' || type === 'ui-template'))
                    assert.doesNotMatch(String(node['template'] ?? node['format']), /\{\{[{&]|v-html/, node.id);
            });

            it('takes servers from the environment', () => {
                for (const node of nodes.filter((each) => 'url' in each && each.type.startsWith('media-')))
                    assert.equal(node['url'], '');
            });

            it('is drawn on the grid, inside its groups', () => {
                for (const node of nodes.filter((each) => typeof each['x'] === 'number' && each.type !== 'group')) {
                    assert.equal(Number(node['y']) % 20, 0, `${node.id} is not on the grid`);
                }
                for (const group of nodes.filter((each) => each.type === 'group')) {
                    for (const id of group['nodes'] as string[]) assert.ok(isInside(byId.get(id), group), `${id} in ${group.id}`);
                }
            });
        });
    }
});

function isInside(node: FlowNode | undefined, group: FlowNode): boolean {
    if (node === undefined) return false;
    const [x, y, left, top, width, height] = [node['x'], node['y'], group['x'], group['y'], group['w'], group['h']].map(
        Number,
    ) as [number, number, number, number, number, number];
    return node['g'] === group.id && x > left && x < left + width && y > top && y < top + height;
}

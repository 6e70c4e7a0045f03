/** The editor's half of a node as its HTML file holds it, run far enough to be asked what it registers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { projectRoot } from './node-red';

export interface PropertyDefinition {
    value: unknown;
    /** Type of the config node that it names. */
    type?: string;
    required?: boolean;
    label?: string;
    validate?: unknown;
}

export interface EditorDefinition {
    category: string;
    color?: string;
    icon?: string;
    paletteLabel?: unknown;
    inputs?: number;
    outputs?: number;
    defaults: Record<string, PropertyDefinition>;
    credentials?: Record<string, { type: 'text' | 'password' }>;
    inputLabels?: unknown;
    outputLabels?: unknown;
    label?: unknown;
}

export interface EditorHalf {
    /** As registered. */
    type: string;
    definition: EditorDefinition;
    /** The dialog. */
    template: string;
    /** The whole file. */
    html: string;
    isConfig: boolean;
}

/** A validator as the editor hands them out; nothing here is validated. */
const anyValidator = (): (() => boolean) => () => true;

/** @throws when the file has not exactly one script */
function readScript(name: string): { html: string; script: string } {
    const html = readFileSync(join(projectRoot, 'nodes', `${name}.html`), 'utf8');
    const scripts = [...html.matchAll(/<script type="text\/javascript">([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');
    if (scripts.length !== 1) throw new Error(`${name}.html has ${scripts.length} scripts`);
    return { html, script: scripts[0] ?? '' };
}

/** The editor's plugins, of which ours is there before the nodes are. */
function readPlugins(): { getPlugin: (id: string) => unknown } {
    const plugins = new Map<string, unknown>();
    const RED = { plugins: { registerPlugin: (id: string, plugin: unknown) => plugins.set(id, plugin) } };
    runInNewContext(readScript('media-pipeline-dialogs').script, { RED });
    return { getPlugin: (id) => plugins.get(id) };
}

/** @throws when the file has not exactly one script, or that script registers anything but one type */
export function readEditorHalf(type: string): EditorHalf {
    const { html, script } = readScript(type);
    const template = /<script type="text\/html" data-template-name="([\w-]+)">([\s\S]*?)<\/script>/.exec(html);
    if (template?.[1] !== type) throw new Error(`${type}.html has no dialog of its own`);
    const registered: { type: string; definition: EditorDefinition }[] = [];
    const RED = {
        nodes: { registerType: (name: string, definition: EditorDefinition) => registered.push({ type: name, definition }) },
        plugins: readPlugins(),
        validators: { number: anyValidator, regex: anyValidator, typedInput: anyValidator },
    };
    runInNewContext(script, { RED }, { filename: `${type}.html` });
    const [only] = registered;
    if (only === undefined || registered.length !== 1) throw new Error(`${type}.html registers ${registered.length} types`);
    return { ...only, template: template[2] ?? '', html, isConfig: only.definition.category === 'config' };
}

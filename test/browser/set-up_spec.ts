/** *Set up for me* and learned folders, pressed in a real editor, against services that record every write. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { SEERR_TYPES } from '../../lib/seerr';
import { type Services, startServices } from '../demo/services';
import { RIGHT_TRIGGERS } from '../simulators/arr-connections';
import type { RadarrSimulator } from '../simulators/radarr';
import { recollections, Sender, seerrWebhook } from '../simulators/senders';
import type { SonarrSimulator } from '../simulators/sonarr';
import { recorded } from '../support/house';
import { nodeFor } from '../support/node-binary';
import { exampleFlows, NodeRed, projectRoot } from '../support/node-red';
import { until } from '../support/until';
import { Editor } from './editor';

type Language = 'en-US' | 'de';
type Words = { [name: string]: string | Words };

const SHOKO_FILE =
    'movies/Violet Evergarden - Recollections (2021)/Violet.Evergarden.Recollections.2022.1080p.NF.WEB-DL.AAC2.0.x264-GST.mkv';
const ANIDB = { anidbAnimeId: 12138, anidbEpisodeId: 205610, seriesId: 71, episodeId: 901 };
const ALL = Object.values(SEERR_TYPES).reduce((sum, bit) => sum | bit, 0);
const NTFY = 'https://ntfy.example/wishes';

/** A text of a catalogue, by its path, as far as its first value. */
function words(language: Language, type: string, path: string): string {
    const file = join(projectRoot, 'nodes/locales', language, `${type}.json`);
    const found = path
        .split('.')
        .reduce<Words | string | undefined>(
            (inside, name) => (typeof inside === 'object' ? inside[name] : undefined),
            (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Words>)[type],
        );
    if (typeof found !== 'string') throw new Error(`${type} has no text ${path}`);
    return found.split('__')[0] ?? '';
}

for (const { major, language, dark } of [
    { major: 4, language: 'en-US', dark: false },
    { major: 5, language: 'de', dark: true },
] as const) {
    describe(`Set up for me, in the editor of Node-RED ${major}, ${language}`, function () {
        this.timeout(240_000);
        const closers: (() => Promise<void>)[] = [];
        let services: Services;
        let nodeRed: NodeRed;
        let editor: Editor;
        let secret: string;

        before(async () => {
            services = await startServices();
            closers.push(() => services.close());
            secret = services.environment['MEDIA_WEBHOOK_SECRET'] ?? '';
            // Jellyfin is left out: nothing here waits for it.
            const { JELLYFIN_URL: _, ...env } = { ...services.environment, ...services.asking };
            nodeRed = await NodeRed.start({ major, node: await nodeFor(major), flows: exampleFlows(), env });
            closers.push(() => nodeRed.dispose());
            editor = await Editor.open(nodeRed, { language, dark });
            closers.push(() => editor.close());
        });

        after(async () => {
            for (const close of closers.reverse()) await close();
        });

        async function type(values: Readonly<Record<string, string>>): Promise<void> {
            for (const [field, value] of Object.entries(values)) await editor.page.fill(`#node-config-input-${field}`, value);
        }

        /** One server's dialog, its button, and what is said below it. */
        class Dialog {
            constructor(readonly type: 'media-arr-server' | 'media-seerr-server') {}

            get said(): Locator {
                return editor.page.locator(`#${this.type}-set-up-result`);
            }
            get own(): Locator {
                return editor.page.locator(`#${this.type}-own-url`);
            }
            get apply(): Locator {
                return editor.page.locator(`#${this.type}-set-up-apply`);
            }

            words(path: string): string {
                return words(language, this.type, path);
            }

            /** Presses one of its buttons and reads what comes of it. */
            async press(button: Locator): Promise<string> {
                await button.click();
                return until('an answer', async () => {
                    const text = await this.said.innerText();
                    return text !== '' && text !== this.words('setUp.running') ? text : null;
                });
            }

            setUp(): Promise<string> {
                return this.press(editor.page.locator(`#${this.type}-set-up`));
            }

            async says(path: string, by: Promise<string>): Promise<string> {
                const text = await by;
                assert.ok(text.includes(this.words(path)), `${text}\nis not: ${this.words(path)}`);
                assert.doesNotMatch(text, new RegExp(secret));
                return text;
            }
        }

        for (const kind of ['sonarr', 'radarr'] as const) {
            describe(kind, () => {
                const dialog = new Dialog('media-arr-server');
                let server: SonarrSimulator | RadarrSimulator;
                let foreign: { id: number; before: string };
                const written = (): unknown[] => server.connections.writes.map(({ method, path, id }) => [method, path, id]);
                const writtenBy = async (button: Locator): Promise<unknown[]> => {
                    const before = server.connections.writes.length;
                    await dialog.says('setUp.done', dialog.press(button));
                    return written().slice(before);
                };

                before(async () => {
                    server = services[kind];
                    const id = server.connections.add({ name: 'ntfy', url: NTFY, password: 'of another' });
                    foreign = { id, before: JSON.stringify(server.connections.one(id)) };
                    await editor.openNode(`${kind}-listener`);
                    await editor.openConfigOf('server');
                });
                after(async () => {
                    await editor.closeDialogs();
                    assert.equal(await editor.isDirty(), false);
                    assert.equal(
                        JSON.stringify(server.connections.one(foreign.id)),
                        foreign.before,
                        'what is not ours was touched',
                    );
                });

                it('says that a key is refused, in words', async () => {
                    await type({ url: server.url, apiKey: 'f'.repeat(32) });
                    await dialog.says('test.unauthorised', dialog.setUp());
                    await editor.screenshot(`${major}-set-up-${kind}-refused`);
                });

                it('asks where the service reaches Node-RED', async () => {
                    await type({ apiKey: server.apiKey });
                    assert.equal(await dialog.said.innerText(), '', 'what was said of another key stands there');
                    await dialog.says('setUp.no_own_address', dialog.setUp());
                });

                it('says that a test does not come through, and saves nothing', async () => {
                    await dialog.own.fill('http://127.0.0.1:1');
                    await dialog.says('setUp.action.create', dialog.setUp());
                    const text = await dialog.says('setUp.rejected', dialog.press(dialog.apply));
                    assert.match(text, /Connection refused \(127\.0\.0\.1:1\)/);
                    assert.deepEqual(server.connections.ids, [foreign.id]);
                });

                it('shows what would be made, and writes nothing', async () => {
                    const before = written();
                    await dialog.own.fill(nodeRed.url);
                    const text = await dialog.says('setUp.action.create', dialog.setUp());
                    assert.ok(text.includes(`${nodeRed.url}/media/webhook/${kind}`), text);
                    for (const trigger of RIGHT_TRIGGERS[server.appName]) assert.ok(text.includes(trigger), trigger);
                    await editor.screenshot(`${major}-set-up-${kind}-plan`);
                    assert.deepEqual(written(), before);
                });

                it('makes exactly that connection on a second press', async () => {
                    assert.deepEqual(await writtenBy(dialog.apply), [['POST', '/notification', 0]]);
                    await editor.screenshot(`${major}-set-up-${kind}-done`);
                    const [id = 0, ...others] = server.connections.ids.filter((each) => each !== foreign.id);
                    assert.deepEqual(others, []);
                    const { password, fields, tags } = server.connections.one(id);
                    const url = (fields as { name: string; value: unknown }[]).find(({ name }) => name === 'url')?.value;
                    assert.deepEqual([password, tags], [secret, []]);
                    assert.match(String(url), new RegExp(`^${nodeRed.url}/media/webhook/${kind}\\?node=`));
                });

                it('changes nothing when it is pressed again', async () => {
                    const before = written();
                    await dialog.says('setUp.action.none', dialog.setUp());
                    assert.equal(await dialog.apply.count(), 0);
                    assert.deepEqual(written(), before);
                });

                it('lifts a mute', async () => {
                    const [id = 0] = server.connections.ids.filter((each) => each !== foreign.id);
                    server.connections.mute(id);
                    await dialog.says('setUp.action.test', dialog.setUp());
                    assert.deepEqual(await writtenBy(dialog.apply), [['POST', '/notification/test', id]]);
                    assert.equal(server.connections.mutedTill(id), null);
                });

                it('writes nothing when somebody has changed it meanwhile', async () => {
                    const [id = 0] = server.connections.ids.filter((each) => each !== foreign.id);
                    server.connections.remove(id);
                    await dialog.says('setUp.action.create', dialog.setUp());
                    server.connections.add({ name: 'Somebody', url: 'http://somebody.example/' });
                    const before = written();
                    await dialog.says('setUp.changed_meanwhile', dialog.press(dialog.apply));
                    assert.deepEqual(written(), before);
                });

                it('takes back what it has shown once something else is typed, and has the focus for who comes by the keyboard', async () => {
                    await dialog.says('setUp.action.create', dialog.setUp());
                    await dialog.own.press('End');
                    await dialog.own.press('/');
                    assert.equal(await dialog.said.innerText(), '');
                    await dialog.says('setUp.action.create', dialog.setUp());
                    await dialog.apply.focus();
                    await editor.page.keyboard.press('Enter');
                    await until('it to be done', async () => (await dialog.said.innerText()) === dialog.words('setUp.done'));
                    const focused = await editor.page.evaluate(`document.activeElement.id`);
                    assert.equal(focused, `${dialog.type}-set-up`);
                });
            });
        }

        describe('Seerr', () => {
            const dialog = new Dialog('media-seerr-server');
            const written = (): string[] => services.seerr.slot.writes.map(({ path }) => path.split('/').at(-1) ?? '');

            before(async () => {
                services.seerr.slot.set({ enabled: true, types: 8, url: NTFY, authHeader: 'of another' });
                await editor.openNode('seerr-reader');
                await editor.openConfigOf('server');
            });
            after(async () => {
                await editor.closeDialogs();
                assert.equal(await editor.isDirty(), false);
            });

            it('says that a key is refused, in words', async () => {
                await type({ url: services.seerr.url, apiKey: 'wrong-key' });
                await dialog.own.fill(nodeRed.url);
                await dialog.says('test.unauthorised', dialog.setUp());
            });

            it('says whose its only webhook is, and writes nothing', async () => {
                await type({ apiKey: services.seerr.apiKey });
                const text = await dialog.press(editor.page.locator('#media-seerr-server-set-up'));
                assert.ok(text.includes(NTFY), text);
                assert.equal(await dialog.apply.innerText(), dialog.words('setUp.replace'));
                await editor.screenshot(`${major}-set-up-seerr-plan`);
                assert.deepEqual(written(), []);
                assert.equal(services.seerr.slot.settings.url, NTFY);
            });

            it('replaces it on a second press, tried first', async () => {
                await dialog.says('setUp.done', dialog.press(dialog.apply));
                assert.deepEqual(written(), ['test', 'webhook']);
                const { url, enabled, types, authHeader } = services.seerr.slot.settings;
                assert.match(url, new RegExp(`^${nodeRed.url}/media/webhook/seerr\\?node=`));
                assert.deepEqual([enabled, types, authHeader], [true, ALL, secret]);
            });

            it('changes nothing when it is pressed again', async () => {
                await dialog.says('setUp.action.none', dialog.setUp());
                assert.equal(await dialog.apply.count(), 0);
                assert.equal(written().length, 2);
            });
        });

        describe('learned folders of Shoko', () => {
            const button = (): Locator => editor.page.locator('#media-shoko-server-learned');
            const rows = (): Locator => editor.page.locator('#node-config-input-mappings-list > li');
            const row = async (index: number): Promise<string[]> =>
                Promise.all(['from', 'to'].map((side) => rows().nth(index).locator(`[data-side="${side}"]`).inputValue()));
            const openServer = async (): Promise<void> => {
                await editor.openNode('shoko-listener');
                await editor.openConfigOf('server');
            };
            afterEach(() => editor.closeDialogs());

            it('are not offered while nothing was learned', async () => {
                await openServer();
                await editor.page.waitForLoadState('networkidle');
                assert.equal(await button().isVisible(), false);
            });

            it('are offered with what proves them, fill the list once, and are saved', async () => {
                const { shoko, radarr, animeFolderId } = services;
                radarr.connections.rootFolders = [{ path: '/data/anime' }];
                const sender = new Sender({ url: `${nodeRed.url}/media/webhook`, secret });
                const send = async (service: 'seerr' | 'radarr', body: Record<string, unknown>): Promise<void> =>
                    assert.equal((await sender.post({ service, body })).status, 200);
                await send('seerr', seerrWebhook('MEDIA_AUTO_APPROVED', recollections, { requestId: 104 }));
                await send('radarr', recorded('radarr-import'));
                shoko.match(shoko.detect(animeFolderId, SHOKO_FILE), [ANIDB]);
                const folders = async (): Promise<string> => (await nodeRed.fetch('/media-pipeline/media-doctor/folders')).text();
                await until('it to be learned', async () => {
                    await nodeRed.fetch('/media/doctor');
                    return (await folders()).includes('"mapped"');
                });
                await openServer();
                await button().waitFor();
                await editor.screenshot(`${major}-learned-offered`);
                const proof = await editor.page.locator('#media-shoko-server-learned-proof').innerText();
                assert.match(proof, /\/data\/anime\/movies\/.* = \/mnt\/anime\/movies\//);
                await button().click();
                assert.deepEqual([await rows().count(), await row(0)], [1, ['/mnt/anime', '/data/anime']]);
                await button().click();
                assert.equal(await rows().count(), 1);
                await editor.screenshot(`${major}-learned`);
                await editor.done();
                await editor.done();
                assert.equal(await editor.isDirty(), true);
                const { mappings } = await editor.propertiesOf('shoko-server-1');
                assert.deepEqual(mappings, [{ from: '/mnt/anime', to: '/data/anime' }]);
            });

            it('leave alone what was typed', async () => {
                await openServer();
                await button().waitFor();
                await rows().nth(0).locator('[data-side="to"]').fill('/data/elsewhere');
                await button().click();
                assert.deepEqual([await rows().count(), await row(0)], [1, ['/mnt/anime', '/data/elsewhere']]);
            });
        });

        // In a group of its own, because mocha runs those last.
        describe('all in all', () => {
            it('left no error in the browser', () => {
                assert.deepEqual(editor.errors, []);
            });
        });
    });
}

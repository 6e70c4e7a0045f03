/** The Test connection button of each server node, in a real editor, against services that answer well or otherwise. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { JellyfinSimulator } from '../simulators/jellyfin';
import { QBittorrentSimulator } from '../simulators/qbittorrent';
import { RadarrSimulator } from '../simulators/radarr';
import { SeerrSimulator } from '../simulators/seerr-server';
import { ShokoSimulator } from '../simulators/shoko';
import { SonarrSimulator } from '../simulators/sonarr';
import { nodeFor } from '../support/node-binary';
import { exampleFlows, NodeRed, projectRoot } from '../support/node-red';
import { tlsFront } from '../support/tls-front';
import { until } from '../support/until';
import { Editor } from './editor';

type Fields = Readonly<Record<string, string>>;

interface Service {
    name: string;
    /** The config node's type, and a node of the example whose `server` it is. */
    type: string;
    user: string;
    url: string;
    tlsUrl: string;
    right: Fields;
    wrong: Fields;
    /** Codes by outcome, as the catalogue has them. */
    refusedCredentials: string;
    notThat: string;
}

const fixture = (name: string): string => readFileSync(join(projectRoot, 'test/fixtures/self-signed', name), 'utf8');
const tls = { key: fixture('key.pem'), cert: fixture('cert.pem') };

/** The catalogue's words for an outcome, with the version that the service says. */
function words(type: string, code: string, version = ''): string {
    const file = join(projectRoot, 'nodes/locales/en-US', `${type}.json`);
    const catalogue = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { test: Record<string, string> }>;
    return (catalogue[type]?.test[code] ?? '').replace('__version__', version);
}

/** An address at which nobody listens. */
async function closedUrl(): Promise<string> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = urlOf(server);
    await new Promise((resolve) => server.close(resolve));
    return url;
}

function urlOf(server: Server): string {
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

for (const major of [4, 5] as const) {
    describe(`Test connection, in the editor of Node-RED ${major}`, function () {
        this.timeout(240_000);
        const closers: (() => Promise<void>)[] = [];
        const services: Service[] = [];
        let nodeRed: NodeRed;
        let editor: Editor;
        let banned: QBittorrentSimulator;
        let website: string;

        before(async () => {
            const account = { username: 'admin', password: 'right' };
            const [qbittorrent, qbittorrentTls] = [
                await QBittorrentSimulator.start(account),
                await QBittorrentSimulator.start({ tls }),
            ];
            const [jellyfin, jellyfinTls] = [await JellyfinSimulator.start(), await JellyfinSimulator.start({ tls })];
            const [shoko, shokoTls] = [await ShokoSimulator.start(), await ShokoSimulator.start({ tls })];
            const [sonarr, radarr, seerr] = [
                await SonarrSimulator.start(),
                await RadarrSimulator.start(),
                await SeerrSimulator.start(),
            ];
            const fronts = await Promise.all([sonarr, radarr, seerr].map(({ url }) => tlsFront(url)));
            const urlOfFront = (index: number): string => fronts[index]?.url ?? '';
            banned = await QBittorrentSimulator.start(account);
            banned.ban();
            closers.push(
                ...[qbittorrent, qbittorrentTls, banned].map((each) => () => each.close()),
                ...[jellyfin, jellyfinTls, shoko, shokoTls, sonarr, radarr, seerr].map((each) => () => each.stop()),
                ...fronts.map((each) => () => each.close()),
            );
            const pages = createServer((_request, response) => void response.end('<!doctype html><title>Welcome</title>'));
            await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
            website = urlOf(pages);
            closers.push(() => new Promise((resolve) => pages.close(() => resolve())));
            services.push(
                {
                    name: 'qBittorrent',
                    type: 'media-qbittorrent-server',
                    user: 'qbit-poller',
                    url: qbittorrent.url,
                    tlsUrl: qbittorrentTls.url,
                    right: account,
                    wrong: { ...account, password: 'wrong' },
                    refusedCredentials: 'wrong_credentials',
                    notThat: 'not_qbittorrent',
                },
                {
                    name: 'Jellyfin',
                    type: 'media-jellyfin-server',
                    user: 'movie-verifier',
                    url: jellyfin.url,
                    tlsUrl: jellyfinTls.url,
                    right: { apiKey: jellyfin.apiKey },
                    wrong: { apiKey: 'f'.repeat(32) },
                    refusedCredentials: 'unauthorised',
                    notThat: 'not_jellyfin',
                },
                {
                    name: 'Shoko',
                    type: 'media-shoko-server',
                    user: 'shoko-listener',
                    url: shoko.url,
                    tlsUrl: shokoTls.url,
                    right: { apiKey: shoko.apiKey },
                    wrong: { apiKey: 'wrong-key' },
                    refusedCredentials: 'unauthorised',
                    notThat: 'not_shoko',
                },
                {
                    name: 'Sonarr',
                    type: 'media-arr-server',
                    user: 'sonarr-listener',
                    url: sonarr.url,
                    tlsUrl: urlOfFront(0),
                    right: { kind: 'sonarr', apiKey: sonarr.apiKey },
                    wrong: { kind: 'sonarr', apiKey: 'f'.repeat(32) },
                    refusedCredentials: 'unauthorised',
                    notThat: 'not_json',
                },
                {
                    name: 'Radarr',
                    type: 'media-arr-server',
                    user: 'radarr-listener',
                    url: radarr.url,
                    tlsUrl: urlOfFront(1),
                    right: { kind: 'radarr', apiKey: radarr.apiKey },
                    wrong: { kind: 'radarr', apiKey: 'f'.repeat(32) },
                    refusedCredentials: 'unauthorised',
                    notThat: 'not_json',
                },
                {
                    name: 'Seerr',
                    type: 'media-seerr-server',
                    user: 'seerr-reader',
                    url: seerr.url,
                    tlsUrl: urlOfFront(2),
                    right: { apiKey: seerr.apiKey },
                    wrong: { apiKey: 'wrong-key' },
                    refusedCredentials: 'unauthorised',
                    notThat: 'not_seerr',
                },
            );
            nodeRed = await NodeRed.start({ major, node: await nodeFor(major), flows: exampleFlows() });
            closers.push(() => nodeRed.dispose());
            editor = await Editor.open(nodeRed);
            closers.push(() => editor.close());
        });

        after(async () => {
            // Whatever `before` got done is undone.
            for (const close of closers.reverse()) await close();
        });

        /** Fills the open config dialog, presses the button and reads what it says. */
        async function test(type: string, fields: Fields): Promise<string> {
            for (const [field, value] of Object.entries(fields)) {
                const input = `#node-config-input-${field}`;
                if (field === 'kind') await editor.page.selectOption(input, value);
                else await editor.page.fill(input, value);
            }
            const result = editor.page.locator(`#${type}-test-result`);
            await editor.page.locator(`#${type}-test`).click();
            return until('an answer', async () => {
                const text = await result.innerText();
                return text !== '' && text !== words(type, 'running') ? text : null;
            });
        }

        for (const [index, name] of ['qBittorrent', 'Jellyfin', 'Shoko', 'Sonarr', 'Radarr', 'Seerr'].entries()) {
            describe(name, () => {
                let service: Service;

                before(async () => {
                    service = services[index] as Service;
                    await editor.openNode(service.user);
                    await editor.openConfigOf('server');
                });

                after(async () => {
                    await editor.cancel();
                    await editor.cancel();
                    assert.equal(await editor.isDirty(), false);
                });

                it('names the version that it found', async () => {
                    const text = await test(service.type, { url: service.url, ...service.right });
                    const [before = '', after = ''] = words(service.type, 'ok', '|').split('|');
                    assert.ok(text.startsWith(before) && text.endsWith(after), text);
                    assert.match(text.slice(before.length), /^(Seerr )?v?\d+\.\d+\.\d+/);
                    await editor.screenshot(`${major}-test-connection-${service.name}`);
                });

                it('takes its answer back once something else is typed', async () => {
                    await editor.page.locator('#node-config-input-url').press('End');
                    await editor.page.locator('#node-config-input-url').press('0');
                    assert.equal(await editor.page.locator(`#${service.type}-test-result`).innerText(), '');
                });

                it('says that the credentials are refused', async () => {
                    const text = await test(service.type, { url: service.url, ...service.wrong });
                    assert.equal(text, words(service.type, service.refusedCredentials));
                });

                it('says that the connection is refused', async () => {
                    const text = await test(service.type, { url: await closedUrl(), ...service.right });
                    assert.equal(text, words(service.type, 'refused'));
                });

                it('says that the address cannot be reached', async () => {
                    const text = await test(service.type, { url: 'http://no-such-host.invalid', ...service.right });
                    assert.equal(text, words(service.type, 'unreachable'));
                });

                it('says that the certificate is not trusted', async () => {
                    const text = await test(service.type, { url: service.tlsUrl, ...service.right });
                    assert.equal(text, words(service.type, 'certificate'));
                });

                it('says that it is another service', async () => {
                    const text = await test(service.type, { url: website, ...service.right });
                    assert.equal(text, words(service.type, service.notThat));
                });
            });
        }

        it('says until when qBittorrent bans', async () => {
            await editor.openNode('qbit-poller');
            await editor.openConfigOf('server');
            const text = await test('media-qbittorrent-server', { url: banned.url, username: 'admin', password: 'right' });
            const [before = ''] = words('media-qbittorrent-server', 'banned').split('__time__');
            assert.ok(text.startsWith(before) && /\d/.test(text.slice(before.length)), text);
            await editor.cancel();
            await editor.cancel();
        });

        // In a group of its own, because mocha runs those last.
        describe('all in all', () => {
            it('left no error in the browser', () => {
                assert.deepEqual(editor.errors, []);
            });
        });
    });
}

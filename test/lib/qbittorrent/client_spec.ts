import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { QBittorrentClient, type QBittorrentOptions } from '../../../lib/qbittorrent';
import { BAN_MS, REFUSED_DELAYS_MS } from '../../../lib/qbittorrent/ask/blocked-login';
import { DIALECTS, fakeHash, QBittorrentSimulator, type SimulatorOptions } from '../../simulators/qbittorrent';
import type { Misbehaviour } from '../../simulators/qbittorrent-http';
import { FakeClock } from '../../support/fake-clock';

const API_KEY = 'qbt_abcdefghijklmnopqrstuvwxyz12';

describe('QBittorrentClient', () => {
    let clock: FakeClock;
    let simulator: QBittorrentSimulator;
    const clients: QBittorrentClient[] = [];

    async function setup(options: SimulatorOptions = {}): Promise<void> {
        clock = new FakeClock();
        simulator = await QBittorrentSimulator.start({ clock, ...options });
    }

    function connect(options: Partial<QBittorrentOptions> = {}): QBittorrentClient {
        const client = new QBittorrentClient({
            url: simulator.url,
            username: 'admin',
            password: 'adminadmin',
            clock,
            timeoutMs: 1_000,
            ...options,
        });
        clients.push(client);
        return client;
    }

    afterEach(async () => {
        for (const client of clients.splice(0)) client.close();
        await simulator.close();
    });

    for (const dialect of DIALECTS) {
        describe(`with ${dialect}`, () => {
            beforeEach(() => setup({ dialect }));

            it('logs in once, and keeps the session', async () => {
                const client = connect();
                const { app } = await client.version();
                await client.maindata(0);
                assert.match(app, /^v[45]\./);
                assert.equal(simulator.logins, 1);
            });

            it('shares one login between requests that come together', async () => {
                const client = connect();
                await Promise.all([client.maindata(0), client.version(), client.maindata(0)]);
                assert.equal(simulator.logins, 1);
            });

            it('logs in once more when the session has expired', async () => {
                const client = connect();
                await client.maindata(0);
                simulator.expireSessions();
                const { full_update } = await client.maindata(1);
                assert.equal(full_update, true);
                assert.equal(simulator.logins, 2);
            });

            it('tries a wrong password once, then leaves qBittorrent alone for longer and longer', async () => {
                const client = connect({ password: 'wrong' });
                for (const [tries, delay] of REFUSED_DELAYS_MS.entries()) {
                    const refused = { code: 'wrong_credentials', field: 'password', retryAt: clock.now() + delay };
                    await assert.rejects(client.maindata(0), refused);
                    await clock.advance(delay - 1);
                    await assert.rejects(client.maindata(0), refused);
                    assert.equal(simulator.logins, tries + 1);
                    await clock.advance(1);
                }
            });

            it('leaves it alone for no longer when the clock is set back, and says until when by the new time', async () => {
                const client = connect({ password: 'wrong' });
                const [delay] = REFUSED_DELAYS_MS;
                await assert.rejects(client.maindata(0), { retryAt: clock.now() + delay });
                clock.set(0);
                await assert.rejects(client.maindata(0), { retryAt: delay });
                await clock.advance(delay);
                await assert.rejects(client.maindata(0), { code: 'wrong_credentials' });
                assert.equal(simulator.logins, 2);
            });

            it('recognises a ban, says until when, and waits it out', async () => {
                simulator.ban();
                const client = connect();
                const banned = { code: 'banned', retryAt: clock.now() + BAN_MS };
                await assert.rejects(client.maindata(0), banned);
                await clock.advance(BAN_MS - 1);
                await assert.rejects(client.maindata(0), banned);
                assert.equal(simulator.requests.length, 1);
                await clock.advance(1);
                await client.maindata(0);
                assert.equal(simulator.logins, 2);
            });

            it('says that the host is rejected, and does not take it for a wrong password', async () => {
                simulator.misbehave('reject_host');
                await assert.rejects(connect().maindata(0), { code: 'host_rejected', field: 'url' });
            });

            it('asks for credentials when it has none, without trying empty ones', async () => {
                await assert.rejects(connect({ username: '', password: '' }).maindata(0), {
                    code: 'no_credentials',
                    field: 'username',
                });
                assert.equal(simulator.logins, 0);
            });

            it('sends the number of its last answer only to the session that gave it', async () => {
                const client = connect();
                await client.maindata(0);
                await client.maindata(1);
                simulator.expireSessions();
                await client.maindata(2);
                await client.maindata(1);
                assert.deepEqual(simulator.rids, [0, 1, 0, 1]);
            });

            it('lists the files of a torrent', async () => {
                const hash = fakeHash('pack');
                simulator.add({ hash, files: [{ name: 'Show/E01.mkv', size: 10, progress: 0.5, priority: 0 }] });
                assert.deepEqual(await connect().files(hash), [{ name: 'Show/E01.mkv', size: 10, progress: 0.5, priority: 0 }]);
                await assert.rejects(connect().files(fakeHash('none')), { code: 'http_404' });
            });
        });
    }

    for (const dialect of DIALECTS) {
        describe(`with ${dialect} that asks for no login`, () => {
            beforeEach(() => setup({ dialect, bypass: true }));
            const connectAsNobody = (): QBittorrentClient => connect({ username: '', password: '' });

            it('keeps the session that it is given with any answer', async () => {
                const client = connectAsNobody();
                await assert.rejects(client.files(fakeHash('none')), { code: 'http_404' });
                await client.version();
                const { rid } = await client.maindata(0);
                assert.equal((await client.maindata(rid)).full_update, undefined);
                assert.deepEqual([simulator.sessionCount, simulator.logins], [1, 0]);
                assert.deepEqual(new Set(simulator.cookies.slice(1)).size, 1);
                assert.match(
                    simulator.cookies.at(-1) ?? '',
                    dialect.startsWith('5.') && dialect !== '5.1' ? /^QBT_SID_\d+=./ : /^SID=./,
                );
            });

            it('keeps one session also of requests that come together', async () => {
                const client = connectAsNobody();
                await Promise.all([client.version(), client.maindata(0), client.maindata(0)]);
                const { length } = simulator.requests;
                const { rid } = await client.maindata(0);
                await client.maindata(rid);
                assert.equal(new Set(simulator.cookies.slice(length)).size, 1);
                assert.equal(simulator.rids.at(-1), rid);
            });

            for (const [who, connectSo] of Object.entries({
                'with credentials': connect,
                'without credentials': connectAsNobody,
            })) {
                it(`takes the next session when the last is forgotten, ${who}`, async () => {
                    const client = connectSo();
                    await client.maindata((await client.maindata(0)).rid);
                    simulator.expireSessions();
                    const { rid, full_update } = await client.maindata(2);
                    assert.equal(full_update, true);
                    assert.equal((await client.maindata(rid)).full_update, undefined);
                    assert.equal(simulator.sessionCount, 1);
                });
            }

            it('drops a session that is refused, tries once without, and asks for credentials', async () => {
                const client = connectAsNobody();
                await client.maindata(0);
                simulator.expireSessions();
                simulator.letIn(false);
                const before = simulator.count('sync/maindata');
                await assert.rejects(client.maindata(1), { code: 'no_credentials', field: 'username' });
                assert.equal(simulator.count('sync/maindata') - before, 2);
                assert.deepEqual(simulator.cookies.slice(-2), ['', '']);
                simulator.letIn(true);
                assert.equal((await client.maindata(1)).full_update, true);
                assert.equal((await client.maindata(1)).full_update, undefined);
                assert.deepEqual(simulator.rids, [0, 0, 1]);
            });
        });
    }

    it('keeps the session of an old version that does not look at the API key and asks for no login', async () => {
        await setup({ dialect: '5.1', bypass: true });
        const client = connect({ apiKey: API_KEY });
        await client.maindata((await client.maindata(0)).rid);
        assert.equal(simulator.sessionCount, 1);
    });

    describe('with an API key', () => {
        beforeEach(() => setup({ dialect: '5.2', apiKey: API_KEY }));

        for (const credentials of [{ apiKey: API_KEY, password: '' }, { password: API_KEY }]) {
            it(`never logs in (${Object.keys(credentials).join(' and ')})`, async () => {
                const client = connect(credentials);
                assert.equal((await client.maindata(0)).full_update, true);
                assert.equal((await client.maindata(1)).full_update, undefined);
                assert.equal(simulator.logins, 0);
            });
        }

        it('says that a key is wrong, and does not repeat it at once', async () => {
            const client = connect({ apiKey: `${API_KEY.slice(0, -1)}9` });
            await assert.rejects(client.maindata(0), { code: 'wrong_api_key', field: 'apiKey' });
            const { length } = simulator.requests;
            await assert.rejects(client.maindata(0), { code: 'wrong_api_key' });
            assert.equal(simulator.requests.length, length);
        });
    });

    describe('with a service that misbehaves', () => {
        beforeEach(() => setup());

        const outcomes: Record<Misbehaviour, string> = {
            error: 'http_500',
            not_found: 'http_404',
            html: 'not_json',
            empty: 'not_json',
            truncated: 'not_json',
            wrong_json: 'not_qbittorrent',
            hang: 'timeout',
            login_page: 'redirected',
            drop: 'dropped',
            cut: 'dropped',
            reject_host: 'host_rejected',
        };
        for (const [how, code] of Object.entries(outcomes) as [Misbehaviour, string][]) {
            it(`calls ${how} ${code}, and recovers`, async () => {
                const client = connect();
                await client.maindata(0);
                simulator.misbehave(how);
                await assert.rejects(client.maindata(1), { code });
                simulator.misbehave(null);
                assert.equal((await client.maindata(0)).full_update, true);
            });
        }

        it('takes nothing for a login that is none', async () => {
            for (const [how, code] of Object.entries({
                html: 'not_qbittorrent',
                empty: 'not_qbittorrent',
                error: 'http_500',
                login_page: 'redirected',
            })) {
                simulator.misbehave(how as Misbehaviour);
                await assert.rejects(connect().maindata(0), { code });
            }
        });

        it('says that nobody listens', async () => {
            const server = createServer().listen(0, '127.0.0.1');
            await new Promise((resolve) => server.once('listening', resolve));
            const { port } = server.address() as AddressInfo;
            await new Promise((resolve) => server.close(resolve));
            await assert.rejects(connect({ url: `http://127.0.0.1:${port}` }).maindata(0), { code: 'refused', field: 'url' });
        });

        it('names the field when the URL is none', () => {
            assert.throws(() => connect({ url: 'qbittorrent:8080' }), { code: 'invalid_url', field: 'url' });
        });

        it('ends a request under way when it is closed', async () => {
            simulator.misbehave('hang');
            const client = connect({ timeoutMs: 60_000 });
            const request = client.maindata(0);
            setImmediate(() => client.close());
            await assert.rejects(request, { code: 'aborted' });
        });

        it('tells nothing secret in its errors', async () => {
            const client = connect({ password: 'tops3cret' });
            await assert.rejects(client.maindata(0), (error: Error) => !inspect(error, { depth: 9 }).includes('tops3cret'));
        });
    });
});

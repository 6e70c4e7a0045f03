/** What real ones of 4.5.2, 5.1.0 and 5.3.0 answered is what the simulated ones answer. */
import assert from 'node:assert/strict';
import { QBittorrentClient } from '../../../lib/qbittorrent';
import { type Dialect, DIALECTS, fakeHash, QBittorrentSimulator, type SimulatorOptions } from '../../simulators/qbittorrent';

const HASH = fakeHash('film');
const LOGIN = { username: 'admin', password: 'adminadmin' };
const isNew = (dialect: Dialect): boolean => dialect === '5.2' || dialect === '5.3';

describe('the simulated qBittorrent', () => {
    let simulator: QBittorrentSimulator;
    const clients: QBittorrentClient[] = [];
    const start = async (options: SimulatorOptions): Promise<void> => {
        simulator = await QBittorrentSimulator.start(options);
    };
    afterEach(async () => {
        for (const client of clients.splice(0)) client.close();
        await simulator.close();
    });

    interface Said {
        status: number;
        text: string;
        cookie: string;
    }
    async function ask(path: string, init: RequestInit = {}): Promise<Said> {
        const reply = await fetch(`${simulator.url}/api/v2/${path}`, init);
        return { status: reply.status, text: await reply.text(), cookie: reply.headers.get('set-cookie') ?? '' };
    }
    const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Said> =>
        ask(path, { method: 'POST', body: new URLSearchParams(form), headers });
    const logIn = async (): Promise<{ cookie: string }> => ({
        cookie: (await post('auth/login', LOGIN)).cookie.split(';')[0] ?? '',
    });
    const connect = (apiKey: string): QBittorrentClient => {
        const client = new QBittorrentClient({ url: simulator.url, apiKey });
        clients.push(client);
        return client;
    };

    for (const dialect of DIALECTS) {
        describe(dialect, () => {
            beforeEach(() => start({ dialect }));

            it('answers logins, and requests without one', async () => {
                const { status, text, cookie } = await post('auth/login', LOGIN);
                assert.deepEqual([status, text], isNew(dialect) ? [204, ''] : [200, 'Ok.']);
                assert.match(cookie, isNew(dialect) ? /^QBT_SID_\d+=.*SameSite=Lax; expires=/ : /^SID=.*SameSite=Strict/);
                const wrong = await post('auth/login', { ...LOGIN, password: 'wrong' });
                assert.deepEqual([wrong.status, wrong.text], isNew(dialect) ? [401, 'Unauthorized'] : [200, 'Fails.']);
                assert.equal((await ask('auth/login')).status, 405);
                const nobody = await ask('app/version');
                assert.deepEqual([nobody.status, nobody.text, nobody.cookie], [403, 'Forbidden', '']);
            });

            it('bans after five wrong passwords, but not who is in', async () => {
                const headers = await logIn();
                for (let count = 0; count < 5; count++) await post('auth/login', { ...LOGIN, password: 'wrong' });
                const banned = await post('auth/login', LOGIN);
                assert.equal(banned.status, 403);
                assert.match(banned.text, /^Your IP address has been banned/);
                assert.equal((await ask('app/version')).text, 'Forbidden');
                assert.equal((await ask('app/version', { headers })).status, 200);
            });

            it('stops and starts in its own verbs only', async () => {
                const headers = await logIn();
                simulator.add({ hash: HASH });
                const [own, others] = [
                    ['pause', 'resume'],
                    ['stop', 'start'],
                ].sort(() => (dialect === '4.x' ? 0 : -1)) as [string[], string[]];
                const states: (string | undefined)[] = [];
                for (const verb of own) {
                    const reply = await post(`torrents/${verb}`, { hashes: HASH }, headers);
                    assert.deepEqual([reply.status, reply.text], [200, '']);
                    states.push(simulator.torrents.get(HASH)?.state);
                }
                assert.deepEqual(states, [dialect === '4.x' ? 'pausedDL' : 'stoppedDL', 'stalledDL']);
                for (const verb of others) assert.equal((await post(`torrents/${verb}`, { hashes: HASH }, headers)).status, 404);
            });

            it('knows HTTP basic from 5.2 on', async () => {
                const basic = `Basic ${Buffer.from('admin:adminadmin').toString('base64')}`;
                const { status, cookie } = await ask('app/version', { headers: { authorization: basic } });
                assert.deepEqual([status, cookie !== ''], isNew(dialect) ? [200, true] : [403, false]);
            });

            it('makes API keys from 5.2 on', async () => {
                const headers = await logIn();
                const made = await post('app/rotateAPIKey', {}, headers);
                if (!isNew(dialect)) {
                    assert.deepEqual([made.status, made.text], [404, 'Not Found']);
                    return;
                }
                const { apiKey } = JSON.parse(made.text) as { apiKey: string };
                assert.match(apiKey, /^qbt_\S{28}$/);
                const authorization = `Bearer ${apiKey}`;
                assert.equal((await ask('app/version', { headers: { authorization } })).status, 200);
                assert.equal((await post('auth/login', LOGIN, { authorization })).status, 403);
                assert.equal((await post('app/deleteAPIKey', {}, headers)).status, 204);
                assert.equal((await ask('app/version', { headers: { authorization } })).status, 403);
            });
        });
    }

    it('gives two who poll with one API key the whole list each time, and one alone what changed', async () => {
        const apiKey = 'qbt_abcdefghijklmnopqrstuvwxyz12';
        await start({ dialect: '5.3', apiKey });
        const [one, other] = [connect(apiKey), connect(apiKey)];
        let { rid } = await one.maindata(0);
        for (let poll = 0; poll < 3; poll++) {
            const next = await one.maindata(rid);
            assert.equal(next.full_update, undefined);
            ({ rid } = next);
        }
        let others = (await other.maindata(0)).rid;
        for (let poll = 0; poll < 3; poll++) {
            const [mine, theirs] = [await one.maindata(rid), await other.maindata(others)];
            assert.deepEqual([mine.full_update, theirs.full_update], [true, true]);
            [rid, others] = [mine.rid, theirs.rid];
        }
    });
});

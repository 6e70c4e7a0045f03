import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type MediaRequest, type RequestState, systemClock } from '../../lib/model';
import type { Deed, Proposal } from '../../lib/remedies';
import { roomsOf } from '../../lib/remedies/keep/rooms';
import type { MediaStore } from '../../lib/store';
import mediaArrServer from '../../nodes/media-arr-server';
import mediaQbittorrentServer from '../../nodes/media-qbittorrent-server';
import mediaRemedy from '../../nodes/media-remedy';
import mediaStore from '../../nodes/media-store';
import { QBittorrentSimulator } from '../simulators/qbittorrent';
import { RadarrSimulator } from '../simulators/radarr';
import { SonarrSimulator } from '../simulators/sonarr';
import { makeFolder, removeFolders } from '../support/folder';
import { helper, messagesOf, statusesOf, type TestNode } from '../support/node-test-helper';
import { film, harbour, releaseOf } from '../support/remedy-world';
import { episode, movie, putWhole, show } from '../support/requests';
import { until } from '../support/until';

type Told<T> = { topic: string; payload: T };
type Refused = Told<{ code: string; message: string; proposalId?: string; requestId?: string; step?: string }>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A minute is over in little more than half a second. */
const TIMES_FASTER = 100;
const BY_ID =
    'Found matching movie via grab history, but release was matched to movie by ID. Automatic import is not possible. See the FAQ for details.';
const release = releaseOf('first');
const hash = release.downloadId!.toLowerCase();

describe('media-remedy', () => {
    let path: string;
    let radarr: RadarrSimulator;
    let sonarrs: SonarrSimulator[];
    let client: QBittorrentSimulator;
    let store: MediaStore;
    let proposals: Told<Proposal & { says: string }>[];
    let done: Told<Deed & { says: string }>[];
    let refused: Refused[];
    let caught: { error: { code?: string; message: string } }[];
    let statuses: { fill?: string; text?: string }[];
    let shiftMs: number;
    const usual = { ...systemClock };

    before(() => helper.startServer());
    after(() => helper.stopServer());
    beforeEach(async () => {
        shiftMs = 0;
        const begunAt = usual.now();
        systemClock.now = () => begunAt + (usual.now() - begunAt) * TIMES_FASTER + shiftMs;
        systemClock.after = (ms, callback) => usual.after(ms / TIMES_FASTER, callback);
        path = join(await makeFolder(), 'store.json');
        radarr = await RadarrSimulator.start({ now: () => systemClock.now() });
        sonarrs = await Promise.all(
            ['sonarr-key', 'other-key'].map((apiKey) => SonarrSimulator.start({ apiKey, now: () => systemClock.now() })),
        );
        client = await QBittorrentSimulator.start({ dialect: '5.1' });
    });
    afterEach(async () => {
        await helper.unload();
        await Promise.all([radarr.stop(), client.close(), ...sonarrs.map((sonarr) => sonarr.stop())]);
        Object.assign(systemClock, usual);
        await removeFolders();
    });

    async function run(remedy: object = {}): Promise<void> {
        const place = { z: 'tab', x: 0, y: 0 };
        const [first, second] = sonarrs;
        const flow: TestNode[] = [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'store', type: 'media-store', path },
            { id: 'radarr-1', type: 'media-arr-server', kind: 'radarr', url: radarr.url },
            { id: 'sonarr-1', type: 'media-arr-server', kind: 'sonarr', name: 'HD', url: first!.url },
            { id: 'sonarr-2', type: 'media-arr-server', kind: 'sonarr', name: '4K', url: second!.url },
            { id: 'client', type: 'media-qbittorrent-server', url: client.url },
            {
                id: 'remedy',
                type: 'media-remedy',
                ...place,
                store: 'store',
                mode: 'on',
                radarr: 'radarr-1',
                sonarr: 'sonarr-1',
                secondSonarr: 'sonarr-2',
                qbittorrent: 'client',
                wires: [['proposals'], ['done'], ['refused']],
                ...remedy,
            },
            ...['proposals', 'done', 'refused', 'caught'].map((id) => ({ id, type: 'helper', ...place, wires: [] })),
            { id: 'catch', type: 'catch', ...place, scope: ['remedy'], wires: [['caught']] },
        ];
        await helper.load([mediaStore, mediaArrServer, mediaQbittorrentServer, mediaRemedy], flow, {
            'radarr-1': { apiKey: radarr.apiKey },
            'sonarr-1': { apiKey: first!.apiKey },
            'sonarr-2': { apiKey: second!.apiKey },
            client: { username: 'admin', password: 'adminadmin' },
        });
        proposals = messagesOf('proposals');
        done = messagesOf('done');
        refused = messagesOf('refused');
        caught = messagesOf('caught');
        statuses = statusesOf('remedy');
        store = await (helper.getNode('store') as unknown as { opened: Promise<MediaStore> }).opened;
        await until('the node to begin', () => statuses[0]);
    }

    const tell = (message: object): void => helper.getNode('remedy').receive(message);
    /** As `media-attention` tells it. */
    const attention = (requestId: string): void => tell({ topic: 'attention', payload: { request: { id: requestId } } });
    const approve = (proposalId: string, more: object = {}): void => tell({ topic: 'approve', payload: { proposalId, ...more } });
    const next = <T>(what: string, list: T[], count = 1): Promise<T> => until(what, () => list[count - 1] ?? null);
    const codes = (): string[] => refused.map(({ payload }) => payload.code);
    const writes = (): string[] =>
        [radarr, ...sonarrs].flatMap(({ commands }) =>
            commands.writes.map(({ method, path: at, body }) => (at === '/command' ? String(body?.['name']) : `${method} ${at}`)),
        );
    const ago = (ms: number): string => new Date(systemClock.now() - ms).toISOString();

    /** In the store, as its listener tells it: refused by the queue since three hours. */
    function refuse(message: string, source: 'radarr' | 'sonarr'): void {
        store.live.setQueued(hash, {
            ...{ at: ago(0), source, instanceName: '', title: release.title, status: 'completed' },
            ...{ trackedDownloadState: 'importBlocked', trackedDownloadStatus: 'warning' },
            statusMessages: [{ title: 'some.file.mkv', messages: [message] }],
            refusedSince: ago(3 * HOUR_MS),
        });
    }

    const downloaded = (): { state: RequestState; qbitHash: string; reached: MediaRequest['reached'] } => ({
        state: 'downloaded',
        qbitHash: hash,
        reached: { downloaded: ago(3 * HOUR_MS) },
    });

    /** A film that is downloaded, and that Radarr does not import. */
    function stuckFilm(message = BY_ID): void {
        radarr.add(film);
        radarr.grab(film, release);
        radarr.block(release, [{ title: 'some.file.mkv', messages: [message] }]);
        const { title, tmdbId, radarrId } = film;
        store.put(movie({ id: 'film', title, tmdbId, radarrId, ...downloaded() }));
        refuse(message, 'radarr');
    }

    /** The same of two episodes of a series that both Sonarrs have, downloaded by one of them. */
    function stuckShow(by: SonarrSimulator): void {
        const both = harbour.episodes.slice(0, 2);
        for (const sonarr of sonarrs) sonarr.add(harbour);
        by.grab(harbour, both, release);
        by.block(release, [{ title: 'some.file.mkv', messages: ['Partial season packs are not supported'] }]);
        const { title, tvdbId, sonarrId } = harbour;
        const episodes = both.map(({ id, episodeNumber }) => {
            const { state, ...rest } = downloaded();
            return episode(episodeNumber, state, { sonarrEpisodeId: id, airDateUtc: '2021-01-01T20:00:00Z', ...rest });
        });
        putWhole(store, show(episodes, { id: 'show', title, tvdbId, sonarrId, state: 'downloaded' }));
        refuse('Partial season packs are not supported', 'sonarr');
    }

    /** The gentle step was taken yesterday and did not help; what is in the client is no film. */
    function useless(): void {
        stuckFilm('Sample');
        client.add({
            hash,
            name: release.title,
            files: [{ name: 'sample.mkv', size: 9_000_000, progress: 1, priority: 1 }],
            state: 'stalledUP',
            progress: 1,
            fields: { private: false, ratio: 0, seeding_time: 0, max_ratio: -1, max_seeding_time: -1, completed: 9_000_000 },
        });
        roomsOf(store).deeds.set('yesterday', {
            ...{ id: 'yesterday', requestId: 'film', target: `download:${hash}`, title: 'movie:tmdb:4711', downloadId: hash },
            ...{ episodes: [], cause: 'import_sample', step: 'refresh_downloads', at: ago(DAY_MS), by: 'Anna', what: [] },
            calls: [{ call: { action: 'refresh_downloads', service: 'arr', server: 'radarr-1' }, state: 'done' }],
            before: { cause: 'import_sample', stage: 'downloaded' },
            ...{ bytes: 0, outcome: 'did_not_help', judgedAt: ago(DAY_MS) },
        });
    }

    it('is switched off at first, and says so', async () => {
        await run({ mode: undefined });
        tell({ topic: 'help', payload: { requestId: 'any' } });
        await next('a refusal', refused);
        assert.deepEqual(refused, [
            { ...refused[0], topic: 'remedy/refused', payload: { code: 'off', message: 'Remedies are switched off.' } },
        ]);
    });

    it('proposes for what is stuck, does what is approved, and says what was done', async () => {
        await run();
        stuckFilm();
        attention('film');
        const { topic, payload: proposal } = await next('a proposal', proposals);
        assert.equal(topic, 'remedy/proposal');
        assert.deepEqual(
            [proposal.requestId, proposal.step, proposal.cause, proposal.bytesAtRisk, proposal.reversible],
            ['film', 'refresh_downloads', 'import_matched_by_id', 0, true],
        );
        assert.deepEqual(proposal.calls, [{ action: 'refresh_downloads', service: 'arr', server: 'radarr-1' }]);
        assert.match(proposal.says, /Radarr/);
        assert.deepEqual(writes(), []);
        assert.equal(statuses.at(-1)?.fill, 'yellow');

        approve(proposal.id, { by: 'Anna' });
        const { topic: of, payload: deed } = await next('what was done', done);
        assert.equal(of, 'remedy/done');
        assert.deepEqual([deed.id, deed.by, deed.outcome], [proposal.id, 'Anna', 'open']);
        assert.deepEqual(
            deed.calls.map(({ state, answer }) => [state, answer]),
            [['done', `command ${radarr.commands.all[0]!.id}`]],
        );
        assert.match(deed.says, /Anna/);
        assert.deepEqual(writes(), ['RefreshMonitoredDownloads']);
        const [entry] = store.timeline('film').filter(({ source }) => source === 'remedy');
        assert.deepEqual([entry?.kind, entry?.code, entry?.message], ['remedied', 'refresh_downloads', deed.says]);
        assert.equal(statuses.at(-1)?.fill, 'green');
        assert.deepEqual([refused, caught], [[], []]);
    });

    it('removes, blocklists and searches for one film, with two signs, once', async () => {
        await run();
        useless();
        tell({ topic: 'help', payload: { requestId: 'film' } });
        const { payload: proposal } = await next('a proposal', proposals);
        assert.deepEqual([proposal.step, proposal.bytesAtRisk, proposal.reversible], ['remove', 9_000_000, false]);
        assert.deepEqual(proposal.signals, ['refused', 'no_video']);
        assert.deepEqual(proposal.tried, ['refresh_downloads']);
        approve(proposal.id);
        const { payload: deed } = await next('what was done', done);
        assert.equal(deed.by, 'somebody');
        const [removal, search, ...others] = radarr.commands.writes;
        assert.deepEqual(others, []);
        assert.deepEqual(removal?.query, {
            removeFromClient: 'true',
            blocklist: 'true',
            skipRedownload: 'true',
            changeCategory: 'false',
        });
        assert.deepEqual(search?.body, { name: 'MoviesSearch', movieIds: [film.radarrId] });
    });

    it('looks what became of a call whose answer was cut off, and goes on without calling twice', async () => {
        await run();
        useless();
        tell({ topic: 'help', payload: { requestId: 'film' } });
        const { payload: proposal } = await next('a proposal', proposals);
        radarr.commands.onRemove = () => client.remove(hash);
        radarr.commands.isMute = true;
        approve(proposal.id);
        const { payload: deed } = await next('what was done', done);
        assert.deepEqual(
            deed.calls.map(({ call, state, answer }) => [call.action, state, answer]),
            [
                ['remove', 'done', 'seen'],
                ['search_movie', 'done', 'seen'],
            ],
        );
        assert.equal(writes().length, 2);
    });

    it('writes nothing in a dry run, and says what it would have done', async () => {
        await run({ mode: 'dry', kinds: ['refresh_downloads'] });
        stuckFilm();
        attention('film');
        await next('a refusal', refused);
        assert.deepEqual([codes(), refused[0]?.payload.step], [['dry_run'], 'refresh_downloads']);
        await helper.unload();
        await run({ mode: 'dry' });
        stuckFilm();
        attention('film');
        const { payload: proposal } = await next('a proposal', proposals);
        approve(proposal.id);
        await next('a refusal', refused);
        assert.deepEqual([codes(), refused[0]?.payload.proposalId], [['dry_run'], proposal.id]);
        assert.deepEqual([done, writes(), client.commands.writes], [[], [], []]);
    });

    it('does by itself what is ticked, and proposes the rest', async () => {
        await run({ kinds: ['refresh_downloads', 'made up'] });
        stuckFilm();
        attention('film');
        const { payload: deed } = await next('what was done', done);
        assert.deepEqual([deed.step, deed.by, proposals, writes()], ['refresh_downloads', '', [], ['RefreshMonitoredDownloads']]);
        assert.match(deed.says, /by itself|without being asked/i);
    });

    it('does not propose again for a day what somebody does not want now', async () => {
        await run();
        stuckFilm();
        attention('film');
        const { payload: proposal } = await next('a proposal', proposals);
        tell({ topic: 'dismiss', payload: { proposalId: proposal.id } });
        await until('the status', () => statuses.at(-1)?.fill === 'green');
        shiftMs = DAY_MS - HOUR_MS;
        tell({ topic: 'help', payload: { requestId: 'film' } });
        await next('a refusal', refused);
        // Besides who asked, whoever listens is told once, at its own look.
        assert.deepEqual([...new Set(codes())], ['said_not_now']);
        // What was dismissed is answered no more.
        approve(proposal.id);
        const unknown = await until('a refusal', () => refused.find(({ payload }) => payload.code !== 'said_not_now'));
        assert.deepEqual([unknown.payload.code, unknown.payload.proposalId], ['no_such_proposal', proposal.id]);
        shiftMs = DAY_MS + 1_000;
        const again = await next('another proposal', proposals, 2);
        assert.equal(again.payload.step, 'refresh_downloads');
        assert.notEqual(again.payload.id, proposal.id);
        approve(again.payload.id);
        await next('what was done', done);
        assert.deepEqual(writes(), ['RefreshMonitoredDownloads']);
    });

    for (const [index, name] of ['HD', '4K'].entries()) {
        it(`tells the one of two Sonarrs that has the download: ${name}`, async () => {
            await run();
            stuckShow(sonarrs[index]!);
            attention('show');
            const { payload: proposal } = await next('a proposal', proposals);
            assert.deepEqual(proposal.episodes, ['S01E01', 'S01E02']);
            approve(proposal.id);
            await next('what was done', done);
            assert.equal(sonarrs[index]!.commands.writes.length, 1);
            assert.equal(sonarrs[1 - index]!.commands.writes.length, 0);
        });
    }

    it('tells the one that has the download while the other is away', async () => {
        await run();
        stuckShow(sonarrs[1]!);
        await sonarrs[0]!.stop();
        attention('show');
        const { payload: proposal } = await next('a proposal', proposals);
        approve(proposal.id);
        await next('what was done', done);
        assert.equal(sonarrs[1]!.commands.writes.length, 1);
    });

    it('refuses an approval of what it does not know, of what is over, and of what was done', async () => {
        await run();
        approve('nobody knows it');
        await next('a refusal', refused);
        stuckFilm();
        attention('film');
        const { payload: proposal } = await next('a proposal', proposals);
        // A person and a flow at the same moment.
        approve(proposal.id);
        approve(proposal.id);
        tell({ topic: 'approve', payload: proposal.id });
        await next('the refusals', refused, 3);
        tell({ topic: 'dismiss', payload: { proposalId: proposal.id } });
        await next('the refusals', refused, 4);
        assert.deepEqual(codes(), Array(4).fill('no_such_proposal'));
        assert.deepEqual(refused[1]?.payload, {
            code: 'no_such_proposal',
            message: 'There is no such proposal any more.',
            proposalId: proposal.id,
        });
        assert.deepEqual([done.length, writes()], [1, ['RefreshMonitoredDownloads']]);
    });

    it('refuses an approval when something has changed since', async () => {
        await run();
        useless();
        tell({ topic: 'help', payload: { requestId: 'film' } });
        const { payload: proposal } = await next('a proposal', proposals);
        store.put({ ...store.get('film')!, state: 'available', availableAt: ago(0) });
        approve(proposal.id);
        await next('a refusal', refused);
        assert.deepEqual([codes(), refused[0]?.payload.step, writes()], [['overtaken'], 'remove', []]);
    });

    it('withdraws what is proposed when it is over', async () => {
        await run();
        stuckFilm();
        attention('film');
        const { payload: proposal } = await next('a proposal', proposals);
        tell({ topic: 'attention/over', payload: { request: { id: 'film' } } });
        await until('the status', () => statuses.at(-1)?.fill === 'green');
        approve(proposal.id);
        await next('a refusal', refused);
        assert.deepEqual([codes(), writes()], [['no_such_proposal'], []]);
    });

    const FAULTS: Record<string, (isAway: boolean) => void> = {
        Radarr: (isAway) => (radarr.fault = isAway ? 'error' : null),
        qBittorrent: (isAway) => client.misbehave(isAway ? 'error' : null),
    };
    for (const [who, fail] of Object.entries(FAULTS)) {
        it(`holds back while ${who} is away, and does the same proposal once it is there`, async () => {
            await run();
            useless();
            tell({ topic: 'help', payload: { requestId: 'film' } });
            const { payload: proposal } = await next('a proposal', proposals);
            fail(true);
            approve(proposal.id);
            await next('a refusal', refused);
            assert.deepEqual([codes(), refused[0]?.payload.proposalId], [['service_away'], proposal.id]);
            fail(false);
            approve(proposal.id);
            await next('what was done', done);
            assert.deepEqual(writes(), [`DELETE ${radarr.commands.writes[0]?.path ?? ''}`, 'MoviesSearch']);
        });
    }

    it('messages that say nothing useful are errors with a code, and it goes on', async () => {
        await run();
        const huge = '🎬'.repeat(100_000);
        const odd: [object, string][] = [
            [{}, 'no_request_id'],
            [{ payload: null }, 'no_request_id'],
            [{ payload: 7 }, 'no_request_id'],
            [{ payload: huge }, 'no_request_id'],
            [{ topic: 'attention', payload: { request: null } }, 'no_request_id'],
            [{ topic: 'attention', payload: { request: { id: huge } } }, 'no_request_id'],
            [{ topic: 'approve', payload: null }, 'no_proposal_id'],
            [{ topic: 'approve', payload: '' }, 'no_proposal_id'],
            [{ topic: 'approve', payload: huge }, 'no_proposal_id'],
            [{ topic: 'approve', payload: { proposalId: 7 } }, 'no_proposal_id'],
            [{ topic: 'dismiss', payload: { proposalId: huge } }, 'no_proposal_id'],
            [{ topic: 'dismiss', payload: ['x'] }, 'no_proposal_id'],
        ];
        for (const [index, [message, code]] of odd.entries()) {
            tell(message);
            const { error } = await next('the error', caught, index + 1);
            assert.equal(error.code, code, JSON.stringify(message).slice(0, 80));
            assert.ok(error.message.length < 200);
        }
        tell({ topic: 'approve', payload: { proposalId: '🎬', by: huge } });
        tell({ topic: 'help', payload: { requestId: '__proto__' } });
        tell({ payload: [null, 7, { id: 'x', wait: null }, { id: 'gone', wait: {} }] });
        await next('the refusals', refused, 2);
        assert.deepEqual(codes(), ['no_such_proposal', 'no_such_request']);
        stuckFilm();
        attention('film');
        await next('a proposal', proposals);
        assert.equal(caught.length, odd.length);
    });

    it('knows after a restart what it proposed, and looks after what was stuck without being told again', async () => {
        await run();
        stuckFilm();
        attention('film');
        const { payload: proposal } = await next('a proposal', proposals);
        await helper.unload();
        await run();
        refuse(BY_ID, 'radarr');
        assert.equal(statuses.at(-1)?.fill, 'yellow');
        approve(proposal.id);
        await next('what was done', done);
        assert.deepEqual(writes(), ['RefreshMonitoredDownloads']);
        await helper.unload();
        await run({ kinds: ['import'] });
        refuse(BY_ID, 'radarr');
        radarr.commands.importable.set(release.downloadId!, [
            {
                id: 1,
                path: '/data/downloads/a.mkv',
                movie: { id: film.radarrId },
                downloadId: release.downloadId,
                rejections: [],
            },
        ]);
        // What is done already is judged first, and five minutes after the start it is looked at.
        shiftMs += 5 * 60_000;
        await next('what was done by itself', done);
        assert.deepEqual(writes(), ['RefreshMonitoredDownloads', 'ManualImport']);
    });

    it('says which setting is wrong, and that no server is chosen', async () => {
        await run({ perHour: '-1' });
        assert.equal(statuses.at(-1)?.fill, 'red');
        tell({ topic: 'help', payload: { requestId: 'film' } });
        assert.equal((await next('the error', caught)).error.code, 'invalid_setting');
        await helper.unload();
        await run({ radarr: '', sonarr: '', secondSonarr: '', qbittorrent: '' });
        assert.equal(statuses.at(-1)?.fill, 'red');
    });
});

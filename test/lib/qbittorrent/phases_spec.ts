/** Every phase that real ones were seen in, each version in its own words: read, and named by what the download waits for. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Breath, systemClock, type TransferWait } from '../../../lib/model';
import { TorrentList } from '../../../lib/qbittorrent/ask/torrent-list';
import { readMaindata, readTorrents, TORRENT_FIELDS } from '../../../lib/qbittorrent/ask/wire';
import { phaseOf } from '../../../lib/qbittorrent/decide/states';
import { transferOf } from '../../../lib/qbittorrent/decide/transfer';

const FOLDER = join(__dirname, '../../fixtures/qbittorrent');
const VERSIONS = ['4.5.2', '5.1.0', '5.3.0'];

interface Answer {
    server_state: { free_space_on_disk: number };
    torrents: Record<string, Record<string, unknown> & { state: string }>;
}

/** States in which nothing comes in, and why. */
const WAITS: Readonly<Record<string, TransferWait>> = {
    metaDL: 'metadata',
    forcedMetaDL: 'metadata',
    queuedDL: 'queued',
    pausedDL: 'stopped',
    stoppedDL: 'stopped',
    stalledDL: 'stalled',
    error: 'error',
    missingFiles: 'missing_files',
};

const answerOf = (version: string): Answer =>
    JSON.parse(readFileSync(join(FOLDER, `maindata-${version}.json`), 'utf8')) as Answer;

const breath = new Breath(systemClock);

async function listOf(version: string): Promise<TorrentList> {
    const list = new TorrentList();
    await list.apply(await readMaindata(answerOf(version), breath));
    return list;
}

describe('phases of a real qBittorrent', () => {
    it('are there for each version that was run, and for no other', () => {
        const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
        assert.deepEqual(
            files.sort(),
            VERSIONS.map((version) => `maindata-${version}.json`),
        );
    });

    for (const version of VERSIONS) {
        describe(version, () => {
            const { torrents, server_state: server } = answerOf(version);
            let list: TorrentList;
            before(async () => (list = await listOf(version)));

            for (const [hash, told] of Object.entries(torrents)) {
                it(`${told.state}, ${String(told['progress'])}`, () => {
                    assert.deepEqual(
                        TORRENT_FIELDS.filter((field) => told[field] === undefined),
                        [],
                    );
                    const torrent = list.find(hash);
                    assert.ok(torrent);
                    const { hash: _, ...read } = torrent;
                    assert.deepEqual(read, Object.fromEntries(TORRENT_FIELDS.map((field) => [field, told[field]])));
                    const transfer = transferOf(torrent, undefined, list.freeBytes);
                    const isDone = told['progress'] === 1;
                    const isForcedIdle = told.state === 'forcedDL' && told['dlspeed'] === 0;
                    const isRunning = !isDone && (told.state === 'downloading' || told.state === 'forcedDL') && !isForcedIdle;
                    assert.equal(phaseOf(torrent) === 'done', isDone);
                    assert.equal(transfer.wait, isForcedIdle ? 'stalled' : WAITS[told.state]);
                    assert.equal(transfer.downloadSpeed, isRunning ? told['dlspeed'] : undefined);
                    assert.equal(transfer.etaSeconds, isRunning ? told['eta'] : undefined);
                });
            }

            it('tells what is free', () => assert.equal(list.freeBytes, server.free_space_on_disk));

            it('tells the same by torrents/info, whose entries name their hash', async () => {
                const whole = new TorrentList();
                await whole.replace(
                    await readTorrents(
                        Object.entries(torrents).map(([hash, told]) => ({ hash, ...told })),
                        breath,
                    ),
                );
                for (const hash of Object.keys(torrents)) assert.deepEqual(whole.find(hash), list.find(hash));
            });
        });
    }
});

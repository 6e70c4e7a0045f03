import assert from 'node:assert/strict';
import type { MediaEvent } from '../../../../lib/model';
import { parseWebhook } from '../../../../lib/webhook';
import { RadarrSimulator } from '../../../simulators/radarr';
import {
    harbour,
    lycorisPack,
    lycorisRecoil,
    nightTrain,
    nightTrainBetter,
    nightTrainRelease,
    singleRelease,
} from '../../../simulators/senders';
import { SonarrSimulator } from '../../../simulators/sonarr';
import { asked } from '../../../support/arr-asked';
import { FakeClock } from '../../../support/fake-clock';

/** Without what is a receipt's own. */
function fact({ id: _id, at: _at, eventType: _eventType, ...rest }: MediaEvent): unknown {
    return JSON.parse(JSON.stringify(rest));
}

async function heard(service: string, body: unknown): Promise<MediaEvent> {
    const parsed = await parseWebhook({ body, service }, { receivedAt: '2026-01-22T04:00:00.000Z', newId: () => 'webhook' });
    assert.ok(parsed.ok);
    return parsed.event;
}

describe('rows of the history', () => {
    let clock: FakeClock;

    beforeEach(() => (clock = new FakeClock()));

    async function sonarr() {
        const server = new SonarrSimulator({ now: () => clock.now() });
        server.add(lycorisRecoil);
        server.add(harbour);
        const { catchUp, events, kept } = asked(server, { clock });
        await catchUp.begin([]);
        return {
            server,
            kept,
            /** What the history has since told, and what the webhook would. */
            compare: async (webhook: unknown): Promise<[rows: unknown[], webhook: unknown]> => {
                events.length = 0;
                await catchUp.run(true);
                return [events.map(fact), fact(await heard('sonarr', webhook))];
            },
            tell: async () => {
                events.length = 0;
                await catchUp.run(true);
                return [...events];
            },
        };
    }

    it('tell of a season pack as its webhook does, in one event', async () => {
        const { server, compare } = await sonarr();
        const [rows, webhook] = await compare(server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack));
        assert.equal(lycorisRecoil.episodes.length, 13);
        assert.deepEqual(rows, [webhook]);
    });

    it('tell of each imported file as its webhook does', async () => {
        const { server, compare } = await sonarr();
        const [one, two, three] = lycorisRecoil.episodes;
        await compare(server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack));
        await clock.advance(60_000);
        const [rows, webhook] = await compare(server.import(lycorisRecoil, [one!], lycorisPack));
        assert.deepEqual(rows, [webhook]);
        await clock.advance(5_000);
        const [double, told] = await compare(server.import(lycorisRecoil, [two!, three!], lycorisPack));
        assert.deepEqual(double, [told], 'a file with two episodes is one import');
    });

    it('tell of an import whose grab nobody heard of: the release is asked for', async () => {
        const clockAt = clock;
        const server = new SonarrSimulator({ now: () => clockAt.now() });
        server.add(harbour);
        const [, episode] = harbour.episodes;
        const release = singleRelease(harbour, episode!);
        server.grab(harbour, [episode!], release);
        await clock.advance(60_000);
        const { catchUp, events } = asked(server, { clock });
        await catchUp.begin([]);
        const webhook = server.import(harbour, [episode!], release);
        await catchUp.run(true);
        assert.deepEqual(events.map(fact), [fact(await heard('sonarr', webhook))]);
    });

    it('tell of an upgrade, also when a restart comes between the old file and the new', async () => {
        const { server, compare, kept } = await sonarr();
        const [, episode] = harbour.episodes;
        const old = singleRelease(harbour, episode!, 'WEBDL-720p');
        const better = singleRelease(harbour, episode!, 'WEBDL-1080p');
        await compare(server.grab(harbour, [episode!], old));
        await clock.advance(60_000);
        await compare(server.import(harbour, [episode!], old));
        await clock.advance(60_000);
        await compare(server.grab(harbour, [episode!], better));
        await clock.advance(60_000);
        const webhook = server.import(harbour, [episode!], better, old);
        // The history is read when the old file is gone and the new one is not there yet.
        const first = asked(server, { clock, kept });
        const { historySince } = first.client;
        first.client.historySince = async (from) => (await historySince(from)).slice(0, -1);
        await first.catchUp.run(true);
        assert.deepEqual(first.events, []);
        assert.deepEqual(JSON.parse(kept.cursor!).replaced, [episode!.id]);
        const rest = asked(server, { clock, kept });
        await rest.catchUp.run(true);
        assert.deepEqual(rest.events.map(fact), [fact(await heard('sonarr', webhook))]);
        assert.equal(rest.events[0]?.kind, 'upgraded');
        assert.deepEqual(JSON.parse(kept.cursor!).replaced, []);
    });

    it('tell of a rename of a whole series in one event', async () => {
        const { server, compare } = await sonarr();
        const episodes = lycorisRecoil.episodes.slice(0, 4);
        for (const episode of episodes) await compare(server.import(lycorisRecoil, [episode], lycorisPack));
        await clock.advance(60_000);
        const [rows, webhook] = await compare(
            server.rename(
                lycorisRecoil,
                episodes,
                lycorisPack,
                ({ episodeNumber }) => `Lycoris Recoil - S01E0${episodeNumber}.mkv`,
            ),
        );
        assert.deepEqual(rows, [webhook]);
    });

    it('tell of deleted files as the webhook does', async () => {
        const { server, compare } = await sonarr();
        const [one] = lycorisRecoil.episodes;
        await compare(server.import(lycorisRecoil, [one!], lycorisPack));
        await clock.advance(60_000);
        const [rows, webhook] = await compare(server.deleteFile(lycorisRecoil, one!, lycorisPack));
        assert.deepEqual(rows, [webhook]);
        assert.equal((webhook as MediaEvent).kind, 'file_deleted');
    });

    it('tell what no webhook does: a failed download, and one that is ignored', async () => {
        const { server, tell } = await sonarr();
        server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
        await tell();
        await clock.advance(60_000);
        server.failDownload(lycorisRecoil, lycorisRecoil.episodes, lycorisPack, 'Disk is full');
        const [failed, ...more] = await tell();
        assert.deepEqual(more, []);
        assert.equal(failed?.kind, 'download_failed');
        assert.equal(failed.episodes.length, 13);
        assert.equal(failed.downloadId, lycorisPack.downloadId?.toLowerCase());
        assert.deepEqual('failure' in failed && failed.failure, { code: 'download_failed', message: 'Sonarr: Disk is full' });
        await clock.advance(60_000);
        const [, episode] = harbour.episodes;
        const release = singleRelease(harbour, episode!);
        server.grab(harbour, [episode!], release);
        await clock.advance(60_000);
        server.ignoreDownload(harbour, [episode!], release);
        const ignored = (await tell()).at(-1);
        assert.equal(ignored?.kind, 'import_blocked');
        assert.equal('failure' in ignored && ignored.failure.code, 'import_ignored');
    });

    it('carry the time and the number of the row', async () => {
        const { server, tell } = await sonarr();
        const at = clock.now();
        server.grab(lycorisRecoil, lycorisRecoil.episodes, lycorisPack);
        await clock.advance(3 * 60 * 60_000);
        const [grabbed] = await tell();
        assert.equal(grabbed?.at, `${new Date(at).toISOString().slice(0, 19)}.000Z`);
        assert.equal(grabbed.id, 'sonarr:server:1');
        assert.equal(grabbed.source, 'sonarr');
    });

    it('of a film are what its webhooks are', async () => {
        const server = new RadarrSimulator({ now: () => clock.now() });
        server.add(nightTrain);
        const { catchUp, events } = asked(server, { clock });
        await catchUp.begin([]);
        const webhooks: MediaEvent[] = [];
        const play = async (webhook: unknown): Promise<void> => {
            webhooks.push(await heard('radarr', webhook));
            await clock.advance(60_000);
        };
        await play(server.grab(nightTrain, nightTrainRelease));
        await play(server.import(nightTrain, nightTrainRelease));
        await play(server.rename(nightTrain, nightTrainRelease, 'Night Train (2013).mkv'));
        await play(server.grab(nightTrain, nightTrainBetter));
        await play(server.import(nightTrain, nightTrainBetter, nightTrainRelease));
        await play(server.deleteFile(nightTrain, nightTrainBetter));
        await catchUp.run(true);
        // The row tells where a film was before it was renamed; nothing else differs.
        assert.deepEqual(events.map(fact), webhooks.map(fact));
        assert.deepEqual(
            events.map(({ kind }) => kind),
            ['grabbed', 'imported', 'renamed', 'grabbed', 'upgraded', 'file_deleted'],
        );
    });
});

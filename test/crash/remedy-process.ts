/**
 * A process that does nothing but remedies for one film whose download is of no use, to be killed: it says `proposed ID` for what
 * it proposes, takes lines `approve ID` and `help`, and says what was done. Run as `node --require tsx/cjs remedy-process.ts`
 * with a line of JSON on its input first.
 */
import { createInterface } from 'node:readline';
import { isoNow, systemClock } from '../../lib/model';
import { QBittorrentClient } from '../../lib/qbittorrent';
import { ArrHands, ClientHands, DEFAULT_LIMITS, openProposals, Remedies } from '../../lib/remedies';
import { roomsOf } from '../../lib/remedies/keep/rooms';
import { MediaStore } from '../../lib/store';
import { movie } from '../support/requests';

export interface RemedyWork {
    path: string;
    radarr: { url: string; apiKey: string };
    client: { url: string; username: string; password: string };
    film: { title: string; tmdbId: number; radarrId: number };
    /** Lower case. */
    downloadId: string;
}

const HOUR_MS = 3_600_000;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (thrown: unknown): void => void process.stderr.write(`${String(thrown)}\n`);

async function work({ path, radarr, client, film, downloadId }: RemedyWork): Promise<Remedies> {
    const store = await MediaStore.open({ path, clock: systemClock, warn: complain });
    const ago = (ms: number): string => new Date(systemClock.now() - ms).toISOString();
    if (store.get('film') === undefined) {
        const reached = { downloaded: ago(3 * HOUR_MS) };
        store.put(movie({ id: 'film', ...film, state: 'downloaded', qbitHash: downloadId, reached }));
        // The gentle step was taken yesterday, and did not help.
        roomsOf(store).deeds.set('yesterday', {
            ...{ id: 'yesterday', requestId: 'film', target: `download:${downloadId}`, title: `movie:tmdb:${film.tmdbId}` },
            ...{ downloadId, episodes: [], cause: 'import_sample', step: 'refresh_downloads', at: ago(24 * HOUR_MS) },
            ...{ by: 'Anna', what: [], bytes: 0, outcome: 'did_not_help', judgedAt: ago(24 * HOUR_MS) },
            calls: [{ call: { action: 'refresh_downloads', service: 'arr', server: 'radarr' }, state: 'done' }],
            before: { cause: 'import_sample', stage: 'downloaded' },
        });
        await store.flush();
    }
    // As its listener would find it after each start.
    store.live.setQueued(downloadId, {
        ...{ at: isoNow(systemClock), source: 'radarr', instanceName: '', status: 'completed' },
        ...{ trackedDownloadState: 'importBlocked', trackedDownloadStatus: 'warning', refusedSince: ago(3 * HOUR_MS) },
        statusMessages: [{ title: 'sample.mkv', messages: ['Sample'] }],
    });
    let count = 0;
    const remedies = new Remedies({
        store,
        services: {
            arrs: [{ server: 'radarr', name: '', hands: new ArrHands({ kind: 'radarr', ...radarr }) }],
            client: new ClientHands(new QBittorrentClient(client)),
            look: () => undefined,
        },
        clock: systemClock,
        newId: () => `${process.pid}-${++count}`,
        limits: DEFAULT_LIMITS,
        isDryRun: false,
        kinds: [],
        onProposal: ({ id }) => say(`proposed ${id}`),
        onDone: ({ step, calls }) => say(`done ${step} ${calls.map(({ state }) => state).join()}`),
        onRefused: ({ code }) => say(`refused ${code}`),
        onChange: () => undefined,
        onFault: complain,
    });
    await remedies.tick();
    for (const { id } of openProposals(store)) say(`proposed ${id}`);
    say('ready');
    return remedies;
}

let remedies: Promise<Remedies> | null = null;
createInterface({ input: process.stdin }).on('line', (line) => {
    if (remedies === null) {
        remedies = work(JSON.parse(line) as RemedyWork);
        remedies.catch(complain);
        return;
    }
    const [word, id = ''] = line.split(' ');
    const answer = (asked: Remedies): Promise<void> => (word === 'approve' ? asked.approve(id, 'Anna') : asked.help('film'));
    void remedies.then(answer).then(() => say(`over ${word ?? ''}`), complain);
});
// Whoever started it is gone: so is it.
process.stdin.on('end', () => process.exit(0));

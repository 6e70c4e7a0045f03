/**
 * A house for remedies: a real store, the simulated services over real sockets, and remedies over them, at a time that tests
 * move. What the listeners would have told is put into the store by the script that plays it.
 */
import { cpSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { JellyfinClient } from '../../lib/jellyfin';
import {
    blankSubject,
    type Episode,
    isoNow,
    type MediaRequest,
    type QueuedDownload,
    type RequestState,
    type ShokoFact,
    toMediaError,
    type Transfer,
} from '../../lib/model';
import { QBittorrentClient } from '../../lib/qbittorrent';
import {
    ArrHands,
    ClientHands,
    DEFAULT_LIMITS,
    type Deed,
    JellyfinHands,
    type Limits,
    openProposals,
    type Proposal,
    type Refusal,
    Remedies,
    type Services,
    ShokoHands,
    type StepName,
} from '../../lib/remedies';
import { ShokoClient } from '../../lib/shoko';
import { MediaStore } from '../../lib/store';
import { JellyfinSimulator } from '../simulators/jellyfin';
import { QBittorrentSimulator, type SimulatorOptions } from '../simulators/qbittorrent';
import { RadarrSimulator } from '../simulators/radarr';
import { ShokoSimulator } from '../simulators/shoko';
import { SonarrSimulator } from '../simulators/sonarr';
import { type Film, hashOf, type Release, type Show } from '../simulators/webhooks/titles';
import { FakeClock } from './fake-clock';
import { makeFolder } from './folder';
import { movie, putWhole, show as showOf } from './requests';

export interface WorldOptions {
    kinds?: readonly StepName[];
    limits?: Partial<Limits>;
    isDryRun?: boolean;
    dialect?: SimulatorOptions['dialect'];
    path?: string;
}

const START = '2026-01-22T04:00:00.000Z';
export const GIGABYTE = 1_000_000_000;

export const film: Film = {
    title: 'The Long Harbour',
    year: 2020,
    tmdbId: 4711,
    radarrId: 7,
    folder: '/data/movies/The Long Harbour (2020)',
};

export const harbour: Show = {
    title: 'Glass Harbour',
    year: 2021,
    tvdbId: 70001,
    tmdbId: 70023,
    sonarrId: 1,
    type: 'anime',
    folder: '/data/tv/Glass Harbour',
    episodes: Array.from({ length: 13 }, (_, index) => ({
        id: 101 + index,
        seasonNumber: 1,
        episodeNumber: index + 1,
        title: `Chapter ${index + 1}`,
        airDate: '2021-01-01',
    })),
};

export function releaseOf(seed: string, size = 4 * GIGABYTE): Release {
    return {
        title: `Some.Release.${seed}.1080p.WEB-DL-GRP`,
        group: 'GRP',
        quality: 'WEBDL-1080p',
        indexer: 'Indexer One',
        size,
        downloadId: hashOf(seed),
        downloadFolder: '/data/downloads',
    };
}

export class World {
    readonly clock: FakeClock;
    readonly proposals: Proposal[] = [];
    readonly deeds: Deed[] = [];
    readonly lines: string[] = [];
    readonly refusals: Refusal[] = [];
    readonly faults: string[] = [];
    readonly looks: string[] = [];
    readonly facts = new Map<string, ShokoFact>();
    remedies!: Remedies;
    services!: Services;
    private readonly closing: (() => void)[] = [];
    private readonly former: MediaStore[] = [];

    private constructor(
        public store: MediaStore,
        private path: string,
        clock: FakeClock,
        readonly sonarr: SonarrSimulator,
        readonly radarr: RadarrSimulator,
        readonly qbittorrent: QBittorrentSimulator,
        readonly jellyfin: JellyfinSimulator,
        readonly shoko: ShokoSimulator,
        readonly options: WorldOptions,
    ) {
        this.clock = clock;
        store.live.answerForShoko((path) => this.facts.get(path) ?? { doing: 'unseen', message: '' });
    }

    static async open(options: WorldOptions = {}): Promise<World> {
        const clock = new FakeClock(START);
        const now = (): number => clock.now();
        const path = options.path ?? join(await makeFolder(), 'store.json');
        const [store, sonarr, radarr, qbittorrent, jellyfin, shoko] = await Promise.all([
            MediaStore.open({ path, clock }),
            SonarrSimulator.start({ now }),
            RadarrSimulator.start({ now }),
            QBittorrentSimulator.start({ dialect: options.dialect ?? '5.1' }),
            JellyfinSimulator.start({ now }),
            ShokoSimulator.start(),
        ]);
        const world = new World(store, path, clock, sonarr, radarr, qbittorrent, jellyfin, shoko, options);
        world.begin();
        return world;
    }

    begin(): void {
        const { store, clock, options } = this;
        const arr = (kind: 'sonarr' | 'radarr', { url, apiKey }: { url: string; apiKey: string }) => {
            const hands = new ArrHands({ kind, url, apiKey, timeoutMs: 2_000 });
            this.closing.push(() => hands.close());
            return { server: kind, name: kind, hands };
        };
        const client = new QBittorrentClient({
            url: this.qbittorrent.url,
            username: 'admin',
            password: 'adminadmin',
            timeoutMs: 2_000,
        });
        const jellyfin = new JellyfinClient({ url: this.jellyfin.url, apiKey: this.jellyfin.apiKey, timeoutMs: 2_000 });
        const shoko = new ShokoClient({ url: this.shoko.url, apiKey: this.shoko.apiKey, timeoutMs: 2_000 });
        this.closing.push(
            () => client.close(),
            () => jellyfin.close(),
            () => shoko.close(),
        );
        this.services = {
            arrs: [arr('sonarr', this.sonarr), arr('radarr', this.radarr)],
            client: new ClientHands(client),
            jellyfin: new JellyfinHands(jellyfin, []),
            shoko: new ShokoHands(shoko, []),
            look: (requestId) => this.looks.push(requestId),
        };
        let count = 0;
        this.remedies = new Remedies({
            store,
            services: this.services,
            clock,
            newId: () => `proposal-${clock.now()}-${count++}`,
            limits: { ...DEFAULT_LIMITS, ...options.limits },
            isDryRun: options.isDryRun ?? false,
            kinds: options.kinds ?? [],
            onProposal: (proposal) => this.proposals.push(proposal),
            onDone: (deed, line) => {
                this.deeds.push(deed);
                this.lines.push(line);
            },
            onRefused: (refusal) => this.refusals.push(refusal),
            onChange: () => undefined,
            onFault: (thrown) => this.faults.push(toMediaError(thrown).message),
        });
    }

    /**
     * Node-RED is killed, and started again with what the disk has at this moment. What the former process does from now on
     * reaches nobody: its caller sees to it that it never goes on.
     */
    async killed(): Promise<void> {
        const folder = await makeFolder();
        cpSync(dirname(this.path), folder, { recursive: true });
        this.path = join(folder, basename(this.path));
        rmSync(`${this.path}.lock`, { force: true });
        this.former.push(this.store);
        this.store = await MediaStore.open({ path: this.path, clock: this.clock });
        this.begin();
    }

    async close(): Promise<void> {
        await this.remedies.close();
        for (const close of this.closing.splice(0)) close();
        await Promise.all([
            this.sonarr.stop(),
            this.radarr.stop(),
            this.qbittorrent.close(),
            this.jellyfin.stop(),
            this.shoko.stop(),
        ]);
        await this.store.close();
        for (const store of this.former) {
            // What stood in the way of its writes is gone with the process.
            Reflect.deleteProperty(store, 'flush');
            await store.close().catch(() => undefined);
        }
    }

    /** Open proposals. */
    get open(): Proposal[] {
        return openProposals(this.store);
    }

    /** Everything that any service was told to do. */
    get writes(): string[] {
        const ofArr = [...this.sonarr.commands.writes, ...this.radarr.commands.writes].map(({ method, path, body }) =>
            path === '/command' ? String(body?.['name']) : `${method} ${path.replace(/\d+/, '{id}')}`,
        );
        return [
            ...ofArr,
            ...this.qbittorrent.commands.writes.map(({ endpoint }) => endpoint),
            ...this.jellyfin.refreshed.map(() => 'refresh'),
            ...this.jellyfin.reportedPaths.map(() => 'report'),
            ...this.shoko.commands.writes.map(({ path }) => path.replace(/\d+/, '{id}')),
        ];
    }

    // What the listeners would have told.

    /** A film in a state since now; it is known to Radarr. */
    film(state: RequestState, own: Partial<MediaRequest> = {}): void {
        this.radarr.add(film);
        putWhole(this.store, {
            ...movie({ id: 'film', title: film.title, year: film.year!, tmdbId: film.tmdbId, radarrId: film.radarrId, ...own }),
            ...this.stateOf(state),
            ...own,
        });
    }

    /** The first episodes of a series in a state since now; it is known to Sonarr. */
    show(count: number, state: RequestState, own: Partial<Episode> = {}, of: Partial<MediaRequest> = {}): void {
        this.sonarr.add(harbour);
        const episodes = Array.from({ length: count }, (_, index): Episode => {
            const { id, title } = harbour.episodes[index]!;
            return {
                requestId: 'show',
                ...blankSubject(state),
                ...this.stateOf(state),
                seasonNumber: 1,
                episodeNumber: index + 1,
                absoluteEpisodeNumber: index + 1,
                sonarrEpisodeId: id,
                episodeTitle: title,
                airDateUtc: '2021-01-01T20:00:00Z',
                ...own,
                ...(own.finalPath !== undefined && {
                    finalPath: own.finalPath.replace('E01', `E${String(index + 1).padStart(2, '0')}`),
                }),
            };
        });
        const { title, tvdbId, tmdbId, sonarrId } = harbour;
        putWhole(this.store, showOf(episodes, { id: 'show', title, tvdbId, tmdbId, sonarrId, state, ...of }));
    }

    /** What everything of a request is from now on. */
    becomes(
        state: RequestState,
        own: Partial<Episode> & Partial<MediaRequest> = {},
        which: (episode: Episode) => boolean = () => true,
    ): void {
        const request = this.request;
        const change = { ...this.stateOf(state), ...own };
        if (request.mediaType === 'movie') this.store.put({ ...request, ...change });
        else {
            for (const episode of this.store.episodes(request.id))
                if (which(episode)) this.store.putEpisode({ ...episode, ...change });
            this.store.put(this.store.derive(this.store.get(request.id)!, this.clock.now()));
        }
    }

    get request(): MediaRequest {
        return this.store.requests()[0]!;
    }

    /** What the queue of Sonarr or Radarr says of a download, in its answers and as the listener tells it. */
    queued(release: Release, change: Partial<QueuedDownload> & { left?: number }): void {
        const server = this.request.mediaType === 'movie' ? this.radarr : this.sonarr;
        const {
            left,
            trackedDownloadState = 'importPending',
            trackedDownloadStatus = 'ok',
            statusMessages = [],
            status = 'completed',
        } = change;
        server.setQueued(release, {
            trackedDownloadState,
            trackedDownloadStatus,
            statusMessages,
            status,
            ...(left !== undefined && { left }),
        });
        this.store.live.setQueued(release.downloadId!.toLowerCase(), {
            at: isoNow(this.clock),
            source: this.request.mediaType === 'movie' ? 'radarr' : 'sonarr',
            instanceName: '',
            trackedDownloadState,
            trackedDownloadStatus,
            statusMessages,
            status,
            title: release.title,
            refusedSince: isoNow(this.clock),
            ...change,
        });
    }

    /** The queue refuses to import it. */
    refuses(release: Release, message: string, file = 'some.file.mkv'): void {
        this.queued(release, {
            left: 0,
            trackedDownloadState: 'importBlocked',
            trackedDownloadStatus: 'warning',
            statusMessages: [{ title: file, messages: [message] }],
        });
    }

    transfer(release: Release, transfer: Partial<Transfer>): void {
        this.store.live.setTransfer(release.downloadId!.toLowerCase(), transfer);
    }

    check(code: string): void {
        this.store.live.setCheck(this.request.id, { at: isoNow(this.clock), code, message: code });
    }

    /** A torrent that the client has. */
    torrent(release: Release, fields: Record<string, unknown> = {}, change: Record<string, unknown> = {}): string {
        const hash = release.downloadId!.toLowerCase();
        this.qbittorrent.add({
            hash,
            name: release.title,
            files: [{ name: `${release.title}/${release.title}.mkv`, size: release.size, progress: 1, priority: 1 }],
            state: 'stalledUP',
            progress: 1,
            ...change,
            fields: { private: false, ratio: 0, seeding_time: 0, max_ratio: -1, max_seeding_time: -1, ...fields },
        });
        return hash;
    }

    /** What a manual import of a download would find. */
    importable(
        release: Release,
        files: readonly { episodes?: readonly number[]; rejections?: readonly string[]; path?: string }[],
    ): void {
        const isFilm = this.request.mediaType === 'movie';
        const server = isFilm ? this.radarr : this.sonarr;
        server.commands.importable.set(
            release.downloadId!,
            files.map(({ episodes = [1], rejections = [], path = `/data/downloads/${release.title}.mkv` }, index) => ({
                id: index + 1,
                path,
                relativePath: path,
                name: release.title,
                size: release.size,
                ...(isFilm
                    ? { movie: { id: film.radarrId } }
                    : {
                          series: { id: harbour.sonarrId },
                          episodes: episodes.map((each) => ({ id: harbour.episodes[each - 1]!.id, hasFile: false })),
                      }),
                quality: { quality: { id: 3, name: 'WEBDL-1080p' }, revision: { version: 1 } },
                languages: [{ id: 1, name: 'English' }],
                releaseGroup: 'GRP',
                downloadId: release.downloadId,
                indexerFlags: 0,
                rejections: rejections.map((reason) => ({ reason, type: 'permanent' })),
            })),
        );
    }

    // What becomes of it.

    /** It can be played. */
    heal(): void {
        this.becomes('available', { availableAt: isoNow(this.clock) });
    }

    /** Another release is grabbed, and comes in well. */
    grabs(seed: string): void {
        const release = releaseOf(seed);
        const hash = release.downloadId!.toLowerCase();
        this.becomes('downloading', { qbitHash: hash, failure: null });
        this.transfer(release, { percent: 3, downloadSpeed: 1_000_000 });
    }

    /** Says that the request is stuck, and gives remedies their turn. */
    async turn(): Promise<void> {
        this.remedies.isStuck(this.request.id);
        await this.pass(1);
    }

    /** So many minutes pass, with everything that happens in them. */
    async pass(minutes: number): Promise<void> {
        for (let passed = 0; passed < minutes; passed++) {
            await this.clock.advance(60_000);
            await this.remedies.tick();
        }
    }

    /** Time jumps: nothing happens in it but at its end. */
    async jump(minutes: number): Promise<void> {
        this.clock.set(this.clock.now() + minutes * 60_000);
        await this.remedies.tick();
    }

    private stateOf(state: RequestState): { state: RequestState; reached: MediaRequest['reached'] } {
        const at = isoNow(this.clock);
        return { state, reached: state === 'failed' ? {} : { [state]: at } };
    }
}

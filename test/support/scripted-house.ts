/**
 * A household in simulated time, from a seed: wishes go their way through the real gate and store, services fail at random, come
 * back, or come and go. The script knows at every moment why each subject waits, so that what is said of it can be judged.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Attention, AttentionWatch } from '../../lib/attention';
import { TransitionGate } from '../../lib/gate';
import {
    type ArrFacts,
    type Check,
    type EpisodeFacts,
    episodeLabel,
    type EventKind,
    type EventSource,
    isoNow,
    type MediaEvent,
    pipelineOf,
    type QueuedDownload,
    type ShokoDoing,
    type Transfer,
    type TransferWait,
} from '../../lib/model';
import { houseTimesOf, listRequests, type RequestView } from '../../lib/requests';
import { MediaStore } from '../../lib/store';
import { event } from './events';
import { FakeClock, settle } from './fake-clock';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** Waits so many milliseconds at each step. */
type Script = Generator<number, void, undefined>;

/** What the script knows of one subject: the codes of which one is right now; null while nothing is known after a restart. */
interface Subject {
    label: string;
    codes: () => readonly string[];
}

export interface Wish {
    key: number;
    title: string;
    isAnime: boolean;
    subjects: Subject[];
    arr: ArrFacts;
    shoko?: ShokoDoing;
}

export interface Judgement {
    requestId: string;
    label: string;
    said: string | null;
    right: readonly string[];
}

const WAITS: Readonly<Record<TransferWait, string>> = {
    stopped: 'download_stopped',
    queued: 'download_queued',
    metadata: 'download_metadata',
    stalled: 'download_stalled',
    checking: 'download_checking',
    moving: 'download_moving',
    error: 'download_error',
    missing_files: 'files_missing',
};
const BLOCKS: readonly (readonly [message: string, code: string])[] = [
    ['Sample', 'import_sample'],
    ['Invalid season or episode', 'import_invalid_episode'],
    ['Not enough free space', 'import_disk_full'],
    ['No files found are eligible for import in /downloads/x', 'import_nothing_eligible'],
    ['Something that nobody has ever heard of', 'import_refused'],
];
const SHOKO: Readonly<Partial<Record<ShokoDoing, string>>> = {
    away: 'shoko_away',
    hashing: 'shoko_hashing',
    not_recognised: 'shoko_not_recognised',
    banned: 'shoko_banned',
    login_failed: 'shoko_login_failed',
    not_asked: 'shoko_not_asked',
};
const CHECKS = ['no_such_item', 'only_virtual', 'not_probed', 'no_media_source', 'not_local'] as const;
/** After a restart the listeners know again how things are. */
const KNOWS_AGAIN_MS = 30_000;

export class ScriptedHouse {
    readonly clock = new FakeClock('2026-03-27T18:00:00.000Z');
    readonly told: { at: number; attention: Attention }[] = [];
    readonly over: { at: number; attention: Attention }[] = [];
    readonly tried = new Map<string, number>();
    readonly wishes: Wish[] = [];
    restartedAt = -Infinity;
    store!: MediaStore;
    private watch!: AttentionWatch;
    private gate!: TransitionGate;
    private readonly folder = mkdtempSync(join(tmpdir(), 'media-pipeline-house-'));
    private readonly transfers = new Map<string, Transfer>();
    private readonly queue = new Map<string, QueuedDownload>();
    private readonly checks = new Map<number, Check>();
    private jellyfinDownSince: string | null = null;
    private clientDownSince: string | null = null;
    private isListening = false;
    private next = 0;
    private state: number;

    constructor(seed: number) {
        this.state = seed;
    }

    /** Lives until every script has ended. Calls `look` about every ten minutes. */
    async live(look: (house: ScriptedHouse) => void): Promise<void> {
        await this.open();
        this.listen();
        await this.pass(3 * MINUTE);
        const scripts: { at: number; script: Script }[] = [];
        const begin = (script: Script): void => void scripts.push({ at: this.clock.now() + this.between(0, 2 * HOUR), script });
        const wishes = 1 + this.below(3);
        for (let index = 0; index < wishes; index++) begin(this.chance(0.5) ? this.film() : this.show());
        if (this.chance(0.4)) begin(this.outage('jellyfin'));
        if (this.chance(0.3)) begin(this.outage('client'));
        let restarts = this.below(4);
        let lookAt = this.clock.now();
        while (scripts.length > 0) {
            scripts.sort((a, b) => a.at - b.at);
            const [first] = scripts;
            await this.pass(Math.min(first!.at, lookAt) - this.clock.now());
            if (first!.at <= this.clock.now()) {
                const { done, value } = first!.script.next();
                if (done === true) scripts.shift();
                else first!.at = this.clock.now() + Math.max(1_000, value);
            } else {
                look(this);
                lookAt = this.clock.now() + this.between(8 * MINUTE, 12 * MINUTE);
                if (restarts > 0 && this.chance(0.02)) {
                    restarts -= 1;
                    await this.restart();
                }
            }
        }
        await this.pass(HOUR);
        look(this);
    }

    async close(): Promise<void> {
        this.watch.close();
        await this.store.close();
        rmSync(this.folder, { recursive: true, force: true });
    }

    views(): RequestView[] {
        const now = this.clock.now();
        return listRequests(this.store, {}, now, houseTimesOf(this.store).at(now));
    }

    wishOf({ title }: RequestView): Wish {
        return this.wishes.find((wish) => wish.title === title)!;
    }

    /** While nobody has heard how things are, nobody can say it. */
    get isInTheDark(): boolean {
        return !this.isListening;
    }

    private async pass(ms: number): Promise<void> {
        if (ms > 0) await this.clock.advance(ms);
        await this.store.flush();
        await settle();
    }

    private async open(): Promise<void> {
        const { clock } = this;
        this.store = await MediaStore.open({ path: join(this.folder, 'store.json'), clock });
        this.gate = new TransitionGate(this.store, { clock, newId: () => `request-${this.next++}`, createRequests: true });
        this.watch = new AttentionWatch({
            store: this.store,
            clock,
            timeZone: 'UTC',
            onAttention: (attention) => this.told.push({ at: clock.now(), attention }),
            onOver: (attention) => this.over.push({ at: clock.now(), attention }),
            onCount: () => undefined,
            onFault: (error) => {
                throw error;
            },
        });
        this.watch.start();
    }

    private async restart(): Promise<void> {
        this.watch.close();
        await this.store.close();
        this.isListening = false;
        // Sometimes it is off for a while.
        await this.clock.advance(this.chance(0.5) ? 5_000 : this.between(MINUTE, 40 * MINUTE));
        this.restartedAt = this.clock.now();
        await this.open();
        this.clock.after(KNOWS_AGAIN_MS, () => this.listen());
    }

    /** The listeners say what they know. */
    private listen(): void {
        const { live } = this.store;
        this.isListening = true;
        live.answerForArr((_, request) => this.wishes.find(({ title }) => title === request.title)?.arr);
        live.answerForClient(() => ({
            ...(this.clientDownSince !== null && { outage: { since: this.clientDownSince, message: 'refused' } }),
        }));
        live.answerForJellyfin(() => ({
            ...(this.jellyfinDownSince !== null && { outage: { since: this.jellyfinDownSince, message: 'refused' } }),
        }));
        live.answerForShoko((path) => {
            const doing = this.wishes.find(({ key }) => path.includes(`/${key}/`))?.shoko ?? 'unseen';
            return { doing, message: `Shoko: ${doing}` };
        });
        for (const [id, transfer] of this.transfers) live.setTransfer(id, transfer);
        for (const [id, queued] of this.queue) live.setQueued(id, queued);
        for (const [key, check] of this.checks) live.setCheck(this.requestIdOf(key), check);
    }

    private requestIdOf(key: number): string {
        const title = this.wishes.find((wish) => wish.key === key)!.title;
        return this.store.requests().find((request) => request.title === title)?.id ?? '';
    }

    // What the scripts do.

    private *film(): Script {
        const wish = this.wish('movie', ['request']);
        yield* this.life(wish, 'movie', []);
    }

    private *show(): Script {
        const episodes = Array.from({ length: 1 + this.below(6) }, (_, index) => ({ seasonNumber: 1, episodeNumber: index + 1 }));
        const wish = this.wish('tv', episodes.map(episodeLabel));
        yield* this.life(wish, 'tv', episodes);
    }

    private wish(mediaType: string, labels: string[]): Wish {
        const key = 1_000 + this.wishes.length;
        const wish: Wish = { key, title: `${mediaType} ${key}`, isAnime: this.chance(0.3), subjects: [], arr: {} };
        wish.subjects = labels.map((label) => ({ label, codes: () => [] }));
        this.wishes.push(wish);
        return wish;
    }

    private *life(wish: Wish, mediaType: 'movie' | 'tv', episodes: EpisodeFacts[]): Script {
        const arr: EventSource = mediaType === 'movie' ? 'radarr' : 'sonarr';
        const feed = (source: EventSource, kind: EventKind, extra: Partial<MediaEvent> = {}): void => {
            const { key, title, isAnime } = wish;
            const request = { tmdbId: key, tvdbId: key, title, isAnime, seerrRequestId: key };
            this.gate.accept({
                ...event(source, kind, mediaType, extra),
                at: isoNow(this.clock),
                request,
            });
        };
        const whole = (codes: () => readonly string[]): void => {
            for (const subject of wish.subjects) subject.codes = codes;
        };
        if (this.chance(0.3)) {
            feed('seerr', 'requested');
            whole(() => ['not_approved']);
            yield this.spread(2 * HOUR, 1.5);
            if (this.chance(0.15)) {
                feed('seerr', 'declined');
                whole(() => []);
                this.note('declined');
                return;
            }
        }
        feed('seerr', 'approved');
        const approved = (): readonly string[] => ['approved'];
        whole(approved);
        yield this.spread(5 * MINUTE, 1);
        if (this.chance(0.5)) yield* this.whileWanted(wish, whole, approved);
        const fails = this.chance(0.15) ? 1 + this.below(2) : 0;
        for (let attempt = 0; attempt <= fails; attempt++) {
            const hash = String(wish.key).padStart(4, '0').repeat(9) + String(attempt).padStart(4, '0');
            feed(arr, 'grabbed', { downloadId: hash, episodes });
            const grabbedAt = this.clock.now();
            whole(() =>
                this.inClient(this.clock.now() - grabbedAt < this.limit('grabbing', wish) ? ['grabbed'] : ['not_in_client']),
            );
            yield this.chance(0.15) ? this.trouble('never in the client', this.spread(HOUR, 1)) : this.spread(MINUTE, 0.5);
            yield* this.whileDownloading(hash, feed, whole, episodes);
            if (attempt < fails) {
                feed('qbittorrent', 'download_failed', {
                    downloadId: hash,
                    failure: { code: 'download_failed', message: 'bad' },
                });
                this.transfers.delete(hash);
                this.queue.delete(hash);
                whole(() => ['download_failed']);
                yield this.trouble('download failed', this.spread(20 * MINUTE, 1.5));
                continue;
            }
            yield* this.whileImporting(wish, hash, feed, { arr, episodes, whole });
        }
        yield* this.whileNotShown(wish, mediaType, feed, episodes);
    }

    private *whileWanted(wish: Wish, whole: (codes: () => readonly string[]) => void, base: () => readonly string[]): Script {
        const since = isoNow(this.clock);
        const troubles: readonly [ArrFacts, string][] = [
            [{ outage: { since, message: 'refused' } }, 'arr_unreachable'],
            [{ outage: { since, message: 'wrong key', code: 'unauthorised' } }, 'server_refuses'],
            [{ isMissing: true }, 'not_sent'],
            [{ health: [{ source: 'IndexerSearchCheck', message: 'none' }] }, 'no_indexers'],
            [{ health: [{ source: 'IndexerStatusCheck', message: 'all fail' }] }, 'indexers_failing'],
            [{ pending: { reason: 'delay' } }, 'release_delayed'],
            [{ pending: { reason: 'downloadClientUnavailable' } }, 'release_without_client'],
            [{ search: { at: since, offered: 0, rejections: [] } }, 'searched_nothing'],
            [{ search: { at: since, offered: 3, rejections: ['Sample'] } }, 'searched_rejected'],
            [{ isSearching: true }, 'searching'],
            [{ search: { at: since, rejections: [], notAdded: { release: 'x', message: 'y' } } }, 'release_not_added'],
        ];
        const [facts, code] = troubles[this.below(troubles.length)]!;
        yield* this.comesAndGoes(
            code,
            () => {
                wish.arr = facts.outage === undefined ? facts : { outage: { ...facts.outage, since: isoNow(this.clock) } };
                whole(() => [code]);
            },
            () => {
                wish.arr = {};
                whole(base);
            },
        );
    }

    private *whileDownloading(
        hash: string,
        feed: (source: EventSource, kind: EventKind, extra?: Partial<MediaEvent>) => void,
        whole: (codes: () => readonly string[]) => void,
        episodes: EpisodeFacts[],
    ): Script {
        const show = (transfer: Transfer): void => {
            this.transfers.set(hash, transfer);
            if (this.isListening) this.store.live.setTransfer(hash, transfer);
        };
        const goesOn = (): void => {
            show({ percent: 30, downloadSpeed: 1e6, etaSeconds: 900 });
            whole(() => this.inClient(['downloading']));
        };
        feed('qbittorrent', 'downloading', { downloadId: hash, episodes });
        goesOn();
        yield this.spread(10 * MINUTE, 1);
        if (this.chance(0.4)) {
            const waits = Object.keys(WAITS) as TransferWait[];
            const wait = waits[this.below(waits.length)]!;
            yield* this.comesAndGoes(
                WAITS[wait],
                () => {
                    show({ percent: 30, wait });
                    whole(() => this.inClient([WAITS[wait]]));
                },
                goesOn,
            );
        } else if (this.chance(0.1)) {
            yield* this.comesAndGoes(
                'client_disk_full',
                () => {
                    show({ percent: 30, freeBytes: 1, leftBytes: 1e9 });
                    whole(() => this.inClient(['client_disk_full']));
                },
                goesOn,
            );
        }
        yield this.spread(20 * MINUTE, 1);
    }

    private *whileImporting(
        wish: Wish,
        hash: string,
        feed: (source: EventSource, kind: EventKind, extra?: Partial<MediaEvent>) => void,
        { arr, episodes, whole }: { arr: EventSource; episodes: EpisodeFacts[]; whole: (codes: () => readonly string[]) => void },
    ): Script {
        this.transfers.set(hash, { percent: 100 });
        if (this.isListening) this.store.live.setTransfer(hash, { percent: 100 });
        feed('qbittorrent', 'downloaded', { downloadId: hash, episodes });
        const doneAt = this.clock.now();
        const base = (): readonly string[] =>
            this.clock.now() - doneAt < this.limit('downloaded', wish) ? ['downloaded'] : ['import_silent'];
        whole(base);
        yield this.spread(MINUTE, 0.7);
        if (this.chance(0.3)) {
            const [message, code] = BLOCKS[this.below(BLOCKS.length)]!;
            const set = (queued: Partial<QueuedDownload> | null): void => {
                const full = {
                    at: isoNow(this.clock),
                    source: 'sonarr' as const,
                    instanceName: 'Sonarr',
                    statusMessages: [],
                    ...queued,
                };
                if (queued === null) this.queue.delete(hash);
                else this.queue.set(hash, full);
                if (this.isListening) this.store.live.setQueued(hash, queued === null ? null : full);
            };
            yield* this.comesAndGoes(
                code,
                () => {
                    const statusMessages = [{ title: 'file.mkv', messages: [message] }];
                    const refusedSince = isoNow(this.clock);
                    set({
                        trackedDownloadState: 'importPending',
                        trackedDownloadStatus: 'warning',
                        statusMessages,
                        refusedSince,
                    });
                    whole(() => [code]);
                },
                () => {
                    set(null);
                    whole(base);
                },
            );
        }
        const path = (index: number): string => `/library/${wish.key}/${index}.mkv`;
        const shown = this.shown(wish);
        if (episodes.length === 0) {
            feed(arr, 'imported', { downloadId: hash, request: {}, path: path(0) });
            wish.subjects[0]!.codes = shown;
            return;
        }
        const half = this.chance(0.2) && episodes.length > 1 ? 1 + this.below(episodes.length - 1) : episodes.length;
        for (const [index, episode] of episodes.entries()) {
            if (index === half) yield this.trouble('left out of a pack', this.spread(40 * MINUTE, 1));
            feed(arr, 'imported', { downloadId: hash, episodes: [{ ...episode, finalPath: path(index) }] });
            wish.subjects[index]!.codes = shown;
            const lastAt = this.clock.now();
            for (const rest of wish.subjects.slice(index + 1))
                rest.codes = () =>
                    this.clock.now() - lastAt < this.limit('downloaded', wish) ? ['import_of_rest'] : ['left_out'];
            yield this.between(2_000, 40_000);
        }
    }

    private shown(wish: Wish): () => readonly string[] {
        return () => {
            if (wish.isAnime) return ['shoko_unseen', 'shoko_next'];
            return this.jellyfinDownSince === null ? ['jellyfin_next'] : ['jellyfin_unreachable'];
        };
    }

    private *whileNotShown(
        wish: Wish,
        mediaType: 'movie' | 'tv',
        feed: (source: EventSource, kind: EventKind, extra?: Partial<MediaEvent>) => void,
        episodes: EpisodeFacts[],
    ): Script {
        const all = (codes: () => readonly string[]): void => wish.subjects.forEach((subject) => (subject.codes = codes));
        yield this.spread(MINUTE, 1);
        // A film's path is not told here; then Shoko cannot be asked by it.
        if (wish.isAnime && mediaType === 'tv' && this.chance(0.6)) {
            const doings = Object.keys(SHOKO) as ShokoDoing[];
            const doing = doings[this.below(doings.length)]!;
            yield* this.comesAndGoes(
                SHOKO[doing]!,
                () => {
                    wish.shoko = doing;
                    all(() => [SHOKO[doing]!]);
                },
                () => {
                    delete wish.shoko;
                    all(this.shown(wish));
                },
            );
        }
        if (!wish.isAnime && this.chance(0.4)) {
            const code = CHECKS[this.below(CHECKS.length)]!;
            this.note(`jellyfin ${code}`);
            const check = {
                at: isoNow(this.clock),
                code,
                message: code,
                nextAt: new Date(this.clock.now() + MINUTE).toISOString(),
            };
            this.checks.set(wish.key, check);
            if (this.isListening) this.store.live.setCheck(this.requestIdOf(wish.key), check);
            all(() => (this.jellyfinDownSince === null ? [`jellyfin_${code}`] : ['jellyfin_unreachable']));
            yield this.spread(30 * MINUTE, 1.5);
        }
        for (const [index, subject] of wish.subjects.entries()) {
            const one = episodes[index];
            if (wish.isAnime)
                feed('shoko', 'matched', one === undefined ? {} : { episodes: [{ ...one, shokoFileId: index + 1 }] });
            feed('jellyfin', 'verified', one === undefined ? {} : { episodes: [one] });
            subject.codes = () => [];
            yield this.between(1_000, 20_000);
        }
        this.checks.delete(wish.key);
    }

    private *outage(of: 'jellyfin' | 'client'): Script {
        yield this.between(0, 4 * HOUR);
        const set = (since: string | null): void => {
            if (of === 'jellyfin') this.jellyfinDownSince = since;
            else this.clientDownSince = since;
        };
        yield* this.comesAndGoes(
            `${of} away`,
            () => set(isoNow(this.clock)),
            () => set(null),
        );
    }

    /** From when on it is late goes by how long it takes in this house, once that is known. */
    private limit(stage: 'grabbing' | 'downloaded', { title, isAnime }: Wish): number {
        const now = this.clock.now();
        const mediaType = title.startsWith('tv') ? 'tv' : 'movie';
        return houseTimesOf(this.store).at(now).limitsOf(pipelineOf({ mediaType, isAnime }))[stage];
    }

    private inClient(codes: readonly string[]): readonly string[] {
        return this.clientDownSince === null ? codes : ['client_unreachable'];
    }

    /** A trouble that lasts, comes and goes within minutes, or comes back after an hour or two. */
    private *comesAndGoes(what: string, set: () => void, clear: () => void): Script {
        const how = this.below(4);
        this.note(`${what}${how === 0 ? ', within minutes' : how === 1 ? ', again and again' : ''}`);
        const rounds = how === 0 ? 5 + this.below(20) : how === 1 ? 2 + this.below(4) : 1;
        for (let round = 0; round < rounds; round++) {
            set();
            yield how === 0 ? this.between(MINUTE, 5 * MINUTE) : this.spread(40 * MINUTE, 1.4);
            clear();
            if (round < rounds - 1) yield how === 0 ? this.between(MINUTE, 5 * MINUTE) : this.between(20 * MINUTE, 3 * HOUR);
        }
    }

    private trouble(what: string, ms: number): number {
        this.note(what);
        return ms;
    }

    private note(what: string): void {
        this.tried.set(what, (this.tried.get(what) ?? 0) + 1);
    }

    // Chance, from the seed (mulberry32).

    private random(): number {
        this.state = (this.state + 0x6d2b79f5) | 0;
        let t = this.state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
    }

    private chance(of: number): boolean {
        return this.random() < of;
    }

    private below(count: number): number {
        return Math.floor(this.random() * count);
    }

    private between(least: number, most: number): number {
        return least + this.random() * (most - least);
    }

    /** Log-normal, as such times are: at most two days. */
    private spread(median: number, sigma: number): number {
        const normal = Math.sqrt(-2 * Math.log(1 - this.random())) * Math.cos(2 * Math.PI * this.random());
        return Math.min(median * Math.exp(sigma * normal), 48 * HOUR);
    }
}

/** Asks the services for everything that bears on a case, and makes one situation of it. Changes nothing anywhere. */
import { downloadKey } from '../../identity';
import { type Clock, type Episode, episodeLabel, isEpisode, isImported, type MediaRequest, toMediaError } from '../../model';
import type { MediaStore } from '../../store';
import type { CommandRecord } from '../act/arr-hands';
import { type ArrService, type OwnCommands, ownCommand, type Services } from '../act/services';
import type { LinkOffer } from '../act/shoko-hands';
import { LADDERS } from '../decide/ladders';
import type { ForeignCommand, HandAct, Means, PastDeed, Situation } from '../decide/situation';
import type { Service, StepName } from '../decide/steps';
import { deedsOf, roomsOf } from '../keep/rooms';
import type { Case } from './cases';
import { downloadFacts, type Found, signalsOf } from './download';
import { importableOf } from './importable';

export interface LookerOptions {
    store: MediaStore;
    services: Services;
    clock: Clock;
    own: OwnCommands;
    /** Since when each request is stuck that is, in milliseconds since 1970. */
    stuck: () => readonly number[];
    /** Why a service could not be asked. */
    onFault: (thrown: unknown) => void;
}

export interface Looked {
    situation: Situation;
    /** What a file would be linked to, in words. */
    offer: LinkOffer | null;
}

const NOTHING: Found = { queue: [], torrent: null, isPrivate: null, files: [], goals: {}, subjects: [] };
/** Commands of a person, or of another tool, that look for releases. */
const SEARCHES = ['EpisodeSearch', 'SeasonSearch', 'SeriesSearch', 'MoviesSearch', 'MissingEpisodeSearch', 'MissingMoviesSearch'];

export class Looker {
    constructor(private readonly options: LookerOptions) {}

    /** Services that do not answer are in `away`; what they would have said is missing. */
    async look(given: Case): Promise<Looked> {
        const { clock, stuck } = this.options;
        const away = new Set<Service>();
        const steps = LADDERS[given.cause].map(({ step }) => step);
        const arr = await this.tried('arr', away, () => this.arrFor(given), null);
        const found = await this.foundOf(given, arr, steps, away);
        const { means, offer } = await this.meansFor(given, arr, found, steps, away);
        const commands =
            arr === null
                ? []
                : await this.tried('arr', away, async () => (await arr.hands.commands()).filter(this.isForeign(arr)), []);
        const now = clock.now();
        const dismissedAt = this.dismissedAt(given.target);
        const situation: Situation = {
            now,
            cause: given.cause,
            since: given.since,
            target: given.target,
            title: given.title,
            download: given.downloadId === undefined ? null : downloadFacts(given.downloadId, found, this.goingOn(given)),
            means,
            signals: signalsOf(given, found, now),
            away: [...away],
            stuck: stuck(),
            commands: commands.map(asForeign),
            byHand: [...(await this.byHand(given, arr, away)), ...commands.flatMap(asSearch)],
            ...(dismissedAt !== undefined && { dismissedAt }),
            deeds: deedsOf(this.options.store).map(asPast),
        };
        return { situation, offer };
    }

    /** The one whose queue has the download, else the one that the request names; never a guess between two. */
    private async arrFor({ request, downloadId }: Case): Promise<ArrService | null> {
        const kind = request.mediaType === 'movie' ? 'radarr' : 'sonarr';
        const all = this.options.services.arrs.filter(({ hands }) => hands.server.kind === kind);
        if (all.length <= 1) return all[0] ?? null;
        if (downloadId !== undefined) {
            const queues = await Promise.allSettled(all.map(async ({ hands }) => hands.queueOf(downloadId)));
            const holder = all.find((_, index) => {
                const queue = queues[index];
                return queue?.status === 'fulfilled' && queue.value.length > 0;
            });
            if (holder !== undefined) return holder;
            const away = queues.find((queue) => queue.status === 'rejected');
            // It may be the one that has it.
            if (away !== undefined) throw away.reason;
        }
        const named = all.filter(({ name }) => name !== '' && name === request.instanceName);
        return named.length === 1 ? (named[0] ?? null) : null;
    }

    private async foundOf(given: Case, arr: ArrService | null, steps: readonly StepName[], away: Set<Service>): Promise<Found> {
        const { downloadId, request } = given;
        const titleId = titleIdOf(given);
        const needsSubjects = steps.some((step) => step === 'import' || step === 'discard');
        const subjects =
            arr === null || titleId === undefined || !needsSubjects
                ? []
                : await this.tried('arr', away, () => arr.hands.subjects(titleId), []);
        if (downloadId === undefined) return { ...NOTHING, subjects };
        const queue = arr === null ? [] : await this.tried('arr', away, () => arr.hands.queueOf(downloadId), []);
        const indexer = queue[0]?.indexer ?? request.indexer;
        const deletes = steps.some((step) => step === 'remove' || step === 'discard');
        const goals =
            arr === null || indexer === undefined || !deletes
                ? {}
                : await this.tried('arr', away, () => arr.hands.seedGoals(indexer, queue.length > 1), {});
        return { ...NOTHING, queue, subjects, goals, ...(await this.torrentOf(downloadId, away)) };
    }

    private async torrentOf(id: string, away: Set<Service>): Promise<Pick<Found, 'torrent' | 'isPrivate' | 'files'>> {
        const { client } = this.options.services;
        const nothing = { torrent: null, isPrivate: null, files: [] };
        if (client === undefined) return nothing;
        const ask = async (): Promise<Pick<Found, 'torrent' | 'isPrivate' | 'files'>> => {
            const torrent = await client.torrent(id);
            if (torrent === null) return nothing;
            return { torrent, isPrivate: await client.isPrivate(torrent), files: await client.files(torrent.hash) };
        };
        return this.tried('client', away, ask, nothing);
    }

    private async meansFor(
        given: Case,
        arr: ArrService | null,
        found: Found,
        steps: readonly StepName[],
        away: Set<Service>,
    ): Promise<{ means: Means; offer: LinkOffer | null }> {
        const { jellyfin, shoko } = this.options.services;
        const { request, episodes } = given;
        const paths = (episodes.length === 0 ? [request] : episodes).flatMap(({ finalPath }) => finalPath ?? []);
        const asksJellyfin = jellyfin !== undefined && steps.includes('refresh_jellyfin');
        const itemId = asksJellyfin ? await this.tried('jellyfin', away, () => jellyfin.itemOf(request), null) : null;
        const [path] = paths;
        const asksShoko = shoko !== undefined && path !== undefined && given.target.startsWith('file:');
        const place = asksShoko ? await this.tried('shoko', away, () => shoko.placeOf(path), null) : null;
        const wantsOffer = asksShoko && place?.fileId !== undefined && !place.isLinked && steps.includes('link_shoko');
        const offer = wantsOffer
            ? await this.tried('shoko', away, () => shoko.offerFor(request, episodes[0] ?? null), null)
            : null;
        const means: Means = {
            ...(arr !== null && { arr: await this.arrMeans(given, arr, found, steps, away) }),
            ...(found.torrent !== null && { client: { hash: found.torrent.hash } }),
            ...(asksJellyfin && { jellyfin: { paths, ...(itemId !== null && { itemId }) } }),
            ...(place !== null && {
                shoko: {
                    ...(place.fileId !== undefined && { fileId: place.fileId }),
                    ...(place.folderId !== undefined && place.folderId > 0 && { folderId: place.folderId }),
                    episodeIds: offer === null ? [] : [offer.episodeId],
                },
            }),
        };
        return { means, offer };
    }

    private async arrMeans(
        given: Case,
        { server, hands }: ArrService,
        { queue, subjects }: Found,
        steps: readonly StepName[],
        away: Set<Service>,
    ): Promise<NonNullable<Means['arr']>> {
        const { kind } = hands.server;
        const { downloadId } = given;
        const titleId = titleIdOf(given);
        const episodeIds = given.episodes.flatMap(({ sonarrEpisodeId }) => sonarrEpisodeId ?? []);
        const wantsPreview = steps.includes('import') && downloadId !== undefined && titleId !== undefined;
        const preview = wantsPreview ? await this.tried('arr', away, () => hands.importPreview(downloadId), []) : [];
        return {
            server,
            kind,
            ...(titleId !== undefined && { titleId }),
            // Half of them would be searched for, and the others forgotten.
            episodeIds: episodeIds.length === given.episodes.length ? episodeIds : [],
            isQueued: queue.length > 0,
            importable: titleId === undefined ? [] : importableOf(preview, { kind, titleId, episodeIds, subjects }),
        };
    }

    /**
     * Films and episodes of the same download that are neither done nor given up, and wait for something else: those of this
     * request, and of every other one that has a part in it.
     */
    private goingOn({ request, episodes, downloadId }: Case): number {
        if (downloadId === undefined) return 0;
        const { store } = this.options;
        const own = new Set(episodes.map(episodeLabel));
        const isOwn = (subject: MediaRequest | Episode): boolean =>
            isEpisode(subject) ? subject.requestId === request.id && own.has(episodeLabel(subject)) : subject.id === request.id;
        const sharing = new Set([request.id, ...store.find(downloadKey(downloadId)).map(({ id }) => id)]);
        return [...sharing]
            .flatMap((id): (MediaRequest | Episode)[] => {
                const sharer = store.get(id);
                return sharer?.mediaType === 'movie' ? [sharer] : [...store.episodes(id)];
            })
            .filter((each) => each.qbitHash === downloadId && !isOwn(each))
            .filter(({ state }) => state !== 'failed' && !isImported(state)).length;
    }

    private async byHand({ cause, since, downloadId }: Case, arr: ArrService | null, away: Set<Service>): Promise<HandAct[]> {
        const { live } = this.options.store;
        const acts: HandAct[] = [];
        const { wait, waitSince } = live.transferOf(downloadId) ?? {};
        if (wait === 'stopped') acts.push({ deed: 'stopped', at: Date.parse(waitSince ?? '') || since });
        if (cause === 'download_removed' || cause === 'file_deleted') acts.push({ deed: 'removed', at: since });
        if (arr === null || downloadId === undefined) return acts;
        const picked = await this.tried('arr', away, () => arr.hands.pickedByHand(downloadId), null);
        return picked === null ? acts : [...acts, { deed: 'picked', at: picked }];
    }

    private isForeign({ server }: ArrService): (command: CommandRecord) => boolean {
        return ({ id, trigger }) => trigger === 'manual' && !this.options.own.has(ownCommand(server, id));
    }

    private dismissedAt(target: string): number | undefined {
        const all = [...roomsOf(this.options.store).proposals.all.values()];
        const times = all.flatMap(({ target: of, dismissedAt }) =>
            of === target && dismissedAt !== undefined ? [Date.parse(dismissedAt)] : [],
        );
        return times.length === 0 ? undefined : Math.max(...times);
    }

    private async tried<T>(service: Service, away: Set<Service>, ask: () => Promise<T>, otherwise: T): Promise<T> {
        if (away.has(service)) return otherwise;
        try {
            return await ask();
        } catch (thrown) {
            // What it does not have is an answer.
            if (toMediaError(thrown).code !== 'http_404') {
                away.add(service);
                this.options.onFault(thrown);
            }
            return otherwise;
        }
    }
}

function titleIdOf({ request }: Case): number | undefined {
    return request.mediaType === 'movie' ? request.radarrId : request.sonarrId;
}

function asForeign({ ended, status }: CommandRecord): ForeignCommand {
    const endedAt = Date.parse(ended ?? '');
    return { isRunning: status === 'queued' || status === 'started', ...(!Number.isNaN(endedAt) && { endedAt }) };
}

function asSearch({ name, queued }: CommandRecord): HandAct[] {
    const at = Date.parse(queued ?? '');
    return SEARCHES.includes(name) && !Number.isNaN(at) ? [{ deed: 'searched', at }] : [];
}

function asPast({ target, title, downloadId, step, at, calls, outcome, judgedAt }: ReturnType<typeof deedsOf>[number]): PastDeed {
    return {
        target,
        title,
        ...(downloadId !== undefined && { downloadId }),
        step,
        at: Date.parse(at),
        calls: calls.length,
        outcome,
        judgedAt: Date.parse(judgedAt),
    };
}

/**
 * Looks at titles as the server has them now: says what is listed, and finds what neither a webhook nor the history tells: files
 * that a disk scan found, files and titles that went while nobody listened, folders that were moved.
 */
import type { Clock, MediaEvent, MediaRequest, RequestWithEpisodes } from '../model';
import { comparablePath } from '../paths';
import type { EventDraft } from '../webhook';
import type { ArrClient } from './ask/client';
import {
    compare,
    type Compared,
    formerPath,
    inSeasons,
    isArrival,
    isLoss,
    liesElsewhere,
    listedDraft,
    seasonsOf,
} from './decide/listing';
import { fileDeletedPayload, foundFilePayload, renamePayload, titleDeletedPayload } from './decide/payloads';
import type { Teller } from './decide/teller';
import type { ArrTitle, MediaFile } from './wire/titles';

/** What the history has not explained so long after it was first seen has no row there. In milliseconds. */
const UNEXPLAINED_AFTER_MS = 8_000;
const LOOK_AGAIN_MS = 10_000;
const MOST_FILES = 5_000;

type Questions = Pick<ArrClient, 'episodes' | 'files'>;

export interface TitleLookOptions {
    kind: 'sonarr' | 'radarr';
    client: Questions;
    teller: Teller;
    clock: Clock;
    /** Requests, open or closed, for the title with these ids that may be this server's. */
    requestsFor: (title: ArrTitle) => RequestWithEpisodes[];
    isOpen: (request: MediaRequest) => boolean;
}

export interface TitleFindings {
    events: MediaEvent[];
    /** Milliseconds until it is worth looking again, to be sure; null when all is clear. */
    againIn: number | null;
}

export class TitleLook {
    /** What was last told, by title. */
    private readonly told = new Map<number, string>();
    /** When something without an explanation was first seen, by the monotonic clock. */
    private readonly unexplained = new Map<string, number>();
    /** Files of which the history told. */
    private readonly explained = new Set<string>();
    private count = 0;

    constructor(private readonly options: TitleLookOptions) {}

    /** The history has told of this file. */
    noteFile(path: string | undefined): void {
        if (path === undefined) return;
        this.explained.add(comparablePath(path));
        const [oldest] = this.explained;
        if (this.explained.size > MOST_FILES && oldest !== undefined) this.explained.delete(oldest);
    }

    /** @param isBackfill it is the first look ever: what is there was there before */
    async look(title: ArrTitle, isBackfill: boolean): Promise<TitleFindings> {
        const requests = this.options.requestsFor(title);
        // What came to its end before anybody looked may go on all the same.
        const open = requests.filter((request) => this.options.isOpen(request) || isUnlisted(request));
        const { kind, client } = this.options;
        const all = kind === 'sonarr' ? await client.episodes(title.id) : [];
        const events: MediaEvent[] =
            open.length > 0 ? await this.listed(title, inSeasons(all, seasonsOf(open)), { open, isBackfill }) : [];
        const wanted = kind === 'sonarr' ? inSeasons(all, seasonsOf(requests)) : [];
        const compared = compare(kind, title, wanted, requests);
        const found = await this.unexplainedIn(title, compared, open, isBackfill);
        return { events: [...events, ...found.events], againIn: found.againIn };
    }

    /** What a title is called, for who knows it only by its number. Of its episodes nothing is said. */
    async named(title: ArrTitle): Promise<MediaEvent> {
        return this.event(await listedDraft(this.options.teller, title, []), title.id, 'named', true);
    }

    /** A title that this server had is gone: told once for all that asked for it, by what they know of it. */
    async gone(titleId: number, { title, year, tvdbId, tmdbId, imdbId }: RequestWithEpisodes): Promise<MediaEvent> {
        const { kind, teller } = this.options;
        const draft = await teller.draft(bareTitle(titleId, { title, year, tvdbId, tmdbId, imdbId }), titleDeletedPayload(kind));
        return this.event(draft, titleId, 'gone', false);
    }

    /** Nobody here has this work. */
    absent(workId: number): MediaEvent {
        const isSonarr = this.options.kind === 'sonarr';
        const request = isSonarr ? { tvdbId: workId } : { tmdbId: workId };
        const draft: EventDraft = { kind: 'not_listed', mediaType: isSonarr ? 'tv' : 'movie', request, episodes: [] };
        return this.event(draft, workId, 'absent', false);
    }

    private async listed(
        title: ArrTitle,
        episodes: Parameters<typeof listedDraft>[2],
        { open, isBackfill }: { open: readonly MediaRequest[]; isBackfill: boolean },
    ): Promise<MediaEvent[]> {
        const draft = await listedDraft(this.options.teller, title, episodes);
        const text = JSON.stringify([draft.request, draft.episodes, open.map(wantedBy)]);
        if (this.told.get(title.id) === text) return [];
        this.told.set(title.id, text);
        return [this.event(draft, title.id, 'listed', isBackfill)];
    }

    private async unexplainedIn(
        title: ArrTitle,
        compared: readonly Compared[],
        open: readonly MediaRequest[],
        isBackfill: boolean,
    ): Promise<TitleFindings> {
        const arrivals = open.length === 0 ? [] : compared.filter(isArrival);
        const losses = compared.filter(isLoss);
        const isAway = liesElsewhere(title, compared);
        if (arrivals.length === 0 && losses.length === 0 && !isAway) return { events: [], againIn: null };
        const files = await this.filesOf(title, arrivals.length > 0 || isAway);
        const findings: TitleFindings = { events: [], againIn: null };
        await this.tellArrivals(title, arrivals, files, findings, isBackfill);
        await this.tellLosses(title, losses, findings);
        if (isAway) findings.events.push(...(await this.moved(title, compared, files)));
        return findings;
    }

    private async filesOf(title: ArrTitle, isNeeded: boolean): Promise<Map<number, MediaFile>> {
        if (!isNeeded) return new Map();
        const { movieFile } = title;
        if (this.options.kind === 'radarr') return new Map(movieFile === undefined ? [] : [[movieFile.id, movieFile]]);
        return this.options.client.files(title.id);
    }

    private async tellArrivals(
        title: ArrTitle,
        arrivals: readonly Compared[],
        files: ReadonlyMap<number, MediaFile>,
        findings: TitleFindings,
        isBackfill: boolean,
    ): Promise<void> {
        for (const fileId of new Set(arrivals.map((each) => each.fileId))) {
            const file = files.get(fileId);
            if (file === undefined || this.explained.has(comparablePath(file.path ?? ''))) continue;
            if (!isBackfill && !this.isUnexplained(`file ${title.id} ${fileId}`, findings)) continue;
            const episodes = arrivals.filter((each) => each.fileId === fileId).flatMap(({ episode }) => episode ?? []);
            const draft = await this.options.teller.draft(title, foundFilePayload(this.options.kind, file, episodes));
            this.noteFile(file.path);
            findings.events.push(this.event(draft, title.id, 'found', isBackfill));
        }
    }

    private async tellLosses(title: ArrTitle, losses: readonly Compared[], findings: TitleFindings): Promise<void> {
        const { kind, teller } = this.options;
        for (const { episode, subjects } of losses) {
            if (!this.isUnexplained(`loss ${title.id} ${episode?.id ?? 0}`, findings)) continue;
            const path = subjects.flatMap(({ finalPath }) => finalPath ?? [])[0];
            const payload = fileDeletedPayload(kind, path, 'MissingFromDisk', episode === null ? [] : [episode]);
            findings.events.push(this.event(await teller.draft(title, payload), title.id, 'missing', false));
        }
    }

    private async moved(
        title: ArrTitle,
        compared: readonly Compared[],
        files: ReadonlyMap<number, MediaFile>,
    ): Promise<MediaEvent[]> {
        const moves = new Map<string, string>();
        for (const each of compared) {
            const to = files.get(each.fileId)?.path;
            const from = formerPath(each, to);
            if (from !== undefined && to !== undefined) moves.set(from, to);
        }
        const events: MediaEvent[] = [];
        // One by one: a file is found by its old path even when its name numbers no episode.
        for (const [from, to] of moves) {
            const draft = await this.options.teller.draft(title, renamePayload(this.options.kind, [{ from, to }]));
            events.push(this.event(draft, title.id, 'moved', false));
        }
        return events;
    }

    /** Whether something has been so for so long that the history would have told of it. */
    private isUnexplained(what: string, findings: TitleFindings): boolean {
        const now = this.options.clock.monotonic();
        const since = this.unexplained.get(what);
        if (since !== undefined && now - since >= UNEXPLAINED_AFTER_MS) {
            this.unexplained.delete(what);
            return true;
        }
        if (since === undefined) this.unexplained.set(what, now);
        findings.againIn = LOOK_AGAIN_MS;
        return false;
    }

    private event(draft: EventDraft, titleId: number, what: string, isBackfill: boolean): MediaEvent {
        const at = this.options.clock.now();
        const key = `${titleId}:${what}:${at}:${this.count++}`;
        return this.options.teller.event(draft, { key, at, eventType: what, isBackfill });
    }
}

/** What a request wants of a title. */
export function wantedBy({ id, seerrRequestId, requestedSeasons }: MediaRequest): string {
    return [id, seerrRequestId, requestedSeasons].join('/');
}

/** Whether nobody has told yet which episodes there are, and it is not known that none are to come. */
function isUnlisted({ mediaType, listedAt, state }: MediaRequest): boolean {
    return mediaType === 'tv' && listedAt === undefined && state === 'available';
}

/** A title of which only this is known. */
function bareTitle(id: number, facts: Partial<ArrTitle>): ArrTitle {
    const unknown = {
        title: undefined,
        originalTitle: undefined,
        year: undefined,
        overview: undefined,
        path: undefined,
        titleSlug: undefined,
        tvdbId: undefined,
        tmdbId: undefined,
        imdbId: undefined,
        seriesType: undefined,
        images: undefined,
        monitored: undefined,
        hasFile: undefined,
        movieFile: undefined,
        inCinemas: undefined,
        digitalRelease: undefined,
        physicalRelease: undefined,
        lastSearchTime: undefined,
    };
    return { ...unknown, ...facts, id, tags: [] };
}

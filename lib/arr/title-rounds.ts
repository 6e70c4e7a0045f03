/** Which titles are to be looked at, and the looking: those of open requests, and whether the others are still there. */
import {
    type Clock,
    hasOpenSubject,
    MediaError,
    type MediaEvent,
    type MediaRequest,
    type RequestWithEpisodes,
    subjectsOf,
    toMediaError,
} from '../model';
import { isInFolder } from '../paths';
import type { ArrClient } from './ask/client';
import type { KnownTitles } from './ask/known';
import { Nameless } from './nameless';
import { TitleList } from './decide/title-list';
import { type TitleLook, wantedBy } from './title-look';
import type { HistoryRow } from './wire/rows';
import type { ArrTitle } from './wire/titles';

/** Titles of one portion: between portions other questions have their turn. */
const PORTION = 20;
const NEXT_PORTION_MS = 250;
/** From so many on it is not believed that a server has none of them any more. */
const TOO_MANY_GONE = 5;

export interface TitleRoundsOptions {
    kind: 'sonarr' | 'radarr';
    /** The id of the server's node. */
    serverId: string;
    client: Pick<ArrClient, 'titleBy' | 'hasTitle' | 'title' | 'eachTitle'>;
    known: KnownTitles;
    look: TitleLook;
    clock: Clock;
    open: () => Iterable<MediaRequest>;
    /** Every request, open or closed. */
    all: () => Iterable<MediaRequest>;
    find: (workId: number) => RequestWithEpisodes[];
    /** The list of titles as it was kept, and what keeps it. */
    stored: string | undefined;
    keep: (text: string) => Promise<void>;
    emit: (event: MediaEvent) => void;
    onFault: (thrown: unknown) => void;
}

export class TitleRounds {
    /** It is the first look ever: what is there was there before. Ends when every open request was looked at. */
    isBackfill = false;
    private readonly list: TitleList;
    private readonly nameless: Nameless;
    /** Works of open requests that are to be looked for, and titles that are to be looked at. */
    private readonly works = new Set<number>();
    private readonly ids = new Set<number>();
    /** Works that were looked for before, with what was wanted of them then. */
    private readonly looked = new Map<number, string>();
    /** Titles of which it is to be seen whether they are still there. */
    private readonly unsure = new Set<number>();

    constructor(private readonly options: TitleRoundsOptions) {
        this.list = new TitleList(options.stored);
        const { client, clock, find, look, emit } = options;
        const workOf: TitleRounds['workOf'] = (of) => this.workOf(of);
        this.nameless = new Nameless({ client, clock, find, workOf, named: (title) => look.named(title), emit });
    }

    /** Everything is to be looked at: the titles of open requests, and whether the others are there. */
    wantAll(): void {
        for (const workId of this.openWorks().keys()) this.works.add(workId);
        for (const [workId, id] of this.list.all()) if (!this.works.has(workId)) this.unsure.add(id);
        for (const [, id] of this.list.all()) this.options.known.forget(id);
        this.nameless.forgetAbsent();
        for (const request of this.options.all()) this.nameless.note(request);
    }

    /** A request was changed that is closed. Returns whether that makes it one to be looked at. */
    wantName(request: MediaRequest): boolean {
        return this.nameless.note(request);
    }

    /** Requests that were not open before, or wanted otherwise, are to be looked at. Returns whether there are any. */
    wantNew(): boolean {
        const before = this.works.size;
        const open = this.openWorks();
        for (const [workId, wanted] of open) if (this.looked.get(workId) !== wanted) this.works.add(workId);
        // One that is closed and opened again is new.
        for (const workId of this.looked.keys()) if (!open.has(workId)) this.looked.delete(workId);
        return this.works.size > before;
    }

    /** A title of which something is heard. Returns whether it is to be looked at: what is closed only when it has moved. */
    want(
        id: number,
        { workId = this.list.workOf(id), path }: { workId?: number | undefined; path?: string | undefined },
    ): boolean {
        const requests = workId === undefined ? [] : this.options.find(workId);
        if (!requests.some((request) => hasOpenSubject(request) || liesOutside(request, path))) {
            const mayBeGone = requests.length > 0 && path === undefined && this.list.workOf(id) !== undefined;
            if (mayBeGone) this.unsure.add(id);
            return mayBeGone;
        }
        this.ids.add(id);
        return true;
    }

    /** The server's own id of a work; null when it was looked for and is not there, undefined when that is not known. */
    titleIdOf(workId: number): number | null | undefined {
        const isMissing = this.looked.has(workId) && !this.list.isFull;
        return this.list.idOf(workId) ?? (isMissing ? null : undefined);
    }

    /** What was looked for and is not there is looked for again. Returns whether there is any. */
    wantMissing(): boolean {
        for (const workId of this.looked.keys()) if (this.titleIdOf(workId) === null) this.works.add(workId);
        return this.works.size > 0;
    }

    noteRow(row: HistoryRow): void {
        if (row.kind === 'imported') this.options.look.noteFile(row.data.importedPath);
        if (row.kind === 'renamed') this.options.look.noteFile(row.data.path);
    }

    /**
     * Looks at what is to be looked at, in portions.
     * @returns milliseconds until it is worth going on; null when nothing is left
     */
    async run(isClosed: () => boolean): Promise<number | null> {
        let againIn: number | null = null;
        const soon = (ms: number | null): void => {
            if (ms !== null) againIn = Math.min(ms, againIn ?? ms);
        };
        for (const workId of [...this.works].slice(0, PORTION)) {
            if (isClosed()) return null;
            soon(await this.unlessRefused(() => this.lookFor(workId)));
            this.works.delete(workId);
        }
        for (const id of [...this.ids].slice(0, PORTION)) {
            if (isClosed()) return null;
            const hadMore = await this.unlessRefused(() => this.lookAgain(id));
            if (hadMore === null) this.ids.delete(id);
            soon(hadMore);
        }
        if (this.works.size === 0) this.isBackfill = false;
        soon(await this.nameless.run());
        await this.lookForGone(isClosed);
        const text = this.list.changed();
        if (text !== null) await this.options.keep(text);
        if (this.works.size + this.ids.size + this.unsure.size > 0) soon(NEXT_PORTION_MS);
        return againIn;
    }

    private async lookFor(workId: number): Promise<number | null> {
        const wanted = this.openWorks().get(workId);
        const title = await this.titleOf(workId);
        const againIn = title === null ? null : await this.lookAt(title);
        if (title === null) this.tellAbsence(workId);
        this.works.delete(workId);
        if (wanted !== undefined) this.looked.set(workId, wanted);
        return againIn;
    }

    /** Who waits for what this server says of a work is told that it has none of it. */
    private tellAbsence(workId: number): void {
        const { serverId, find, look, emit } = this.options;
        if (find(workId).some(({ lists }) => lists?.[serverId] === 'awaited')) emit(look.absent(workId));
    }

    private async lookAgain(id: number): Promise<number | null> {
        const title = await this.options.known.title(id);
        this.ids.delete(id);
        if (title === null) this.unsure.add(id);
        return title === null || this.requestsOf(title).length === 0 ? null : this.lookAt(title);
    }

    /** A title at which the server itself stumbles is tried again with the next look, and keeps none of the others waiting. */
    private async unlessRefused(look: () => Promise<number | null>): Promise<number | null> {
        try {
            return await look();
        } catch (thrown) {
            const { code } = toMediaError(thrown);
            if (!/^http_(?:4|5)/.test(code)) throw thrown;
            this.options.onFault(thrown);
            return null;
        }
    }

    private async lookAt(title: ArrTitle): Promise<number | null> {
        this.list.add(this.workOf(title), title.id);
        const { events, againIn } = await this.options.look.look(title, this.isBackfill);
        for (const event of events) this.options.emit(event);
        if (againIn !== null) {
            // A film's file is told with the film.
            this.options.known.forget(title.id);
            this.ids.add(title.id);
        }
        return againIn;
    }

    private async titleOf(workId: number): Promise<ArrTitle | null> {
        const id = this.list.idOf(workId);
        const known = id === undefined ? null : await this.options.known.title(id);
        if (known !== null && this.workOf(known) === workId) return known;
        const found = await this.options.client.titleBy(workId);
        if (found !== null) this.options.known.note(found);
        else if (id !== undefined) this.unsure.add(id);
        return found;
    }

    /** Asks for titles that may be gone, and tells of those that are. */
    private async lookForGone(isClosed: () => boolean): Promise<void> {
        const asked = take(this.unsure, PORTION);
        const gone: { id: number; workId: number }[] = [];
        for (const id of asked) {
            const workId = this.list.workOf(id);
            if (isClosed() || workId === undefined || (await this.options.client.hasTitle(id))) continue;
            const anew = await this.options.client.titleBy(workId);
            if (anew === null) gone.push({ id, workId });
            else this.list.add(workId, anew.id);
        }
        if (gone.length >= TOO_MANY_GONE && gone.length === asked.length) {
            this.options.onFault(allGone(gone.length));
            return;
        }
        for (const { id, workId } of gone) {
            this.list.remove(workId);
            const [request] = this.options.find(workId);
            if (request !== undefined) this.options.emit(await this.options.look.gone(id, request));
        }
    }

    /** What is wanted of each work: a wish that comes after its release, or other seasons, make another list. */
    private openWorks(): Map<number, string> {
        const works = new Map<number, string>();
        for (const request of this.options.open()) {
            const workId = this.workOf(request);
            if (workId !== undefined) works.set(workId, `${works.get(workId) ?? ''}${wantedBy(request)};`);
        }
        return works;
    }

    private requestsOf(title: ArrTitle): RequestWithEpisodes[] {
        const workId = this.workOf(title);
        return workId === undefined ? [] : this.options.find(workId);
    }

    private workOf({ tvdbId, tmdbId }: { tvdbId?: number | undefined; tmdbId?: number | undefined }): number | undefined {
        const workId = this.options.kind === 'sonarr' ? tvdbId : tmdbId;
        return workId === 0 ? undefined : workId;
    }
}

/** Whether a file of which we know lies outside a title's folder, as after the folder was moved. */
function liesOutside(request: RequestWithEpisodes, folder: string | undefined): boolean {
    if (folder === undefined) return false;
    return subjectsOf(request).some(({ finalPath }) => finalPath !== undefined && !isInFolder(finalPath, folder));
}

function take<T>(set: Set<T>, count: number): T[] {
    const taken = [...set].slice(0, count);
    for (const each of taken) set.delete(each);
    return taken;
}

/** That a server has none of many titles any more is not believed: rather it is another server, or an empty one. */
function allGone(count: number): MediaError {
    const message = `None of ${count} titles that were there is there any more: is it another installation? Nothing was changed`;
    return new MediaError('all_gone', message, { field: 'url' });
}

/** The page that the house looks at: what a browser asks for, answered from the store. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { inTime, isoNow, MediaError } from '../model';
import { houseTimesOf } from '../requests';
import type { MediaStore } from '../store';
import { type News, readListQuery, Summaries } from './find';
import { Broadcaster } from './live';
import type { PageOptions } from './options';
import { Posters } from './posters';
import { checkOrigin, readAction } from './serve/actions';
import { DATA_HEADERS, notFound, redirect, sendError, sendJson, withPart, withRequests } from './serve/answer';
import { Assets } from './serve/assets';
import { queryOf, type Route, routeOf } from './serve/route';
import { posterKey } from './show/poster-address';

/** What there is once the store is open. */
interface Parts {
    store: MediaStore;
    summaries: Summaries;
    posters: Posters;
}

const POSTER_AGE_S = 604_800;

export class MediaPage {
    private readonly assets: Assets;
    private readonly stream: Broadcaster;
    private readonly parts: Promise<Parts>;
    private built: Parts | null = null;
    private notice = '';
    private counted = '';
    private isClosed = false;

    constructor(private readonly options: PageOptions) {
        const { clock, newId } = options;
        this.assets = new Assets(options.assetsFolder);
        this.stream = new Broadcaster({ clock, epoch: newId(), onTabs: (count) => this.tabs(count) });
        this.parts = options.opened.then((store) => this.build(store));
        // Each request is answered why there is none.
        this.parts.catch(() => undefined);
    }

    /**
     * Whether a request is for the page. What is no part of it is left to others, as the questions of a browser that asks for
     * another site are.
     * @param path what follows the page's own path, still encoded and without the query
     */
    isFor(request: IncomingMessage, path: string): boolean {
        return routeOf(path) !== null && request.method !== 'OPTIONS';
    }

    /** Answers such a request. */
    handle(request: IncomingMessage, response: ServerResponse, path: string): void {
        const route = routeOf(path);
        const answered = route === null ? Promise.reject(notFound()) : this.answer(request, response, route);
        answered.catch((thrown: unknown) => {
            // Who asked has gone away: nobody is at fault, and nobody is there to be told.
            if (request.socket.destroyed) return;
            if (sendError(response, thrown) && !this.isClosed) this.options.onFault(thrown);
        });
    }

    /** Makes every summary anew: where the services are may have changed. */
    renew(): void {
        this.built?.summaries.touchAll();
    }

    /** Ends every stream, and leaves nothing behind. */
    close(): void {
        this.isClosed = true;
        this.stream.close();
        this.built?.summaries.close();
        this.built?.posters.close();
    }

    /** Rejects with why there is no store, and with `not_begun` while it takes long to open. */
    private async begun(): Promise<Parts> {
        return this.built ?? inTime(this.parts, this.options.clock);
    }

    private async answer(request: IncomingMessage, response: ServerResponse, route: Route): Promise<void> {
        const methods = route.name === 'actions' ? ['POST'] : ['GET', 'HEAD'];
        if (!methods.includes(request.method ?? '')) {
            response.setHeader('allow', methods.join(', '));
            throw new MediaError('wrong_method', `This is asked by ${methods.join(' or ')}`);
        }
        const parameters = new URLSearchParams(queryOf(request.url));
        switch (route.name) {
            case 'redirect':
                redirect(request, response);
                break;
            case 'html':
                return this.assets.sendHtml(response, { lang: this.options.language, title: this.options.title });
            case 'asset':
                return this.assets.sendAsset(request, response, route.of);
            case 'live':
                return this.openStream(request, response, parameters);
            case 'list':
                sendJson(response, await this.list(parameters));
                break;
            case 'whole':
                sendJson(response, JSON.stringify((await this.settled()).summaries.whole(route.of)));
                break;
            case 'counts':
                sendJson(response, JSON.stringify((await this.settled()).summaries.counts));
                break;
            case 'people':
                sendJson(response, JSON.stringify({ people: peopleOf((await this.begun()).store) }));
                break;
            case 'poster':
                return this.sendPoster(request, response, route.of);
            case 'actions':
                return this.act(request, response);
        }
    }

    private async openStream(request: IncomingMessage, response: ServerResponse, parameters: URLSearchParams): Promise<void> {
        const query = readListQuery(parameters);
        const { summaries } = await this.begun();
        if (request.method === 'HEAD') {
            response.writeHead(200, { ...DATA_HEADERS, 'content-type': 'text/event-stream' }).end();
            return;
        }
        const last = request.headers['last-event-id'];
        await this.stream.open(response, {
            requestId: query.id,
            lastEventId: typeof last === 'string' ? last : undefined,
            settle: () => summaries.settle(),
            snapshot: () => {
                const { total, entries } = summaries.find(query);
                const about = {
                    now: this.now,
                    counts: summaries.counts,
                    total,
                    ...this.noticeOf(),
                    actions: this.options.hasActions,
                };
                return withRequests(about, entries);
            },
        });
    }

    private async list(parameters: URLSearchParams): Promise<string> {
        const query = readListQuery(parameters);
        const { summaries } = await this.settled();
        const { total, entries } = summaries.find(query);
        return withRequests({ now: this.now, total }, entries);
    }

    private async sendPoster(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
        const { store, posters } = await this.begun();
        const address = store.get(id)?.posterUrl;
        const picture = address === undefined ? null : await posters.get(address);
        if (address === undefined || picture === null) throw notFound();
        const etag = `"${posterKey(address)}"`;
        const headers = { ...DATA_HEADERS, etag, 'cache-control': `private, max-age=${POSTER_AGE_S}` };
        if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
        else {
            const about = { 'content-type': picture.type, 'content-length': picture.bytes.length };
            response.writeHead(200, { ...headers, ...about }).end(picture.bytes);
        }
    }

    private async act(request: IncomingMessage, response: ServerResponse): Promise<void> {
        if (!this.options.hasActions) {
            throw new MediaError('actions_off', 'Actions are switched off in the media page node', { field: 'actions' });
        }
        checkOrigin(request);
        const action = await readAction(request);
        const { store } = await this.begun();
        if (store.get(action.requestId) === undefined) {
            throw new MediaError('not_found', 'There is no such request', { field: 'requestId' });
        }
        this.options.onAction(action);
        sendJson(response, '{}', 202);
    }

    private async settled(): Promise<Parts> {
        const parts = await this.begun();
        await parts.summaries.settle();
        return parts;
    }

    private build(store: MediaStore): Parts {
        const { clock, readyDays, servers, ownOrigins, proposalsOf, onFault } = this.options;
        const house = houseTimesOf(store);
        const summaries = new Summaries({
            store,
            clock,
            readyDays,
            servers,
            timesAt: (now) => house.at(now),
            ...(proposalsOf !== undefined && { proposalsOf: (id: string) => proposalsOf(store, id) }),
            tell: (news) => this.tell(news, summaries),
            onSettled: () => {
                this.tellNotice();
                this.tellCounts(summaries);
            },
            onFault,
        });
        const posters = new Posters({ folder: `${store.path}.posters`, clock, ownOrigins });
        this.built = { store, summaries, posters };
        summaries.watch(this.isWatched);
        if (this.isClosed) this.close();
        return this.built;
    }

    private tell({ changed, gone }: News, { counts }: Summaries): void {
        // With the last of them, when all of them are counted.
        const last = changed.length + gone.length - 1;
        const about = (index: number): object => ({ now: this.now, ...(index === last && { counts }) });
        changed.forEach(({ id, json }, index) => this.stream.tell('change', withPart(about(index), `"request":${json}`), id));
        gone.forEach((id, index) => this.stream.tell('gone', JSON.stringify({ ...about(changed.length + index), id }), id));
    }

    private tellNotice(): void {
        const before = this.notice;
        const notice = this.noticeOf();
        this.notice = JSON.stringify(notice);
        if (before !== '' && before !== this.notice) this.stream.tell('notice', JSON.stringify({ now: this.now, ...notice }));
    }

    private noticeOf(): object {
        if (this.built === null) return { services: [] };
        const { store, summaries } = this.built;
        const findings = this.options.findingsOf?.(store);
        return { services: summaries.services, ...(findings !== undefined && { findings }) };
    }

    private tellCounts({ counts }: Summaries): void {
        const before = this.counted;
        this.counted = JSON.stringify(counts);
        if (before !== this.counted) this.options.onCounts?.(counts);
    }

    private get isWatched(): boolean {
        return this.options.onCounts !== undefined || this.stream.size > 0;
    }

    private tabs(count: number): void {
        this.built?.summaries.watch(this.isWatched);
        this.options.onTabs(count);
    }

    private get now(): string {
        return isoNow(this.options.clock);
    }
}

function peopleOf(store: MediaStore): string[] {
    const people = new Set(store.requests().flatMap(({ requestedBy }) => requestedBy ?? []));
    return [...people].sort((a, b) => a.localeCompare(b));
}

/** qBit poller: source of what happens to the downloads that requests wait for. Any input makes it poll now. */
import { MediaError, type MediaEvent, systemClock } from '../lib/model';
import {
    type PaceFields,
    type PollerStatus,
    type QBittorrentLink,
    readPace,
    TorrentPoller,
    waitingDownloads,
    withFailures,
} from '../lib/qbittorrent';
import type { MediaStore } from '../lib/store';
import { handleInput, OnceReporter } from './shared/handler';
import type { NodeDefinition, Red, RuntimeNode } from './shared/red';
import { faultText, StatusLine, type StatusKind } from './shared/status';
import { storeOf, whenFlowsStarted } from './shared/store-access';

interface QBittorrentDefinition extends NodeDefinition, PaceFields {
    store?: string;
    server?: string;
}

export = (RED: Red): void => {
    function MediaQBittorrentNode(this: RuntimeNode, definition: QBittorrentDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(this);
        const log = new OnceReporter((text) => this.warn(text));
        let poller: TorrentPoller | null = null;
        let isClosed = false;
        let unsubscribe = (): void => undefined;

        const fail = (thrown: unknown): void => {
            status.show('lost', faultText(RED, 'media-qbittorrent', thrown));
            log.report(thrown);
        };
        const show = (state: PollerStatus): void => {
            if (state.state === 'connected') log.clear();
            else log.report(state.error);
            status.show(...lookOf(RED, state));
        };
        const watch = (store: MediaStore): void => {
            if (isClosed) return;
            const { client, sync } = linkOf(RED, definition.server);
            const started = new TorrentPoller({
                ...readPace(definition),
                refresh: () => sync.refresh(),
                files: (hash) => client.files(hash),
                tracked: () => withFailures(store.trackedDownloads(), (id) => store.get(id)),
                emit: (event) => this.send(messageOf(event)),
                onTransfer: (downloadId, transfer) => store.live.setTransfer(downloadId, transfer),
                onStatus: show,
                clock: systemClock,
                newId: () => RED.util.generateId(),
            });
            poller = started;
            unsubscribe = store.onChange((request) => {
                if ([...waitingDownloads(request)].some((downloadId) => !started.knows(downloadId))) started.poke();
            });
            started.start();
        };
        status.show('waiting', RED._('media-qbittorrent.status.connecting'));
        const stopWaiting = whenFlowsStarted(RED, () => {
            storeOf(RED, definition.store).then(watch).catch(fail);
        });

        handleInput(this, () => {
            if (!poller) throw new MediaError('not_polling', 'The qBit poller has not begun: look at its status');
            poller.poke();
        });

        this.on('close', (_removed, done) => {
            isClosed = true;
            stopWaiting();
            unsubscribe();
            poller?.stop();
            done();
        });
    }

    RED.nodes.registerType('media-qbittorrent', MediaQBittorrentNode);
};

function messageOf(event: MediaEvent): { topic: string; payload: MediaEvent } {
    return { topic: `${event.source}/${event.kind}`, payload: event };
}

function linkOf(RED: Red, id: string | undefined): QBittorrentLink {
    const owner = RED.nodes.getNode(id ?? '') as { link?: () => QBittorrentLink } | null;
    if (!owner?.link) throw new MediaError('no_server', 'Choose a qBittorrent server in this node', { field: 'server' });
    return owner.link();
}

function lookOf(RED: Red, state: PollerStatus): [StatusKind, string] {
    const text = (name: string, values?: Record<string, unknown>): string => RED._(`media-qbittorrent.status.${name}`, values);
    if (state.state === 'connected') {
        return state.downloading === 0
            ? ['live', text('connected')]
            : ['working', text('downloading', { count: state.downloading })];
    }
    const { code, retryAt } = state.error;
    if (code !== 'banned' || retryAt === undefined) return ['lost', faultText(RED, 'media-qbittorrent', state.error)];
    return ['lost', text('banned', { time: new Date(retryAt).toTimeString().slice(0, 5) })];
}

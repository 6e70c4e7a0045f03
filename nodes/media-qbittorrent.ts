/** qBit poller: source of what happens to the downloads that requests wait for. Any input makes it poll now. */
import { MediaError, systemClock } from '../lib/model';
import { type PaceFields, type PollerStatus, readPace, TorrentPoller } from '../lib/qbittorrent';
import type { MediaStore } from '../lib/store';
import { handleInput, messageOf, OnceReporter } from './shared/handler';
import type { NodeDefinition, Red, RuntimeNode } from './shared/red';
import { serverOf } from './shared/server-access';
import { type StatusKind, StatusLine, type StatusText } from './shared/status';
import { type Begun, runWithStore, useBegun } from './shared/store-access';

interface QBittorrentDefinition extends NodeDefinition, PaceFields {
    store?: string;
    server?: string;
}

export = (RED: Red): void => {
    function MediaQBittorrentNode(this: RuntimeNode, definition: QBittorrentDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const log = new OnceReporter((text) => this.warn(text));
        // Never cleared: a poll that goes well does not change it.
        const limits = new OnceReporter((text) => this.warn(text));

        const fail = (thrown: unknown): void => {
            if (status.showFault(thrown)) log.report(thrown);
        };
        const show = (state: PollerStatus): void => {
            if (state.state === 'connected') {
                log.clear();
                if (state.isWholeList) limits.report(noSync);
                status.show(...lookOf(state));
                return;
            }
            const { code, retryAt } = state.error;
            if (code !== 'banned' || retryAt === undefined) {
                fail(state.error);
                return;
            }
            log.report(state.error);
            status.show('lost', () => bannedUntil(retryAt));
        };
        const watch = (store: MediaStore): Begun<TorrentPoller> => {
            const { client, sync } = serverOf(RED, definition.server, 'media-qbittorrent-server').link();
            const poller = new TorrentPoller({
                ...readPace(definition),
                refresh: () => sync.refresh(),
                probe: () => client.probe(),
                isWholeList: () => sync.isWholeList,
                files: (hash) => client.files(hash),
                tracked: () => store.trackedDownloads(),
                emit: (event) => this.send(messageOf(event)),
                onTransfer: (downloadId, transfer) => store.live.setTransfer(downloadId, transfer),
                onStatus: show,
                clock: systemClock,
                newId: () => RED.util.generateId(),
            });
            const ends = [
                store.onChange(() => poller.awaits(store.trackedDownloads().keys())),
                store.live.answerForClient((downloadId) => poller.factsOf(downloadId)),
            ];
            poller.start();
            const end = (): void => {
                for (const each of ends) each();
                poller.stop();
            };
            return { works: poller, end };
        };
        status.show('waiting', () => ({ name: 'connecting' }));
        const begun = runWithStore(RED, { node: this, store: definition.store }, watch, fail);

        handleInput(this, (message) => useBegun(begun, message, (poller) => poller.poke()));
    }

    RED.nodes.registerType('media-qbittorrent', MediaQBittorrentNode);
};

const noSync = new MediaError(
    'no_sync',
    'What answers as qBittorrent has no sync/maindata: it is asked for its whole list instead, and removals are noticed after a minute',
);

function lookOf({ downloading, isWholeList }: PollerStatus & { state: 'connected' }): [StatusKind, () => StatusText] {
    if (downloading === 0) return ['live', () => ({ name: isWholeList ? 'wholeList' : 'connected' })];
    return ['working', () => ({ name: 'downloading', values: { count: downloading } })];
}

function bannedUntil(time: number): StatusText {
    return { name: 'banned', values: { time: new Date(time).toTimeString().slice(0, 5) } };
}

/** Episode aggregator: accepted TV change in; 1 the request's change or progress, 2 complete (once). */
import { EpisodeAggregator } from '../lib/episodes';
import type { Change } from '../lib/gate';
import { MediaError, systemClock } from '../lib/model';
import { handleInput } from './shared/handler';
import type { NodeDefinition, NodeMessage, Red, RuntimeNode } from './shared/red';
import { StatusLine } from './shared/status';
import { storeOf } from './shared/store-access';

interface EpisodesDefinition extends NodeDefinition {
    store?: string;
}

export = (RED: Red): void => {
    function MediaEpisodesNode(this: RuntimeNode, definition: EpisodesDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const showFault = (thrown: unknown): void => status.showFault(thrown);
        const opened = storeOf(RED, definition.store).then((store) => new EpisodeAggregator(store.requests()));
        opened.then(() => status.show('idle', () => ({ name: 'ready' })), showFault);

        handleInput(
            this,
            async (message, send) => {
                const { request, event } = readChange(message);
                if (request.mediaType !== 'tv') return;
                const { progress, isComplete } = (await opened).take(request, event.id, systemClock.now());
                if (progress === null) return;
                const kind = progress.from === progress.to ? 'progress' : 'changed';
                const told: NodeMessage = { ...message, topic: `episodes/${kind}`, payload: { ...progress, event } };
                const complete: NodeMessage | null = isComplete
                    ? { ...message, topic: 'episodes/complete', payload: { ...progress, event } }
                    : null;
                send([told, complete]);
                const { available, total } = progress.progress;
                if (total === 0) return;
                status.show(isComplete ? 'live' : 'working', () => ({ name: 'progress', values: { available, total } }));
            },
            showFault,
        );
    }

    RED.nodes.registerType('media-episodes', MediaEpisodesNode);
};

function readChange(message: NodeMessage): Pick<Change, 'request' | 'event'> {
    const payload = message.payload as Partial<Change> | null | undefined;
    if (payload?.request?.episodes === undefined || payload.event === undefined) {
        throw new MediaError(
            'not_a_change',
            'msg.payload is no accepted change. Wire the first output of a transition gate to this node',
            { field: 'payload' },
        );
    }
    return { request: payload.request, event: payload.event };
}

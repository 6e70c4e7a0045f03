/** Episode aggregator: accepted TV change in; 1 the request's change or progress, 2 complete (once). */
import { EpisodeAggregator, type EpisodeChange } from '../lib/episodes';
import type { Change } from '../lib/gate';
import { MediaError } from '../lib/model';
import { handleInput } from './shared/handler';
import type { NodeDefinition, NodeMessage, Red, RuntimeNode } from './shared/red';
import { StatusLine } from './shared/status';

export = (RED: Red): void => {
    function MediaEpisodesNode(this: RuntimeNode, definition: NodeDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const showFault = (thrown: unknown): void => void status.showFault(thrown);
        const aggregator = new EpisodeAggregator();
        status.show('idle', () => ({ name: 'ready' }));

        handleInput(
            this,
            (message, send) => {
                const change = readChange(message);
                const { event, request } = change;
                if (request.mediaType !== 'tv') return;
                const { progress, isComplete } = aggregator.take(change);
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

function readChange(message: NodeMessage): EpisodeChange & Pick<Change, 'event'> {
    const payload = message.payload as Partial<Change> | null | undefined;
    const { request, event, requestFrom, outcome } = payload ?? {};
    if (request?.mediaType === undefined || event === undefined || requestFrom === undefined) {
        throw new MediaError(
            'not_a_change',
            'msg.payload is no accepted change. Wire the first output of a transition gate to this node',
            { field: 'payload' },
        );
    }
    return { request, event, requestFrom, ...(outcome && { outcome }) };
}

/** Needs attention: source of what became late, failed or needs a person, once; and of its end. Any input makes it look now. */
import { type Attention, AttentionWatch } from '../lib/attention';
import { CATALOGUES, type Language } from '../lib/causes';
import { systemClock } from '../lib/model';
import type { MediaStore } from '../lib/store';
import { handleInput, OnceReporter } from './shared/handler';
import type { NodeDefinition, NodeMessage, Red, RuntimeNode } from './shared/red';
import { StatusLine } from './shared/status';
import { type Begun, runWithStore, useBegun } from './shared/store-access';

interface AttentionDefinition extends NodeDefinition {
    store?: string;
    /** Of its messages. */
    language?: string;
}

export = (RED: Red): void => {
    function MediaAttentionNode(this: RuntimeNode, definition: AttentionDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const log = new OnceReporter((text) => this.warn(text));
        const fail = (thrown: unknown): void => {
            status.showFault(thrown);
            log.report(thrown);
        };
        const showCount = (count: number): void => {
            log.clear();
            if (count === 0) status.show('live', () => ({ name: 'well' }));
            else status.show('waiting', () => ({ name: 'open', values: { count } }));
        };
        const begin = (store: MediaStore): Begun<AttentionWatch> => {
            const watch = new AttentionWatch({
                store,
                clock: systemClock,
                language: readLanguage(definition),
                onAttention: (attention) => this.send([messageOf('attention', attention), null]),
                onOver: (attention) => this.send([null, messageOf('attention/over', attention)]),
                onCount: showCount,
                onFault: fail,
            });
            watch.start();
            return { works: watch, end: () => watch.close() };
        };
        const begun = runWithStore(RED, { node: this, store: definition.store }, begin, fail);

        handleInput(this, (message) => useBegun(begun, message, (watch) => watch.lookNow()));
    }

    RED.nodes.registerType('media-attention', MediaAttentionNode);
};

function messageOf(topic: string, payload: Attention): NodeMessage {
    return { topic, payload };
}

function readLanguage({ language = '' }: AttentionDefinition): Language {
    return language in CATALOGUES ? (language as Language) : 'en-US';
}

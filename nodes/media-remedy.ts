/** Remedy: proposes the smallest step that helps what is stuck, and does it when it is approved, or ticked. */
import { sayAll } from '../lib/causes';
import { copyOf, MediaError, systemClock } from '../lib/model';
import { type Proposal, readRemedySettings, readWish, refusalFor, Remedies, type RemedyFields } from '../lib/remedies';
import { houseTimesOf } from '../lib/requests';
import type { MediaStore } from '../lib/store';
import { handleInput, OnceReporter } from './shared/handler';
import type { NodeDefinition, Red, RuntimeNode } from './shared/red';
import { type ServerChoices, servicesOf } from './shared/remedy-services';
import { StatusLine } from './shared/status';
import { runWithStore } from './shared/store-access';

interface RemedyDefinition extends NodeDefinition, RemedyFields, ServerChoices {
    store?: string;
}

export = (RED: Red): void => {
    function MediaRemedyNode(this: RuntimeNode, definition: RemedyDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const log = new OnceReporter((text) => this.warn(text));
        let remedies: Remedies | null = null;
        let isOff = false;
        const fail = (thrown: unknown): void => {
            status.showFault(thrown);
            log.report(thrown);
        };
        const begin = (store: MediaStore): (() => Promise<void>) | undefined => {
            const settings = readRemedySettings(definition);
            const { mode, kinds, limits } = settings;
            isOff = mode === 'off';
            if (isOff) {
                status.show('idle', () => ({ name: 'off' }));
                return undefined;
            }
            const { services, close } = servicesOf(RED, definition, settings, (requestId) =>
                this.send([null, { topic: 'look', payload: { requestId } }, null]),
            );
            const started: Remedies = new Remedies({
                ...{ store, services, limits, kinds, clock: systemClock, isDryRun: mode === 'dry' },
                newId: () => RED.util.generateId(),
                times: () => houseTimesOf(store).at(systemClock.now()),
                onProposal: (proposal) => this.send([{ topic: 'remedy/proposal', payload: shown(proposal) }, null, null]),
                onDone: (deed, says) => this.send([null, { topic: 'remedy/done', payload: { ...copyOf(deed), says } }, null]),
                onRefused: (refusal) => this.send([null, null, { topic: 'remedy/refused', payload: refusal }]),
                onChange: () => show(),
                onFault: (thrown) => log.report(thrown),
            });
            const show = (): void => {
                const { proposals } = started.counts;
                const name = mode === 'dry' ? 'dry' : proposals > 0 ? 'proposals' : 'well';
                status.show(proposals > 0 ? 'waiting' : 'live', () => ({ name, values: { count: proposals } }));
            };
            remedies = started;
            started.start();
            show();
            return async () => {
                close();
                await started.close();
            };
        };
        runWithStore(RED, { node: this, store: definition.store }, begin, fail);

        handleInput(this, async (message, send) => {
            const wish = readWish(message);
            if (isOff) {
                send([null, null, { topic: 'remedy/refused', payload: refusalFor('off') }]);
                return;
            }
            if (remedies === null) throw new MediaError('not_begun', 'The node has not begun: look at its status');
            await remedies.take(wish);
        });
    }

    RED.nodes.registerType('media-remedy', MediaRemedyNode);
};

/** With its sentences in English. */
function shown(proposal: Proposal): object {
    return copyOf({ ...proposal, says: sayAll([...proposal.why, ...proposal.what]) });
}

/** Remedy: proposes the smallest step that helps what is stuck, and does it when it is approved, or ticked. */
import { sayAll } from '../lib/causes';
import { copyOf, systemClock } from '../lib/model';
import { type Proposal, readRemedySettings, readWish, refusalFor, Remedies, type RemedyFields } from '../lib/remedies';
import { houseTimesOf } from '../lib/requests';
import type { MediaStore } from '../lib/store';
import { handleInput, OnceReporter } from './shared/handler';
import type { NodeDefinition, Red, RuntimeNode } from './shared/red';
import { type ServerChoices, servicesOf } from './shared/remedy-services';
import { StatusLine } from './shared/status';
import { type Begun, runWithStore, useBegun } from './shared/store-access';

interface RemedyDefinition extends NodeDefinition, RemedyFields, ServerChoices {
    store?: string;
}

export = (RED: Red): void => {
    function MediaRemedyNode(this: RuntimeNode, definition: RemedyDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const log = new OnceReporter((text) => this.warn(text));
        const fail = (thrown: unknown): void => {
            status.showFault(thrown);
            log.report(thrown);
        };
        /** Null: it is switched off. */
        const begin = (store: MediaStore): Begun<Remedies | null> => {
            const settings = readRemedySettings(definition);
            const { mode, kinds, limits } = settings;
            if (mode === 'off') {
                status.show('idle', () => ({ name: 'off' }));
                return { works: null };
            }
            const { services, close } = servicesOf(RED, definition, settings, (requestId) =>
                this.send([null, { topic: 'look', payload: { requestId } }, null]),
            );
            const remedies: Remedies = new Remedies({
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
                const { proposals } = remedies.counts;
                const name = mode === 'dry' ? 'dry' : proposals > 0 ? 'proposals' : 'well';
                status.show(proposals > 0 ? 'waiting' : 'live', () => ({ name, values: { count: proposals } }));
            };
            remedies.start();
            show();
            const end = (): Promise<void> => {
                close();
                return remedies.close();
            };
            return { works: remedies, end };
        };
        const begun = runWithStore(RED, { node: this, store: definition.store }, begin, fail);

        handleInput(this, (message, send) => {
            const wish = readWish(message);
            return useBegun(begun, message, async (remedies) => {
                if (remedies !== null) await remedies.take(wish);
                else send([null, null, { topic: 'remedy/refused', payload: refusalFor('off') }]);
            });
        });
    }

    RED.nodes.registerType('media-remedy', MediaRemedyNode);
};

/** With its sentences in English. */
function shown(proposal: Proposal): object {
    return copyOf({ ...proposal, says: sayAll([...proposal.why, ...proposal.what]) });
}

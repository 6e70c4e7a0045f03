/** Relay: passes webhooks on once they are safe. 1 what came in, for the reply; 2 what a receiver gets late or not at all. */
import { toMediaError } from '../lib/model';
import { MOST_RECEIVERS, passesOn, readRelaySettings, type RelayFields, type RelayStatus, WebhookRelay } from '../lib/relay';
import type { MediaStore } from '../lib/store';
import { handleInput, OnceReporter } from './shared/handler';
import { readRawWebhook } from './shared/raw-webhook';
import { type NodeDefinition, readCredentials, type Red, type RuntimeNode } from './shared/red';
import { relayRooms } from './shared/relay-rooms';
import { shortTime, StatusLine } from './shared/status';
import { type Begun, runWithStore, useBegun } from './shared/store-access';

interface RelayDefinition extends NodeDefinition, RelayFields {
    store?: string;
}

const STORE_UNAVAILABLE = 503;

export = (RED: Red): void => {
    function MediaRelayNode(this: RuntimeNode<Record<string, string>>, definition: RelayDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const log = new OnceReporter((text) => this.warn(text));
        const secrets = readCredentials(this);
        const settings = readRelaySettings(definition, (slot) => secrets[`secret${slot}`] ?? '');
        const toldOfLoss = new Set<string>();
        const tell = (topic: string, payload: object): void => this.send([null, { topic: `relay/${topic}`, payload }]);
        const fail = (thrown: unknown): void => {
            status.showFault(thrown);
            log.report(thrown);
        };
        const show = ({ delivered, late, fault }: RelayStatus): void => {
            if (late === null) toldOfLoss.clear();
            if (fault !== null) status.showFault(fault);
            else if (late !== null) {
                const values = { count: late.waiting, since: shortTime(late.since) };
                status.show('waiting', () => ({ name: 'late', values }));
            } else if (delivered > 0) status.show('live', () => ({ name: 'delivered', values: { count: delivered } }));
            else status.show('idle', () => ({ name: settings.receivers.length === 0 ? 'no_receivers' : 'ready' }));
        };
        const relayOn = (store: MediaStore): WebhookRelay => {
            const written = (): void => {
                log.clear();
                relay.show();
            };
            const relay: WebhookRelay = new WebhookRelay({
                settings,
                ...relayRooms(store, this.id),
                flush: () => store.flush(),
                writeSoon: () => store.writeSoon({ onFault: fail, onWritten: written }),
                onStatus: show,
                onLate: (late) => {
                    this.warn(`${late.message}. What is to be passed on to it waits [${late.code}]`);
                    tell('late', late);
                },
                onRecovered: (recovered) => tell('recovered', recovered),
                onLost: (lost) => {
                    tell('dropped', lost);
                    if (toldOfLoss.has(lost.receiver)) return;
                    toldOfLoss.add(lost.receiver);
                    this.warn(`${lost.message}. ${lost.receiver} does not get this webhook [${lost.code}]`);
                },
            });
            return relay;
        };
        const begin = (store: MediaStore): Begun<WebhookRelay> => {
            const relay = relayOn(store);
            relay.start();
            return { works: relay, end: () => relay.close() };
        };
        const begun = runWithStore(RED, { node: this, store: definition.store }, begin, fail);

        handleInput(
            this,
            async (message, send) => {
                const isAwaited = settings.receivers.length > 0;
                try {
                    const webhook = isAwaited ? readRawWebhook(message['webhook'], () => RED.util.generateId()) : null;
                    if (webhook !== null && passesOn(settings, webhook.service))
                        await useBegun(begun, message, (relay) => relay.take(webhook));
                    send([message, null]);
                } catch (thrown) {
                    const error = toMediaError(thrown);
                    const payload = { ok: false, code: error.code, message: error.message };
                    send([Object.assign(message, { statusCode: STORE_UNAVAILABLE, payload }), null]);
                    // It is kept in memory and goes out all the same.
                    if (error.code !== 'store_not_writable') throw error;
                    fail(error);
                }
            },
            (error) => status.showFault(error),
        );
    }

    const slots = Array.from({ length: MOST_RECEIVERS }, (_, slot) => [`secret${slot}`, { type: 'password' }] as const);
    RED.nodes.registerType('media-relay', MediaRelayNode, { credentials: Object.fromEntries(slots) });
};

/** Doctor: looks whether every connection of the house is right. Out: 1 what is wrong, once; 2 that it is over; 3 answers. */
import {
    type Consent,
    Doctor,
    type Finding,
    findings,
    type Plan,
    readDoctorSettings,
    DoctorRounds,
    sayFinding,
} from '../lib/doctor';
import { inTime, systemClock, toMediaError } from '../lib/model';
import type { MediaStore } from '../lib/store';
import { addDoctorRoutes, type DoctorOffers } from './shared/doctor-routes';
import { handleInput, OnceReporter } from './shared/handler';
import { ownWebhookOf, patientsOf } from './shared/house';
import type { NodeDefinition, NodeMessage, Red, RuntimeNode } from './shared/red';
import { consentOf } from './shared/set-up';
import { StatusLine } from './shared/status';
import { type Begun, runWithStore, useBegun } from './shared/store-access';

interface DoctorDefinition extends NodeDefinition {
    store?: string;
    /** Where the services reach Node-RED; empty: `MEDIA_PUBLIC_URL`. */
    ownUrl?: string;
    intervalHours?: number | string;
    /** Ids of server nodes that are not looked at. */
    leftOut?: string[];
    language?: string;
}

/** What messages and dialogs are for. */
interface Works {
    store: MediaStore;
    doctor: Doctor;
    rounds: DoctorRounds;
}

const UNAVAILABLE = 503;

export = (RED: Red): void => {
    function MediaDoctorNode(this: RuntimeNode & DoctorOffers, definition: DoctorDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const log = new OnceReporter((text) => this.warn(text));
        let language: ReturnType<typeof readDoctorSettings>['language'] = 'en-US';
        const fail = (thrown: unknown): void => {
            status.showFault(thrown);
            log.report(thrown);
        };
        const said = (finding: Finding): object => ({
            ...sayFinding(finding, language),
            kind: finding.kind,
            values: finding.values,
        });
        const tell = (port: 0 | 1, finding: Finding): void => {
            const topic = port === 0 ? 'doctor' : 'doctor/over';
            const message: NodeMessage = { topic, payload: said(finding) };
            this.send(port === 0 ? [message, null, null] : [null, message, null]);
        };
        const begin = (store: MediaStore): Begun<Works> => {
            const settings = readDoctorSettings(definition);
            ({ language } = settings);
            const doctor = new Doctor({
                store,
                clock: systemClock,
                patients: () => patientsOf(RED, settings.leftOut),
                own: () => ownWebhookOf(RED, this, store, definition.store, settings.ownUrl),
            });
            const count = (): number => findings(store).list.length;
            const rounds = new DoctorRounds({
                doctor,
                clock: systemClock,
                intervalMs: settings.intervalMs,
                count,
                onLooked: ({ appeared, gone }) => {
                    log.clear();
                    for (const finding of appeared) tell(0, finding);
                    for (const finding of gone) tell(1, finding);
                    store.writeSoon({ onFault: fail });
                    if (count() === 0) status.show('live', () => ({ name: 'well' }));
                    else status.show('waiting', () => ({ name: 'found', values: { count: count() } }));
                },
                onFault: fail,
            });
            this.maps = () => doctor.maps;
            status.show('idle', () => ({ name: 'ready' }));
            rounds.start();
            return { works: { store, doctor, rounds }, end: () => rounds.close() };
        };
        const begun = runWithStore(RED, { node: this, store: definition.store }, begin, fail);

        this.maps = () => [];
        this.mend = async (serverId, consent) => mend(await inTime(begun, systemClock), serverId, consent);
        const list = async ({ store, rounds }: Works, isFresh: boolean): Promise<object[]> => {
            await rounds.look(isFresh);
            return findings(store).list.map(said);
        };

        handleInput(this, async (message, send) => {
            const isAsked = message['res'] !== undefined;
            try {
                const order = isAsked ? null : readOrder(message.payload);
                message.payload = await useBegun<Works, object>(begun, message, (works) =>
                    order === null ? list(works, isAsked) : mend(works, order.server, order.apply ? order.consent : null),
                );
                if (isAsked) message['statusCode'] = 200;
            } catch (thrown) {
                if (!isAsked) throw thrown;
                const { code, message: text } = toMediaError(thrown);
                Object.assign(message, { statusCode: UNAVAILABLE, payload: { code, message: text } });
            }
            send([null, null, message]);
        });
    }

    RED.nodes.registerType('media-doctor', MediaDoctorNode);
    addDoctorRoutes(RED);
};

/** Without consent it only shows. */
async function mend({ doctor, rounds }: Works, serverId: string, consent: Consent | null): Promise<Plan> {
    if (consent === null) return doctor.plan(serverId);
    const plan = await doctor.apply(serverId, consent);
    await rounds.look();
    return plan;
}

/**
 * `{ setUp: <id of a server node>, apply: true }`. Over HTTP there are no orders: who may read may not write. Without `apply`
 * it only shows what would be done.
 */
function readOrder(payload: unknown): { server: string; apply: boolean; consent: ReturnType<typeof consentOf> } | null {
    if (typeof payload !== 'object' || payload === null || !('setUp' in payload)) return null;
    const { setUp, ...rest } = payload as Record<string, unknown>;
    return { server: String(setUp), apply: rest['apply'] === true, consent: consentOf(rest) };
}

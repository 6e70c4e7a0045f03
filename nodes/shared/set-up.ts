/** The admin routes behind *Set up for me*: show what would be written into a service, and write it when told so. */
import { arrivals, type Consent, type OwnWebhook, type Patient, type Plan } from '../../lib/doctor';
import { inTime, MediaError, systemClock, toMediaError } from '../../lib/model';
import type { MediaStore } from '../../lib/store';
import { readTyped } from './connection-test';
import { entrancesOf, ownWebhookOf } from './house';
import type { Red } from './red';
import { storeOf } from './store-access';

export interface SetUpOptions<Options> {
    type: string;
    secrets: readonly string[];
    /** Makes sense of the dialog's fields. @throws MediaError naming the field at fault */
    read: (fields: Record<string, unknown>, environment: (name: string) => string) => Options;
    patient: (options: Options) => Patient;
    /** Lets go of what the patient holds. */
    close?: (options: Options) => void;
}

/** What the dialog is told. */
export interface SetUpAnswer {
    ok: boolean;
    /** `shown`, `done`, or what is in the way. */
    code: string;
    message?: string;
    plan?: Plan;
    /** Where the services reach Node-RED, as far as it is known. */
    ownUrl?: string;
}

/**
 * Adds `POST media-pipeline/<type>/set-up`, for who may edit nodes of this type. Without `apply: true` it only shows. Answers 200
 * whatever the outcome.
 */
export function addSetUp<Options>(RED: Red, options: SetUpOptions<Options>): void {
    const permission = RED.auth.needsPermission(`${options.type}.write`);
    RED.httpAdmin.post(`/media-pipeline/${options.type}/set-up`, permission, (request, response) => {
        void setUp(RED, options, request.body).then((answer) => response.json(answer));
    });
}

async function setUp<Options>(RED: Red, options: SetUpOptions<Options>, body: unknown): Promise<SetUpAnswer> {
    const asked = (body ?? {}) as Record<string, unknown>;
    let own: OwnWebhook | null = null;
    const withOwnUrl = (answer: SetUpAnswer): SetUpAnswer =>
        typeof own?.base === 'string' ? { ...answer, ownUrl: own.base } : answer;
    try {
        const house = await houseOf(RED, textOf(asked['ownUrl']));
        ({ own } = house);
        const { typed, environment } = readTyped(RED, options.type, options.secrets, body);
        const settings = options.read(typed, environment);
        try {
            const { mending, kind } = options.patient(settings);
            const isRefused = arrivals(house.store).refused(kind) !== undefined;
            if (mending === undefined) throw new MediaError('no_server', 'Nothing of ours belongs into this service');
            if (asked['apply'] !== true) return withOwnUrl({ ok: true, code: 'shown', plan: await mending.plan(own, isRefused) });
            return withOwnUrl({ ok: true, code: 'done', plan: await mending.apply(own, consentOf(asked), isRefused) });
        } finally {
            options.close?.(settings);
        }
    } catch (thrown) {
        const { code, message } = toMediaError(thrown);
        return withOwnUrl({ ok: false, code, message });
    }
}

/** @throws MediaError `no_webhook_parser`, or why there is no store */
async function houseOf(RED: Red, typed: string): Promise<{ own: OwnWebhook; store: MediaStore }> {
    const [entrance] = entrancesOf(RED);
    const none = new MediaError('no_webhook_parser', 'Deploy a flow with an http in node wired to a webhook parser first');
    if (entrance === undefined) throw none;
    const store = await inTime(storeOf(RED, entrance.store), systemClock);
    const doctor = doctorAddress(RED);
    const own = ownWebhookOf(RED, doctor.node, store, entrance.store, typed === '' ? doctor.address : typed);
    if (own === null) throw none;
    return { own, store };
}

/** What is entered in a doctor of the flow. */
function doctorAddress(RED: Red): { node: object; address: string } {
    const doctors: { node: object; address: string }[] = [];
    RED.nodes.eachNode(({ id, type, ...rest }) => {
        const node = type === 'media-doctor' ? RED.nodes.getNode(id) : null;
        if (node) doctors.push({ node, address: textOf(rest['ownUrl']) });
    });
    return doctors.find(({ address }) => address !== '') ?? doctors[0] ?? { node: {}, address: '' };
}

/** What was agreed to, of a dialog or of a message. */
export function consentOf({ basis, replaces }: Record<string, unknown>): Consent {
    return {
        ...(typeof basis === 'string' && { basis }),
        ...(typeof replaces === 'string' && { replaces }),
    };
}

function textOf(value: unknown): string {
    return typeof value === 'string' ? value.trim() : '';
}

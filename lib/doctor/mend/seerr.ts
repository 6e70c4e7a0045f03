/** Makes or mends the one webhook of Seerr. Somebody else's is replaced only by who names whose it is. */
import { MediaError } from '../../model';
import { DEFAULT_TEMPLATE, savedSlot, SEERR_TYPES, type SeerrClient, type SeerrSlot, type SlotChange } from '../../seerr';
import { secrecyOfSlot } from '../decide/secret';
import { missingKeys, untickedTypes } from '../decide/slot';
import { fitsInHeader, isRightPath, markedAddress, type OwnWebhook, shownUrl, whoseIs } from '../own';
import { agree, basisOf, type Change, type Consent, HIDDEN, needAddress, type Plan, withoutSecret } from './plan';

export interface SeerrMending {
    client: SeerrClient;
    own: OwnWebhook;
}

/** What would be done. Writes nothing. @throws MediaError `no_own_address`, or why Seerr cannot be asked */
export async function planSeerr({ client, own }: SeerrMending): Promise<Plan> {
    return prepare(own, (await client.webhook()).slot).plan;
}

/**
 * Does it: Seerr sends a test first, and what does not reach us is not saved.
 * @throws MediaError `rejected`, `slot_taken`, `changed_meanwhile`, and as `planSeerr`
 */
export async function applySeerr({ client, own }: SeerrMending, consent: Consent): Promise<Plan> {
    const { plan, body } = prepare(own, (await client.webhook()).slot);
    agree(plan, consent);
    if (plan.action === 'none') return plan;
    try {
        await client.testWebhook(body);
        await client.saveWebhook(body);
    } catch (thrown) {
        if (!(thrown instanceof MediaError) || thrown.code !== 'rejected') throw withoutSecret(thrown, own.secret);
        const message = `${thrown.message}: Seerr does not reach ${shownUrl(markedAddress(own, 'seerr') ?? '')}, or it was refused there`;
        throw new MediaError('rejected', message, { field: 'ownUrl' });
    }
    return plan;
}

function prepare(own: OwnWebhook, slot: SeerrSlot): { plan: Plan; body: Record<string, unknown> } {
    const address = needAddress(markedAddress(own, 'seerr'));
    const whose = slot.url === '' ? 'ours' : whoseIs(slot.url, own);
    const isOurs = whose === 'ours' || whose === 'ours_moved';
    const change: SlotChange = {};
    const changes: Change[] = [];
    const secrecy = isOurs ? secrecyOfSlot(own.secret, slot) : 'none';
    const isSecretWrong = own.secret !== '' && secrecy !== 'right';
    if (!isOurs || whose === 'ours_moved' || !isRightPath(slot.url, own, 'seerr') || needsAddress(own, slot, isSecretWrong)) {
        change.url = address;
        changes.push({ field: 'address', before: slot.url === '' ? '' : shownUrl(slot.url), after: shownUrl(address) });
    }
    if (!slot.isEnabled) changes.push({ field: 'enabled', before: 'no', after: 'yes' });
    if (isSecretWrong || (!isOurs && slot.authHeader !== '')) {
        // Another receiver's secret is not sent to us.
        change.authHeader = fitsInHeader(own.secret) ? own.secret : '';
        changes.push({
            field: 'secret',
            before: slot.authHeader === '' ? '' : HIDDEN,
            after: own.secret === '' ? '' : HIDDEN,
        });
    }
    const unticked = untickedTypes(slot.types);
    if (unticked.length > 0) {
        change.types = Object.values(SEERR_TYPES).reduce((sum, bit) => sum | bit, slot.types);
        changes.push({ field: 'triggers', before: namesOf(slot.types), after: namesOf(change.types) });
    }
    const missing = missingKeys(slot);
    if (missing.length > 0) {
        change.template = DEFAULT_TEMPLATE;
        changes.push({
            field: 'template',
            before: slot.template === '' ? '' : `without ${missing.join(', ')}`,
            after: 'default',
        });
    }
    const action = changes.length === 0 ? 'none' : !isOurs ? 'replace' : slot.url === '' ? 'create' : 'change';
    const plan: Plan = {
        kind: 'seerr',
        action,
        name: 'Webhook',
        changes,
        basis: basisOf([slot.raw, changes]),
        ...(!isOurs && { replaces: shownUrl(slot.url) }),
    };
    return { plan, body: savedSlot(slot, change) };
}

function needsAddress(own: OwnWebhook, { url }: SeerrSlot, isSecretWrong: boolean): boolean {
    if (url === '' || !isSecretWrong) return url === '';
    return !fitsInHeader(own.secret) || new URL(url).searchParams.has('secret');
}

function namesOf(types: number): string {
    const ticked = Object.entries(SEERR_TYPES).filter(([, bit]) => (types & bit) !== 0);
    return ticked.map(([name]) => name).join(', ');
}

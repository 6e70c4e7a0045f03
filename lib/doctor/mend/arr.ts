/** Makes or mends our own connection in a Sonarr or a Radarr. Connections of others are neither changed nor tested. */
import { type ArrClient, type ArrConnection, changed, type ConnectionChange, readConnections, readHealthChecks } from '../../arr';
import { MediaError } from '../../model';
import { secrecyOf } from '../decide/secret';
import { missingTriggers } from '../decide/triggers';
import { fitsInHeader, isRightPath, markedAddress, type OwnWebhook, shownUrl, whoseIs } from '../own';
import {
    agree,
    basisOf,
    type Change,
    type Consent,
    HIDDEN,
    needAddress,
    OUR_NAME,
    OUR_USER,
    type Plan,
    withoutSecret,
} from './plan';

export interface ArrMending {
    client: ArrClient;
    kind: 'sonarr' | 'radarr';
    own: OwnWebhook;
    /** What its user calls it. */
    name?: string;
    /** Webhooks come with a wrong secret: what is not shown may be wrong. */
    isRefused?: boolean;
}

interface Prepared {
    plan: Plan;
    body: Record<string, unknown>;
    /** 0: it is to be made. */
    id: number;
}

/** What would be done. Writes nothing. @throws MediaError `no_own_address`, or why the server cannot be asked */
export async function planArr(mending: ArrMending): Promise<Plan> {
    return (await prepare(mending)).plan;
}

/**
 * Does it. Sonarr and Radarr try a connection before they save it: one that does not reach us is not saved, and they say why.
 * @throws MediaError `rejected`, `changed_meanwhile`, and as `planArr`
 */
export async function applyArr(mending: ArrMending, consent: Consent): Promise<Plan> {
    const { client, own, isRefused = false } = mending;
    const { plan, body, id } = await prepare(mending);
    agree(plan, consent);
    try {
        if (plan.action === 'create') await client.write('POST', '/notification', body);
        if (plan.action === 'change') await client.write('PUT', `/notification/${id}`, body);
        if (plan.action === 'test') await client.write('POST', '/notification/test', body);
        return plan;
    } catch (thrown) {
        if (isRefused || plan.action === 'create' || !isUnauthorised(thrown)) throw withoutSecret(thrown, own.secret);
    }
    // What is saved there, and not shown, is another secret than ours: it goes with the change.
    return applyArr({ ...mending, isRefused: true }, {});
}

/** Their words for an answer of ours: `HTTP request failed: [401:Unauthorized] [POST] at [...]`. */
function isUnauthorised(thrown: unknown): boolean {
    return thrown instanceof MediaError && thrown.code === 'rejected' && thrown.message.includes('[401:');
}

async function prepare(mending: ArrMending): Promise<Prepared> {
    const { client, kind, own } = mending;
    await client.system();
    const connections = readConnections((await client.ask('/notification')).value);
    const webhooks = connections.filter(({ implementation }) => implementation.toLowerCase() === 'webhook');
    const ours = webhooks.find(({ url }) => ['ours', 'ours_moved'].includes(whoseIs(url, own)));
    const address = needAddress(markedAddress(own, kind, mending.name));
    if (ours !== undefined) return mend(mending, ours, address, await isMuted(client, ours));
    const template = await templateOf(client);
    const names = new Set(connections.map(({ name }) => name.toLowerCase()));
    const name = names.has(OUR_NAME.toLowerCase()) ? `${OUR_NAME} (${own.mark})` : OUR_NAME;
    return create(mending, { template, name, address, connections });
}

/** A mute is of the server's own health; of several connections it names those that are muted. */
async function isMuted(client: ArrClient, { name }: ArrConnection): Promise<boolean> {
    const health = readHealthChecks((await client.ask('/health')).value);
    const check = health.find(({ source }) => source === 'NotificationStatusCheck');
    return check !== undefined && (check.type === 'error' || (check.message ?? '').includes(name));
}

async function templateOf(client: ArrClient): Promise<ArrConnection> {
    const { value } = await client.ask('/notification/schema');
    const template = readConnections(value).find(({ implementation }) => implementation === 'Webhook');
    if (template !== undefined) return template;
    throw new MediaError('rejected', `${client.service} does not know webhooks: it is too old`);
}

function create(
    { kind, own }: ArrMending,
    made: { template: ArrConnection; name: string; address: string; connections: readonly ArrConnection[] },
): Prepared {
    const { template, name, address } = made;
    const triggers = wantedTriggers(kind, template.triggers);
    const restored = 'onHealthRestored' in template.triggers ? { onHealthRestored: true } : {};
    const change: ConnectionChange = {
        name,
        url: address,
        tags: [],
        triggers: { ...triggers, ...restored },
        ...secretFields(own),
    };
    const body = changed(template.raw, change);
    const changes: Change[] = [
        { field: 'name', before: '', after: name },
        { field: 'address', before: '', after: shownUrl(address) },
        { field: 'method', before: '', after: 'POST' },
        ...(own.secret === '' ? [] : [{ field: 'secret', before: '', after: HIDDEN }]),
        { field: 'triggers', before: '', after: tickedIn({ ...triggers, ...restored }) },
    ];
    const basis = basisOf([made.connections.map(({ raw }) => raw), changes]);
    return { plan: { kind, action: 'create', name, changes, basis }, body, id: 0 };
}

function mend({ kind, own, isRefused = false }: ArrMending, ours: ArrConnection, address: string, muted: boolean): Prepared {
    const change: ConnectionChange = {};
    const changes: Change[] = [];
    const secrecy = secrecyOf(own.secret, ours);
    const isSecretWrong = secrecy === 'none' || secrecy === 'wrong' || (secrecy === 'hidden' && isRefused);
    const hasOddSecret = isSecretWrong && new URL(ours.url).searchParams.has('secret');
    const isMoved = whoseIs(ours.url, own) === 'ours_moved' || !isRightPath(ours.url, own, kind);
    if (isMoved || hasOddSecret || (isSecretWrong && !fitsInHeader(own.secret))) {
        change.url = address;
        changes.push({ field: 'address', before: shownUrl(ours.url), after: shownUrl(address) });
    }
    if (ours.method === 'PUT') changes.push({ field: 'method', before: 'PUT', after: 'POST' });
    if (isSecretWrong) {
        Object.assign(change, secretFields(own));
        changes.push({ field: 'secret', before: secrecy === 'none' ? '' : HIDDEN, after: HIDDEN });
    }
    const triggers = wantedTriggers(kind, ours.triggers);
    if (tickedIn(triggers) !== tickedIn(ours.triggers)) {
        change.triggers = triggers;
        changes.push({ field: 'triggers', before: tickedIn(ours.triggers), after: tickedIn(triggers) });
    }
    if (ours.tags.length > 0) {
        change.tags = [];
        changes.push({ field: 'tags', before: ours.tags.join(', '), after: '' });
    }
    const action = changes.length > 0 ? 'change' : muted ? 'test' : 'none';
    const body = action === 'test' ? ours.raw : changed(ours.raw, change);
    return { plan: { kind, action, name: ours.name, changes, basis: basisOf([ours.raw, changes]) }, body, id: ours.id };
}

/** What is ticked stays; what is missing is ticked; of two forms of the import one is enough. */
function wantedTriggers(kind: 'sonarr' | 'radarr', ticked: Readonly<Record<string, boolean>>): Record<string, boolean> {
    const added = missingTriggers(kind, ticked).flatMap(({ names }) => names.find((name) => name in ticked) ?? []);
    const wanted = { ...ticked, ...Object.fromEntries(added.map((name) => [name, true])) };
    if (wanted['onDownload'] === true && wanted['onImportComplete'] === true) wanted['onImportComplete'] = false;
    return wanted;
}

function tickedIn(triggers: Readonly<Record<string, boolean>>): string {
    const names = Object.entries(triggers).filter(([, isOn]) => isOn);
    return names.map(([name]) => name).join(', ');
}

function secretFields({ secret }: OwnWebhook): ConnectionChange {
    return secret !== '' && fitsInHeader(secret) ? { username: OUR_USER, password: secret } : {};
}

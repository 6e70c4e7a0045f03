/** What a deployed flow says of a house: its servers, and by what it takes webhooks. */
import {
    arrPatient,
    type Called,
    jellyfinPatient,
    markOf,
    type OwnWebhook,
    type Patient,
    qbittorrentPatient,
    seerrPatient,
    type ServiceKind,
    shokoPatient,
    unsetPatient,
} from '../../lib/doctor';
import type { MediaStore } from '../../lib/store';
import { type NodeDefinition, readEnvironment, type Red } from './red';
import { serverOf } from './server-access';

const SERVER_TYPES = [
    'media-seerr-server',
    'media-arr-server',
    'media-qbittorrent-server',
    'media-shoko-server',
    'media-jellyfin-server',
] as const;
type ServerType = (typeof SERVER_TYPES)[number];

const NAMES: Readonly<Record<ServiceKind, string>> = {
    sonarr: 'Sonarr',
    radarr: 'Radarr',
    seerr: 'Seerr',
    jellyfin: 'Jellyfin',
    shoko: 'Shoko',
    qbittorrent: 'qBittorrent',
};

/** The servers that run, but for those that are left out. */
export function patientsOf(RED: Red, leftOut: readonly string[]): Patient[] {
    const definitions: NodeDefinition[] = [];
    RED.nodes.eachNode((node) => {
        const isServer = (SERVER_TYPES as readonly string[]).includes(node.type);
        if (isServer && !leftOut.includes(node.id) && RED.nodes.getNode(node.id)) definitions.push(node);
    });
    const order = (type: string): number => (SERVER_TYPES as readonly string[]).indexOf(type);
    return definitions.sort((a, b) => order(a.type) - order(b.type)).map((node) => patientOf(RED, node, definitions));
}

function patientOf(RED: Red, definition: NodeDefinition, all: readonly NodeDefinition[]): Patient {
    const kind = kindOf(definition);
    const url = urlOf(RED, definition, kind);
    const called: Called = { id: definition.id, name: nameOf(definition, kind, url, all), url };
    try {
        return open(RED, definition.type as ServerType, called);
    } catch (thrown) {
        return unsetPatient(called, kind, thrown);
    }
}

/** @throws MediaError what its settings lack */
function open(RED: Red, type: ServerType, called: Called): Patient {
    switch (type) {
        case 'media-arr-server':
            return arrPatient(called, serverOf(RED, called.id, type).readSettings());
        case 'media-seerr-server':
            return seerrPatient(called, serverOf(RED, called.id, type).link().client);
        case 'media-jellyfin-server':
            return jellyfinPatient(called, serverOf(RED, called.id, type).link().client);
        case 'media-shoko-server':
            return shokoPatient(called, serverOf(RED, called.id, type).readSettings());
        case 'media-qbittorrent-server':
            return qbittorrentPatient(called, serverOf(RED, called.id, type).link().client);
    }
}

function kindOf({ type, kind }: NodeDefinition): ServiceKind {
    if (type === 'media-arr-server') return kind === 'radarr' ? 'radarr' : 'sonarr';
    return type.replace(/^media-|-server$/g, '') as ServiceKind;
}

function urlOf(RED: Red, definition: NodeDefinition, kind: ServiceKind): string {
    const typed = typeof definition['url'] === 'string' ? definition['url'].trim() : '';
    const [, variable] = /^\$\{(\S+)\}$/.exec(typed) ?? [];
    const node = RED.nodes.getNode(definition.id) ?? {};
    if (variable !== undefined) return readEnvironment(RED, node, variable).trim();
    return typed === '' ? readEnvironment(RED, node, `${kind.toUpperCase()}_URL`).trim() : typed;
}

/** Its name; else the service, and the host too where there are several of the service. */
function nameOf(definition: NodeDefinition, kind: ServiceKind, url: string, all: readonly NodeDefinition[]): string {
    if (definition.name !== undefined && definition.name !== '') return definition.name;
    const isOne = all.filter((other) => kindOf(other) === kind).length < 2;
    return isOne || !URL.canParse(url) ? NAMES[kind] : `${NAMES[kind]} (${new URL(url).host})`;
}

/** What a webhook parser offers: the secret that it asks for. */
export interface SecretAsker {
    secretAsked: () => string;
}

/** Where a flow takes webhooks: an `http in` node that posts to a webhook parser. */
export interface Entrance {
    /** `/media/webhook/:service` */
    path: string;
    secret: string;
    /** Id of the parser's store. */
    store: string;
}

/** The entrances that run; those with a place for the service's name first. */
export function entrancesOf(RED: Red): Entrance[] {
    const parsers = new Map<string, NodeDefinition>();
    const doors: NodeDefinition[] = [];
    RED.nodes.eachNode((node) => {
        if (!RED.nodes.getNode(node.id)) return;
        if (node.type === 'media-webhook') parsers.set(node.id, node);
        if (node.type === 'http in' && node['method'] === 'post') doors.push(node);
    });
    const found = doors.flatMap((door) => {
        const wires = Array.isArray(door['wires']) ? (door['wires'][0] as unknown[] | undefined) : undefined;
        const parser = (wires ?? []).map((id) => parsers.get(String(id))).find((each) => each !== undefined);
        if (parser === undefined || typeof door['url'] !== 'string') return [];
        const node = RED.nodes.getNode(parser.id) as Partial<SecretAsker> | null | undefined;
        const path = door['url'].startsWith('/') ? door['url'] : `/${door['url']}`;
        return [{ path, secret: node?.secretAsked?.() ?? '', store: textOf(parser['store']) }];
    });
    return found.sort((a, b) => Number(b.path.includes(':')) - Number(a.path.includes(':')));
}

/**
 * Our own webhook: null when the flow has no entrance.
 * @param base where services reach Node-RED, as its user says; empty: by `MEDIA_PUBLIC_URL`
 */
export function ownWebhookOf(RED: Red, node: object, store: MediaStore, storeId: unknown, base: string): OwnWebhook | null {
    const entrances = entrancesOf(RED);
    const entrance = entrances.find((each) => each.store === storeId) ?? entrances[0];
    if (entrance === undefined) return null;
    const { path, secret } = entrance;
    return { base: baseOf(RED, node, base), path, secret, mark: markOf(store) };
}

/** An address without a path gets Node-RED's `httpNodeRoot`. */
function baseOf(RED: Red, node: object, typed: string): string | null {
    const [, variable] = /^\$\{(\S+)\}$/.exec(typed.trim()) ?? [];
    const own = variable === undefined ? typed.trim() : readEnvironment(RED, node, variable).trim();
    const base = own === '' ? readEnvironment(RED, node, 'MEDIA_PUBLIC_URL').trim() : own;
    if (!URL.canParse(base) || !/^https?:/i.test(base)) return null;
    const { pathname } = new URL(base);
    const root = textOf(RED.settings['httpNodeRoot']).replace(/\/+$/, '');
    return base.replace(/\/+$/, '') + (pathname === '/' ? root : '');
}

function textOf(value: unknown): string {
    return typeof value === 'string' ? value : '';
}

/** What is wrong with our own connection in a Sonarr or a Radarr, or why there is none. */
import type { ArrConnection } from '../../arr';
import { aboutOf, type ArrAnswers, type HouseFacts, type ServerFacts } from '../facts';
import { found, type Found, type FindingCode } from '../finding';
import { isRightPath, leadsHome, type OwnWebhook, pathFor, shownAddress, shownUrl, type Whose, whoseIs } from '../own';
import { secrecyOf } from './secret';
import { countOf, missingTriggers } from './triggers';

const MINUTE_MS = 60_000;
/** The longest mute (EscalationBackOff, level 5 of NotificationStatusService). */
const LONGEST_MUTE_MS = 60 * MINUTE_MS;
/** A webhook follows its row within so much. */
const SETTLED_MS = 2 * MINUTE_MS;

/** Where connections are, in the words of Sonarr and Radarr. */
export const WHERE = 'Settings, Connect';

export type Candidate = ArrConnection & { whose: Whose };

/** The webhooks of a server, each with whose it is. */
export function candidatesIn({ connections }: ArrAnswers, own: OwnWebhook, isHere: boolean): Candidate[] {
    return connections
        .filter(({ implementation }) => implementation.toLowerCase() === 'webhook')
        .map((each) => ({ ...each, whose: whoseIs(each.url, own, isHere) }));
}

/** Those that may be mended: ours beyond doubt. */
export function oursOf(candidates: readonly Candidate[]): Candidate[] {
    return candidates.filter(({ whose }) => whose === 'ours' || whose === 'ours_moved');
}

export function ofConnection(server: ServerFacts, answers: ArrAnswers, house: HouseFacts): Found[] {
    const { own, arrivals } = house;
    if (own === null) return [];
    const about = aboutOf(server);
    const candidates = candidatesIn(answers, own, leadsHome(server.url));
    const ours = oursOf(candidates);
    const isHeard = arrivals.lastHeard(server.kind, answers.instanceName) !== undefined;
    const chosen = ours[0] ?? candidates.find(({ whose }) => whose === 'perhaps' || (isHeard && whose !== 'foreign'));
    if (chosen === undefined) return ofNone(server, candidates, own);
    const cannot = ours.length === 0 || own.base === null;
    const check = { server, answers, house, own, connection: chosen, cannot };
    return [
        ...ofOwnAddress(server, own, cannot ? [] : [chosen]),
        ...ofTwo(ours, server),
        ...ofSending(check),
        ...ofTelling(check),
        ...ofMute(check),
        ...ofCount(check).map((each) => ({ ...each, ...about })),
    ];
}

interface Check {
    server: ServerFacts;
    answers: ArrAnswers;
    house: HouseFacts;
    own: OwnWebhook;
    connection: Candidate;
    cannot: boolean;
}

function ofNone(server: ServerFacts, candidates: readonly Candidate[], own: OwnWebhook): Found[] {
    const about = aboutOf(server);
    if (own.base === null && candidates.every(({ whose }) => whose !== 'local')) return [found('own_address_unknown', about)];
    const codes: readonly [Whose, FindingCode][] = [
        ['beside', 'webhook_path'],
        ['local', 'webhook_local'],
        ['elsewhere', 'webhook_elsewhere'],
    ];
    const values = { own: shownAddress(own, server.kind), where: WHERE };
    const cannot = isOwnAddressLocal(server, own) || own.base === null;
    const others = ofOwnAddress(server, own, []);
    for (const [whose, code] of codes) {
        const one = candidates.find((each) => each.whose === whose);
        if (one === undefined) continue;
        const path = pathFor(own.path, server.kind);
        return [...others, found(code, about, { ...values, name: one.name, url: shownUrl(one.url), path }, { cannot })];
    }
    return [...others, found('webhook_missing', about, values, { cannot })];
}

/** Our own address is of the very machine that asks, and a service on another one would send to itself. */
function ofOwnAddress(server: ServerFacts, own: OwnWebhook, ours: readonly Candidate[]): Found[] {
    // What was made with such an address before says nothing else.
    const isProved = ours.some(({ url }) => !leadsHome(url));
    if (!isOwnAddressLocal(server, own) || isProved) return [];
    return [found('own_address_local', aboutOf(server), { url: own.base ?? '' })];
}

function isOwnAddressLocal({ url }: ServerFacts, { base }: OwnWebhook): boolean {
    return base !== null && leadsHome(base) && url !== '' && !leadsHome(url);
}

function ofTwo(ours: readonly Candidate[], server: ServerFacts): Found[] {
    if (ours.length < 2) return [];
    return [found('webhook_twice', aboutOf(server), { count: ours.length, names: { list: ours.map(({ name }) => name) } })];
}

/** Whether what it sends reaches us and is taken. */
function ofSending({ server, house, own, connection, cannot }: Check): Found[] {
    const about = aboutOf(server);
    const { url, name, method, whose } = connection;
    const path = pathFor(own.path, server.kind);
    const values = { name, url: shownUrl(url), path, where: WHERE, own: shownAddress(own, server.kind) };
    const secrecy = secrecyOf(own.secret, connection);
    const refused = house.arrivals.refused(server.kind);
    const all: [boolean, FindingCode][] = [
        [whose === 'ours_moved', 'webhook_moved'],
        [whose !== 'ours_moved' && !isRightPath(url, own, server.kind), 'webhook_path'],
        [method === 'PUT', 'webhook_method'],
        [secrecy === 'none', 'webhook_no_secret'],
        [secrecy === 'wrong', 'webhook_wrong_secret'],
    ];
    const findings = all.flatMap(([isSo, code]) => (isSo ? [found(code, about, values, { cannot })] : []));
    if (secrecy === 'hidden' && refused !== undefined) {
        const at = { time: new Date(refused.lastAt).toISOString() };
        findings.push(found('webhook_refused', about, { count: refused.count, at, where: WHERE }, { cannot }));
    }
    return findings;
}

/** Whether it tells of all that has to be known. */
function ofTelling({ server, answers, house, connection, cannot }: Check): Found[] {
    const about = aboutOf(server);
    const { name, triggers, tags } = connection;
    const values = { name, where: WHERE };
    if (!Object.values(triggers).includes(true)) return [found('webhook_off', about, values, { cannot })];
    const missing = missingTriggers(answers.kind, triggers);
    const findings: Found[] = [];
    if (missing.length > 0) {
        const kinds = missing.flatMap(({ row }) => row ?? []);
        const unheard = answers.rows.filter(({ kind }) => kinds.includes(kind));
        const since = house.arrivals.listeningSince;
        const counted = unheard.length > 0 && since !== null;
        findings.push(
            found(
                'trigger_missing',
                about,
                {
                    ...values,
                    triggers: { words: missing.map(({ word }) => word) },
                    ...(counted && { count: countOf(unheard), at: { time: new Date(since).toISOString() } }),
                },
                { cannot },
            ),
        );
    }
    if (triggers['onDownload'] === true && triggers['onImportComplete'] === true)
        findings.push(found('import_doubled', about, values, { cannot }));
    if (tags.length > 0) findings.push(found('webhook_tags', about, values, { cannot }));
    return findings;
}

/** `NotificationStatusCheck`: an error when all connections are muted, else a warning that names them (in the server's language). */
function ofMute({ server, answers, house, connection, cannot }: Check): Found[] {
    const check = answers.health.find(({ source }) => source === 'NotificationStatusCheck');
    if (check === undefined) return [];
    const isOurs = check.type === 'error' || (check.message ?? '').includes(connection.name);
    if (!isOurs) return [];
    const finding = found('webhook_muted', aboutOf(server), { name: connection.name }, { cannot });
    const since = Date.parse(house.mutedSince(finding.id) ?? new Date(house.now).toISOString());
    const until = since + LONGEST_MUTE_MS;
    const values = { ...finding.values, ...(until > house.now && { until: { time: new Date(until).toISOString() } }) };
    return [{ ...finding, values }];
}

/** The proof by counting: what is in the history, and did not come although it should have. */
function ofCount(check: Check): Found[] {
    const { server, answers, house, connection } = check;
    const { arrivals, now } = house;
    const listening = arrivals.listeningSince;
    if (listening === null || ofSending(check).length > 0 || ofMute(check).length > 0) return [];
    // Titles without its tags are not told of.
    if (connection.tags.length > 0) return [];
    // What has come since proves that it can: what was lost before, in a mute, is not lost now.
    const since = Math.max(listening, arrivals.lastHeard(server.kind, answers.instanceName) ?? 0);
    const missing = missingTriggers(answers.kind, connection.triggers).map(({ word }) => word);
    const kinds = [
        { row: 'imported', word: 'imports', trigger: 'import' },
        { row: 'grabbed', word: 'grabs', trigger: 'grab' },
    ] as const;
    for (const { row, word, trigger } of kinds) {
        const rows = answers.rows.filter(({ kind, at }) => kind === row && at > since && at < now - SETTLED_MS);
        if (rows.length === 0 || missing.includes(trigger)) continue;
        const last = arrivals.lastAt(server.kind);
        const values = {
            count: countOf(rows),
            what: { words: [word] },
            at: { time: new Date(since).toISOString() },
            ...(last !== undefined && { last: { time: last } }),
        };
        return [found('nothing_arrives', aboutOf(server), values)];
    }
    return [];
}

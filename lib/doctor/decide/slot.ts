/** What is wrong with Seerr's one webhook. */
import { SEERR_TYPES, type SeerrSlot } from '../../seerr';
import { aboutOf, type HouseFacts, type SeerrAnswers, type ServerFacts } from '../facts';
import { found, type Found } from '../finding';
import { isRightPath, leadsHome, pathFor, shownAddress, shownUrl, whoseIs } from '../own';
import type { Word } from '../texts/text';
import { secrecyOfSlot } from './secret';

export const SLOT_WHERE = 'Settings, Notifications, Webhook';

/** Without these a webhook names no request. */
const NEEDED_KEYS = ['{{notification_type}}', '{{media_tmdbid}}', '{{request_id}}'] as const;

export function ofSlot(server: ServerFacts, { slot }: SeerrAnswers, house: HouseFacts): Found[] {
    const { own, arrivals } = house;
    if (own === null) return [];
    const about = aboutOf(server);
    const path = pathFor(own.path, 'seerr');
    const values = { name: 'Webhook', url: shownUrl(slot.url), path, where: SLOT_WHERE, own: shownAddress(own, 'seerr') };
    const isLocal = own.base !== null && leadsHome(own.base) && !leadsHome(server.url);
    const cannot = own.base === null || isLocal;
    const local = isLocal ? [found('own_address_local', about, { url: own.base ?? '' })] : [];
    if (slot.url === '') {
        if (own.base === null) return [found('own_address_unknown', about)];
        return [...local, found('webhook_missing', about, values, { cannot })];
    }
    const whose = whoseIs(slot.url, own, leadsHome(server.url));
    const isHeard = arrivals.lastHeard('seerr') !== undefined && slot.isEnabled;
    const isOurs = whose === 'ours' || whose === 'ours_moved';
    if (!isOurs && whose !== 'perhaps' && !(isHeard && whose !== 'foreign')) return [found('slot_taken', about, values)];
    const options = { cannot: cannot || !isOurs };
    const findings = [...local];
    if (whose === 'ours_moved') findings.push(found('webhook_moved', about, values, options));
    else if (!isRightPath(slot.url, own, 'seerr')) findings.push(found('webhook_path', about, values, options));
    if (!slot.isEnabled) findings.push(found('webhook_off', about, values, options));
    const secrecy = secrecyOfSlot(own.secret, slot);
    if (secrecy === 'none') findings.push(found('webhook_no_secret', about, values, options));
    if (secrecy === 'wrong') findings.push(found('webhook_wrong_secret', about, values, options));
    const unticked = untickedTypes(slot.types);
    if (slot.isEnabled && unticked.length > 0)
        findings.push(found('trigger_missing', about, { ...values, triggers: { words: unticked } }, options));
    const missing = missingKeys(slot);
    if (missing.length > 0)
        findings.push(
            found(
                'template_changed',
                about,
                { ...values, missing: { list: missing.map((key) => key.replace(/[{}]/g, '')) } },
                options,
            ),
        );
    return findings;
}

/** The kinds of events that are not ticked, of those that a request is followed by. */
export function untickedTypes(types: number): Word[] {
    return Object.entries(SEERR_TYPES).flatMap(([word, bit]) => ((types & bit) === 0 ? [word as Word] : []));
}

export function missingKeys({ template }: SeerrSlot): string[] {
    return NEEDED_KEYS.filter((key) => !template.includes(key));
}

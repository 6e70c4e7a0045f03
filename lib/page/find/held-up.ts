/** Which services do not do what they should, as far as a request waits for it. */
import { type CauseCode, sayAll, type Sentence } from '../../causes';
import type { ServiceState } from '../contract';

export interface HeldUp {
    code: CauseCode;
    /** The cause as a sentence. */
    sentence: Sentence;
    since: string | null;
}

/** Causes that are about a service and not about a request, and whose they are. */
const SERVICES: Readonly<Partial<Record<CauseCode, string>>> = {
    arr_unreachable: 'arr',
    client_unreachable: 'client',
    shoko_away: 'shoko',
    shoko_starting: 'shoko',
    shoko_setup: 'shoko',
    shoko_banned: 'shoko',
    shoko_login_failed: 'shoko',
    shoko_no_internet: 'shoko',
    jellyfin_unreachable: 'jellyfin',
    jellyfin_starting: 'jellyfin',
};
const LABELS: Readonly<Record<string, string>> = { shoko: 'Shoko', jellyfin: 'Jellyfin', client: 'qBittorrent' };

/** @param says what is said of a request; of a show the sentences of its groups hold the cause */
export function heldUpBy(says: readonly Sentence[], since: string | undefined): HeldUp | null {
    for (const sentence of says) {
        const { code, values } = sentence;
        if (code in SERVICES) return { code: code as CauseCode, sentence, since: since ?? null };
        const inner = Object.values(values).flatMap((value) =>
            typeof value === 'object' && 'sentence' in value ? [value.sentence] : [],
        );
        const found = inner.length > 0 ? heldUpBy(inner, since) : null;
        if (found !== null) return found;
    }
    return null;
}

/** Each service once, with the longest time. */
export function servicesOf(all: Iterable<HeldUp | null>): ServiceState[] {
    const services = new Map<string, ServiceState>();
    for (const heldUp of all) {
        if (heldUp === null) continue;
        const state = stateOf(heldUp);
        const key = `${state.service}/${state.label}`;
        const known = services.get(key);
        if (known === undefined || isEarlier(state.since, known.since)) services.set(key, state);
    }
    return [...services.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
}

function stateOf({ code, sentence, since }: HeldUp): ServiceState {
    const { server, client } = sentence.values;
    const own = [server, client].find((value) => typeof value === 'string');
    const kind = SERVICES[code] ?? '';
    const label = own ?? LABELS[kind] ?? kind;
    const service = kind === 'arr' ? arrOf(label) : kind === 'client' ? 'qbittorrent' : kind;
    return { service, label, code, since, says: sayAll([sentence]), words: [sentence] };
}

function arrOf(label: string): string {
    return /radarr/i.test(label) ? 'radarr' : 'sonarr';
}

function isEarlier(since: string | null, than: string | null): boolean {
    return since !== null && (than === null || since < than);
}

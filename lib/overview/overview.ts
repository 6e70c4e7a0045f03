/** What whoever runs the flows wants to know at a glance: what arrives, what is late, what belongs to nothing, what is wired wrong. */
import { type Language, sayAll, timesIn } from '../causes';
import { arrivals, findings, sayFinding } from '../doctor';
import type { MediaEvent } from '../model';
import { houseTimesOf, pageOfRequests } from '../requests';
import type { MediaStore } from '../store';

/** Those that send webhooks. */
const SENDERS = ['seerr', 'sonarr', 'radarr', 'jellyfin'] as const;
const MOST_SHOWN = 20;

export interface Overview {
    /** When the last webhook of each service was taken, ISO 8601 UTC; null when none is known of. */
    webhooks: { service: string; at: string | null; refused: number }[];
    late: { total: number; requests: { id: string; title: string; says: string; since: string | null }[] };
    /** Newest first. */
    unmatched: { total: number; events: { at: string; source: string; kind: string; title: string; reason: string }[] };
    /** `lookedAt` is null where nobody has looked yet. */
    doctor: {
        lookedAt: string | null;
        findings: { code: string; server: string; serverId: string | null; says: string; fix: string; since: string }[];
    };
}

export interface Reader {
    language: Language;
    /** Of `Intl`: `Europe/Berlin`. Without one that is known, times are those of this machine. */
    timeZone?: string | undefined;
}

export function overviewOf(store: MediaStore, now: number, { language, timeZone }: Reader): Overview {
    const times = timesIn(language, isTimeZone(timeZone) ? timeZone : undefined);
    const query = { late: 'true', limit: String(MOST_SHOWN) };
    const { total, requests } = pageOfRequests(store, query, now, houseTimesOf(store).at(now));
    const unmatched = store.unmatched().reverse();
    const arrived = arrivals(store);
    const found = findings(store);
    return {
        webhooks: SENDERS.map((service) => ({
            service,
            at: arrived.lastAt(service) ?? null,
            refused: arrived.refused(service)?.count ?? 0,
        })),
        late: {
            total,
            requests: requests.map(({ id, title = id, wait, words, says }) => ({
                id,
                title,
                says: words === undefined ? says : sayAll(words.says, language, times),
                since: wait?.since ?? null,
            })),
        },
        unmatched: {
            total: unmatched.length,
            events: unmatched
                .slice(0, MOST_SHOWN)
                .map(({ event, reason, at }) => ({ at, source: event.source, kind: event.kind, title: nameOf(event), reason })),
        },
        doctor: {
            lookedAt: found.lookedAt,
            findings: found.list.map((finding) => {
                const { code, server, says, fix } = sayFinding(finding, language, (iso) => times.time(iso));
                return { code, server, serverId: finding.serverId ?? null, says, fix, since: finding.since };
            }),
        },
    };
}

/** What an event is about, as well as it says. */
function nameOf({ request: { title }, path, message }: MediaEvent): string {
    return title ?? path?.split(/[\\/]/).at(-1) ?? message ?? '';
}

function isTimeZone(name: string | undefined): name is string {
    try {
        new Intl.DateTimeFormat('en', { timeZone: name });
        return name !== undefined;
    } catch {
        return false;
    }
}

/** Why a file is not matched, in sentences that say what a person can do about it. */
import type { ShokoDoing } from '../../model';

export interface Circumstances {
    /** Shoko takes up by itself, after a ban, what it could not ask meanwhile. */
    asksAgainAfterBan: boolean;
    /** When the ban ends as far as Shoko can guess, ISO 8601. */
    bannedUntil?: string | null;
    /** AniDB has banned Shoko from reading series. */
    isHttpBanned?: boolean;
    /** What Shoko says went wrong. */
    fault?: string | undefined;
    /** What kept Shoko from asking AniDB, and does so no more. */
    wasKept?: 'banned' | 'login_failed' | 'no_internet' | undefined;
}

const NOT_ASKED = 'AniDB was not asked';
/** 6 schedules nothing of the kind, and no version does after a failed login. */
const RESCAN = 'Shoko does not ask again by itself';
const WAS_KEPT = {
    banned: 'while it had banned Shoko',
    login_failed: "while it refused Shoko's login",
    no_internet: 'while Shoko had no internet',
} as const;

/** @returns a sentence for people; '' for what only the connection knows (`away`, `starting`, `setup`) */
export function whyNotMatched(doing: ShokoDoing, circumstances: Circumstances): string {
    const { asksAgainAfterBan, bannedUntil, isHttpBanned, fault, wasKept } = circumstances;
    switch (doing) {
        case 'away':
        case 'starting':
        case 'setup':
            return '';
        case 'unseen':
            return 'Shoko has not found the file yet: does it watch the folder?';
        case 'hashing':
            return 'Shoko is reading the file';
        case 'searching':
            return 'Shoko is looking the file up';
        case 'not_recognised':
            return 'Shoko does not recognise the file: link it to its episode in Shoko, or wait until AniDB knows it';
        case 'reading_series':
            return isHttpBanned === true
                ? 'Shoko knows the file, but AniDB has banned it for now: it can read the series only after the ban'
                : 'Shoko knows the file and is still reading its series from AniDB';
        case 'search_failed':
            return `Shoko could not look the file up: ${withoutSecrets(fault ?? 'it does not say why').slice(0, 200)}`;
        case 'banned': {
            const ban = `${NOT_ASKED}: it has banned Shoko${bannedUntil ? ` until about ${inMinutes(bannedUntil)}` : ' for now'}`;
            return asksAgainAfterBan
                ? `${ban}. Shoko asks again after that`
                : `${ban}. ${RESCAN}: rescan the file there after that`;
        }
        case 'login_failed':
            return `${NOT_ASKED}: it refuses Shoko's login. Enter the right AniDB user name and password in Shoko's settings, then rescan the file there`;
        case 'no_internet':
            return `${NOT_ASKED}: Shoko has no internet. ${RESCAN}: rescan the file there when it has`;
        case 'not_asked':
            return wasKept === undefined
                ? `${NOT_ASKED}: Shoko asked none of its sources of releases. Look at its AniDB login and at which sources are switched on, then rescan the file there`
                : `${NOT_ASKED} ${WAS_KEPT[wasKept]}. That is over, but ${RESCAN}: rescan the file there`;
    }
}

/** The session key is part of what Shoko sent to AniDB, and Shoko quotes that in its fault. */
function withoutSecrets(fault: string): string {
    return fault.replace(/\b(s|pass|user|apikey)=[^&\s]*/gi, '$1=***');
}

function inMinutes(iso: string): string {
    return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

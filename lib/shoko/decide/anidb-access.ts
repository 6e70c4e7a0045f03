/** Whether Shoko can ask AniDB what a file is: what it told of bans and logins, and what it answers when asked itself. */
import type { Clock } from '../../model';
import type { AniDbState } from '../hear/anidb';
import type { Connectivity } from '../ask/server';

/** Why AniDB is not asked. */
export type AniDbBlock = 'banned' | 'login_failed' | 'no_internet';

/** How long an answer of `Init/Connectivity` is good. In milliseconds. */
const FRESH_MS = 30_000;

interface Ban {
    isBanned: boolean;
    /** ISO 8601. */
    until: string | null;
}

export interface AniDbAccessOptions {
    /** Asks Shoko; null when its version does not tell. */
    ask: () => Promise<Connectivity | null>;
    clock: Clock;
    onChange: () => void;
}

export class AniDbAccess {
    private bans: { udp: Ban; http: Ban } = noBans();
    private isLoginRefused = false;
    private hasInternet = true;
    private askedAt = -Infinity;

    constructor(private readonly options: AniDbAccessOptions) {}

    /** What keeps Shoko from looking files up; null when nothing does that is known. */
    get block(): AniDbBlock | null {
        if (this.bans.udp.isBanned) return 'banned';
        if (this.isLoginRefused) return 'login_failed';
        return this.hasInternet ? null : 'no_internet';
    }

    /** The same for everything that it asks of AniDB: series are read by another way than files, with a ban of its own. */
    get anyBlock(): AniDbBlock | null {
        return this.block ?? (this.bans.http.isBanned ? 'banned' : null);
    }

    /** When the ban from looking files up ends, as far as Shoko can guess; null when it does not say. */
    get bannedUntil(): string | null {
        return this.bans.udp.until;
    }

    /** Series cannot be read. */
    get isHttpBanned(): boolean {
        return this.bans.http.isBanned;
    }

    /** Forgets everything: every new connection begins by telling of bans. */
    reset(): void {
        this.bans = noBans();
        this.isLoginRefused = false;
        this.hasInternet = true;
        this.askedAt = -Infinity;
        this.options.onChange();
    }

    hear(state: AniDbState): void {
        if (state.kind === 'ban') this.bans[state.channel] = { isBanned: state.isBanned, until: state.until };
        else this.isLoginRefused = state.isRefused;
        this.options.onChange();
    }

    /** A search ended that says whether Shoko was banned. */
    heardOfBan(isBanned: boolean): void {
        this.bans.udp = changed(this.bans.udp, isBanned);
        this.options.onChange();
    }

    /** Asks Shoko, unless it was asked just now. What cannot be learnt changes nothing. */
    async refresh(): Promise<void> {
        const now = this.options.clock.monotonic();
        if (now - this.askedAt < FRESH_MS) return;
        this.askedAt = now;
        const told = await this.options.ask().catch(() => null);
        if (told === null) return;
        this.hasInternet = told.hasInternet;
        this.bans = { udp: changed(this.bans.udp, told.isUdpBanned), http: changed(this.bans.http, told.isHttpBanned) };
        this.options.onChange();
    }
}

function noBans(): { udp: Ban; http: Ban } {
    return { udp: { isBanned: false, until: null }, http: { isBanned: false, until: null } };
}

function changed(ban: Ban, isBanned: boolean): Ban {
    return ban.isBanned === isBanned ? ban : { isBanned, until: null };
}

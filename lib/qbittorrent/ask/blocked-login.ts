/** How long qBittorrent is left alone after it refused us: it bans an address for an hour after five wrong passwords. */
import { type Clock, MediaError } from '../../model';

const MINUTE_MS = 60_000;
/** How long to leave qBittorrent alone after the first, second ... refused login. */
export const REFUSED_DELAYS_MS = [5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS, 360 * MINUTE_MS] as const;
/** `WebUI\BanDuration`, its default. */
export const BAN_MS = 60 * MINUTE_MS;

/** Why nothing is sent at present. */
interface Block {
    code: string;
    message: string;
    field: string;
    /** By the monotonic clock. */
    until: number;
}

export class BlockedLogin {
    private refusals = 0;
    private block: Block | null = null;

    constructor(private readonly clock: Clock) {}

    /** @throws MediaError with `retryAt` while a refusal is waited out */
    check(): void {
        if (this.block !== null && this.clock.monotonic() < this.block.until) throw this.errorOf(this.block);
    }

    /** We were let in. */
    clear(): void {
        this.refusals = 0;
        this.block = null;
    }

    /** A login was refused: each one in a row is waited out longer. Returns what to throw. */
    refuse(code: string, message: string, field: string): MediaError {
        const delayMs = REFUSED_DELAYS_MS[Math.min(this.refusals++, REFUSED_DELAYS_MS.length - 1)] ?? BAN_MS;
        return this.set({ code, message, field }, delayMs);
    }

    /** Our address is banned. Returns what to throw. */
    ban(): MediaError {
        const message = 'qBittorrent has banned this address after too many wrong passwords';
        return this.set({ code: 'banned', message, field: 'password' }, BAN_MS);
    }

    private set(why: Omit<Block, 'until'>, delayMs: number): MediaError {
        this.block = { ...why, until: this.clock.monotonic() + delayMs };
        return this.errorOf(this.block);
    }

    /** Made anew each time, so that `retryAt` is right by what the clock says now. */
    private errorOf({ code, message, field, until }: Block): MediaError {
        return new MediaError(code, message, { field, retryAt: this.clock.now() + until - this.clock.monotonic() });
    }
}

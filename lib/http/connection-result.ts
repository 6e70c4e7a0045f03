/** What trying a server's address and credentials came to, for a person at a dialog. */
export interface ConnectionResult {
    ok: boolean;
    /** `ok`, or what is wrong: `refused`, `unreachable`, `timeout`, `certificate`, `unauthorised`, `banned`, `not_jellyfin` ... Stable. */
    code: string;
    message: string;
    /** The server's version, as soon as the right kind of server was found there. */
    version?: string;
    /** When a ban ends at the latest, in milliseconds since 1970. */
    retryAt?: number;
}

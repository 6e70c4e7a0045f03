/** One error class for everything a user may meet: a stable `code`, and a message that names the way out. */

export interface MediaErrorDetails {
    /** The setting or payload field at fault, as its user knows it. */
    field?: string;
    /** The underlying error, kept for the log. */
    cause?: unknown;
    /** When it makes sense to try again, in milliseconds since 1970. */
    retryAt?: number;
}

export class MediaError extends Error {
    override readonly name = 'MediaError';
    readonly field: string | undefined;
    readonly retryAt: number | undefined;

    /**
     * @param code stable and snake_case, made to be switched on in a flow (`msg.error.code`)
     * @param message one sentence for a person; never contains a secret
     */
    constructor(
        readonly code: string,
        message: string,
        details: MediaErrorDetails = {},
    ) {
        super(message, details.cause === undefined ? undefined : { cause: details.cause });
        this.field = details.field;
        this.retryAt = details.retryAt;
    }
}

/** Turns whatever was thrown into a MediaError, so that callers have a `code` to report. */
export function toMediaError(thrown: unknown): MediaError {
    if (thrown instanceof MediaError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new MediaError('internal', message, { cause: thrown });
}

/** Waiting for something outside this process: for a condition, never for a time. */

const ASK_EVERY_MS = 25;

/**
 * Asks again and again until `probe` answers something other than undefined, null or false, and returns that.
 * @param what what is waited for, for the error when it does not come
 * @throws the probe's own last error, or one that names `what`, after `timeoutMs` (default 30 s: a busy machine is no fault)
 */
export async function until<T>(
    what: string,
    probe: () => T | Promise<T>,
    timeoutMs = 30_000,
): Promise<Exclude<T, undefined | null | false>> {
    const deadline = Date.now() + timeoutMs;
    let lastError: unknown;
    for (;;) {
        try {
            lastError = undefined;
            const answer = await probe();
            if (answer !== undefined && answer !== null && answer !== false)
                return answer as Exclude<T, undefined | null | false>;
        } catch (thrown) {
            lastError = thrown;
        }
        if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause: lastError });
        await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
}

/** How much a test tries that gets better with every try: random orders, mutated webhooks, kills. */

/**
 * The number in the environment variable `name`; without it `usual`, or `long` in `npm test -- --long`, which CI and
 * `npm run check` run.
 */
export function amount(name: string, { usual, long }: { usual: number; long: number }): number {
    const told = process.env[name];
    if (told !== undefined) return Number(told);
    return process.env['LONG_TESTS'] === undefined ? usual : long;
}

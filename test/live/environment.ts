/** What is asked of real services: only those whose URL is in the environment, and only in ways that change nothing. */
import type { Suite } from 'mocha';

/** A describe block for one service; skipped, and said so, without its URL. Nothing in it writes. */
export function describeLive(service: string, urlVariable: string, define: (this: Suite) => void): void {
    const title = `a live ${service}`;
    if ((process.env[urlVariable] ?? '') === '') describe.skip(`${title} (set ${urlVariable})`, define);
    else describe(title, define);
}

export const environment = (name: string): string => process.env[name] ?? '';

/** What is relied on of each service, held against the real ones whose addresses are in the environment. Only reads. */
import assert from 'node:assert/strict';
import { holds, type ServiceName, services } from '../contracts/reliance';
import { askAll } from '../record/ask';
import { missingVariables, Session } from '../record/session';
import { environment } from './environment';

/** One line of the table. */
interface Line {
    service: string;
    on: string;
    held: string;
}

describe('what is relied on of real services', function () {
    this.timeout(300_000);
    const table: Line[] = [];
    after(() => {
        if (table.length > 0) console.table(table);
    });

    for (const service of services) {
        const missing = missingVariables(service, environment);
        const title = `${service}${missing.length > 0 ? ` (set ${missing.join(' and ')})` : ''}`;
        (missing.length > 0 ? it.skip : it)(title, async () => {
            const { lines, absent } = await linesOf(service);
            table.push(...lines);
            assert.deepEqual(absent, [], 'every entry of these answers has to have it');
        });
    }
});

async function linesOf(service: ServiceName): Promise<{ lines: Line[]; absent: string[] }> {
    const session = new Session(service, environment);
    try {
        const { asked, unasked } = await askAll(service, (path) => session.get(path), new Date());
        const absent: string[] = [];
        const lines = asked.flatMap(({ reliances, status, answer }) =>
            reliances.map(({ on, fields }): Line => {
                const line = { service, on: (on.split('?')[0] ?? on).slice(0, 60) };
                // A version may lack a route that another has.
                if (status === 404) return { ...line, held: 'not in this version' };
                if (status >= 400) {
                    absent.push(`${line.on}: answered ${status}`);
                    return { ...line, held: `answered ${status}` };
                }
                const of = (state: string): string[] => fields.filter((field) => holds(answer, field) === state);
                absent.push(
                    ...of('missing')
                        .filter((field) => !field.endsWith('?'))
                        .map((field) => `${line.on}: ${field}`),
                );
                return { ...line, held: heldText(of('held').length, of('missing'), of('nothing').length) };
            }),
        );
        const others = unasked.map(({ reliance, why }): Line => ({
            service,
            on: reliance.on.split('?')[0]?.slice(0, 60) ?? '',
            held: why,
        }));
        return { lines: [...lines, ...others], absent };
    } finally {
        session.close();
    }
}

/** `12 held; not now: a, b; 3 of lists that are empty` */
function heldText(held: number, missing: readonly string[], nothing: number): string {
    const notNow = missing.length > 0 ? [`not now: ${missing.join(', ')}`] : [];
    const empty = nothing > 0 ? [`${nothing} of lists that are empty`] : [];
    return [`${held} held`, ...notNow, ...empty].join('; ');
}

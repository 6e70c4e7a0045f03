/** Asks a real service for everything that is relied on, in the order of the list: what one answer gives, the next may need. */
import { reliedOn } from '../contracts/relied-on';
import { firstAt, type Reliance, type ServiceName } from '../contracts/reliance';

export interface Reply {
    status: number;
    text: string;
}

/** One question and what came of it. */
export interface Asked {
    /** All that is relied on of this answer. */
    reliances: Reliance[];
    path: string;
    status: number;
    /** Parsed where it is JSON, else the text. */
    answer: unknown;
}

/** What was not asked, and why. */
export interface Unasked {
    reliance: Reliance;
    why: string;
}

export interface Answers {
    asked: Asked[];
    unasked: Unasked[];
}

/**
 * Asks what can be asked; webhooks and messages come by themselves.
 * @param get reads one path
 * @param now for questions about the last day
 */
export async function askAll(service: ServiceName, get: (path: string) => Promise<Reply>, now: Date): Promise<Answers> {
    const given = new Map([['yesterday', new Date(now.getTime() - 86_400_000).toISOString().slice(0, 19) + 'Z']]);
    const asked = new Map<string, Asked>();
    const unasked: Unasked[] = [];
    for (const reliance of reliedOn[service].answers) {
        if (!reliance.on.startsWith('GET ')) {
            unasked.push({ reliance, why: 'sent by the service itself' });
            continue;
        }
        const { path, lacking } = filledIn(reliance.on.slice('GET '.length), given);
        if (lacking !== null) {
            unasked.push({ reliance, why: `there is no ${lacking} to ask for` });
            continue;
        }
        const earlier = asked.get(path);
        if (earlier) earlier.reliances.push(reliance);
        const entry = earlier ?? { reliances: [reliance], path, ...read(await get(path)) };
        asked.set(path, entry);
        for (const [name, at] of Object.entries(reliance.gives ?? {})) {
            const value = firstAt(entry.answer, at);
            if (value !== undefined && !given.has(name)) given.set(name, value);
        }
    }
    return { asked: [...asked.values()], unasked };
}

function filledIn(template: string, given: ReadonlyMap<string, string>): { path: string; lacking: string | null } {
    let lacking: string | null = null;
    const path = template.replace(/\{(\w+)\}/g, (_all, name: string) => {
        const value = given.get(name);
        if (value === undefined) lacking = name;
        return encodeURIComponent(value ?? '');
    });
    return { path, lacking };
}

function read({ status, text }: Reply): { status: number; answer: unknown } {
    try {
        return { status, answer: JSON.parse(text) as unknown };
    } catch {
        return { status, answer: text };
    }
}

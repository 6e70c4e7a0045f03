/** How it is written down what the package relies on of an answer, and how an answer is held against it. */

export const services = ['sonarr', 'radarr', 'seerr', 'qbittorrent', 'shoko', 'jellyfin'] as const;
export type ServiceName = (typeof services)[number];

/** One answer, webhook or message of a service, and the fields of it that the package reads. */
export interface Reliance {
    /** `GET <path>` is asked, with `{name}` for what an earlier answer gave. `webhook <event>` and `hub <event>` come by themselves. */
    on: `GET ${string}` | `webhook ${string}` | `hub ${string}`;
    /** The name of the file that holds one, in each version's folder of `test/fixtures/contracts`. */
    file: string;
    /**
     * Paths: `records[].quality.quality.name`, `torrents{}.state` for each value of an object, `.` for the answer itself.
     * With a `?` behind it a field is only in those that have something to say.
     */
    fields: readonly string[];
    /** Where values for later paths stand in this answer. */
    gives?: Readonly<Record<string, string>>;
    /** The versions that have it, where not all do. */
    only?: readonly string[];
    /** No such answer of a real server is at hand: its fixture is written after the service's source. */
    unrecorded?: true;
}

/** What is relied on of one service. */
export interface ReliedOn {
    service: ServiceName;
    /** The folders of the versions that were run, `<service>-<version>`. */
    versions: readonly string[];
    answers: readonly Reliance[];
}

/** `nothing`: there is no element in which the field could be. */
export type Holding = 'held' | 'missing' | 'nothing';

/** Whether an answer has a field. A null is there: it says that there is nothing. */
export function holds(answer: unknown, field: string): Holding {
    const isOptional = field.endsWith('?');
    const steps = isOptional ? field.slice(0, -1) : field;
    const found = steps === '.' ? [answer !== '' && answer !== undefined] : presence([answer], stepsOf(steps));
    if (found.length === 0) return 'nothing';
    return (isOptional ? found.includes(true) : found.every(Boolean)) ? 'held' : 'missing';
}

/** The first value at a path; undefined when there is none. */
export function firstAt(answer: unknown, field: string): string | undefined {
    let values: unknown[] = [answer];
    for (const step of stepsOf(field)) values = values.flatMap((value) => inner(value, step) ?? []);
    const [value] = values.filter((each) => typeof each === 'string' || typeof each === 'number');
    return value === undefined ? undefined : String(value);
}

function stepsOf(field: string): string[] {
    return field
        .replaceAll('[]', '.[]')
        .replaceAll('{}', '.{}')
        .split('.')
        .filter((step) => step !== '');
}

/** For each place in which the field could be, whether it is. */
function presence(values: readonly unknown[], [step, ...rest]: readonly string[]): boolean[] {
    if (step === undefined) return values.map(() => true);
    return values.flatMap((value) => {
        const found = inner(value, step);
        if (found === null) return step === '[]' || step === '{}' ? [] : [false];
        // What a null would hold cannot be told from it.
        return presence(rest.length > 0 ? found.filter((each) => each !== null) : found, rest);
    });
}

/** The values that one step leads to; null when it leads nowhere. */
function inner(value: unknown, step: string): unknown[] | null {
    if (step === '[]') return Array.isArray(value) ? value : null;
    if (typeof value !== 'object' || value === null) return null;
    if (step === '{}') return Object.values(value);
    const entry: unknown = Object.getOwnPropertyDescriptor(value, step)?.value;
    return entry === undefined ? null : [entry];
}

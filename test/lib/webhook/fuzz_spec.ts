/**
 * Webhooks that nobody would send: the parser must answer each with an event or a known code, and soon. `FUZZ_RUNS`
 * says how many for each service.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mediaEventSchema } from '../../../lib/model';
import { type WebhookService, webhookServices } from '../../../lib/webhook';
import {
    harbour,
    jellyfinEpisodeAdded,
    jellyfinMovieAdded,
    lycorisPack,
    lycorisRecoil,
    nightTrain,
    nightTrainBetter,
    nightTrainRelease,
    RadarrWebhooks,
    seerrIssue,
    seerrWebhook,
    SonarrWebhooks,
} from '../../simulators/senders';
import { amount } from '../../support/amount';
import { parse } from './reading';

const RUNS = amount('FUZZ_RUNS', { usual: 500, long: 5_000 });
const BODY_LIMIT_MS = 1_000;

const radarr = new RadarrWebhooks();
const sonarr = new SonarrWebhooks();
const pack = lycorisRecoil.episodes;

const TRUE_ONES: Readonly<Record<WebhookService, readonly Record<string, unknown>[]>> = {
    seerr: [
        seerrWebhook('MEDIA_AUTO_APPROVED', harbour, { requestId: 1 }),
        seerrWebhook('MEDIA_DECLINED', nightTrain, { requestId: 2 }),
        seerrIssue('ISSUE_COMMENT', harbour),
    ],
    radarr: [
        radarr.grab(nightTrain, nightTrainRelease),
        radarr.import(nightTrain, nightTrainBetter, nightTrainRelease),
        radarr.rename(nightTrain, nightTrainRelease, 'new.mkv'),
        radarr.movieFileDelete(nightTrain, nightTrainRelease, 'manual'),
        radarr.manualInteraction(nightTrain, nightTrainRelease, ['Sample']),
    ],
    sonarr: [
        sonarr.grab(lycorisRecoil, pack, lycorisPack),
        sonarr.importFile(lycorisRecoil, pack.slice(0, 2), lycorisPack, lycorisPack),
        sonarr.importComplete(lycorisRecoil, pack.slice(0, 4), lycorisPack),
        sonarr.rename(lycorisRecoil, pack.slice(0, 3), lycorisPack, (episode) => `S01E0${episode.episodeNumber}.mkv`),
        sonarr.episodeFileDelete(lycorisRecoil, pack.slice(0, 1), lycorisPack, 'manual'),
        sonarr.episodeFileDelete(lycorisRecoil, pack.slice(0, 1), lycorisPack, 'missingFromDisk'),
        sonarr.manualImport(lycorisRecoil, pack[0]!, lycorisPack, '/data/dl', 'complete'),
        sonarr.manualInteraction(lycorisRecoil, pack.slice(0, 1), lycorisPack, [{ name: 'a.mkv', messages: ['Sample'] }]),
    ],
    jellyfin: [
        jellyfinMovieAdded(nightTrain),
        jellyfinEpisodeAdded(harbour, harbour.episodes[1]!),
        { Event: 'ItemAdded', Item: { Name: 'Some Barge', Type: 'Movie', ProductionYear: 2020, ProviderIds: { Tmdb: '901' } } },
    ],
};

/** Names that readers stumble over: keys of prototypes, and names that regular expressions work hard on. */
const nasty = fc.constantFrom<unknown>(
    '__proto__',
    'constructor',
    'toString',
    '\u0000\u0001\u001b[2J',
    '\ud800',
    '\u202egnp.S01E01.mkv',
    '${jndi:ldap://x}',
    "'; DROP TABLE requests; --",
    '<img src=x onerror=alert(1)>',
    'S01E'.repeat(60),
    'S01E01-'.repeat(30),
    ' - 05'.repeat(50),
    '(2020)'.repeat(80),
    '('.repeat(2_000),
    '1x'.repeat(120),
    `${'a'.repeat(250)}!`,
    `${' '.repeat(250)}x`,
    '.'.repeat(250),
    'tt'.repeat(100),
    '-'.repeat(250),
    `[${'['.repeat(120)}`,
    'anime-'.repeat(2_000),
    '9'.repeat(400),
    '2020-01-01T'.repeat(20),
    Number.MAX_VALUE,
    -0,
    1e21,
    2 ** 53,
    -1,
    0.1,
    true,
    false,
    null,
    '',
    [],
    {},
    [[[[]]]],
    { length: 1e9 },
    { toString: 1, valueOf: null },
);

/** Mostly short; now and then very long. */
const huge = fc
    .tuple(fc.constantFrom('x', 'S01E01 ', '\\/', '😀', '\u0000', 'anime ', '(((', '1-'), fc.integer({ min: 1_000, max: 60_000 }))
    .map(([unit, times]) => unit.repeat(times));
const deep = fc.integer({ min: 10, max: 800 }).map((depth) => {
    let value: unknown = 'bottom';
    for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: level, episodes: value };
    return value;
});
const anything = fc.oneof(
    { weight: 6, arbitrary: nasty },
    { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    { weight: 1, arbitrary: huge },
    { weight: 1, arbitrary: deep },
);

type Change = { at: number; how: 'replace' | 'remove' | 'add' | 'many' | 'foreign'; value: unknown; name: string };
const change: fc.Arbitrary<Change> = fc.record({
    at: fc.nat(10_000),
    how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add', 'many', 'foreign'),
    value: anything,
    name: fc.constantFrom(
        '__proto__',
        'episodes',
        'episodeFiles',
        'movie',
        'series',
        'eventType',
        'media',
        'extra',
        'x',
        'tags',
        'path',
    ),
});

/** Every place in a payload that holds something, as its holder and its key. */
function placesOf(value: unknown, depth = 0): [holder: Record<string, unknown>, key: string][] {
    if (typeof value !== 'object' || value === null || depth > 6) return [];
    const holder = value as Record<string, unknown>;
    return Object.keys(holder).flatMap((key) => [
        [holder, key] as [Record<string, unknown>, string],
        ...placesOf(holder[key], depth + 1),
    ]);
}

function mutate(
    original: Record<string, unknown>,
    changes: readonly Change[],
    others: readonly Record<string, unknown>[],
): Record<string, unknown> {
    const payload = structuredClone(original);
    for (const { at, how, value, name } of changes) {
        const places = placesOf(payload);
        const place = places[at % Math.max(places.length, 1)];
        if (!place) break;
        const [holder, key] = place;
        const fresh = structuredClone(value);
        // Defined and not assigned, so that `__proto__` is a key like any other, as JSON.parse makes it.
        const set = (on: object, as: string, what: unknown) =>
            Object.defineProperty(on, as, { value: what, enumerable: true, configurable: true, writable: true });
        if (how === 'remove') Reflect.deleteProperty(holder, key);
        else if (how === 'add') set(holder, Array.isArray(holder) ? String(holder.length) : name, fresh);
        else if (how === 'many') set(holder, key, repeated(value, at % 3_000));
        else if (how === 'foreign') Object.assign(payload, structuredClone(others[at % others.length]));
        else set(holder, key, fresh);
    }
    return payload;
}

/** A list of one value, of a hundred kilobytes at most. Copies: what changes one later must not change them all. */
function repeated(value: unknown, times: number): unknown[] {
    const text = JSON.stringify(value);
    return Array.from({ length: Math.min(times, Math.floor(100_000 / text.length)) }, () => JSON.parse(text));
}

async function timed(body: unknown, url: string | undefined): Promise<[Awaited<ReturnType<typeof parse>>, number]> {
    const begin = performance.now();
    const parsed = await parse(body, url);
    return [parsed, performance.now() - begin];
}

let events = 0;

/** Resolves with the milliseconds it took. */
async function judge(body: unknown, url: string | undefined): Promise<number> {
    let [parsed, took] = await timed(body, url);
    // Whoever else wants the processor may have had it meanwhile; what is slow by itself is slow each time.
    for (let again = 0; took >= BODY_LIMIT_MS && again < 2; again++) {
        const [next, tookNext] = await timed(body, url);
        [parsed, took] = [next, Math.min(took, tookNext)];
    }
    if (!parsed.ok) {
        assert.ok(['not_json', 'unknown_service'].includes(parsed.error.code), parsed.error.code);
        // What the safety net catches would have its cause: nothing may need it.
        assert.equal(parsed.error.cause, undefined);
        return took;
    }
    const { event } = parsed;
    if (event.kind !== 'noted') events++;
    const checked = mediaEventSchema.safeParse(event);
    assert.ok(checked.success, checked.success ? '' : JSON.stringify(checked.error.issues.slice(0, 3)));
    assert.deepEqual(checked.data, event);
    assert.ok(event.episodes.length <= 6_000);
    assertHarmless(event);
    return took;
}

function assertHarmless(event: object): void {
    for (const [holder, key] of placesOf(event)) {
        const value = holder[key];
        if (typeof value !== 'string') continue;
        assert.ok(value.length <= 4_096, key);
        assert.doesNotMatch(value, /\p{Cc}/u, key);
    }
}

/** Without shrinking and without printing the payload: both take for ever with payloads like these. */
async function holds<T>(property: fc.IAsyncProperty<T>): Promise<void> {
    const { failed, seed, counterexamplePath, errorInstance } = await fc.check(property, { numRuns: RUNS, endOnFailure: true });
    if (failed) throw new Error(`seed ${seed}, path ${counterexamplePath ?? ''}`, { cause: errorInstance });
}

describe('hostile webhooks', function () {
    this.timeout(Math.max(60_000, RUNS * 20));

    for (const service of webhookServices) {
        it(`${RUNS} mutated webhooks of ${service}: an event or a known code, each in time`, async () => {
            let slowest = 0;
            events = 0;
            const others = webhookServices.flatMap((each) => (each === service ? [] : TRUE_ONES[each]));
            await holds(
                fc.asyncProperty(
                    fc.constantFrom(...TRUE_ONES[service]),
                    fc.array(change, { minLength: 1, maxLength: 5 }),
                    fc.constantFrom(service, undefined, 'plex', 'radarr4k', 'sonarr', 'seerr'),
                    fc.constantFrom('object', 'text', 'bytes', 'broken'),
                    async (original, changes, url, form) => {
                        const payload = mutate(original, changes, others);
                        slowest = Math.max(slowest, await judge(bodyIn(form, payload), url));
                    },
                ),
            );
            assert.ok(slowest < BODY_LIMIT_MS, `the slowest took ${slowest} ms`);
            // Mutants that are all refused would prove little.
            assert.ok(events > RUNS / 4, `only ${events} of ${RUNS} still said something`);
            assert.equal(({} as Record<string, unknown>).polluted, undefined);
        });
    }

    it(`${RUNS} bodies of random bytes`, async () => {
        await fc.assert(
            fc.asyncProperty(
                fc.uint8Array({ maxLength: 200 }),
                fc.constantFrom(undefined, ...webhookServices),
                async (body, url) => {
                    await judge(body, url);
                },
            ),
            { numRuns: RUNS },
        );
    });

    it('10 MB in every part of a payload', async () => {
        const text = 'S01E01-'.repeat(1_500_000);
        for (const service of webhookServices) {
            for (const original of TRUE_ONES[service]) {
                const payload = structuredClone(original);
                for (const [holder, key] of placesOf(payload))
                    if (
                        typeof holder[key] === 'string' &&
                        key !== 'eventType' &&
                        key !== 'notification_type' &&
                        key !== 'NotificationType'
                    )
                        holder[key] = text;
                assert.ok((await judge(payload, service)) < BODY_LIMIT_MS);
            }
        }
    });

    it('2,000 files whose names are as hard to read as can be', async () => {
        const names = [
            'a.'.repeat(120),
            ' - 05'.repeat(45),
            '[x]'.repeat(80),
            'S1 '.repeat(80),
            '1.'.repeat(120),
            '-1-'.repeat(80),
        ];
        const episodeFiles = Array.from({ length: 2_000 }, (_, index) => ({
            path: `${names[index % names.length] ?? ''}${index}.mkv`,
        }));
        const payload = { ...sonarr.importComplete(lycorisRecoil, pack, lycorisPack), episodeFiles };
        const took = await judge(payload, 'sonarr');
        assert.ok(took < 5_000, `${took} ms`);
    });

    it('a payload that is nested deeper than the stack', async () => {
        const text = `{"eventType":"Grab","movie":${'{"movie":'.repeat(200_000)}1${'}'.repeat(200_000)}}`;
        await judge(text, 'radarr');
    });

    it('objects that throw when they are looked at', async () => {
        const trap = new Proxy(
            {},
            { get: () => assert.fail('trap'), has: () => assert.fail('trap'), ownKeys: () => assert.fail('trap') },
        );
        const parsed = await parse(trap, 'radarr');
        assert.ok(!parsed.ok);
        assert.equal(parsed.error.code, 'not_json');
    });
});

function bodyIn(form: string, payload: Record<string, unknown>): unknown {
    if (form === 'object') return payload;
    const text = JSON.stringify(payload);
    if (form === 'text') return text;
    const bytes = Buffer.from(text);
    if (form === 'broken') bytes.writeUInt8(0xff, bytes.length >> 1);
    return bytes;
}

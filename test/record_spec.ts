/** What is recorded for a report holds nothing of its owner's, and still shows what is wrong. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseWebhook } from '../lib/webhook';
import { reliedOn } from './contracts/relied-on';
import { holds, services } from './contracts/reliance';
import { askAll } from './record/ask';
import { record } from './record/recording';
import { Scrubber } from './record/scrub';
import { hostsOf, missingVariables, secretsOf } from './record/session';
import {
    harbour,
    jellyfinEpisodeAdded,
    nightTrain,
    nightTrainRelease,
    RadarrWebhooks,
    seerrWebhook,
    singleRelease,
    SonarrWebhooks,
} from './simulators/senders';

const FOLDER = join(__dirname, 'fixtures/contracts');
const NOW = new Date('2026-11-28T14:20:00Z');

function fixtures(): unknown[] {
    return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.json'))
        .map((name): unknown => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')));
}

const ANSWERS = fixtures();

/** Every text, number and key in a value. */
function leaves(value: unknown): string[] {
    if (typeof value === 'string' || typeof value === 'number') return [String(value)];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, each]) => [...(Array.isArray(value) ? [] : [key]), ...leaves(each)]);
}

/** Puts texts into a value at places that a number picks: into strings, keys and numbers. */
function planted(value: unknown, texts: readonly string[], seed: number): unknown {
    let at = seed;
    const pick = (): string | null =>
        (at = (at * 1_103_515_245 + 12_345) % 2_147_483_648) % 5 === 0 ? (texts[at % texts.length] ?? null) : null;
    const into = (each: unknown): unknown => {
        const text = pick();
        if (Array.isArray(each)) return each.map(into);
        if (typeof each === 'object' && each !== null)
            return Object.fromEntries(
                Object.entries(each).map(([key, inner]) => [pick() === null ? key : `${key}${text ?? ''}`, into(inner)]),
            );
        if (typeof each !== 'string' || text === null) return each;
        return [
            `${each} ${text}`,
            text,
            `http://${text}:8989/${text}?apikey=${encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''))}`,
            `"${text}"`,
            Buffer.from(`user:${text}`).toString('base64'),
        ][at % 5];
    };
    return into(value);
}

describe('what is recorded for a report', () => {
    const secret = fc.oneof(
        fc.string({ minLength: 4, maxLength: 40 }),
        fc.string({ minLength: 4, maxLength: 20, unit: 'grapheme' }),
        fc.stringMatching(/^[0-9a-f]{32}$/),
        fc.stringMatching(/^[A-Za-z0-9+/=_-]{20,44}$/),
        fc.constantFrom(
            'secret',
            'user',
            'amber',
            'host1',
            'example',
            'title',
            '****',
            'null',
            '1080',
            '900001',
            'qbt_0123456789abcdefghijklmnop',
            'p&ss"w\\rd',
            'ÜMLAUT',
            'ß½ K',
        ),
    );
    const host = fc.oneof(
        fc.domain(),
        fc.ipV4(),
        fc.ipV6(),
        fc.stringMatching(/^[a-z][a-z0-9-]{3,15}$/),
        fc.constantFrom('media-box', 'nas.fritz.box', 'example', '192.168.178.20'),
    );

    it('holds no secret and no host that it was told of, wherever they were', () => {
        fc.assert(
            fc.property(
                fc.array(secret, { minLength: 1, maxLength: 3 }),
                fc.array(host, { maxLength: 3 }),
                fc.nat(),
                fc.nat(ANSWERS.length - 1),
                (secrets, hosts, seed, index) => {
                    const answer = planted(ANSWERS[index], [...secrets, ...hosts], seed);
                    const scrubbed = new Scrubber({ secrets, hosts }).scrub(answer);
                    for (const leaf of leaves(scrubbed))
                        for (const hidden of [...secrets, ...hosts])
                            assert.ok(
                                !leaf.toLowerCase().includes(hidden.toLowerCase()),
                                `${JSON.stringify(hidden)} in ${JSON.stringify(leaf)}`,
                            );
                },
            ),
            { numRuns: 400 },
        );
    });

    it('holds no secret across the places where it was cut or joined', () => {
        const { scrub } = bound({ secrets: ['abab', 'hunter2'] });
        assert.doesNotMatch(String(scrub({ x: 'aabababb hunterhunter22' }).x), /abab|hunter2/);
        assert.doesNotMatch(String(scrub({ x: `${'y'.repeat(3_996)}hunter2` }).x), /hunt/);
    });

    it('holds no key, cookie, address, hash or person that it was not told of', () => {
        const { scrub } = bound({});
        const told = {
            apiKey: '0123456789abcdef0123456789abcdef',
            settings: { PassWord: 'hunter2', authHeader: 'hunter2', SID: 'hunter2' },
            fields: [
                { name: 'url', value: 'http://nas.fritz.box:8989/x?apikey=hunter2' },
                { name: 'password', value: 'hunter2' },
            ],
            downloadUrl: 'https://tracker.invalid/dl/1?passkey=hunter2',
            requestedBy: { displayName: 'Ann Example', email: 'ann@home.invalid', avatar: '/avatarproxy/ann' },
            message: 'Ann Example wrote to ann@home.invalid from 192.168.178.20 and fe80::1ff:fe23:4567:890a',
            ServerId: '5bfc5bf28f0b46d3974593bdeebe061d',
            hash: 'C9463E73A927EEB20B17A1D59752E8298D1B9C57',
            c9463e73a927eeb20b17a1d59752e8298d1b9c57: { name: 'The Harbour Watch' },
        };
        const text = JSON.stringify(scrub(told));
        for (const gone of [
            'hunter2',
            'fritz',
            'tracker',
            'Ann',
            'ann@',
            'home.invalid',
            '192.168',
            'fe80',
            '5bfc5bf2',
            'c9463e73',
            'C9463E73',
            '0123456789abcdef',
            'Harbour',
        ])
            assert.ok(!text.includes(gone), `${gone} in ${text}`);
        // The two spellings of one hash are one still.
        const { hash, ...rest } = scrub(told);
        assert.ok(Object.keys(rest).includes(String(hash).toLowerCase()));
    });

    it('keeps what belongs together together: title, folder, file and release', () => {
        const { scrub } = bound({});
        const sonarr = new SonarrWebhooks();
        const release = singleRelease(harbour, harbour.episodes[1]!);
        const grabbed = scrub(sonarr.grab(harbour, [harbour.episodes[1]!], release));
        const imported = scrub(sonarr.importFile(harbour, [harbour.episodes[1]!], release));
        const series = imported.series as { title: string; path: string; tvdbId: number };
        assert.equal((grabbed.series as { title: string }).title, series.title);
        assert.notEqual(series.title, harbour.title);
        assert.notEqual(series.tvdbId, harbour.tvdbId);
        const { path } = imported.episodeFile as { path: string };
        assert.ok(path.startsWith(`${series.path}/Season 1/`), path);
        assert.match(path, /S01E01/);
        assert.equal(grabbed.downloadId, imported.downloadId);
    });

    it('is read as the real thing is: same kind, same numbers', async () => {
        const radarr = new RadarrWebhooks();
        const sonarr = new SonarrWebhooks();
        const [first] = harbour.episodes;
        const bodies = [
            radarr.grab(nightTrain, nightTrainRelease),
            radarr.manualInteraction(nightTrain, nightTrainRelease, ['Sample']),
            sonarr.importComplete(harbour, harbour.episodes.slice(0, 3), singleRelease(harbour, first!)),
            sonarr.rename(harbour, [first!], singleRelease(harbour, first!), () => 'The Harbour Watch - S01E01.mkv'),
            sonarr.healthRestored(),
            seerrWebhook('MEDIA_AVAILABLE', harbour, { requestId: 3, seasons: [1, 2] }),
            jellyfinEpisodeAdded(harbour, first!),
        ];
        for (const body of bodies) {
            const gist = async (each: unknown) => {
                const parsed = await parseWebhook({ body: each }, { receivedAt: NOW.toISOString(), newId: () => 'id' });
                assert.ok(parsed.ok);
                const { source, kind, mediaType, episodes, request } = parsed.event;
                return {
                    source,
                    kind,
                    mediaType,
                    episodes: episodes.map(({ seasonNumber, episodeNumber }) => [seasonNumber, episodeNumber]),
                    facts: Object.keys(request).sort(),
                };
            };
            assert.deepEqual(await gist(new Scrubber().scrub(body)), await gist(body));
        }
    });

    it('is bounded, whatever it is given', () => {
        let deep: unknown = 'x';
        for (let level = 0; level < 5_000; level++) deep = level % 2 === 0 ? [deep] : { deep };
        const wide = { list: Array.from({ length: 100_000 }, (_, id) => ({ id, title: 'x'.repeat(10_000) })) };
        for (const value of [deep, wide, { f: undefined, g: () => 1, h: 1n, i: NaN }]) {
            const text = JSON.stringify(new Scrubber().scrub(value));
            assert.ok(text.length < 1_000_000, String(text.length));
        }
    });
});

describe('recording a service', () => {
    for (const service of services) {
        it(`asks ${service} for all that is relied on, and what comes back still has it`, async () => {
            const { versions, answers } = reliedOn[service];
            const version = versions[0] ?? '';
            const asked: string[] = [];
            const get = (path: string) => {
                asked.push(path);
                assert.doesNotMatch(path, /[{}]/);
                const reliance = answers.find(
                    (each) =>
                        each.on.startsWith('GET ') &&
                        (each.only?.includes(version) ?? true) &&
                        isSamePath(each.on.slice(4), path),
                );
                if (reliance === undefined) return Promise.resolve({ status: 404, text: 'Not Found' });
                return Promise.resolve({
                    status: 200,
                    text: readFileSync(join(FOLDER, version, `${reliance.file}.json`), 'utf8'),
                });
            };
            const { asked: questions, unasked } = await askAll(service, get, NOW);
            assert.ok(unasked.every(({ reliance, why }) => !reliance.on.startsWith('GET ') || why.startsWith('there is no ')));
            assert.equal(new Set(asked).size, asked.length, 'nothing is asked twice');
            const recording = await record(service, get, { secrets: ['hunter2'] }, NOW);
            assert.deepEqual([recording.service, recording.day], [service, '2026-11-28']);
            assert.equal(recording.answers.length, asked.length / 2);
            for (const [index, { ask, answer, status }] of recording.answers.entries()) {
                if (status !== 200) continue;
                const fields = questions[index]?.reliances[0]?.fields ?? [];
                assert.deepEqual(
                    fields.filter((field) => holds(answer, field) === 'missing'),
                    [],
                    ask,
                );
            }
        });
    }

    it('says what the environment lacks, and takes from it what must not be recorded', () => {
        const variables: Record<string, string> = {
            SONARR_URL: 'http://nas.fritz.box:8989/sonarr',
            RADARR_URL: 'http://radarr:7878',
            QBITTORRENT_URL: 'http://ann:hunter2@[fd00::5]:8080',
            RADARR_API_KEY: 'abcdef',
            QBITTORRENT_USERNAME: 'ann',
            MEDIA_WEBHOOK_SECRET: 'xy',
        };
        const read = (name: string): string => variables[name] ?? '';
        assert.deepEqual(missingVariables('sonarr', read), ['SONARR_API_KEY']);
        assert.deepEqual(missingVariables('qbittorrent', read), []);
        assert.deepEqual(missingVariables('jellyfin', read), ['JELLYFIN_URL', 'JELLYFIN_API_KEY']);
        assert.deepEqual(secretsOf(read), ['abcdef', 'ann']);
        assert.deepEqual(hostsOf(read).sort(), ['ann', 'fd00::5', 'hunter2', 'nas.fritz.box']);
    });
});

/** A path of the list, whose places for values match anything. */
function isSamePath(template: string, path: string): boolean {
    const pattern = template.replace(/[\\^$.*+?()[\]|]/g, '\\$&').replace(/\{\w+\}/g, '[^/&]+');
    return new RegExp(`^${pattern}$`).test(path);
}

/** One scrubber for several values. */
function bound(options: ConstructorParameters<typeof Scrubber>[0]): { scrub: (value: unknown) => Record<string, unknown> } {
    const scrubber = new Scrubber(options);
    return { scrub: (value) => scrubber.scrub(value) as Record<string, unknown> };
}

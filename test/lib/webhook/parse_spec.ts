import assert from 'node:assert/strict';
import { detectService, serviceFromName } from '../../../lib/webhook';
import {
    harbour,
    jellyfinMovieAdded,
    lycorisPack,
    lycorisRecoil,
    movieLifeCycle,
    nightTrain,
    nightTrainBetter,
    nightTrainRelease,
    RadarrWebhooks,
    seerrTest,
    showLifeCycle,
    singleRelease,
    SonarrWebhooks,
} from '../../simulators/senders';
import { eventOf, fixture, parse } from './reading';

const radarr = new RadarrWebhooks();
const sonarr = new SonarrWebhooks();

async function codeOf(body: unknown, service?: string): Promise<string> {
    const parsed = await parse(body, service);
    return parsed.ok ? `${parsed.service}/${parsed.event.kind}` : parsed.error.code;
}

describe('the webhook parser', () => {
    it('tells the service of every webhook of every life cycle by its payload', async () => {
        const pack = { episodes: lycorisRecoil.episodes, release: lycorisPack };
        const steps = [
            ...movieLifeCycle(nightTrain, { request: { requestId: 1 }, release: nightTrainRelease, upgrade: nightTrainBetter }),
            ...showLifeCycle(lycorisRecoil, { request: { requestId: 2 }, grabs: [pack], imports: 'both' }),
        ];
        for (const { service, what, body } of steps) {
            assert.equal(detectService(body), service, what);
            for (const url of [undefined, service]) {
                const parsed = await parse(JSON.stringify(body), url);
                assert.ok(parsed.ok && parsed.service === service, what);
                assert.equal(parsed.event.source, service);
            }
        }
    });

    it("tells the order of a film's life", async () => {
        const steps = movieLifeCycle(nightTrain, {
            request: { requestId: 1 },
            release: nightTrainRelease,
            upgrade: nightTrainBetter,
        });
        const kinds = await Promise.all(steps.map(async ({ body }) => (await eventOf(body)).kind));
        assert.deepEqual(kinds, [
            'approved',
            'noted',
            'grabbed',
            'imported',
            'library_added',
            'reported_available',
            'grabbed',
            'noted',
            'upgraded',
        ]);
    });

    it("tells the order of a show's life", async () => {
        const [, first, second] = harbour.episodes;
        assert.ok(first && second);
        const grabs = [first, second].map((episode) => ({ episodes: [episode], release: singleRelease(harbour, episode) }));
        const upgrade = {
            episodes: [first],
            release: singleRelease(harbour, first, 'Bluray-1080p'),
            replaced: singleRelease(harbour, first),
        };
        const steps = showLifeCycle(harbour, { request: { requestId: 2 }, grabs, imports: 'both', upgrade });
        const kinds = await Promise.all(steps.map(async ({ body }) => (await eventOf(body)).kind));
        assert.deepEqual(kinds, [
            'approved',
            'noted',
            'grabbed',
            'grabbed',
            ...Array.from({ length: 4 }, () => 'imported'),
            'library_added',
            'reported_available',
            'grabbed',
            'noted',
            'upgraded',
        ]);
    });

    const names: [string, string | null, string | undefined][] = [
        ['seerr', 'seerr', undefined],
        ['jellyseerr', 'seerr', undefined],
        ['Overseerr', 'seerr', undefined],
        ['radarr', 'radarr', undefined],
        ['RADARR', 'radarr', undefined],
        ['sonarr4k', 'sonarr', 'sonarr4k'],
        ['radarr-uhd', 'radarr', 'radarr-uhd'],
        ['Sonarr_Anime', 'sonarr', 'Sonarr_Anime'],
        ['jellyfin', 'jellyfin', undefined],
        ['plex', null, undefined],
        ['', null, undefined],
        ['my-radarr', null, undefined],
    ];
    for (const [name, service, instance] of names) {
        it(`/${name} is ${service ?? 'no service'}${instance === undefined ? '' : `, instance ${instance}`}`, () => {
            const named = serviceFromName(name);
            assert.equal(named?.service ?? null, service);
            assert.equal(named?.instance, instance);
        });
    }

    it('goes by the payload where the URL names no service or the wrong one', async () => {
        assert.equal(await codeOf(radarr.grab(nightTrain, nightTrainRelease), 'plex'), 'radarr/grabbed');
        assert.equal(await codeOf(radarr.grab(nightTrain, nightTrainRelease), 'sonarr'), 'radarr/grabbed');
        assert.equal(await codeOf(sonarr.seriesDelete(harbour), 'radarr'), 'sonarr/deleted');
        assert.equal(await codeOf(radarr.grab(nightTrain, nightTrainRelease), 'seerr'), 'radarr/grabbed');
        assert.equal(await codeOf(seerrTest(), 'radarr'), 'seerr/noted');
        assert.equal(await codeOf(jellyfinMovieAdded(nightTrain), 'sonarr'), 'jellyfin/library_added');
    });

    it('does not name the instance after the wrong URL', async () => {
        const event = await eventOf(radarr.grab(nightTrain, nightTrainRelease), 'sonarr4k');
        assert.deepEqual([event.request.instanceName, event.request.is4k], ['Radarr', undefined]);
    });

    it('goes by the URL for what names no media', async () => {
        for (const service of ['radarr', 'sonarr']) {
            assert.equal(await codeOf({ eventType: 'Health', message: 'x' }, service), `${service}/noted`);
            assert.equal(await codeOf({ eventType: 'Brand new' }, service), `${service}/noted`);
        }
    });

    it('tells health checks apart without a URL', async () => {
        assert.equal(await codeOf(radarr.health()), 'radarr/noted');
        assert.equal(await codeOf(sonarr.health()), 'sonarr/noted');
        assert.equal(await codeOf({ ...radarr.health(), instanceName: 'Films' }), 'radarr/noted');
    });

    const unknown: [string, unknown][] = [
        ['an empty object', {}],
        ['a list', []],
        ['a list of webhooks', [fixture('radarr-grab')]],
        ['a number', '7'],
        ['a truth', 'true'],
        ['a text', '"hello"'],
        ['a form', { '{"eventType":"Grab"}': '' }],
        ['a webhook of Lidarr', { eventType: 'Grab', artist: { id: 1 }, albums: [], instanceName: 'Lidarr' }],
        ['a health check of Prowlarr', { eventType: 'Health', instanceName: 'Prowlarr' }],
        ['a webhook of Readarr', { eventType: 'Grab', author: { id: 1 }, books: [] }],
        ['an event type that is no text', { eventType: { a: 1 }, movie: {} }],
        ['something of someone else', { action: 'opened', repository: {} }],
    ];
    for (const [what, body] of unknown) {
        it(`refuses ${what}: unknown_service`, async () => assert.equal(await codeOf(body), 'unknown_service'));
    }

    it('says what to mend where the sender has a template', async () => {
        const sentence = async (body: unknown, url: string) => {
            const parsed = await parse(body, url);
            assert.ok(!parsed.ok);
            return parsed.error.message;
        };
        const short = { title: 'Short Template (2018)', text: 'Movie Request Automatically Approved' };
        assert.match(await sentence(short, 'seerr'), /: restore the default JSON payload of the webhook in Seerr$/);
        assert.match(await sentence(short, 'jellyfin'), /: tick Send All Properties in the webhook plugin$/);
    });

    it('says what is wrong with a body that does not fit its URL', async () => {
        const parsed = await parse({}, 'radarr');
        assert.ok(!parsed.ok);
        assert.equal(
            parsed.error.message,
            'The URL says radarr, but the body is no webhook of Seerr, Radarr, Sonarr or the Jellyfin webhook plugin',
        );
    });

    const notJson: [string, unknown][] = [
        ['nothing', undefined],
        ['null', null],
        ['an empty text', ''],
        ['a text', 'hello'],
        ['half of it', '{"eventType":"Grab"'],
        ['a web page', '<html></html>'],
        ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe])],
    ];
    for (const [what, body] of notJson) {
        it(`refuses ${what}: not_json`, async () => assert.equal(await codeOf(body), body === null ? 'not_json' : 'not_json'));
    }

    it('quotes nothing of a body that is not JSON', async () => {
        const parsed = await parse('{"secret":"hunter2"', 'seerr');
        assert.ok(!parsed.ok);
        assert.doesNotMatch(parsed.error.message, /hunter2/);
        assert.equal(parsed.error.cause, undefined);
    });

    it('reads text and bytes as it reads objects, with a byte order mark or without', async () => {
        const body = fixture('radarr-grab');
        const expected = await eventOf(body);
        const text = JSON.stringify(body, null, 2);
        for (const form of [text, `\ufeff${text}`, Buffer.from(text), new Uint8Array(Buffer.from(`\ufeff${text}`))])
            assert.deepEqual(await eventOf(form), expected);
    });

    it('reads a line break that a template put into a text as a space', async () => {
        const posted = (overview: string) =>
            `{"NotificationType":"ItemAdded",\n"ItemType":"Movie","Provider_tmdb":"7","Name":"A \\"B\\" ${overview}"}`;
        const event = await eventOf(posted('one\n\ttwo\r\nthree'), 'jellyfin');
        assert.deepEqual([event.kind, event.request.title], ['library_added', 'A "B" one  two  three']);
        assert.deepEqual(await eventOf(Buffer.from(posted('one\n\ttwo\r\nthree'))), event);
        // Quotation marks that the template did not escape could end the text anywhere.
        assert.equal(await codeOf(posted('said "hi"\nand left'), 'jellyfin'), 'not_json');
    });

    it('is done soon with what is no JSON, however long it is', async () => {
        for (const unit of ['"', '"\\', '\\"', '{"a":"', '\n', '"\n']) {
            const begin = performance.now();
            assert.equal(await codeOf(unit.repeat(5_000_000 / unit.length)), 'not_json');
            assert.ok(performance.now() - begin < 3_000, JSON.stringify(unit));
        }
    });

    it('does not care what else is in a payload', async () => {
        const body = fixture('sonarr-import');
        const more = {
            ...body,
            _note: { deep: [1, { a: null }] },
            later: 'x',
            series: { ...(body.series as object), statistics: { n: 1 } },
        };
        assert.deepEqual(await eventOf(more), await eventOf(body));
    });

    it('is not led astray by __proto__', async () => {
        const body =
            '{"__proto__":{"eventType":"Grab","polluted":1},"movie":{"__proto__":{"tmdbId":5},"id":3},"eventType":"Grab","constructor":{"prototype":{"polluted":1}}}';
        const event = await eventOf(body);
        assert.equal(event.request.tmdbId, undefined);
        assert.equal(event.request.radarrId, 3);
        assert.equal(({} as Record<string, unknown>).polluted, undefined);
    });
});

import assert from 'node:assert/strict';
import { MediaError, type MediaEvent } from '../../../lib/model';
import { type IncomingWebhook, type ReceiverOptions, WebhookReceiver } from '../../../lib/webhook';
import { bench } from '../../support/events';
import { FakeClock, settle } from '../../support/fake-clock';
import { harbour, singleRelease, SonarrWebhooks } from '../../simulators/senders';
import { fixture } from './reading';

function setup(options: Partial<ReceiverOptions> = {}) {
    const accepted: MediaEvent[] = [];
    const receiver = new WebhookReceiver({
        secret: '',
        clock: new FakeClock(),
        newId: () => `event-${accepted.length}`,
        accept: (event) => {
            accepted.push(event);
            return Promise.resolve();
        },
        ...options,
    });
    const post = (body: unknown, more: Partial<IncomingWebhook> = {}) => receiver.receive({ body, headers: {}, ...more });
    return { accepted, post, receiver };
}

describe('receiving webhooks', () => {
    it('answers with the id of the event that it took', async () => {
        const { post, accepted } = setup();
        const received = await post(fixture('radarr-grab'), { service: 'radarr' });
        assert.deepEqual([received.statusCode, received.body], [200, { ok: true, id: 'event-0' }]);
        assert.deepEqual(accepted, [received.event]);
        assert.equal(accepted[0]?.at, '2026-01-22T04:00:00.000Z');
    });

    it('answers only when the event is durable', async () => {
        let makeDurable: () => void = () => assert.fail('not asked yet');
        const { post } = setup({ accept: () => new Promise((resolve) => (makeDurable = resolve)) });
        let answered = false;
        const received = post(fixture('radarr-grab')).then((result) => {
            answered = true;
            return result;
        });
        await settle();
        assert.equal(answered, false);
        makeDurable();
        assert.equal((await received).statusCode, 200);
    });

    it('keeps the event in a real store, which is asked again after it was closed', async () => {
        const { store } = await bench();
        const { post } = setup({ accept: (event) => store.accept(event) });
        const { event } = await post(fixture('radarr-grab'));
        assert.deepEqual(store.inbox(), [event]);
        await store.close();
    });

    it('takes the rename of a very long series at the default limit', async () => {
        const episodes = Array.from({ length: 5_000 }, (_, index) => ({ ...harbour.episodes[0]!, episodeNumber: index + 1 }));
        const body = new SonarrWebhooks().rename(
            harbour,
            episodes,
            singleRelease(harbour, harbour.episodes[0]!),
            (episode) => `The Harbour Watch - S01E${episode.episodeNumber}.mkv`,
        );
        const text = JSON.stringify(body);
        assert.ok(text.length > 3_500_000);
        const { post, accepted } = setup();
        assert.equal((await post(text, { service: 'sonarr' })).statusCode, 200);
        assert.deepEqual([accepted[0]?.kind, accepted[0]?.episodes.length], ['renamed', 5_000]);
        const refused = await post(text + ' '.repeat(5 * 1024 * 1024 - text.length + 1));
        assert.equal(refused.statusCode, 413);
        assert.match(refused.body.message ?? '', /raise Max\. size/);
    });

    it("says 503 with the store's own code when the store cannot take it", async () => {
        const { post } = setup({ accept: () => Promise.reject(new MediaError('store_closed', 'The store was closed')) });
        const received = await post(fixture('radarr-grab'));
        assert.deepEqual(
            [received.statusCode, received.body],
            [503, { ok: false, code: 'store_closed', message: 'The store was closed' }],
        );
        assert.equal(received.event, undefined);
        assert.equal(received.error?.code, 'store_closed');
    });

    it('gives the event on although it says 503 when the disk takes nothing: nobody sends it again', async () => {
        const { post } = setup({ accept: () => Promise.reject(new MediaError('store_not_writable', 'The disk is full')) });
        const received = await post(fixture('radarr-grab'));
        assert.deepEqual(
            [received.statusCode, received.body],
            [503, { ok: false, code: 'store_not_writable', message: 'The disk is full' }],
        );
        assert.equal(received.event?.kind, 'grabbed');
        assert.equal(received.error?.code, 'store_not_writable');
    });

    it('does not bother the store with what is about no request', async () => {
        const { post, accepted } = setup({ accept: () => Promise.reject(new Error('no')) });
        const received = await post({ eventType: 'Health', instanceName: 'Radarr' });
        assert.deepEqual([received.statusCode, received.event?.kind, accepted], [200, 'noted', []]);
    });

    it('says 401 before it looks at the body', async () => {
        const { post, accepted } = setup({ secret: 's3cret' });
        for (const body of [fixture('radarr-grab'), 'no json', 'x'.repeat(3_000_000)]) {
            const received = await post(body, { headers: { authorization: 'wrong' } });
            assert.deepEqual([received.statusCode, received.body.code], [401, 'wrong_secret']);
            assert.doesNotMatch(JSON.stringify(received.body), /s3cret/);
        }
        assert.deepEqual(accepted, []);
        assert.equal((await post(fixture('radarr-grab'), { headers: { authorization: 's3cret' } })).statusCode, 200);
    });

    it('asks no secret of what did not come over HTTP', async () => {
        const { receiver } = setup({ secret: 's3cret' });
        assert.equal((await receiver.receive({ body: fixture('radarr-grab') })).statusCode, 200);
    });

    it('says 413 for a body over the limit, by whatever tells its size', async () => {
        const { post } = setup({ maxBytes: 1_000 });
        const body = fixture('radarr-grab');
        const text = JSON.stringify(body);
        assert.ok(text.length > 1_000);
        const over: [string, unknown, Partial<IncomingWebhook>][] = [
            ['text', text, {}],
            ['bytes', Buffer.from(text), {}],
            ['its length', body, { headers: { 'content-length': '1001' } }],
            ['itself, sent in chunks', body, { headers: { 'transfer-encoding': 'chunked' } }],
            ['itself, sent compressed', body, { headers: { 'content-length': '400', 'content-encoding': 'gzip' } }],
        ];
        for (const [what, sent, more] of over) {
            const received = await post(sent, more);
            assert.deepEqual([received.statusCode, received.body.code], [413, 'too_large'], what);
        }
        assert.equal((await post({ eventType: 'Health' }, { headers: { 'content-length': '23' } })).statusCode, 200);
    });

    it('lets 5 MiB through when nothing else is set', async () => {
        const { post } = setup();
        const padded = (bytes: number) =>
            JSON.stringify({ eventType: 'Health', pad: '' }).replace('""', `"${'x'.repeat(bytes)}"`);
        assert.equal((await post(padded(5_200_000))).statusCode, 200);
        assert.equal((await post(padded(5_300_000))).statusCode, 413);
    });

    it('says 400 for what is no JSON and for no known service', async () => {
        const { post } = setup();
        assert.deepEqual((await post('{')).body, {
            ok: false,
            code: 'not_json',
            message: 'The body is not JSON: look at the template of who sends it',
        });
        assert.deepEqual([(await post('{')).statusCode, (await post({})).statusCode], [400, 400]);
        assert.equal((await post({})).body.code, 'unknown_service');
        assert.equal((await post(undefined)).body.code, 'not_json');
    });

    it('goes by the URL, then by the setting, then by the payload', async () => {
        const body = { eventType: 'Health', message: 'x' };
        const sourceOf = async (url: string | undefined, setting: string | undefined) =>
            (await setup({ service: setting }).post(body, { service: url })).event?.source;
        assert.equal(await sourceOf('radarr', 'sonarr'), 'radarr');
        assert.equal(await sourceOf('radarr', undefined), 'radarr');
        assert.equal(await sourceOf('hook', 'radarr'), 'radarr');
        assert.equal(await sourceOf(undefined, 'radarr'), 'radarr');
        assert.equal(await sourceOf(undefined, undefined), 'sonarr');
    });
});

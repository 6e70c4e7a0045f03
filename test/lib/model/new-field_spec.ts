/**
 * A new field takes one line in the model's schema and one in the parser that extracts it, and nothing else. Proved on
 * a copy of the sources that is given just these two lines, for a request, for an episode, and for a release, which both
 * of them have.
 */
import assert from 'node:assert/strict';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as gatePart from '../../../lib/gate';
import * as modelPart from '../../../lib/model';
import type * as requestsPart from '../../../lib/requests';
import type * as storePart from '../../../lib/store';
import type * as webhookPart from '../../../lib/webhook';
import { FakeClock } from '../../support/fake-clock';
import { makeFolder, removeFolders } from '../../support/folder';
import { projectRoot } from '../../support/node-red';

interface Parts {
    webhook: typeof webhookPart;
    model: typeof modelPart;
    gate: typeof gatePart;
    store: typeof storePart;
    requests: typeof requestsPart;
}

/** Puts a line behind the one that contains `after`, which must be there once. */
async function addLine(path: string, after: string, line: string): Promise<void> {
    const text = await readFile(path, 'utf8');
    assert.equal(text.split(after).length, 2, `${path} has "${after}" not once: point this test to where fields are listed now`);
    await writeFile(path, text.replace(after, `${after}\n${line}`));
}

async function recorded(name: string): Promise<Record<string, unknown>> {
    return JSON.parse(await readFile(join(projectRoot, 'test/fixtures/webhooks', `${name}.json`), 'utf8')) as Record<
        string,
        unknown
    >;
}

describe('a new field', () => {
    let sources: string;

    before(async () => {
        sources = await makeFolder();
        await cp(join(projectRoot, 'lib'), join(sources, 'lib'), { recursive: true });
        await symlink(join(projectRoot, 'node_modules'), join(sources, 'node_modules'), 'dir');

        await addLine(join(sources, 'lib/model/request.ts'), '        posterUrl: z.string(),', '        studio: z.string(),');
        await addLine(
            join(sources, 'lib/webhook/senders/radarr.ts'),
            "    originalTitle: ['originalTitle', title],",
            "    studio: ['studio', label],",
        );

        await addLine(join(sources, 'lib/model/request.ts'), '        sonarrEpisodeId: id,', '        finaleType: z.string(),');
        await addLine(
            join(sources, 'lib/webhook/senders/sonarr-episodes.ts'),
            "    sonarrEpisodeId: ['id', serviceId],",
            "    finaleType: ['finaleType', title],",
        );

        await addLine(join(sources, 'lib/model/request.ts'), '    indexer: z.string(),', '    codec: z.string(),');
        await addLine(
            join(sources, 'lib/webhook/senders/arr.ts'),
            "    indexer: ['indexer', label],",
            "    codec: ['codec', label],",
        );
    });
    after(removeFolders);

    function load<P extends keyof Parts>(part: P): Parts[P] {
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- which sources are loaded is decided here
        return require(join(sources, 'lib', part)) as Parts[P];
    }

    /** Takes a webhook the whole way: parsed, acknowledged, checked as the gate node does, applied, stored, read anew, shown. */
    async function follow(body: Record<string, unknown>): Promise<Record<string, unknown>> {
        const clock = new FakeClock();
        const path = join(await makeFolder(), 'store.json');
        const { MediaStore } = load('store');
        const store = await MediaStore.open({ path, clock });
        const parsed = await load('webhook').parseWebhook(
            { body },
            { receivedAt: '2026-01-22T04:00:00.000Z', newId: () => 'event-1' },
        );
        assert.ok(parsed.ok);
        await store.accept(parsed.event);
        const event = load('model').mediaEventSchema.parse(JSON.parse(JSON.stringify(parsed.event)));
        new (load('gate').TransitionGate)(store, { clock, newId: () => 'request-1', createRequests: true }).accept(event);
        await store.close();

        const next = await MediaStore.open({ path, clock });
        const { listRequests, showRequest } = load('requests');
        const shown = showRequest(next, 'request-1', clock.now());
        const [listed] = listRequests(next, {}, clock.now());
        const { timeline: _timeline, sources: _sources, ...common } = shown;
        assert.deepEqual(listed, common);
        await next.close();
        return shown;
    }

    it('of a movie reaches the stored request and the page', async () => {
        const webhook = await recorded('radarr-grab');
        const shown = await follow({ ...webhook, movie: { ...(webhook['movie'] as object), studio: 'Kyoto Animation' } });
        assert.equal(shown['studio'], 'Kyoto Animation');
        assert.equal((shown['sources'] as Record<string, string>)['studio'], 'radarr/grabbed');
    });

    it('of an episode reaches the stored episode and the page', async () => {
        const webhook = await recorded('sonarr-grab');
        const episodes = (webhook['episodes'] as object[]).map((episode) => ({ ...episode, finaleType: 'season' }));
        const shown = await follow({ ...webhook, episodes });
        const finales = (shown['episodes'] as Record<string, unknown>[]).map(({ finaleType }) => finaleType);
        assert.deepEqual(new Set(finales), new Set(['season']));
        assert.equal(finales.length, episodes.length);
    });

    it('of a release reaches the movie and the episodes', async () => {
        const withCodec = async (name: string): Promise<Record<string, unknown>> => {
            const webhook = await recorded(name);
            return follow({ ...webhook, release: { ...(webhook['release'] as object), codec: 'x265' } });
        };
        assert.equal((await withCodec('radarr-grab'))['codec'], 'x265');
        const episodes = (await withCodec('sonarr-grab'))['episodes'] as Record<string, unknown>[];
        assert.deepEqual(new Set(episodes.map(({ codec }) => codec)), new Set(['x265']));
    });

    it('is not there before its two lines are', () => {
        const { releaseFacts, requestFacts, episodeFacts } = modelPart;
        assert.ok(!('studio' in requestFacts.shape) && !('finaleType' in episodeFacts.shape) && !('codec' in releaseFacts.shape));
    });
});

/**
 * Node-RED is killed while something is done: before or after any write or call, and again while it takes that up. Whatever
 * comes of it, nothing is deleted, imported or searched for twice.
 */
import assert from 'node:assert/strict';
import { deedsOf, openProposals } from '../../../lib/remedies';
import { amount } from '../../support/amount';
import { removeFolders } from '../../support/folder';
import { film, harbour, releaseOf, World } from '../../support/remedy-world';
import { Seeded } from '../../support/seeded';

const first = releaseOf('first');
const hash = first.downloadId!.toLowerCase();

/** What is about to be done, and must not be done twice. */
const SCENES: Readonly<Record<string, (world: World) => void>> = {
    remove: (world) => {
        world.show(2, 'downloaded', { qbitHash: hash });
        world.sonarr.grab(harbour, harbour.episodes.slice(0, 2), first);
        world.torrent(first, {}, { files: [{ name: 'sample.mkv', size: 9_000_000, progress: 1, priority: 1 }] });
        world.refuses(first, 'Sample');
        world.clock.set(world.clock.now() + 3 * 3_600_000);
    },
    'remove a film': (world) => {
        world.film('downloaded', { qbitHash: hash });
        world.radarr.grab(film, first);
        world.torrent(first, {}, { files: [{ name: 'film.exe', size: first.size, progress: 1, priority: 1 }] });
        world.refuses(first, "Caution: Found executable file with extension: '.exe'");
        world.clock.set(world.clock.now() + 3 * 3_600_000);
    },
    discard: (world) => {
        world.show(1, 'downloaded', { qbitHash: hash });
        world.sonarr.grab(harbour, harbour.episodes.slice(0, 1), first);
        world.torrent(first);
        world.refuses(first, 'Episode file already imported at 2026-01-20 10:00:00Z');
        world.sonarr.diskScan(harbour, harbour.episodes[0]!, 'Glass Harbour - S01E01.mkv');
        world.clock.set(world.clock.now() + 3 * 3_600_000);
    },
    import: (world) => {
        world.show(1, 'downloaded', { qbitHash: hash });
        world.sonarr.grab(harbour, harbour.episodes.slice(0, 1), first);
        world.torrent(first);
        world.refuses(first, 'Partial season packs are not supported');
        world.importable(first, [{}]);
        world.clock.set(world.clock.now() + 3 * 3_600_000);
    },
    search: (world) => {
        world.film('approved', { isMonitored: true });
        world.clock.set(world.clock.now() + 9 * 3_600_000);
    },
};

/** Ends a process at one of the points at which it waits for a disk or a service. */
class Killer {
    private count = 0;
    private readonly died: Promise<void>;
    private die: () => void = () => undefined;
    isDead = false;

    constructor(
        private at: number,
        private readonly mode: 'before' | 'after',
    ) {
        this.died = new Promise((resolve) => (this.die = resolve));
    }

    /** Puts itself before everything that waits in a world's process of now. */
    watch({ store, services }: World): void {
        this.wrap(store, ['flush']);
        for (const { hands } of services.arrs)
            this.wrap(hands, [
                'queuedBeside',
                'hasFailedSince',
                'removeFromQueue',
                'command',
                'commands',
                'subjects',
                'importPreview',
                'pickedByHand',
                'seedGoals',
            ]);
        this.wrap(services.client!, ['torrent', 'files', 'isPrivate']);
    }

    /** It kills nobody any more. */
    disarm(): void {
        this.at = -1;
    }

    /** Resolves when the work is done, or the process has died in it. */
    async run(work: Promise<unknown>): Promise<void> {
        await Promise.race([work, this.died]);
    }

    private wrap(object: object, names: readonly string[]): void {
        const methods = object as Record<string, (...args: unknown[]) => Promise<unknown>>;
        for (const name of names) {
            const original = methods[name]!.bind(object);
            methods[name] = async (...args) => {
                if (this.isDead) return new Promise(() => undefined);
                const isHere = this.count++ === this.at;
                if (isHere && this.mode === 'before') return this.end();
                const result = await original(...args);
                return isHere ? this.end() : result;
            };
        }
    }

    private end(): Promise<never> {
        this.isDead = true;
        this.die();
        return new Promise(() => undefined);
    }
}

/** Everything that may happen once alone. */
function oneTimers({ sonarr, radarr }: World): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { method, body } of [...sonarr.commands.writes, ...radarr.commands.writes]) {
        const name = method === 'DELETE' ? 'delete' : String(body?.['name']);
        if (['delete', 'ManualImport', 'EpisodeSearch', 'MoviesSearch'].includes(name)) counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
}

async function approveAll(world: World): Promise<void> {
    world.remedies.isStuck(world.request.id);
    await world.clock.advance(30_000);
    await world.remedies.tick();
    for (const { id } of openProposals(world.store)) await world.remedies.approve(id, 'Anna');
}

describe('a kill while something is done', function () {
    this.timeout(1_800_000);
    afterEach(removeFolders);

    it('does nothing destructive twice, and loses nothing that was begun', async () => {
        const random = new Seeded(20_260_122);
        const kills = amount('REMEDY_KILLS', { usual: 60, long: 1_000 });
        const totals = { kills: 0, deletions: 0, imports: 0, searches: 0, seen: 0, unknown: 0 };
        while (totals.kills < kills) {
            const scene = random.pick(Object.keys(SCENES));
            const world = await World.open({ dialect: random.pick(['4.x', '5.1', '5.3']) });
            const told: string[] = [scene];
            try {
                SCENES[scene]!(world);
                await world.store.flush();
                // The gentle steps before are done without a kill.
                for (let step = 0; step < 4 && openLast(world) === undefined; step++) {
                    world.remedies.isStuck(world.request.id);
                    await world.clock.advance(15 * 60_000);
                    await world.remedies.tick();
                    for (const { id, step: name } of openProposals(world.store)) {
                        if (!['remove', 'discard', 'import', 'search'].includes(name)) await world.remedies.approve(id, 'Anna');
                    }
                }
                const proposal = openLast(world);
                assert.ok(proposal !== undefined, `${scene}: nothing was proposed`);
                for (let life = 0; life < 3; life++) {
                    const killer = new Killer(random.below(life === 0 ? 14 : 6), random.pick(['before', 'after']));
                    killer.watch(world);
                    const work = life === 0 ? world.remedies.approve(proposal.id, 'Anna') : world.remedies.tick();
                    await killer.run(work.catch(() => undefined));
                    killer.disarm();
                    told.push(killer.isDead ? 'killed' : 'lived');
                    if (!killer.isDead) break;
                    totals.kills++;
                    await world.killed();
                }
                // It goes on for a day, and somebody approves of whatever is proposed.
                for (let turn = 0; turn < 6; turn++) {
                    await approveAll(world);
                    await world.clock.advance(2 * 3_600_000);
                }
                const counts = oneTimers(world);
                for (const [name, count] of Object.entries(counts))
                    assert.equal(count, 1, `${told.join(' ')}: ${name} ${count} times`);
                totals.deletions += counts['delete'] ?? 0;
                totals.imports += counts['ManualImport'] ?? 0;
                totals.searches += (counts['EpisodeSearch'] ?? 0) + (counts['MoviesSearch'] ?? 0);
                const calls = deedsOf(world.store).flatMap((deed) => deed.calls);
                assert.ok(
                    calls.every(({ state }) => state !== 'intended'),
                    told.join(' '),
                );
                totals.seen += calls.filter(({ answer }) => answer === 'seen').length;
                totals.unknown += calls.filter(({ state }) => state === 'unknown').length;
                // What was removed is searched for, whatever came between.
                if (counts['delete'] === 1 && scene.startsWith('remove')) {
                    const removed = deedsOf(world.store).find(({ step }) => step === 'remove');
                    assert.ok(removed !== undefined, told.join(' '));
                }
            } finally {
                await world.close();
            }
        }
        console.log(`      ${JSON.stringify(totals)}`);
    });
});

function openLast({ store }: World) {
    return openProposals(store).find(({ step }) => ['remove', 'discard', 'import', 'search'].includes(step));
}

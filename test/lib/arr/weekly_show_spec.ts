/** A show of twelve weeks, in `npm test` of seven, followed by asking alone in simulated time, over the night in which the clocks are changed. */
import assert from 'node:assert/strict';
import type { Change } from '../../../lib/gate';
import { SonarrSimulator } from '../../simulators/sonarr';
import { harbour, type Show, type ShowEpisode, singleRelease } from '../../simulators/senders';
import { amount } from '../../support/amount';
import { type Listening, listening } from '../../support/arr-listening';
import { event } from '../../support/events';
import { FakeClock } from '../../support/fake-clock';

const WEEKS = amount('SHOW_WEEKS', { usual: 7, long: 12 });
const HOUR_MS = 3_600_000;
const STEP_MS = 6 * HOUR_MS;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** Simulated time starts where every fake clock does. */
/** In these weeks New York puts its clocks forward on 8 March 2026, Berlin on 29 March. */
const START = new FakeClock().now();

/** Airs every week at 20:00 UTC, from a day after the start on. */
const weekly: Show = {
    ...harbour,
    title: 'Twelve Weeks',
    episodes: Array.from({ length: WEEKS }, (_, index) => ({
        id: 1 + index,
        seasonNumber: 1,
        episodeNumber: index + 1,
        title: `Week ${index + 1}`,
        tvdbId: 900_000 + index,
        airDate: new Date(START + index * WEEK_MS + 24 * HOUR_MS).toISOString().slice(0, 10),
    })),
};

describe(`a show of ${WEEKS} weeks`, function () {
    this.timeout(120_000);
    const zone = process.env['TZ'];
    let server: SonarrSimulator | null = null;
    let house: Listening | null = null;

    afterEach(async () => {
        await house?.end();
        await server?.stop();
        if (zone === undefined) delete process.env['TZ'];
        else process.env['TZ'] = zone;
    });

    it('is complete once, at its end', async () => {
        process.env['TZ'] = 'Europe/Berlin';
        assert.deepEqual(await play({ isCutInTheMiddle: false }), [WEEKS]);
    });

    it('is complete once with a restart in every week, between the import and its proof', async () => {
        process.env['TZ'] = 'America/New_York';
        assert.deepEqual(await play({ isCutInTheMiddle: true }), [WEEKS]);
    });

    /** Returns after which week's episode it was told that the show is complete. */
    async function play({ isCutInTheMiddle }: { isCutInTheMiddle: boolean }): Promise<number[]> {
        let now = (): number => START;
        server = await SonarrSimulator.start({ now: () => now() });
        const sonarr = server;
        sonarr.add(weekly);
        const changes: Change[] = [];
        const room = await listening(sonarr, {
            before: ({ gate }) => {
                const accept = gate.accept.bind(gate);
                gate.accept = (heard) => {
                    const result = accept(heard);
                    changes.push(...result.changes);
                    return result;
                };
                const request = { tvdbId: weekly.tvdbId, tmdbId: weekly.tmdbId, seerrRequestId: 1, requestedSeasons: '1' };
                gate.accept(event('seerr', 'approved', 'tv', { request }));
            },
        });
        house = room;
        now = () => room.clock.now();
        await room.eventually('all episodes', () => room.only().summary?.total === WEEKS);
        assert.equal(room.only().summary?.unaired, WEEKS);

        const ends: number[] = [];
        for (const [index, episode] of weekly.episodes.entries()) {
            const isDue = (): boolean => room.clock.now() >= Date.parse(`${episode.airDate}T21:00:00Z`);
            while (!isDue()) await room.pass(STEP_MS, STEP_MS);
            await fetchAndProve(room, sonarr, episode, isCutInTheMiddle);
            const told = changes.splice(0).filter(({ outcome }) => outcome !== undefined);
            ends.push(...told.map(() => index + 1));
            const { complete, state, summary } = room.only();
            assert.deepEqual(
                [state, complete, summary?.unaired],
                ['available', index + 1 === WEEKS ? true : undefined, WEEKS - index - 1],
                `after week ${index + 1}`,
            );
        }
        // Nothing comes after the end either.
        await room.pass(2 * WEEK_MS, STEP_MS);
        ends.push(...changes.filter(({ outcome }) => outcome !== undefined).map(() => WEEKS + 2));
        return ends;
    }

    async function fetchAndProve(room: Listening, sonarr: SonarrSimulator, episode: ShowEpisode, isCut: boolean): Promise<void> {
        const release = singleRelease(weekly, episode);
        const { seasonNumber, episodeNumber } = episode;
        const stateOf = (): string | undefined =>
            room.only().episodes.find((each) => each.episodeNumber === episodeNumber)?.state;
        sonarr.grab(weekly, [episode], release);
        await room.eventually(`the grab of ${episodeNumber}`, () => stateOf() === 'grabbing' || stateOf() === 'downloading');
        sonarr.import(weekly, [episode], release);
        await room.eventually(`the import of ${episodeNumber}`, () => stateOf() === 'importing');
        if (isCut) await room.restart();
        room.feed(
            event('jellyfin', 'verified', 'tv', {
                request: { tvdbId: weekly.tvdbId },
                episodes: [{ seasonNumber, episodeNumber }],
            }),
        );
        await room.pass(30_000, 1_000);
        assert.equal(stateOf(), 'available');
    }
});

/** Lives of a series in Sonarr, made at random: what happens, and how much time passes before it. */
import fc from 'fast-check';
import { harbour, type Release, type Show, type ShowEpisode, singleRelease } from '../simulators/senders';
import type { Payload } from '../simulators/webhooks/seerr';
import type { SonarrSimulator } from '../simulators/sonarr';

export const show: Show = { ...harbour, episodes: harbour.episodes.filter(({ seasonNumber }) => seasonNumber > 0) };

export type Happening =
    | { what: 'grab' | 'import' | 'upgrade' | 'fail' | 'ignore' | 'delete' | 'rename'; episode: number; gapMs: number }
    | { what: 'grab pack' | 'import pack'; season: number; gapMs: number };

const HOUR_MS = 60 * 60 * 1000;

/** From a few milliseconds to three days. */
export const gap = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
    { weight: 4, arbitrary: fc.integer({ min: 3_000, max: HOUR_MS }) },
    { weight: 1, arbitrary: fc.integer({ min: HOUR_MS, max: 72 * HOUR_MS }) },
);

const ofEpisode = fc.record({
    what: fc.constantFrom('grab', 'import', 'upgrade', 'fail', 'ignore', 'delete', 'rename'),
    episode: fc.integer({ min: 0, max: show.episodes.length - 1 }),
    gapMs: gap,
});
const ofPack = fc.record({
    what: fc.constantFrom('grab pack', 'import pack'),
    season: fc.integer({ min: 1, max: 2 }),
    gapMs: gap,
});
/** Anything, in any order, also what makes little sense. */
export const happenings = fc.array(fc.oneof(ofEpisode, ofPack), { minLength: 1, maxLength: 25 });

export function packOf(season: number): Release {
    const [first] = episodesOf(season);
    return {
        ...singleRelease(show, first!),
        title: `The.Harbour.Watch.S0${season}.1080p.WEB-DL.H264-QUAY`,
        downloadId: `${'0123456789ABCDEF'.repeat(2)}0000000${season}`,
        size: 9_000_000_000,
    };
}

export function episodesOf(season: number): ShowEpisode[] {
    return show.episodes.filter(({ seasonNumber }) => seasonNumber === season);
}

/** Lets it happen. Returns the webhooks that Sonarr would send; none for what it has no webhook for. */
export function play(server: SonarrSimulator, happening: Happening): Payload[] {
    if ('season' in happening) {
        const episodes = episodesOf(happening.season);
        const pack = packOf(happening.season);
        if (happening.what === 'grab pack') return [server.grab(show, episodes, pack)];
        return episodes.map((episode) => server.import(show, [episode], pack));
    }
    const episode = show.episodes[happening.episode]!;
    const release = singleRelease(show, episode, 'WEBDL-720p');
    const better = singleRelease(show, episode, 'WEBDL-1080p');
    switch (happening.what) {
        case 'grab':
            return [server.grab(show, [episode], release)];
        case 'import':
            return [server.import(show, [episode], release)];
        case 'upgrade':
            return [server.grab(show, [episode], better), server.import(show, [episode], better, release)];
        case 'fail':
            server.failDownload(show, [episode], release);
            return [];
        case 'ignore':
            server.ignoreDownload(show, [episode], release);
            return [];
        case 'delete':
            return [server.deleteFile(show, episode, release)];
        default:
            return [server.rename(show, [episode], release, () => `Watch ${episode.id}.mkv`)];
    }
}

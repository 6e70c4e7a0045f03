/** A show of any length as events and webhooks, each about one of its episodes. */
import type { MediaEvent } from '../../lib/model';
import { seerrWebhook, SonarrWebhooks, type Release, type Show, type Step } from '../../test/simulators/senders';
import { eventOf } from './lives';
import { digitsOf, showOf } from './titles';

const sonarr = new SonarrWebhooks();
/** More than any show has. */
const MOST_EPISODES = 10_000;

export interface LongShow {
    show: Show;
    approval: Step;
    /** Of all episodes in one release. */
    grab: Step;
    /** Of the episode with this index alone, in a release of its own. */
    single(index: number): { release: Release; grab: Step; imported: Step };
    /** Of the episode with this index, out of the release of all. */
    imported(index: number): Step;
}

/** Show number `number`: at most a thousand of them, so that no two releases have one hash. */
export function longShow(number: number, episodes: number): LongShow {
    const { release, ...show } = showOf(number, episodes);
    const step = (what: string, body: Step['body']): Step => ({ service: 'sonarr', what, body });
    const request = { requestId: Number(`2${digitsOf(number)}`) };
    const imported = (index: number, from: Release): Step =>
        step('imported', sonarr.importFile(show, [episodeAt(show, index)], from));
    return {
        show,
        approval: { service: 'seerr', what: 'approved', body: seerrWebhook('MEDIA_AUTO_APPROVED', show, request) },
        grab: step('grabbed', sonarr.grab(show, show.episodes, release)),
        imported: (index) => imported(index, release),
        single: (index) => {
            const own: Release = {
                ...release,
                title: release.title.replace('.S01.', `.S01E${index + 1}.`),
                downloadId: `${'C'.repeat(33)}${digitsOf(number * MOST_EPISODES + index)}`,
            };
            return {
                release: own,
                grab: step('grabbed', sonarr.grab(show, [episodeAt(show, index)], own)),
                imported: imported(index, own),
            };
        },
    };
}

/** What makes the show known to the store, with all its episodes on their way. */
export async function beginningOf(long: LongShow): Promise<MediaEvent[]> {
    return [await received(long.approval, long, 'all'), await received(long.grab, long, 'all')];
}

/** What comes of one episode: its import, and its proof. */
export async function eventsOf(long: LongShow, index: number): Promise<MediaEvent[]> {
    const imported = await received(long.imported(index), long, String(index));
    const { seasonNumber, episodeNumber } = episodeAt(long.show, index);
    const label = `S01E${episodeNumber}`;
    return [
        imported,
        {
            id: `verified-${long.show.tvdbId}-${index}`,
            at: new Date().toISOString(),
            source: 'jellyfin',
            kind: 'verified',
            eventType: 'playable',
            mediaType: 'tv',
            request: { tmdbId: long.show.tmdbId },
            episodes: [{ seasonNumber, episodeNumber, jellyfinId: `${long.show.tvdbId}-${index}`, foundAs: `Episode ${label}` }],
            message: 'Proved playable (by tmdb)',
        },
    ];
}

async function received(step: Step, { show }: LongShow, what: string): Promise<MediaEvent> {
    return eventOf(step, { id: `${step.what}-${show.tvdbId}-${what}`, at: new Date().toISOString() });
}

function episodeAt(show: Show, index: number): Show['episodes'][number] {
    const episode = show.episodes[index];
    if (episode === undefined) throw new Error(`"${show.title}" has no episode ${index + 1}`);
    return episode;
}

/** A household's requests as the page's server tells them: some of every kind, as many as are wanted, the same each time. */
import type { Cell, CellLetter, Counts, Group, Step, Summary, Whole } from '../../lib/page/contract';
import { sayAll } from '../../lib/causes/texts';

const PEOPLE = ['Anna', 'Jörg', 'Søren Åkesson', 'دانا', 'Mika'] as const;
const TITLES = [
    'Harbor Lights',
    'The Long Winter of the North Sea Pilots and Other Weather',
    'Über den Wolken',
    'الطريق إلى البحر',
    '銀の海の約束',
    'Station Nine',
    'Paper Lanterns',
    'A Quiet Orchard',
    'Third Tide',
    'Éclats de verre',
    'Night Ferry',
    'Copper Sky',
] as const;
const HOUR = 3_600_000;

/** What a made-up request is to be, before the rest is filled in. */
interface Kind {
    group: Group;
    state: Summary['state'];
    says: Summary['words']['says'];
    next?: NonNullable<Summary['words']['next']>;
    wait: Summary['wait'];
    stages: number;
    percent?: number;
    letters?: string;
    etaMinutes?: number;
}

function kinds(now: number): Kind[] {
    const at = (hours: number): string => new Date(now - hours * HOUR).toISOString();
    const seen = { arr: 'Sonarr', server: 'Sonarr', client: 'qBittorrent' };
    return [
        {
            group: 'attention',
            state: 'downloading',
            says: [{ code: 'download_stalled', values: { ...seen, percent: { percent: 41 } } }],
            next: [{ code: 'replace_release', values: { arr: 'Radarr' } }],
            wait: { code: 'download_stalled', since: at(7), who: 'admin', late: true },
            stages: 3,
            percent: 41,
        },
        {
            group: 'attention',
            state: 'requested',
            says: [{ code: 'not_approved', values: {} }],
            next: [{ code: 'approve', values: {} }],
            wait: { code: 'not_approved', since: at(20), who: 'admin', late: false },
            stages: 0,
        },
        {
            group: 'way',
            state: 'downloading',
            says: [{ code: 'downloading', values: { percent: { percent: 63 }, left: { seconds: 840 } } }],
            next: [{ code: 'goes_on', values: {} }],
            wait: { code: 'downloading', since: at(0.3), who: 'nobody', late: false },
            stages: 3,
            percent: 63,
            etaMinutes: 16,
        },
        {
            group: 'way',
            state: 'downloading',
            says: [{ code: 'downloading', values: { percent: { percent: 38 } } }],
            next: [{ code: 'goes_on', values: {} }],
            wait: { code: 'downloading', since: at(1), who: 'nobody', late: false },
            stages: 3,
            letters: 'aaaaiddddfuu',
            etaMinutes: 48,
        },
        {
            group: 'way',
            state: 'anime_matching',
            says: [{ code: 'shoko_hashing', values: {} }],
            next: [{ code: 'shoko_goes_on', values: {} }],
            wait: { code: 'shoko_hashing', since: at(0.1), who: 'nobody', late: false },
            stages: 5,
            letters: 'aaaammmmmmgggrrrrrrrrrrxxxuuuu',
        },
        {
            group: 'way',
            state: 'approved',
            says: [{ code: 'searched_nothing', values: { arr: 'Radarr', searched: { time: at(2) } } }],
            next: [{ code: 'searches_again', values: { arr: 'Radarr' } }],
            wait: { code: 'searched_nothing', since: at(30), nextAt: at(-4), who: 'nobody', late: false },
            stages: 1,
        },
        { group: 'ready', state: 'available', says: [{ code: 'playable', values: {} }], wait: null, stages: 6 },
    ];
}

const STAGES: readonly Step['stage'][] = ['approved', 'grabbing', 'downloading', 'importing', 'anime_matching', 'available'];

/** @param count how many requests there are; most of them are ready, as in a house that has been asked for years */
export function houseOf(count: number, now: number): Summary[] {
    const all = kinds(now);
    const ready = all.length - 1;
    return Array.from({ length: count }, (_, index) => {
        const kind = all[index < 12 ? index % all.length : index % 40 < 4 ? index % ready : ready];
        if (kind === undefined) throw new Error('there are kinds');
        return summaryOf(index, kind, now);
    }).sort((a, b) => (a.order < b.order ? -1 : 1));
}

function summaryOf(index: number, kind: Kind, now: number): Summary {
    const { group, state, says, next, wait, stages, percent, letters, etaMinutes } = kind;
    const isTv = letters !== undefined || index % 3 === 1;
    const isAnime = state === 'anime_matching' || index % 11 === 4;
    const own = STAGES.filter((stage) => stage !== 'anime_matching' || isAnime);
    const id = `wish-${String(index).padStart(5, '0')}`;
    const asked = now - (index + 1) * 5 * HOUR;
    const eta = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();
    const cells = letters === undefined ? undefined : cellsOf(letters);
    return {
        id,
        title:
            index === 9
                ? null
                : `${TITLES[index % TITLES.length] ?? ''}${index < TITLES.length ? '' : ` ${Math.floor(index / TITLES.length) + 1}`}`,
        year: index % 7 === 5 ? null : 1980 + (index % 46),
        mediaType: isTv ? 'tv' : 'movie',
        pipeline: `${isAnime ? 'anime-' : ''}${isTv ? 'tv' : 'movie'}`,
        is4k: index % 13 === 2,
        group,
        order: orderOf(group, etaMinutes === undefined ? null : now + etaMinutes * 60_000, index),
        state,
        complete: group === 'ready',
        requestedBy: index % 8 === 7 ? null : (PEOPLE[index % PEOPLE.length] ?? null),
        requestedAt: new Date(asked).toISOString(),
        updatedAt: new Date(now - index * 60_000).toISOString(),
        availableAt: group === 'ready' ? new Date(asked + HOUR).toISOString() : null,
        steps: own.map((stage, step) => ({
            stage,
            at: step < stages ? new Date(asked + step * 0.4 * HOUR).toISOString() : null,
        })),
        says: sayAll(says),
        words: { says, ...(next !== undefined && { next }) },
        wait,
        eta: etaMinutes === undefined ? null : { from: eta(etaMinutes * 0.8), at: eta(etaMinutes), until: eta(etaMinutes * 1.6) },
        percent: percent ?? null,
        ...(cells !== undefined && {
            episodes: {
                total: cells.filter(([, letter]) => letter !== 'u' && letter !== 'x').length,
                available: cells.filter(([, letter]) => letter === 'a').length,
                unaired: cells.filter(([, letter]) => letter === 'u').length,
                cells: [[1, cells]],
            },
        }),
        poster: index % 4 === 3 ? null : `posters/${id}?${index}`,
        links: {
            seerr: `http://seerr.test/${isTv ? 'tv' : 'movie'}/${index}`,
            ...(isTv ? { sonarr: `http://sonarr.test/series/${index}` } : { radarr: `http://radarr.test/movie/${index}` }),
            ...(group === 'ready' && { jellyfin: `http://jellyfin.test/web/#/details?id=${index}` }),
        },
        ...(index === 0 && {
            proposals: [
                {
                    id: 'replace',
                    says: 'Remove the release in Radarr, put it on the blocklist and have another one searched.',
                    words: [{ code: 'replace_release', values: { arr: 'Radarr' } }],
                    deletes: true,
                },
            ],
        }),
    };
}

function cellsOf(letters: string): Cell[] {
    return Array.from(letters, (letter, index): Cell => {
        const number = index + 1;
        return letter === 'd' ? [number, 'd', (index * 23) % 100] : [number, letter as CellLetter];
    });
}

/** Attention first, then the way by when it ends, then what became ready last. */
export function orderOf(group: Group, etaMs: number | null, index: number): string {
    const rank = ['attention', 'way', 'ready', 'past'].indexOf(group);
    return `${rank}${etaMs === null ? '~' : String(etaMs).padStart(15, '0')}${String(index).padStart(6, '0')}`;
}

export function countsOf(house: readonly Summary[]): Counts {
    const count = (is: (summary: Summary) => boolean): number => house.filter(is).length;
    const inGroup = (group: Group): number => count((summary) => summary.group === group);
    return {
        all: house.length,
        open: count(({ state }) => state !== 'available' && state !== 'failed'),
        late: count(({ wait }) => wait?.late === true),
        failed: count(({ state }) => state === 'failed'),
        available: count(({ state }) => state === 'available'),
        attention: inGroup('attention'),
        way: inGroup('way'),
        ready: inGroup('ready'),
        past: inGroup('past'),
    };
}

/** What an opened card asks for. */
export function wholeOf(summary: Summary): Whole {
    const at = (hours: number): string => new Date(Date.parse(summary.requestedAt) + hours * HOUR).toISOString();
    const cells = summary.episodes?.cells ?? [];
    return {
        summary,
        episodes: cells.flatMap(([seasonNumber, inSeason]) =>
            inSeason.map(
                ([episodeNumber, letter]) =>
                    ({
                        seasonNumber,
                        episodeNumber,
                        state: letter === 'a' ? 'available' : summary.state,
                        says: letter === 'a' ? 'Can be played.' : summary.says,
                        ...(letter !== 'a' && { words: summary.words }),
                        wait: letter === 'a' || summary.wait === null ? null : { ...summary.wait, says: summary.says },
                    }) as unknown as Whole['episodes'][number],
            ),
        ),
        timeline: [
            { at: at(0), source: 'seerr', kind: 'requested' },
            { at: at(0.1), source: 'seerr', kind: 'approved' },
            {
                at: at(0.4),
                source: summary.mediaType === 'tv' ? 'sonarr' : 'radarr',
                kind: 'grabbed',
                message: 'Grabbed a release',
            },
            { at: at(0.8), source: 'qbittorrent', kind: 'downloading' },
        ],
        release: {
            releaseTitle: 'Some.Release.2019.1080p.WEB-DL',
            quality: 'WEBDL-1080p',
            fileSize: 4_312_000_000,
            indexer: 'An indexer',
        },
        overview: 'A story of a house by the sea, and of who comes back to it.',
        originalTitle: null,
    };
}

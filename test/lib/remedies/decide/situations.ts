/** Situations for specs of the chooser: one in which nothing stands against anything, and what is changed in it. */
import { DEFAULT_LIMITS, type Limits } from '../../../../lib/remedies/decide/limits';
import type { DownloadFacts, PastDeed, Situation } from '../../../../lib/remedies/decide/situation';
import { HOUR_MS, type StepName } from '../../../../lib/remedies/decide/steps';

export const NOW = Date.parse('2026-01-22T12:00:00Z');
export const LIMITS: Limits = { ...DEFAULT_LIMITS };
export const DOWNLOAD: DownloadFacts = { id: 'abc', privacy: 'public', bytes: 1_000, obligations: [], goingOn: 0 };

/** Everything can be done, two signals are there, and the cause has lasted for two days. */
export function situation(own: Partial<Situation> = {}): Situation {
    return {
        now: NOW,
        cause: 'import_sample',
        since: NOW - 48 * HOUR_MS,
        target: 'download:abc',
        title: 'tvdb:1',
        download: DOWNLOAD,
        means: {
            arr: {
                server: 's',
                kind: 'sonarr',
                titleId: 1,
                episodeIds: [11, 12],
                isQueued: true,
                importable: [{ path: '/a.mkv' }],
            },
            client: { hash: 'abc' },
            jellyfin: { itemId: 'f'.repeat(32), paths: ['/a.mkv'] },
            shoko: { fileId: 5, folderId: 6, episodeIds: [7] },
        },
        signals: ['refused', 'no_video'],
        away: [],
        stuck: [],
        commands: [],
        byHand: [],
        deeds: [],
        ...own,
    };
}

export function deed(own: Partial<PastDeed> = {}): PastDeed {
    return {
        target: 'download:abc',
        title: 'tvdb:1',
        downloadId: 'abc',
        step: 'refresh_downloads',
        at: NOW - 20 * HOUR_MS,
        calls: 1,
        outcome: 'did_not_help',
        judgedAt: NOW - 19 * HOUR_MS,
        ...own,
    };
}

/** Deeds of another download and title. */
export function elsewhere(count: number, own: Partial<PastDeed> = {}): PastDeed[] {
    return Array.from({ length: count }, (_, index) =>
        deed({ target: `download:${index}`, title: `tvdb:${100 + index}`, downloadId: `other-${index}`, ...own }),
    );
}

export function tried(...steps: StepName[]): PastDeed[] {
    return steps.map((step) => deed({ step }));
}

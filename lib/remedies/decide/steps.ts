/** The steps that may help, from the gentlest on: whose they are, and what has to be true after each, within which time. */

/** Whom a step asks. `flow` are the listeners of this package, by a message. */
export type Service = 'flow' | 'arr' | 'client' | 'jellyfin' | 'shoko';

/** What has to be true after a step, of everything that it was for. */
export type After =
    /** It waits for something else, or is further. */
    | 'other_cause'
    /** The same, or bytes have come in. */
    | 'goes_on'
    /** A release was grabbed that was not there before. */
    | 'grabbed'
    | 'imported'
    | 'matched'
    | 'playable';

/** What a person may have done by hand, and a step would undo. */
export const HAND_DEEDS = ['stopped', 'picked', 'ignored', 'removed', 'searched'] as const;
export type HandDeed = (typeof HAND_DEEDS)[number];

export interface StepRule {
    service: Service;
    after: After;
    /** After so many milliseconds it has not helped. */
    withinMs: number;
    /** It does something to the torrent itself. */
    touchesTorrent: boolean;
    /** It deletes what was downloaded. */
    deletes: boolean;
    /** It can be taken back, or changes nothing that would have to be. */
    reversible: boolean;
    undoes: readonly HandDeed[];
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const gentle = (service: Service, after: After, minutes: number, undoes: readonly HandDeed[] = []): StepRule => ({
    service,
    after,
    withinMs: minutes * MINUTE_MS,
    touchesTorrent: false,
    deletes: false,
    reversible: true,
    undoes,
});
const inClient = (after: After, minutes: number, undoes: readonly HandDeed[] = []): StepRule => ({
    ...gentle('client', after, minutes, undoes),
    touchesTorrent: true,
});
const deleting = (after: After, minutes: number): StepRule => ({
    ...gentle('arr', after, minutes, ['picked', 'ignored', 'searched']),
    touchesTorrent: true,
    deletes: true,
    reversible: false,
});

export const STEPS = {
    /** The listeners of this package look now. */
    look: gentle('flow', 'other_cause', 3),
    /** `RefreshMonitoredDownloads`: Sonarr or Radarr looks through its queue now. */
    refresh_downloads: gentle('arr', 'other_cause', 5),
    /** `RefreshSeries`, `RefreshMovie`: titles and numbers are read anew. */
    refresh_title: gentle('arr', 'other_cause', 10),
    /** `RescanSeries`, `RescanMovie`: the title's folder is read. */
    rescan_title: gentle('arr', 'imported', 10),
    /** `ManualImport` of what Sonarr or Radarr itself proposes. The file cannot be un-imported. */
    import: { ...gentle('arr', 'imported', 20, ['ignored']), reversible: false },
    /** The trackers are asked anew for peers. */
    reannounce: inClient('goes_on', 60),
    resume: inClient('goes_on', 15, ['stopped']),
    recheck: inClient('goes_on', 120),
    /** A refresh of one item, or of one path. */
    refresh_jellyfin: gentle('jellyfin', 'playable', 10),
    /** The folder of a file that Shoko has not seen. */
    scan_shoko: gentle('shoko', 'other_cause', 10),
    rescan_shoko: gentle('shoko', 'matched', 15),
    /** The file is said to hold these episodes. Shoko can unlink it. */
    link_shoko: gentle('shoko', 'matched', 10),
    /** `EpisodeSearch` of the episodes concerned, `MoviesSearch` of the film. */
    search: { ...gentle('arr', 'grabbed', 30, ['removed', 'searched']), reversible: false },
    /** Removed with its data: everything in it is there already. */
    discard: deleting('other_cause', 10),
    /** Removed with its data, blocklisted, and the episodes concerned are searched for. */
    remove: deleting('grabbed', 60),
} as const satisfies Record<string, StepRule>;

export type StepName = keyof typeof STEPS;
export const STEP_NAMES = Object.keys(STEPS) as StepName[];

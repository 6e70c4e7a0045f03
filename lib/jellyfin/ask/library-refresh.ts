/** Tells Jellyfin of imported files that it does not show. Never a scan of the library: only their paths, and each once. */
import { isSameEpisode, type RequestWithEpisodes, type SubjectRef } from '../../model';
import { mapPath, type PathMapping } from '../../paths';
import type { JellyfinClient } from './client';
import type { Missing, ReasonCode } from '../tell/result';

/** Paths remembered as reported; the oldest go first. */
const MAX_REPORTED = 2_000;
const NOT_SHOWN: readonly ReasonCode[] = [
    'no_such_item',
    'no_such_series',
    'no_such_episode',
    'matched_not_shown',
    'not_matched',
];

export class LibraryRefresh {
    private readonly reported = new Set<string>();

    /** @param mappings how paths of Sonarr and Radarr map to Jellyfin's */
    constructor(
        private readonly client: Pick<JellyfinClient, 'reportChanged'>,
        private readonly mappings: readonly PathMapping[],
    ) {}

    /** @throws MediaError as HttpClient; what was to be reported is not tried again */
    async report(request: RequestWithEpisodes, missing: readonly Missing[], signal: AbortSignal): Promise<void> {
        const paths = missing
            .filter(({ code }) => NOT_SHOWN.includes(code))
            .flatMap(({ subject }) => finalPathOf(request, subject) ?? [])
            .map((path) => mapPath(path, this.mappings));
        const fresh = [...new Set(paths)].filter((path) => !this.reported.has(path));
        if (fresh.length === 0) return;
        for (const path of fresh) this.reported.add(path);
        for (const path of this.reported) {
            if (this.reported.size <= MAX_REPORTED) break;
            this.reported.delete(path);
        }
        await this.client.reportChanged(fresh, signal);
    }
}

/** Where the file of a subject was imported to. */
function finalPathOf(request: RequestWithEpisodes, subject: SubjectRef): string | undefined {
    if (subject.type === 'movie') return request.finalPath;
    if (subject.type !== 'episode') return undefined;
    return request.episodes.find((episode) => isSameEpisode(episode, subject))?.finalPath;
}

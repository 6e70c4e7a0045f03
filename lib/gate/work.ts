/**
 * One request while an event is applied to it: what is in the store, and over it what the event has changed so far. Episodes
 * are read one by one, as the event names them; nothing is put before all is known.
 */
import { SharedDownloads } from '../episodes';
import { downloadKey, type IdentityKey } from '../identity';
import { blankSubject, type Episode, type EpisodeKey, episodeLabel, inOrder, type MediaRequest } from '../model';
import type { MediaStore } from '../store';
import { goneEpisodes, goneFilms, type GoneLookup, othersOf } from './gone';

/** What a work reads of the store. */
export type EpisodeLookup = Pick<MediaStore, 'get' | 'episodes' | 'episodesBy' | 'downloadNames' | 'sharedDownloads'> &
    GoneLookup;

export class RequestWork {
    private readonly ahead = new Map<string, Episode>();
    /** What those were before: the store has the new ones once they are put. */
    private readonly former = new Map<string, Episode | undefined>();
    private shared: SharedDownloads | null = null;
    private others: MediaRequest[] | null = null;
    /** Whether more is wanted by this event than was before. */
    wantsMore = false;
    /** Whether the request begins with this event. */
    readonly isBegun: boolean;

    /** @param before the request as it is stored, or as it begins */
    constructor(
        private readonly store: EpisodeLookup,
        readonly before: MediaRequest,
        /** The request as it is so far. */
        public request: MediaRequest = before,
    ) {
        this.isBegun = store.get(before.id) === undefined;
    }

    episode(key: EpisodeKey): Episode | undefined {
        return this.ahead.get(episodeLabel(key)) ?? this.stored(key);
    }

    /** The episode as it was before the event. */
    stored(key: EpisodeKey): Episode | undefined {
        const label = episodeLabel(key);
        return this.former.has(label) ? this.former.get(label) : this.store.episode(this.before.id, key);
    }

    /** An episode of which nothing was known. */
    newEpisode({ seasonNumber, episodeNumber }: EpisodeKey): Episode {
        const state = this.before.reached.approved === undefined ? 'requested' : 'approved';
        const gone = goneEpisodes(this.sameWork, { seasonNumber, episodeNumber }, this.store);
        return {
            requestId: this.before.id,
            ...blankSubject(state),
            seasonNumber,
            episodeNumber,
            ...(gone.length > 0 && { gone }),
        };
    }

    /** Keeps in mind, for a film that is asked for anew, what was deleted before. */
    rememberGone(): void {
        const gone = this.isBegun && this.request.mediaType === 'movie' ? goneFilms(this.sameWork) : [];
        if (gone.length > 0 && this.request.gone === undefined) this.request = { ...this.request, gone };
    }

    /** All episodes, by season and number. Costs as much as there are. */
    all(): Episode[] {
        const known = this.store.episodes(this.before.id).map((episode) => this.ahead.get(episodeLabel(episode)) ?? episode);
        const added = [...this.ahead.values()].filter((episode) => this.stored(episode) === undefined);
        return added.length === 0 ? known : [...known, ...added].sort(inOrder);
    }

    /** Those that have, or had, a download that goes by one of these names. */
    byDownload(names: Iterable<string>): Episode[] {
        return this.by([...names].map(downloadKey));
    }

    /** Every name that is known of a download by one of them: of a movie's, or of its episodes'. */
    namesOf(downloadId: string): readonly string[] {
        if (this.request.mediaType === 'tv') return this.store.downloadNames(this.before.id, downloadId);
        const key = downloadKey(downloadId);
        const known = this.request.attempts.map(({ downloadId: id, hashes = [] }) => [id, ...hashes]);
        return known.find((names) => names.some((name) => downloadKey(name) === key)) ?? [];
    }

    /** Those that go by one of these keys. */
    by(keys: readonly IdentityKey[]): Episode[] {
        const found = new Map<string, Episode>();
        for (const key of keys) {
            for (const episode of this.store.episodesBy(this.before.id, key)) {
                const label = episodeLabel(episode);
                found.set(label, this.ahead.get(label) ?? episode);
            }
        }
        return [...found.values()].sort(inOrder);
    }

    /** Takes an episode as it is from now on. */
    set(episode: Episode): void {
        if (episode === this.episode(episode)) return;
        const label = episodeLabel(episode);
        if (!this.former.has(label)) this.former.set(label, this.stored(episode));
        this.ahead.set(label, episode);
    }

    /** The episodes that were taken, by season and number. */
    changed(): Episode[] {
        return [...this.ahead.values()].sort(inOrder);
    }

    /** Other requests for the same work, by what is known of it so far. */
    private get sameWork(): MediaRequest[] {
        this.others ??= othersOf(this.request, this.store);
        return this.others;
    }

    /** What the episodes know of their downloads. */
    get downloads(): SharedDownloads {
        this.shared ??= this.store.sharedDownloads(this.before.id) ?? new SharedDownloads();
        return this.shared;
    }
}

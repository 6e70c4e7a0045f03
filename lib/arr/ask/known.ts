/** What does not change from question to question: titles, tags, and which grab began a download. Asked once, kept a while. */
import type { Clock } from '../../model';
import { type GrabbedRelease, grabbedReleaseOf } from '../decide/payloads';
import type { ArrTitle } from '../wire/titles';
import type { ArrClient } from './client';

const TITLE_TTL_MS = 24 * 60 * 60 * 1000;
const MOST_TITLES = 1_000;
const MOST_GRABS = 2_000;
/** Tags are asked for again for one that is not known, but not for one that was deleted, again and again. */
const TAGS_TTL_MS = 10 * 60 * 1000;

type Questions = Pick<ArrClient, 'title' | 'tags' | 'grabOf'>;

export class KnownTitles {
    private readonly titles = new Map<number, { title: ArrTitle; at: number }>();
    private readonly grabs = new Map<string, GrabbedRelease | null>();
    private tags: Promise<Map<number, string>> | null = null;
    private tagsAt = -Infinity;

    constructor(
        private readonly client: Questions,
        private readonly clock: Clock,
    ) {}

    /** The series or film with this id; null when there is none any more. */
    async title(id: number): Promise<ArrTitle | null> {
        const known = this.titles.get(id);
        if (known !== undefined && this.clock.monotonic() - known.at < TITLE_TTL_MS) return known.title;
        const title = await this.client.title(id);
        if (title === null) this.titles.delete(id);
        else this.note(title);
        return title;
    }

    /** Takes in what was answered to another question. */
    note(title: ArrTitle): void {
        keep(this.titles, title.id, { title, at: this.clock.monotonic() }, MOST_TITLES);
    }

    /** To be asked for anew. */
    forget(id: number): void {
        this.titles.delete(id);
    }

    async labels({ tags }: ArrTitle): Promise<string[]> {
        if (tags.length === 0) return [];
        const isOld = this.clock.monotonic() - this.tagsAt >= TAGS_TTL_MS;
        let known = await (this.tags ?? this.askForTags());
        if (isOld && tags.some((tag) => !known.has(tag))) known = await this.askForTags();
        return tags.flatMap((tag) => known.get(tag) ?? []);
    }

    /** The release that a download began with; null when nobody grabbed it. */
    async grab(downloadId: string): Promise<GrabbedRelease | null> {
        const known = this.grabs.get(downloadId.toUpperCase());
        if (known !== undefined) return known;
        const row = await this.client.grabOf(downloadId);
        const release = row === null ? null : grabbedReleaseOf(row);
        this.noteGrab(downloadId, release);
        return release;
    }

    noteGrab(downloadId: string, release: GrabbedRelease | null): void {
        keep(this.grabs, downloadId.toUpperCase(), release, MOST_GRABS);
    }

    private askForTags(): Promise<Map<number, string>> {
        this.tagsAt = this.clock.monotonic();
        const asked = this.client.tags();
        this.tags = asked;
        asked.catch(() => (this.tags = null));
        return asked;
    }
}

/** Puts a value in as the newest, and lets the oldest go when there are too many. */
function keep<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
    map.delete(key);
    map.set(key, value);
    const [oldest] = map.keys();
    if (map.size > most && oldest !== undefined) map.delete(oldest);
}

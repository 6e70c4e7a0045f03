/**
 * The episodes of one request: in their order, by number, by what else they are known by, and counted. The order is always
 * there; the rest is made when it is first needed, and let go of when the request has nothing to do any more.
 */
import { EpisodeTally, SharedDownloads } from '../../episodes';
import { downloadKey, type IdentityKey, keysOfEpisode } from '../../identity';
import { type Episode, type EpisodeKey, episodeLabel, inOrder, isClosed } from '../../model';

/** Which keys came with a change of an episode that no episode of the request had before, and which none has any more. */
export interface TableChange {
    fresh: IdentityKey[];
    gone: IdentityKey[];
}

export class EpisodeTable {
    private readonly episodes: Episode[] = [];
    private index: EpisodeIndex | null = null;

    /** All of them, by season and number. Not to be changed. */
    get all(): readonly Episode[] {
        return this.episodes;
    }

    get(key: EpisodeKey): Episode | undefined {
        const known = this.episodes[this.placeOf(key)];
        return known !== undefined && inOrder(known, key) === 0 ? known : undefined;
    }

    /** Takes in what the disk held, in any order. */
    load(episode: Episode): void {
        const last = this.episodes.at(-1);
        if (last === undefined || inOrder(last, episode) < 0) this.episodes.push(episode);
        else this.episodes.splice(this.placeOf(episode), 0, episode);
    }

    /** Takes an episode in place of the one with its number, or in addition. */
    set(episode: Episode): TableChange {
        const index = this.working;
        const place = this.placeOf(episode);
        const at = this.episodes[place];
        const before = at !== undefined && inOrder(at, episode) === 0 ? at : undefined;
        this.episodes.splice(place, before === undefined ? 0 : 1, episode);
        return index.replace(before, episode);
    }

    /** Those that go by this key. */
    by(key: IdentityKey): readonly Episode[] {
        return this.working.by(key);
    }

    /** Every name of a download that is known by one of them; none when nobody has it. */
    namesOf(key: IdentityKey): readonly string[] {
        return this.working.namesOf(key);
    }

    /** Every key that one of them goes by. */
    get keys(): Iterable<IdentityKey> {
        return this.working.keys;
    }

    /** Those that are neither available nor failed, by season and number. */
    get open(): Episode[] {
        return this.working.open;
    }

    get tally(): EpisodeTally {
        return this.working.tally;
    }

    /** What they tell each other of their downloads. */
    get downloads(): SharedDownloads {
        return this.working.downloads;
    }

    /** Lets go of what can be made again. */
    rest(): void {
        this.index = null;
    }

    private get working(): EpisodeIndex {
        this.index ??= new EpisodeIndex(this.episodes);
        return this.index;
    }

    /** Where an episode with this number is, or belongs. */
    private placeOf(key: EpisodeKey): number {
        let low = 0;
        let high = this.episodes.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (inOrder(this.episodes[middle] as Episode, key) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}

/** What is known of the episodes beside their order. */
class EpisodeIndex {
    readonly tally = new EpisodeTally();
    readonly downloads = new SharedDownloads();
    /** Nearly every key has one episode only, for which a Set would take several times the room. */
    private readonly byKey = new Map<IdentityKey, Episode | Map<string, Episode>>();
    private readonly openByNumber = new Map<string, Episode>();
    /** The names of downloads that have more than one. */
    private readonly names = new Map<IdentityKey, readonly string[]>();

    constructor(episodes: readonly Episode[]) {
        for (const episode of episodes) this.replace(undefined, episode);
    }

    get keys(): Iterable<IdentityKey> {
        return this.byKey.keys();
    }

    get open(): Episode[] {
        return [...this.openByNumber.values()].sort(inOrder);
    }

    by(key: IdentityKey): readonly Episode[] {
        const found = this.byKey.get(key);
        if (found === undefined) return [];
        return found instanceof Map ? [...found.values()].sort(inOrder) : [found];
    }

    namesOf(key: IdentityKey): readonly string[] {
        const names = this.names.get(key);
        if (names !== undefined || !this.byKey.has(key)) return names ?? [];
        return [key.slice(key.indexOf(':') + 1)];
    }

    replace(before: Episode | undefined, after: Episode): TableChange {
        this.tally.replace(before, after);
        this.downloads.take(after);
        this.noteNames(after);
        const number = episodeLabel(after);
        if (isClosed(after.state)) this.openByNumber.delete(number);
        else this.openByNumber.set(number, after);
        const keys = keysOfEpisode(after);
        const former =
            before === undefined || isKnownAlike(before, after) ? [] : [...keysOfEpisode(before)].filter((key) => !keys.has(key));
        return {
            gone: former.filter((key) => this.take(key, number)),
            fresh: [...keys].filter((key) => this.add(key, number, after)),
        };
    }

    private noteNames({ attempts }: Episode): void {
        for (const { downloadId, hashes = [] } of attempts) {
            if (hashes.length === 0) continue;
            const names = [downloadId, ...hashes];
            for (const name of names) {
                const key = downloadKey(name);
                if ((this.names.get(key)?.length ?? 0) < names.length) this.names.set(key, names);
            }
        }
    }

    /** Whether the key is new here. */
    private add(key: IdentityKey, number: string, episode: Episode): boolean {
        const known = this.byKey.get(key);
        if (known instanceof Map) known.set(number, episode);
        else if (known === undefined || episodeLabel(known) === number) this.byKey.set(key, episode);
        else
            this.byKey.set(
                key,
                new Map([
                    [episodeLabel(known), known],
                    [number, episode],
                ]),
            );
        return known === undefined;
    }

    /** Whether nobody has the key any more. */
    private take(key: IdentityKey, number: string): boolean {
        const known = this.byKey.get(key);
        if (known instanceof Map) known.delete(number);
        if (known === undefined || (known instanceof Map && known.size > 0)) return false;
        return this.byKey.delete(key);
    }
}

/** Whether an episode goes by the keys that it went by before: nearly every change of one is of something else. */
function isKnownAlike(before: Episode, after: Episode): boolean {
    const { attempts, finalPath, downloadPath, formerPaths } = before;
    if (attempts !== after.attempts || formerPaths !== after.formerPaths) return false;
    return finalPath === after.finalPath && downloadPath === after.downloadPath;
}

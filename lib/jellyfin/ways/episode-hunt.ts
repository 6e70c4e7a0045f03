/**
 * Proving the episodes of a TV request, each by itself: a series that exists says nothing about an episode. One listing
 * per series and one reading of the matched items serve all episodes of a check.
 */
import { type Episode, episodeLabel, episodeRef, type RequestWithEpisodes } from '../../model';
import { idsOf, type JellyfinItem, numberLabel } from '../ask/item';
import type { Look } from '../ask/look';
import { whyNotPlayable, whyNotThere } from '../decide/playable';
import { type Missing, nearest, type Reason, type Verified, type VerifyResult } from '../tell/result';
import { contradictsShoko, hasShokoIds, matchByPath } from '../decide/same-file';
import { titleKey, titleKeysOf } from '../decide/titles';

/** How an episode is recognised in a listing. */
export type EpisodeWay = 'shoko_file' | 'tvdb_episode' | 'path' | 'number';

export interface HuntOptions {
    /** In this order; the first that gives an item decides. */
    ways: readonly EpisodeWay[];
    /** Lists only the season that is wanted, when it is only one: right where Jellyfin numbers as Sonarr does. */
    bySeason: boolean;
}

interface Match {
    way: EpisodeWay;
    items: readonly JellyfinItem[];
}

export class EpisodeHunt {
    private readonly open: Map<string, Episode>;
    private readonly verified: Verified[] = [];
    private readonly reasons = new Map<string, Reason>();
    private readonly visited = new Set<string>();
    /** What Shoko matched for any episode of the request, as `shoko file 513`. */
    private readonly matchedIds: ReadonlySet<string>;

    constructor(
        private readonly request: RequestWithEpisodes,
        private readonly look: Look,
        episodes: readonly Episode[],
        private readonly options: HuntOptions,
    ) {
        this.open = new Map(episodes.map((episode) => [episodeLabel(episode), withoutSharedId(episode, request)]));
        this.matchedIds = new Set(request.episodes.flatMap(shokoKeysOf));
    }

    get isDone(): boolean {
        return this.open.size === 0;
    }

    /** Whether any series was found that is still there. */
    get foundSeries(): boolean {
        return [...this.visited].some((id) => !this.look.isGone(id));
    }

    /** Proves what it can by items that carry an episode's own ids, which were seen lately: no listing needed. */
    async direct(): Promise<void> {
        const matches = new Map<string, Match>();
        const ids = new Map<string, string[]>();
        for (const [label, episode] of this.open) {
            const known = [
                ...this.look.known(['Episode', 'Movie'], 'shoko file', episode.shokoFileId),
                ...this.look.known(['Episode', 'Movie'], 'shoko episode', episode.shokoEpisodeId),
            ];
            if (known.length > 0) ids.set(label, known);
        }
        await this.look.read([...new Set([...ids.values()].flat())]);
        for (const [label, known] of ids) {
            const episode = this.open.get(label);
            const items = (await this.look.read(known)).filter((item) => episode !== undefined && hasShokoIds(episode, item));
            if (items.length > 0) matches.set(label, { way: 'shoko_file', items });
        }
        await this.judge('any', matches);
    }

    /** Lists these series and proves what it can by their episodes. */
    async through(seriesWay: string, seriesIds: readonly string[], ways = this.options.ways): Promise<void> {
        const listing: JellyfinItem[] = [];
        for (const id of seriesIds) {
            if (this.isDone || this.visited.has(id)) continue;
            this.visited.add(id);
            listing.push(...(await this.look.episodes(id, this.onlySeason())));
        }
        if (listing.length === 0) return;
        const matches = new Map<string, Match>();
        for (const [label, episode] of this.open) {
            const match = this.matchIn(listing, episode, ways);
            if (match !== null) matches.set(label, match);
        }
        await this.judge(seriesWay, matches);
    }

    /** Gives every open episode a reason, unless it has a better one. */
    blame(reason: Reason): void {
        for (const label of this.open.keys()) this.addReason(label, reason);
    }

    /** @param nothing why an episode for which nothing was found is missing */
    result(nothing: (episode: Episode) => Reason): VerifyResult {
        const missing = [...this.open].map(([label, episode]): Missing => ({
            subject: episodeRef(episode),
            ...(this.reasons.get(label) ?? nothing(episode)),
        }));
        return { verified: this.verified, missing };
    }

    private onlySeason(): number | undefined {
        const seasons = new Set([...this.open.values()].map((episode) => episode.seasonNumber));
        return this.options.bySeason && seasons.size === 1 ? [...seasons][0] : undefined;
    }

    private matchIn(listing: readonly JellyfinItem[], episode: Episode, ways: readonly EpisodeWay[]): Match | null {
        for (const way of ways) {
            const items = this.itemsBy(way, listing, episode);
            if (items.length > 0) return { way, items };
        }
        return null;
    }

    private itemsBy(way: EpisodeWay, listing: readonly JellyfinItem[], episode: Episode): readonly JellyfinItem[] {
        switch (way) {
            case 'shoko_file':
                return listing.filter((item) => hasShokoIds(episode, item));
            case 'tvdb_episode': {
                const { episodeTvdbId } = episode;
                return episodeTvdbId === undefined
                    ? []
                    : listing.filter((item) => idsOf(item, 'tvdb').includes(String(episodeTvdbId)));
            }
            case 'path': {
                const item = matchByPath(episode.finalPath, listing);
                return item === null ? [] : [item];
            }
            case 'number':
                return this.itemsByNumber(listing, episode);
        }
    }

    /**
     * A number means what Sonarr means by it only within one series. When a season was split into several (Shoko does), the
     * one with the request's title goes on; else it is not certain which, and nothing counts.
     */
    private itemsByNumber(listing: readonly JellyfinItem[], episode: Episode): readonly JellyfinItem[] {
        const numbered = listing.filter((item) => isNumbered(item, episode) && !this.isOtherEpisode(episode, item));
        const names = new Set(numbered.map((item) => titleKey(item.seriesName ?? '')));
        if (names.size <= 1) return numbered;
        const own = titleKeysOf(this.request);
        const inOwn = numbered.filter((item) => own.includes(titleKey(item.seriesName ?? '')));
        if (inOwn.length > 0) return inOwn;
        const message = `Several series have an episode ${episodeLabel(episode)}, and nothing tells which it is`;
        this.addReason(episodeLabel(episode), { code: 'ambiguous_episode', message });
        return [];
    }

    /** Whether Shoko says of an item that it is another file than this episode's, or another episode of the request. */
    private isOtherEpisode(episode: Episode, item: JellyfinItem): boolean {
        if (contradictsShoko(episode, item)) return true;
        return !hasShokoIds(episode, item) && shokoKeysIn(item).some((key) => this.matchedIds.has(key));
    }

    private async judge(seriesWay: string, matches: ReadonlyMap<string, Match>): Promise<void> {
        const there = [...matches.values()].flatMap(({ items }) => items.filter((item) => whyNotThere(item) === null));
        await this.look.read([...new Set(there.map((item) => item.id))]);
        for (const [label, { way, items }] of matches) {
            const reasons: Reason[] = [];
            for (const item of items) {
                const [read] = whyNotThere(item) === null ? await this.look.read([item.id]) : [item];
                if (read === undefined) continue;
                const reason = whyNotPlayable(read, { is4k: this.request.is4k });
                if (reason === null) {
                    this.prove(label, read, `${seriesWay}+${way}`);
                    break;
                }
                reasons.push(reason);
            }
            const reason = nearest(reasons);
            if (reason !== null) this.addReason(label, reason);
        }
    }

    private prove(label: string, item: JellyfinItem, way: string): void {
        const episode = this.open.get(label);
        if (episode === undefined) return;
        this.open.delete(label);
        const foundAs = item.type === 'Episode' ? `Episode ${numberLabel(item)}${this.otherSeries(item)}` : item.type;
        this.verified.push({ subject: episodeRef(episode), jellyfinId: item.id, foundAs, way });
    }

    /** Names the series when it is not called as the request is. */
    private otherSeries(item: JellyfinItem): string {
        const { seriesName } = item;
        const isOwn = seriesName === undefined || titleKeysOf(this.request).includes(titleKey(seriesName));
        return isOwn || !this.request.isAnime ? '' : ` of "${seriesName}"`;
    }

    private addReason(label: string, reason: Reason): void {
        const best = nearest([this.reasons.get(label), reason]);
        if (best !== null) this.reasons.set(label, best);
    }
}

/** What was told of a file with several episodes may be the Shoko episode of the first: one that several have is nobody's. */
function withoutSharedId(episode: Episode, request: RequestWithEpisodes): Episode {
    const { shokoEpisodeId, ...others } = episode;
    if (shokoEpisodeId === undefined) return episode;
    const sharing = request.episodes.filter((each) => each.shokoEpisodeId === shokoEpisodeId);
    return sharing.length > 1 ? others : episode;
}

function shokoKeysOf({ shokoFileId, shokoEpisodeId }: Episode): string[] {
    return [
        ...(shokoFileId === undefined ? [] : [`shoko file ${shokoFileId}`]),
        ...(shokoEpisodeId === undefined ? [] : [`shoko episode ${shokoEpisodeId}`]),
    ];
}

function shokoKeysIn(item: JellyfinItem): string[] {
    return (['shoko file', 'shoko episode'] as const).flatMap((provider) =>
        idsOf(item, provider).map((id) => `${provider} ${id}`),
    );
}

/** One file with several episodes is one item, from `IndexNumber` to `IndexNumberEnd`. */
function isNumbered(item: JellyfinItem, episode: Episode): boolean {
    const { seasonNumber, episodeNumber: first } = item;
    if (seasonNumber !== episode.seasonNumber || first === undefined) return false;
    return episode.episodeNumber >= first && episode.episodeNumber <= (item.episodeNumberEnd ?? first);
}

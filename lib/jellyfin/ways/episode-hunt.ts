/**
 * Proving the episodes of a TV request, each by itself: a series that exists says nothing about an episode. One listing
 * per series and one reading of the matched items serve all episodes of a check.
 */
import { type Episode, episodeLabel, episodeRef, type RequestWithEpisodes } from '../../model';
import { fileKey, type JellyfinItem, numberLabel } from '../ask/item';
import type { Look } from '../ask/look';
import { EpisodeMatcher, type EpisodeWay, type Match } from '../decide/episode-match';
import { whyNotProof } from '../decide/judge';
import { whyNotThere } from '../decide/playable';
import { hasShokoIds, matchByPath } from '../decide/same-file';
import { titleKey, titleKeysOf } from '../decide/titles';
import { type Missing, nearest, type Reason, type ReasonCode, type Verified, type VerifyResult } from '../tell/result';

/** With these an episode was found: no other item of it is looked for. */
const THERE: readonly ReasonCode[] = ['not_local', 'no_media_source', 'not_probed', 'no_video', 'only_other_version'];

export interface HuntOptions {
    /** In this order; the first that gives an item decides. */
    ways: readonly EpisodeWay[];
    /** Asks for the season or number that is wanted: right where Jellyfin numbers as Sonarr does. */
    bySeason: boolean;
}

export class EpisodeHunt {
    private readonly open: Map<string, Episode>;
    private readonly verified: Verified[] = [];
    private readonly reasons = new Map<string, Reason>();
    private readonly visited = new Set<string>();
    private readonly matcher: EpisodeMatcher;

    constructor(
        private readonly request: RequestWithEpisodes,
        private readonly look: Look,
        episodes: readonly Episode[],
        private readonly options: HuntOptions,
    ) {
        const shared = sharedShokoIds(request);
        this.open = new Map(episodes.map((episode) => [episodeLabel(episode), withoutSharedId(episode, shared)]));
        this.matcher = new EpisodeMatcher(request);
    }

    get isDone(): boolean {
        return this.open.size === 0;
    }

    /** Whether any series was found that is still there. */
    get foundSeries(): boolean {
        return [...this.visited].some((id) => !this.look.isGone(id));
    }

    /** Proves what it can by items that are an episode's own by Shoko's ids or by their path, and were seen lately: no listing. */
    async direct(): Promise<void> {
        const known = new Map<string, string[]>();
        for (const [label, episode] of this.open) {
            const ids = [
                ...this.look.known(['Episode', 'Movie'], 'shoko file', episode.shokoFileId),
                ...this.look.known(['Episode', 'Movie'], 'shoko episode', episode.shokoEpisodeId),
                ...this.look.known(['Episode'], 'file', fileKey(episode.finalPath ?? '')),
            ];
            if (ids.length > 0) known.set(label, ids);
        }
        await this.look.read([...new Set([...known.values()].flat())]);
        const matches = new Map<string, Match>();
        for (const [label, ids] of known) {
            const episode = this.open.get(label);
            const items = await this.look.read(ids);
            const own = items.filter((item) => episode !== undefined && hasShokoIds(episode, item));
            const file = matchByPath(episode?.finalPath, items);
            if (own.length > 0) matches.set(label, { way: 'shoko_file', items: own });
            else if (file !== null) matches.set(label, { way: 'path', items: [file] });
        }
        await this.judge('any', matches);
    }

    /** Looks through these series and proves what it can by their episodes, asking for more of them only while some are open. */
    async through(seriesWay: string, seriesIds: readonly string[], ways = this.options.ways): Promise<void> {
        const fresh = seriesIds.filter((id) => !this.visited.has(id));
        if (this.isDone || fresh.length === 0) return;
        for (const id of fresh) this.visited.add(id);
        const wanted = [...this.open.values()];
        const listings = fresh.map((id) => this.look.series(id, { wanted, bySeason: this.options.bySeason }));
        const seen = new Map<string, JellyfinItem>();
        for (let isMore = true; isMore && this.isMissingIn(seen);) {
            isMore = false;
            for (const listing of listings) {
                const portion = await listing.more();
                if (portion === null) continue;
                isMore = true;
                for (const item of portion) seen.set(item.id, item);
            }
            if (isMore) await this.judge(seriesWay, this.matchesIn([...seen.values()], ways));
        }
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

    /** Whether anything open has still to be looked for: what is there and cannot be played is not. */
    private isMissingIn(seen: ReadonlyMap<string, JellyfinItem>): boolean {
        const isThere = (label: string): boolean => THERE.includes(this.reasons.get(label)?.code ?? 'no_such_episode');
        return !this.isDone && (seen.size === 0 || ![...this.open.keys()].every(isThere));
    }

    private matchesIn(listing: readonly JellyfinItem[], ways: readonly EpisodeWay[]): Map<string, Match> {
        const matches = new Map<string, Match>();
        for (const [label, episode] of this.open) {
            const match = this.matcher.match(listing, episode, ways, (reason) => this.addReason(label, reason));
            if (match !== null) matches.set(label, match);
        }
        return matches;
    }

    private async judge(seriesWay: string, matches: ReadonlyMap<string, Match>): Promise<void> {
        const there = [...matches.values()].flatMap(({ items }) => items.filter((item) => whyNotThere(item) === null));
        await this.look.read([...new Set(there.map((item) => item.id))]);
        for (const [label, { way, items }] of matches) {
            const episode = this.open.get(label);
            if (episode === undefined) continue;
            const reasons: Reason[] = [];
            for (const item of items) {
                const [read] = whyNotThere(item) === null ? await this.look.read([item.id]) : [item];
                if (read === undefined) continue;
                const reason = whyNotProof(read, episode, { is4k: this.request.is4k, now: this.look.now });
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

/** Shoko episodes that several episodes of the request are said to be. */
function sharedShokoIds(request: RequestWithEpisodes): Set<number> {
    const seen = new Set<number>();
    const shared = new Set<number>();
    for (const { shokoEpisodeId } of request.episodes) {
        if (shokoEpisodeId === undefined) continue;
        (seen.has(shokoEpisodeId) ? shared : seen).add(shokoEpisodeId);
    }
    return shared;
}

/** What was told of a file with several episodes may be the Shoko episode of the first: one that several have is nobody's. */
function withoutSharedId(episode: Episode, shared: ReadonlySet<number>): Episode {
    const { shokoEpisodeId, ...others } = episode;
    return shokoEpisodeId !== undefined && shared.has(shokoEpisodeId) ? others : episode;
}

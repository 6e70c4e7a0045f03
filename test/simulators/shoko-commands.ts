/**
 * What Shoko is told to do over REST v3, and the series and episodes that it knows: `Rescan`, `Link`, a scan of a folder, the
 * search for series. Written after FileController and SeriesController of 5.3.3 and 6.0. Every write is recorded; what a
 * rescan finds is for the test to say.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface ShokoWrite {
    method: string;
    path: string;
    body: unknown;
}

export interface ShokoSeries {
    id: number;
    name: string;
    anidbId: number;
    tmdbShowIds?: readonly number[];
    episodes: readonly { id: number; anidbId: number; type: string; number: number; name: string }[];
}

export class ShokoCommands {
    readonly writes: ShokoWrite[] = [];
    readonly series: ShokoSeries[] = [];
    onRescan: (fileId: number) => void = () => undefined;
    onLink: (
        fileId: number,
        episodes: { seriesId: number; anidbAnimeId: number; episodeId: number; anidbEpisodeId: number }[],
    ) => void = () => undefined;
    onScan: (folderId: number) => void = () => undefined;

    constructor(private readonly hasFile: (fileId: number) => boolean) {}

    /** Returns whether it has answered, or will. */
    takes(request: IncomingMessage, response: ServerResponse, url: URL): boolean {
        const { pathname } = url;
        const [, fileId, what] = /^\/api\/v3\/File\/(\d+)\/(Rescan|Link)$/.exec(pathname) ?? [];
        const [, folderId] = /^\/api\/v3\/(?:ManagedFolder|ImportFolder)\/(\d+)\/Scan$/.exec(pathname) ?? [];
        const [, seriesId] = /^\/api\/v3\/Series\/(\d+)\/Episode$/.exec(pathname) ?? [];
        const json = (status: number, value?: unknown): boolean => {
            response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
            response.end(value === undefined ? undefined : JSON.stringify(value));
            return true;
        };
        if (folderId !== undefined) {
            this.writes.push({ method: request.method ?? '', path: pathname, body: null });
            this.onScan(Number(folderId));
            return json(200);
        }
        if (pathname === '/api/v3/Series/Search') return json(200, this.search(url.searchParams.get('query') ?? ''));
        if (seriesId !== undefined) {
            const series = this.series.find(({ id }) => id === Number(seriesId));
            return series === undefined ? json(404) : json(200, episodesOf(series));
        }
        if (fileId === undefined) return false;
        if (request.method !== 'POST') return json(405);
        let text = '';
        request.on('data', (chunk: Buffer) => (text += chunk.toString()));
        request.on('end', () => {
            this.writes.push({ method: 'POST', path: pathname, body: text === '' ? null : JSON.parse(text) });
            if (!this.hasFile(Number(fileId))) json(404);
            else if (what === 'Rescan') {
                this.onRescan(Number(fileId));
                json(200);
            } else this.link(Number(fileId), text, json);
        });
        return true;
    }

    private link(fileId: number, text: string, json: (status: number, value?: unknown) => boolean): void {
        const { EpisodeIDs = [] } = JSON.parse(text) as { EpisodeIDs?: number[] };
        const found = EpisodeIDs.flatMap((id) =>
            this.series.flatMap((series) =>
                series.episodes
                    .filter((episode) => episode.id === id)
                    .map((episode) => ({
                        seriesId: series.id,
                        anidbAnimeId: series.anidbId,
                        episodeId: episode.id,
                        anidbEpisodeId: episode.anidbId,
                    })),
            ),
        );
        if (found.length === 0 || found.length < EpisodeIDs.length) {
            json(400, {
                errors: { EpisodeIDs: ['Unable to find shoko episode'] },
                title: 'One or more validation errors occurred.',
            });
            return;
        }
        this.onLink(fileId, found);
        json(200);
    }

    /** Fuzzy, the best first, as the real one: the whole list with distances. */
    private search(query: string): unknown[] {
        const wanted = query.toLowerCase();
        return this.series
            .map((series) => ({ series, isExact: series.name.toLowerCase() === wanted }))
            .filter(({ series, isExact }) => isExact || series.name.toLowerCase().includes(wanted.slice(0, 5)))
            .sort((a, b) => Number(b.isExact) - Number(a.isExact))
            .map(({ series, isExact }, Index) => ({
                ExactMatch: isExact,
                Index,
                Distance: isExact ? 0 : 0.5,
                Match: series.name.toLowerCase(),
                IDs: {
                    AniDB: series.anidbId,
                    TvDB: [],
                    TMDB: { Movie: [], Show: series.tmdbShowIds ?? [] },
                    ID: series.id,
                },
                Name: series.name,
                Size: 0,
            }));
    }
}

function episodesOf(series: ShokoSeries): unknown {
    return {
        Total: series.episodes.length,
        List: series.episodes.map(({ id, anidbId, type, number, name }) => ({
            IDs: { ParentSeries: series.id, AniDB: anidbId, ID: id },
            AniDB: { ID: anidbId, AnimeID: series.anidbId, Type: type, EpisodeNumber: number, Title: name },
            Name: name,
            Size: 0,
        })),
    };
}

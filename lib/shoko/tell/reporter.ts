/**
 * Turns what Shoko tells of a file into events, with paths as Sonarr and Radarr see them, and each fact once.
 * Which request a path belongs to is the gate's to decide.
 */
import { isoNow, type Clock, type MediaEvent } from '../../model';
import { RecentFacts } from './recent-facts';
import type { ShokoFile, ShokoLocation, ShokoReference } from '../ask/files';
import type { Places } from '../ask/places';

/** How many facts are remembered as already told. */
const MEMORY = 5_000;
/** How long what an event told has time to be applied, before asking brings it up again. In milliseconds. */
const TELL_AGAIN_MS = 60_000;

export interface ReporterOptions {
    places: Places;
    clock: Clock;
    newId: () => string;
    emit: (event: MediaEvent) => void;
}

/** Shoko's event that said so; or when we found out what to ask for, by the monotonic clock. */
export type Origin = { eventType: string } | { askedAt: number };

export class FileReporter {
    private readonly told: RecentFacts;

    constructor(private readonly options: ReporterOptions) {
        this.told = new RecentFacts(MEMORY, options.clock);
    }

    /**
     * Tells that Shoko knows which episodes the file holds. Returns whether that was news.
     * @param origin how we know
     */
    matched(file: ShokoFile, path: string, origin: Origin): boolean {
        const references = distinct(file.references);
        const [first] = references;
        if (first === undefined) return false;
        const [main = first, another] = references.filter((reference) => reference.episodeId !== null);
        const fact = factOf(file.id, ['matched', path, ...references.map((one) => `${one.seriesId}/${one.episodeId ?? ''}`)]);
        const isNews = 'askedAt' in origin ? this.isStillMissing(fact, origin.askedAt) : !this.told.has(fact);
        if (!isNews) return false;
        this.told.add(fact);
        this.options.emit({
            ...this.base('eventType' in origin ? origin.eventType : undefined),
            kind: 'matched',
            path,
            request: {
                shokoFileId: file.id,
                shokoSeriesId: main.seriesId,
                // Whoever applies it gives it to every episode of the file: of several it would be wrong for all but one.
                ...(main.episodeId !== null && another === undefined && { shokoEpisodeId: main.episodeId }),
            },
            message: `Shoko file ${file.id}: ${episodesInWords(references)}`,
        });
        return true;
    }

    /**
     * Tells that Shoko has the file but does not know what it is. Again only when the reason changes. Without the
     * file's id: a request that carries one counts as matched.
     * @param message why, for people
     */
    notMatched(file: ShokoFile, path: string, message: string, origin?: string): void {
        if (!this.told.add(factOf(file.id, ['not_matched', path, message]))) return;
        this.options.emit({ ...this.base(origin), kind: 'not_matched', path, request: {}, message });
    }

    /** Tells that Shoko moved or renamed the file on disk, so that Sonarr's and Radarr's path no longer leads to it. */
    async moved(file: ShokoFile, previous: ShokoLocation, origin: string): Promise<void> {
        const [location] = file.locations;
        if (location === undefined || previous.relativePath === '') return;
        const { places } = this.options;
        const [from, to] = [await places.pathOf(previous), await places.pathOf(location)];
        if (from === to) return;
        this.options.emit({
            ...this.base(origin),
            kind: 'renamed',
            path: from,
            request: { finalPath: to },
            message: 'Shoko moved or renamed the file',
        });
    }

    /**
     * Tells that Shoko no longer has the file there. Only noted: an upgrade removes the old file too, and Sonarr and
     * Radarr say which it was.
     */
    async deleted(file: ShokoFile, origin: string): Promise<void> {
        this.forget(file.id);
        const [location] = file.locations;
        if (location === undefined) return;
        const path = await this.options.places.pathOf(location);
        this.options.emit({ ...this.base(origin), kind: 'noted', path, request: {}, message: 'Shoko no longer has the file' });
    }

    /** Makes everything about this file news again. */
    forget(fileId: number): void {
        this.told.removeWhere((fact) => fact.startsWith(`${fileId} `));
    }

    /** Makes everything news again. */
    forgetAll(): void {
        this.told.removeWhere(() => true);
    }

    /** Told a while before we asked, and still waited for when we did: worth telling once more, but not for ever. */
    private isStillMissing(fact: string, askedAt: number): boolean {
        const toldAt = this.told.toldAt(fact);
        if (toldAt === null) return true;
        return askedAt - toldAt >= TELL_AGAIN_MS && this.told.add(`${fact} again`);
    }

    private base(origin: string | undefined): { id: string; source: 'shoko'; at: string; eventType?: string; episodes: [] } {
        const { newId, clock } = this.options;
        return {
            id: newId(),
            source: 'shoko',
            at: isoNow(clock),
            ...(origin !== undefined && { eventType: origin }),
            episodes: [],
        };
    }
}

function factOf(fileId: number, parts: readonly string[]): string {
    return `${fileId} ${JSON.stringify(parts)}`;
}

function distinct(references: readonly ShokoReference[]): ShokoReference[] {
    return [...new Map(references.map((one) => [`${one.seriesId}/${one.episodeId ?? ''}`, one])).values()];
}

function episodesInWords(references: readonly ShokoReference[]): string {
    const bySeries = new Map<number, number[]>();
    for (const { seriesId, episodeId } of references) {
        const episodes = bySeries.get(seriesId) ?? [];
        if (episodeId !== null) episodes.push(episodeId);
        bySeries.set(seriesId, episodes);
    }
    return [...bySeries]
        .map(([series, episodes]) =>
            episodes.length === 0 ? `series ${series}` : `series ${series}, episode ${episodes.join(' and ')}`,
        )
        .join('; ');
}

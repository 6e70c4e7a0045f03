/**
 * Webhooks of Sonarr 3, 4 and 5 (NzbDrone.Core/Notifications/Webhook): what each event type says of a series and its
 * episodes. Release and file are told per episode, for a series has many.
 */
import type { RequestFacts } from '../../model';
import {
    attemptOf,
    fileIn,
    grabFacts,
    grabText,
    hasAnimeTag,
    healthFacts,
    type InstanceHint,
    instanceFacts,
    noteText,
    posterOf,
} from './arr';
import { blockedFacts, blockedText } from './arr-blocked';
import { fileDeleted } from './arr-deleted';
import { type DraftBase, type EventDraft, failing, namesSomething, noteInstead } from '../read/draft';
import {
    type FactTable,
    flag,
    imdbId,
    known,
    label,
    overview,
    path,
    read,
    readFacts,
    type Section,
    section,
    serviceId,
    title,
    year,
} from '../read/fields';
import { episodesOf, ownSize, withRelease } from './sonarr-episodes';
import { imported, renamed } from './sonarr-import';

const seriesTable: FactTable<RequestFacts> = {
    title: ['title', title],
    year: ['year', year],
    overview: ['overview', overview],
    titleSlug: ['titleSlug', label],
    sonarrId: ['id', serviceId],
    tvdbId: ['tvdbId', serviceId],
    tmdbId: ['tmdbId', serviceId],
    imdbId: ['imdbId', imdbId],
};

/** Reads one webhook of Sonarr. Never rejects. Asynchronous because file names are parsed by an ES module. */
export async function parseSonarr(payload: Section, hint: InstanceHint = {}): Promise<EventDraft> {
    const eventType = read(label, payload.eventType) ?? 'unknown';
    const base = (): DraftBase => ({
        eventType,
        mediaType: 'tv',
        request: seriesFacts(payload, hint),
        episodes: episodesOf(payload),
    });
    switch (eventType.toLowerCase()) {
        case 'grab':
            return checked(grabbed(payload, base()));
        case 'download':
            return checked(await imported(payload, base()));
        case 'rename':
            return checked(await renamed(payload, base()));
        case 'seriesdelete':
            return checked(deleted(payload, base()));
        case 'episodefiledelete':
            return checked(episodeFileDeleted(payload, base()));
        case 'manualinteractionrequired':
            return checked(blocked(payload, base()));
        case 'test':
            // Its ids are made up: series 1, tvdb 1234.
            return noteInstead({ eventType, mediaType: 'tv', request: {}, episodes: [] }, 'Sonarr sent a test');
        default:
            return noteInstead({ ...base(), ...healthFacts(payload, eventType) }, noteText(payload, eventType));
    }
}

function seriesFacts(payload: Section, hint: InstanceHint): RequestFacts {
    const series = section(payload.series);
    const isAnime = read(label, series.type)?.toLowerCase() === 'anime' || hasAnimeTag(series);
    return {
        ...readFacts(seriesTable, series),
        ...known<RequestFacts>({ posterUrl: posterOf(series) }),
        ...instanceFacts(payload, hint),
        ...(isAnime && { isAnime }),
    };
}

function checked(draft: EventDraft): EventDraft {
    return namesSomething(draft) ? draft : noteInstead(draft, `Sonarr sent ${draft.eventType ?? 'an event'} without a series`);
}

function grabbed(payload: Section, base: DraftBase): EventDraft {
    const release = ownSize(grabFacts(payload), base.episodes);
    const attempt = attemptOf(release);
    return {
        ...withRelease(base, release),
        ...(attempt !== undefined && { downloadId: attempt }),
        kind: 'grabbed',
        message: grabText(release),
    };
}

function deleted(payload: Section, base: DraftBase): EventDraft {
    const deletedFiles = read(flag, payload.deletedFiles) === true;
    const message = `The series was removed from Sonarr${deletedFiles ? ', with its files' : ''}`;
    return { ...failing(base, 'deleted', message), deletedFiles };
}

function episodeFileDeleted(payload: Section, base: DraftBase): EventDraft {
    const where = read(path, fileIn(section(payload.series).path, section(payload.episodeFile)).path);
    return fileDeleted(base, 'Sonarr', where, read(label, payload.deleteReason) ?? '');
}

function blocked(payload: Section, base: DraftBase): EventDraft {
    return failing(
        withRelease(base, ownSize(blockedFacts(payload), base.episodes)),
        'import_blocked',
        blockedText(payload, 'Sonarr'),
    );
}

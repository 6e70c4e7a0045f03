/** Webhooks of Radarr 3 to 6 (NzbDrone.Core/Notifications/Webhook): what each event type says of a movie. */
import type { ReleaseFacts, RequestFacts } from '../../model';
import { normalisePath } from '../../paths';
import {
    attemptOf,
    fileIn,
    filesIn,
    grabFacts,
    grabText,
    hasAnimeTag,
    healthFacts,
    importFacts,
    type InstanceHint,
    instanceFacts,
    isUpgrade,
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
import { fileNameText } from '../read/text';

const movieTable: FactTable<RequestFacts> = {
    title: ['title', title],
    originalTitle: ['originalTitle', title],
    year: ['year', year],
    overview: ['overview', overview],
    tmdbId: ['tmdbId', serviceId],
    imdbId: ['imdbId', imdbId],
};

/** Reads one webhook of Radarr. Never throws. */
export function parseRadarr(payload: Section, hint: InstanceHint = {}): EventDraft {
    const eventType = read(label, payload.eventType) ?? 'unknown';
    const base = (): DraftBase => ({ eventType, mediaType: 'movie', request: movieFacts(payload, hint), episodes: [] });
    switch (eventType.toLowerCase()) {
        case 'grab':
            return checked(grabbed(payload, base()));
        case 'download':
            return checked(imported(payload, base()));
        case 'rename':
            return checked(renamed(payload, base()));
        case 'moviedelete':
            return checked(deleted(payload, base()));
        case 'moviefiledelete':
            return checked(movieFileDeleted(payload, base()));
        case 'manualinteractionrequired':
            return checked(blocked(payload, base()));
        case 'test':
            // Its ids are made up: movie 1, tmdb 1234.
            return noteInstead({ eventType, mediaType: 'movie', request: {}, episodes: [] }, 'Radarr sent a test');
        default:
            return noteInstead({ ...base(), ...healthFacts(payload, eventType) }, noteText(payload, eventType));
    }
}

function movieFacts(payload: Section, hint: InstanceHint): RequestFacts {
    const movie = section(payload.movie);
    // The same library movie once more, kept for payloads that say less of it.
    const remote = readFacts(movieTable, section(payload.remoteMovie));
    return {
        ...known<RequestFacts>({ year: yearOfRelease(movie), posterUrl: posterOf(movie), radarrId: read(serviceId, movie.id) }),
        ...remote,
        ...readFacts(movieTable, movie),
        ...instanceFacts(payload, hint),
        ...(hasAnimeTag(movie) && { isAnime: true }),
    };
}

/** `2021-10-13`; `9999-12-31` stands for a date that is not known, and no film is from then. */
function yearOfRelease(movie: Section): number | undefined {
    return read(year, read(label, movie.releaseDate)?.slice(0, 4));
}

function checked(draft: EventDraft): EventDraft {
    return namesSomething(draft) ? draft : noteInstead(draft, `Radarr sent ${draft.eventType ?? 'an event'} without a movie`);
}

/** Adds what is told of the release; `downloadId` is the attempt. */
function withRelease(base: DraftBase, release: ReleaseFacts): DraftBase {
    const { qbitHash } = release;
    return { ...base, ...(qbitHash !== undefined && { downloadId: qbitHash }), request: { ...base.request, ...release } };
}

function grabbed(payload: Section, base: DraftBase): EventDraft {
    const release = grabFacts(payload);
    const attempt = attemptOf(release);
    return {
        ...withRelease(base, release),
        ...(attempt !== undefined && { downloadId: attempt }),
        kind: 'grabbed',
        message: grabText(release),
    };
}

function imported(payload: Section, base: DraftBase): EventDraft {
    const file = fileIn(section(payload.movie).folderPath, section(payload.movieFile));
    const release = {
        // Some tools write both at the top; Radarr itself writes them into `movieFile`.
        ...known<ReleaseFacts>({ downloadPath: read(path, payload.sourcePath), finalPath: read(path, payload.destinationPath) }),
        ...importFacts(payload, file),
    };
    const name = release.finalPath === undefined ? 'the movie' : fileNameText(release.finalPath);
    const kind = isUpgrade(payload) ? 'upgraded' : 'imported';
    return { ...withRelease(base, release), kind, message: kind === 'upgraded' ? `Upgraded to ${name}` : `Imported ${name}` };
}

function renamed(payload: Section, base: DraftBase): EventDraft {
    const files = filesIn(section(payload.movie).folderPath, payload.renamedMovieFiles);
    const file = files.find((candidate) => read(path, candidate.path) !== undefined) ?? {};
    const before = read(path, file.previousPath);
    const after = read(path, file.path);
    if (after === undefined) return noteInstead(base, 'Radarr renamed files and named none');
    return {
        ...base,
        ...(before !== undefined && { path: normalisePath(before) }),
        request: { ...base.request, finalPath: after },
        kind: 'renamed',
        message: `Renamed to ${fileNameText(after)}`,
    };
}

function deleted(payload: Section, base: DraftBase): EventDraft {
    const deletedFiles = read(flag, payload.deletedFiles) === true;
    const message = `The movie was removed from Radarr${deletedFiles ? ', with its files' : ''}`;
    return { ...failing(base, 'deleted', message), deletedFiles };
}

function movieFileDeleted(payload: Section, base: DraftBase): EventDraft {
    const where = read(path, fileIn(section(payload.movie).folderPath, section(payload.movieFile)).path);
    return fileDeleted(base, 'Radarr', where, read(label, payload.deleteReason) ?? '');
}

function blocked(payload: Section, base: DraftBase): EventDraft {
    return failing(withRelease(base, blockedFacts(payload)), 'import_blocked', blockedText(payload, 'Radarr'));
}

/**
 * One torrent has several names, and which of them an event uses depends on who sends it: Sonarr grabs a hybrid by its v1
 * hash and imports it by the first 40 digits of its v2 hash, under which qBittorrent lists it. Here they become one attempt.
 */
import { comparableDownload } from '../../identity';
import { type Attempt, ATTEMPTS_LIMIT, isImported, type MediaEvent, type SubjectState } from '../../model';
import type { Subject } from './facts';
import { joinedKept, showKept } from './releases';
import type { RequestWork } from '../work';

/** How an attempt is called that has only its release title. */
const BY_TITLE = 'release:';

/** What a download is called, by an attempt or by an event. */
interface Named {
    downloadId?: string | undefined;
    hashes?: readonly string[] | undefined;
}

/** The attempt that an event is about, by any of the names its torrent has. */
export function attemptOf(subject: SubjectState, event: MediaEvent): Attempt | undefined {
    const names = comparable(namesOf(event));
    return subject.attempts.find((attempt) => goesBy(attempt, names));
}

/** The attempt that an event begins; undefined when it names no download. */
export function newAttempt({ downloadId, hashes = [] }: MediaEvent, at: string): Attempt | undefined {
    if (downloadId === undefined) return undefined;
    const others = hashes.filter((hash) => hash !== downloadId);
    return { downloadId, at, ...(others.length > 0 && { hashes: others }) };
}

/** The attempts of a subject with another one. Of too many the oldest go, but never the current one. */
export function withAttempt({ attempts, qbitHash }: Subject, attempt: Attempt): Attempt[] {
    const all = [...attempts, attempt];
    if (all.length <= ATTEMPTS_LIMIT) return all;
    const current = all.filter(({ downloadId }) => downloadId === qbitHash);
    const others = all.filter((each) => !current.includes(each)).slice(current.length - ATTEMPTS_LIMIT);
    return all.filter((each) => current.includes(each) || others.includes(each));
}

/** Every name that an event uses for its download. */
export function namesOf({ downloadId, hashes = [] }: Named): string[] {
    return downloadId === undefined ? [...hashes] : [downloadId, ...hashes];
}

/**
 * Gives the torrent of an event one name everywhere in the request, with all the others beside it, and returns the event
 * under that name. What had been taken for two attempts becomes one when an event tells that both are the same torrent.
 */
export function underOneName(work: RequestWork, event: MediaEvent): MediaEvent {
    if (event.downloadId === undefined) return event;
    const { names, isNews } = everyName(work, event);
    if (names.length < 2) return event;
    const [downloadId = event.downloadId, ...others] = [...names].sort(
        (a, b) => rankOf(a, names) - rankOf(b, names) || (a < b ? -1 : 1),
    );
    const one = { downloadId, hashes: others.sort() };
    if (isNews) joinEverywhere(work, names, one);
    return { ...event, ...one };
}

/** Every name that is known of the torrent an event is about, and whether those who have it do not know them all. */
function everyName(work: RequestWork, event: MediaEvent): { names: string[]; isNews: boolean } {
    const names = new Set(namesOf(event));
    if (![...names].some((name) => work.namesOf(name).length > 0)) for (const name of namesByTitle(work, event)) names.add(name);
    let isNews = false;
    // Names that are added on the way are looked up too: two attempts may turn out to be one.
    for (const name of names) for (const other of work.namesOf(name)) names.add(other);
    for (const name of names) {
        const known = work.namesOf(name);
        isNews ||= known.length > 0 && known.length < names.size;
    }
    return { names: [...names], isNews };
}

function joinEverywhere(work: RequestWork, names: readonly string[], one: { downloadId: string; hashes: string[] }): void {
    const known = comparable(names);
    if (work.request.mediaType === 'movie') work.request = joinAttempts(work.request, known, one);
    else for (const episode of work.byDownload(names)) work.set(joinAttempts(episode, known, one));
}

/**
 * Some clients give no id when they take a release. Then its title tells which grab an import is of; or, the other way
 * round, of which import it is the grab that nobody had reported.
 */
function namesByTitle(work: RequestWork, event: MediaEvent): string[] {
    const titles = [event.request, ...event.episodes].flatMap(({ releaseTitle }) => releaseTitle?.toLowerCase() ?? []);
    const isMovie = work.request.mediaType === 'movie';
    if (event.kind === 'grabbed') {
        const subjects = isMovie ? [work.request] : event.episodes.flatMap((key) => work.episode(key) ?? []);
        return subjects
            .filter(({ state, reached }) => isImported(state) && reached.grabbing === undefined)
            .filter(({ releaseTitle }) => releaseTitle !== undefined && titles.includes(releaseTitle.toLowerCase()))
            .flatMap(({ qbitHash }) => qbitHash ?? []);
    }
    if (event.kind !== 'imported' && event.kind !== 'upgraded') return [];
    const names = titles.map((title) => `${BY_TITLE}${title}`);
    const subjects = isMovie ? [work.request] : work.byDownload(names);
    const known = new Set(subjects.flatMap(({ attempts }) => attempts.flatMap(namesOf)));
    return names.filter((name) => known.has(name));
}

function joinAttempts<S extends Subject>(
    subject: S,
    names: ReadonlySet<string>,
    one: { downloadId: string; hashes: string[] },
): S {
    const same = subject.attempts.filter((attempt) => goesBy(attempt, names));
    const [first] = same;
    if (first === undefined) return subject;
    const { upgrade: _, ...begun } = first;
    const counted = same.filter(({ upgrade }) => upgrade !== true);
    const joined: Attempt = {
        ...begun,
        ...one,
        ...(counted.length === 0 && { upgrade: true }),
        ...joinedKept(same),
    };
    return showKept({
        ...subject,
        attempts: subject.attempts.flatMap((each) => (each === first ? joined : same.includes(each) ? [] : each)),
        attempt: subject.attempt - Math.max(0, counted.length - 1),
        ...(same.some(({ downloadId }) => downloadId === subject.qbitHash) && { qbitHash: one.downloadId }),
    });
}

/** 0 for what Sonarr and Radarr grab by: the v1 hash; else the full v2 one, of which qBittorrent's is only a part. */
function rankOf(name: string, names: readonly string[]): number {
    if (name.startsWith(BY_TITLE)) return 3;
    if (comparableDownload(name) !== name) return 1;
    return names.some((other) => other !== name && comparableDownload(other) === name) ? 2 : 0;
}

function comparable(names: Iterable<string>): Set<string> {
    return new Set([...names].map(comparableDownload));
}

function goesBy(attempt: Attempt, names: ReadonlySet<string>): boolean {
    return namesOf(attempt).some((name) => names.has(comparableDownload(name)));
}

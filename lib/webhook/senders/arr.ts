/**
 * What Radarr and Sonarr have in common: they are built alike, down to the classes of their webhooks
 * (NzbDrone.Core/Notifications/Webhook). Null properties are left out, `eventType` is PascalCase.
 */
import type { MediaEvent, ReleaseFacts, RequestFacts } from '../../model';
import { isInFolder, joinPath } from '../../paths';
import {
    bytes,
    downloadId,
    type FactTable,
    flag,
    known,
    label,
    MAX_LIST,
    path,
    read,
    readFacts,
    type Section,
    section,
    sections,
    title,
    webUrl,
} from '../read/fields';
import { cleanText } from '../read/text';

const releaseTable: FactTable<ReleaseFacts> = {
    quality: ['quality', label],
    releaseTitle: ['releaseTitle', title],
    releaseGroup: ['releaseGroup', label],
    indexer: ['indexer', label],
    fileSize: ['size', bytes],
};

const fileTable: FactTable<ReleaseFacts> = {
    finalPath: ['path', path],
    downloadPath: ['sourcePath', path],
    quality: ['quality', label],
    releaseTitle: ['sceneName', title],
    releaseGroup: ['releaseGroup', label],
    fileSize: ['size', bytes],
};

/** Which of several instances sent it. */
export interface InstanceHint {
    /** The last part of the webhook's URL where it says more than the service: `radarr4k`. */
    instance?: string | undefined;
}

/** What a grab tells of the release: its size is that of the whole download. */
export function grabFacts(payload: Section): ReleaseFacts {
    return { ...clientFacts(payload), ...readFacts(releaseTable, section(payload.release)) };
}

/** What an import tells of one file. The release it came from is known when it was grabbed by this service. */
export function importFacts(payload: Section, file: Section): ReleaseFacts {
    const { releaseTitle, indexer } = readFacts(releaseTable, section(payload.release));
    return {
        ...clientFacts(payload),
        ...known<ReleaseFacts>({ indexer }),
        ...readFacts(fileTable, file),
        ...known<ReleaseFacts>({ releaseTitle }),
    };
}

/**
 * A file as newer versions write it, whose `path` is where it is. Up to Sonarr 4.0.8 and Radarr 5.10.0 an import says there
 * where the file came from, a delete and a rename say nothing, and only the path within the movie's or series' folder tells.
 */
export function fileIn(folder: unknown, file: Section): Section {
    const above = read(path, folder);
    const below = read(path, file.relativePath);
    const told = read(path, file.path);
    if (above === undefined || below === undefined || (told !== undefined && isInFolder(told, above))) return file;
    return { sourcePath: told, ...file, path: joinPath(above, below) };
}

/** The files of a list, each as `fileIn` gives it. */
export function filesIn(folder: unknown, files: unknown): Section[] {
    return sections(files).map((file) => fileIn(folder, file));
}

/** The download client and its id of the download. */
export function clientFacts(payload: Section): ReleaseFacts {
    return readFacts<ReleaseFacts>({ qbitHash: ['downloadId', downloadId], downloadClient: ['downloadClient', label] }, payload);
}

/**
 * The attempt that a grab begins. Some clients give no id when they take a release; then its title has to do, which
 * names the attempt though nothing later can refer to it.
 */
export function attemptOf(facts: ReleaseFacts): string | undefined {
    return facts.qbitHash ?? (facts.releaseTitle === undefined ? undefined : `release:${facts.releaseTitle.toLowerCase()}`);
}

/** Whether an import replaced a file that was there. */
export function isUpgrade(payload: Section): boolean {
    return read(flag, payload.isUpgrade) === true;
}

/** Says what was grabbed and from where. */
export function grabText(facts: ReleaseFacts): string {
    const from = facts.indexer === undefined ? '' : ` from ${facts.indexer}`;
    return cleanText(`Grabbed ${facts.releaseTitle ?? 'a release'}${from}`, 500);
}

/** Says what needs no request: a health check, an update, a test. */
export function noteText(payload: Section, eventType: string): string {
    const said = [read(label, payload.level), read(title, payload.message)].filter((part) => part !== undefined);
    return cleanText([eventType, ...said].join(': '), 500);
}

/** Whether Sonarr or Radarr says that its webhooks, which it had muted since one failed, are sent again. */
export function isUnmuted({ eventType, healthType }: MediaEvent): boolean {
    return eventType === 'HealthRestored' && healthType === 'NotificationStatusCheck';
}

/** Which health check it is about (`HealthCheck.Source`, NzbDrone.Core/HealthCheck), for who acts on it. */
export function healthFacts(payload: Section, eventType: string): { healthType?: string } {
    const healthType = /^health/i.test(eventType) ? read(label, payload.type) : undefined;
    return healthType === undefined ? {} : { healthType };
}

/** The poster's absolute address; the other one is relative to the service. */
export function posterOf(media: Section): string | undefined {
    const poster = sections(media.images).find((image) => read(label, image.coverType)?.toLowerCase() === 'poster');
    return poster && read(webUrl, poster.remoteUrl);
}

/** Seerr can tag what it sends with who asked for it, `7-anime-fan` or `7 - anime fan`: a name says nothing of a title. */
const REQUESTER = /^\d+ ?- ?(?!anime$)/;

/** `anime`, `Anime`, `12-anime`, but not `animefan` and not `non-anime`: the tag's label as a whole word. */
export function hasAnimeTag(media: Section): boolean {
    const tags: unknown[] = Array.isArray(media.tags) ? media.tags.slice(0, MAX_LIST) : [];
    return tags.some((tag) => {
        const name = (read(label, tag) ?? '').toLowerCase();
        const words = name.split(/[^\p{L}\p{N}]+/u);
        return words.includes('anime') && !REQUESTER.test(name) && !words.some((word) => ['no', 'non', 'not'].includes(word));
    });
}

/**
 * Which instance it was. A name that was left at its default (`Radarr`) tells less than a URL that says `radarr4k`.
 * 4K is told by the name alone: an HD instance may take a 2160p release too.
 */
export function instanceFacts(payload: Section, hint: InstanceHint): Pick<RequestFacts, 'instanceName' | 'is4k'> {
    const sent = read(label, payload.instanceName);
    const isDefault = sent === undefined || /^(?:radarr|sonarr)$/i.test(sent);
    const instanceName = (isDefault ? read(label, hint.instance) : undefined) ?? sent;
    const is4k = [sent, hint.instance].some((name) => name !== undefined && saysUltraHd(name));
    return { ...(instanceName !== undefined && { instanceName }), ...(is4k && { is4k }) };
}

function saysUltraHd(name: string): boolean {
    return /(?:^|[^a-z0-9]|radarr|sonarr)(?:4k|uhd|2160p?)(?![a-z0-9])/i.test(name);
}

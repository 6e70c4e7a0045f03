/**
 * Downloads that Radarr or Sonarr do not import by themselves (`ManualInteractionRequired`): what is known of them, and one
 * sentence that says who refuses which file, why, and what to do. The movie or the series may be missing.
 */
import type { ReleaseFacts } from '../../model';
import { clientFacts } from './arr';
import {
    bytes,
    type FactTable,
    known,
    label,
    MAX_LIST,
    read,
    readFacts,
    type Section,
    section,
    sections,
    title,
} from '../read/fields';
import { cleanText, listText } from '../read/text';

/** A client calls a download of one file by that file's name; the release has no extension. */
const VIDEO = /\.(?:mkv|mp4|m4v|avi|ts|m2ts|wmv|mov|webm)$/i;
/** What was imported before is listed beside what is refused now. */
const ALREADY_IMPORTED = /\bfile already imported\b/i;
/** `Caution: Found executable file with extension: '.exe'`, `Caution: Found potentially dangerous file with extension: '.lnk'` */
const DANGEROUS = /Caution: Found .* file with extension/i;
const MAX_REASONS = 20;

const infoTable: FactTable<ReleaseFacts> = { quality: ['quality', label], fileSize: ['size', bytes] };
const releaseTable: FactTable<ReleaseFacts> = { releaseTitle: ['releaseTitle', title], indexer: ['indexer', label] };

/** What is known of a download that waits for a person. Its release is told only when this service grabbed it. */
export function blockedFacts(payload: Section): ReleaseFacts {
    const info = section(payload.downloadInfo);
    return {
        ...clientFacts(payload),
        ...readFacts(infoTable, info),
        ...known<ReleaseFacts>({ releaseTitle: read(title, info.title)?.replace(VIDEO, '') }),
        ...readFacts(releaseTable, section(payload.release)),
    };
}

/** Says who refuses what, why, and what to do. */
export function blockedText(payload: Section, service: string): string {
    const said = cleanText(`${service} does not import ${refusalText(payload)}`, 900).replace(/[.\s]+$/, '');
    const step = DANGEROUS.test(said) ? 'Remove it' : 'Import it by hand or remove it';
    return `${said}. ${step}: Activity, Queue in ${service}.`;
}

function refusalText(payload: Section): string {
    const download = read(title, section(payload.downloadInfo).title) ?? 'a download';
    const entries = sections(payload.downloadStatusMessages);
    const byReason = refusedFiles(entries);
    const [only, ...others] = byReason;
    if (only && others.length === 0) return `${listText(only[1])}: ${only[0]}`;
    if (only) return listText(byReason.map(([reasons, files]) => `${listText(files)} (${reasons})`));
    const reasons = unique(entries.map((entry) => entry.title)).filter((reason) => reason !== download);
    return reasons.length > 0 ? `${download}: ${reasons.join('; ')}` : `${download} and does not say why`;
}

/**
 * The refused files by why they are refused. An entry without messages is about the whole download and has its reason for
 * title (`TrackedDownload.Warn`); beside entries about files it only says that there are some.
 */
function refusedFiles(entries: readonly Section[]): [reasons: string, files: string[]][] {
    const byReason = new Map<string, string[]>();
    for (const entry of entries) {
        const messages = Array.isArray(entry.messages) ? (entry.messages.slice(0, MAX_REASONS) as unknown[]) : [];
        const reasons = unique(messages).map((reason) => reason.replace(/\.$/, ''));
        if (reasons.length === 0 || reasons.every((reason) => ALREADY_IMPORTED.test(reason))) continue;
        const said = reasons.join('; ');
        byReason.set(said, [...(byReason.get(said) ?? []), read(label, entry.title) ?? 'a file']);
    }
    return [...byReason];
}

function unique(values: readonly unknown[]): string[] {
    return [...new Set(values.slice(0, MAX_LIST).flatMap((value) => read(title, value) ?? []))];
}

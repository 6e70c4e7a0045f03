/** What Radarr and Sonarr mean by the reason of a deleted file (`DeleteMediaFileReason`). */
import { normalisePath } from '../../paths';
import { type DraftBase, type EventDraft, failing, noteInstead } from '../read/draft';
import { fileNameText } from '../read/text';

const REASONS: Readonly<Record<string, string>> = {
    missingfromdisk: 'it is missing from disk',
    manual: 'deleted by hand',
    upgrade: 'making room for a better one',
    nolinkedepisodes: 'it belongs to nothing any more',
    manualoverride: 'the same file is imported again',
};

/**
 * The event of a deleted file. Nothing is taken away when a better file is on its way (`upgrade`), or the same one is taken
 * in again and only its database row is replaced (`manualOverride`; the history leaves that out too). What is missing from
 * disk was deleted by nobody in the service: a tool that converts files leaves another in its place, of which no webhook tells.
 * @param where the file's path, where it is told
 */
export function fileDeleted(base: DraftBase, service: string, where: string | undefined, reason: string): EventDraft {
    const name = where === undefined ? 'the file' : fileNameText(where);
    const why = reason.toLowerCase();
    const message = `${service} removed ${name}: ${REASONS[why] ?? (reason === '' ? 'no reason was given' : reason)}`;
    if (['upgrade', 'manualoverride'].includes(why)) return noteInstead(base, message);
    const located = { ...base, ...(where !== undefined && { path: normalisePath(where) }) };
    if (why !== 'missingfromdisk') return failing(located, 'file_deleted', message);
    return { ...located, kind: 'file_missing', message: `${service} no longer finds ${name} on disk` };
}

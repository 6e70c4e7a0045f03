/**
 * Prints what becomes of every message in queues that Sonarr or Radarr answered (`GET /queue`): each once, and its sentence in both
 * languages. `npx tsx test/support/say-messages.ts <file.json> ...`
 */
import { readFileSync } from 'node:fs';
import { causeOf, say } from '../../lib/causes';
import { movie } from './requests';

const HASH = 'a'.repeat(40);
const NOW = Date.now();
const told = new Set<string>();

function objectsIn(value: unknown): Record<string, unknown>[] {
    if (typeof value !== 'object' || value === null) return [];
    const own = value as Record<string, unknown>;
    const inside = Object.values(own).flatMap(objectsIn);
    return 'trackedDownloadState' in own && 'status' in own ? [own, ...inside] : inside;
}

for (const file of process.argv.slice(2)) {
    for (const item of objectsIn(JSON.parse(readFileSync(file, 'utf8')))) {
        const messages = (item['statusMessages'] ?? []) as { title: string; messages: string[] }[];
        const state = String(item['trackedDownloadState']);
        const queued = {
            at: new Date(NOW).toISOString(),
            source: 'seriesId' in item || 'episodeId' in item ? ('sonarr' as const) : ('radarr' as const),
            instanceName: '',
            trackedDownloadState: state,
            trackedDownloadStatus: String(item['trackedDownloadStatus']),
            status: String(item['status']),
            statusMessages: messages,
            ...(typeof item['errorMessage'] === 'string' && { errorMessage: item['errorMessage'] }),
        };
        const mediaType = queued.source === 'sonarr' ? 'tv' : 'movie';
        const subject = movie({ mediaType, state: /^import/i.test(state) ? 'downloaded' : 'downloading', qbitHash: HASH });
        const cause = causeOf(subject, subject, { queued }, NOW);
        const theirs = [
            ...messages.flatMap((each) => each.messages),
            ...(typeof item['errorMessage'] === 'string' ? [item['errorMessage']] : []),
        ].join(' | ');
        const line = `${state}/${queued.trackedDownloadStatus}: ${theirs}\n    -> ${cause.code}: ${say(cause)} ${cause.next === undefined ? '' : say({ ...cause, code: cause.next })}\n    -> ${say(cause, 'de')}`;
        if (!told.has(line)) console.log(line);
        told.add(line);
    }
}
console.log(`${told.size} different`);

/** Which of Sonarr's and Radarr's own health checks (`NzbDrone.Core/HealthCheck/Checks`) keep it from grabbing anything. */
import type { CauseCode } from '../codes';
import type { HealthComplaint } from '../facts';

/** The first that applies is the cause: without an indexer nothing else matters. */
const CHECKS: readonly (readonly [source: string, code: CauseCode])[] = [
    ['IndexerRssCheck', 'no_indexers'],
    ['IndexerSearchCheck', 'no_indexers'],
    ['IndexerStatusCheck', 'indexers_failing'],
    ['IndexerLongTermStatusCheck', 'indexers_failing'],
    ['DownloadClientCheck', 'no_download_client'],
    ['DownloadClientStatusCheck', 'no_download_client'],
    ['RootFolderCheck', 'no_root_folder'],
];

/** What keeps it from grabbing; null for nothing that it complains of. */
export function readHealth(complaints: readonly HealthComplaint[]): { code: CauseCode; message: string } | null {
    for (const [source, code] of CHECKS) {
        const found = complaints.find((complaint) => complaint.source === source);
        if (found !== undefined) return { code, message: found.message };
    }
    return null;
}

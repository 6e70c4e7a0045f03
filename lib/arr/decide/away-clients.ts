/** Which download clients are away, as far as the health checks of Sonarr and Radarr tell. */
import type { HealthComplaint } from '../../model';

/** Whether the client of this name is away. */
export type IsAway = (downloadClient: string | undefined) => boolean;

/** `DownloadClientCheck` names the first client that does not answer, `DownloadClientStatusCheck` those that have failed for long. */
const CHECKS = ['downloadclientcheck', 'downloadclientstatuscheck'];

/** A complaint without the name of any known client is of all of them: the words around it are in the language of its user. */
export function awayIn(health: readonly HealthComplaint[]): IsAway {
    const complaints = health.filter(({ source }) => CHECKS.includes(source.toLowerCase()));
    const ofAll = complaints.some(({ source, message }) => /statuscheck$/i.test(source) && !message.includes(':'));
    return (downloadClient) =>
        ofAll ||
        (downloadClient === undefined || downloadClient === ''
            ? complaints.length > 0
            : complaints.some(({ message }) => message.includes(downloadClient)));
}

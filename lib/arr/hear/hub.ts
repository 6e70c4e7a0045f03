/** The live ear: what Sonarr 4 and Radarr 5, and newer ones, push over SignalR (NzbDrone.SignalR/MessageHub.cs). */
import { type Hub, openHub } from '../../signalr';
import { type ArrKind, type ArrServer, SERVICE_NAMES } from '../ask/client';

/** The version that first spoke SignalR as ASP.NET Core does; the ones before have another protocol of that name. */
const FIRST_WITH_HUB: Readonly<Record<ArrKind, number>> = { sonarr: 4, radarr: 5 };

/** Whether a version has a hub that we can listen to. */
export function hasHub(kind: ArrKind, version: string): boolean {
    return Number.parseInt(version, 10) >= FIRST_WITH_HUB[kind];
}

/**
 * Connects and listens. The key goes in a header, as everywhere: in the address, as the web page sends it (`access_token`),
 * a proxy's log would keep it.
 * @throws MediaError why there is no connection
 */
export function openArrHub(
    server: ArrServer,
    listener: { onMessage(message: unknown): void; onClosed(): void },
    signal: AbortSignal,
): Promise<Hub> {
    return openHub({
        service: SERVICE_NAMES[server.kind],
        url: server.url,
        path: '/signalr/messages',
        headers: { 'X-Api-Key': server.apiKey },
        verifyCertificate: server.verifyCertificate ?? true,
        timeoutMs: server.timeoutMs,
        events: ['receiveMessage'],
        onEvent: (_name, message) => listener.onMessage(message),
        onClosed: () => listener.onClosed(),
        signal,
    });
}

/**
 * Seerr, Radarr, Sonarr and Jellyfin as senders of webhooks: they build what the real ones would, post it as those do,
 * and can play a title's whole life.
 */
import { jellyfinMovieAdded, jellyfinSeriesAdded } from './webhooks/jellyfin';
import { RadarrWebhooks } from './webhooks/radarr';
import { type Payload, type SeerrRequest, seerrWebhook } from './webhooks/seerr';
import { SonarrWebhooks } from './webhooks/sonarr';
import type { Film, Release, Show, ShowEpisode } from './webhooks/titles';

export { mutedFacts } from './webhooks/arr';
export * from './webhooks/jellyfin';
export * from './webhooks/radarr';
export * from './webhooks/seerr';
export * from './webhooks/sonarr';
export * from './webhooks/titles';

export type SenderName = 'seerr' | 'radarr' | 'sonarr' | 'jellyfin';

/** One webhook of a life cycle. */
export interface Step {
    service: SenderName;
    /** What happens, for the test's name or the demo's caption. */
    what: string;
    body: Payload;
}

export interface Target {
    /** Without the service: `http://127.0.0.1:1880/media/webhook`. */
    url: string;
    secret?: string;
    /** The last part of the URL by service, where it is another than the service's name: `{ sonarr: 'sonarr4k' }`. */
    paths?: Partial<Record<SenderName, string>>;
}

export interface Answer {
    status: number;
    body: { ok?: boolean; id?: string; code?: string; message?: string };
}

/** Posts webhooks as their services do. */
export class Sender {
    constructor(private readonly target: Target) {}

    /** Seerr and the *arrs send once and never again. @throws when nobody listens */
    async post(step: Pick<Step, 'service' | 'body'>): Promise<Answer> {
        const { url, paths = {} } = this.target;
        const reply = await fetch(`${url}/${paths[step.service] ?? step.service}`, {
            method: 'POST',
            headers: this.headers(step.service),
            body: bodyOf(step),
        });
        const text = await reply.text();
        return { status: reply.status, body: (text.startsWith('{') ? JSON.parse(text) : { message: text }) as Answer['body'] };
    }

    /** One after the other, as they happen. */
    async postAll(steps: readonly Step[]): Promise<Answer[]> {
        const answers: Answer[] = [];
        for (const step of steps) answers.push(await this.post(step));
        return answers;
    }

    private headers(service: SenderName): Record<string, string> {
        const { secret } = this.target;
        switch (service) {
            case 'seerr':
                // The field "Authorization Header", as it was typed.
                return {
                    'content-type': 'application/json',
                    'user-agent': 'axios/1.12.2',
                    ...(secret !== undefined && { authorization: secret }),
                };
            case 'jellyfin':
                // Without a configured Content-Type the plugin sends text/plain.
                return {
                    'content-type': 'text/plain; charset=utf-8',
                    ...(secret !== undefined && { 'x-webhook-secret': secret }),
                };
            default:
                return {
                    'content-type': 'application/json',
                    'user-agent':
                        service === 'radarr' ? 'Radarr/6.0.3.10332 (ubuntu 24.04)' : 'Sonarr/4.0.16.2944 (ubuntu 24.04)',
                    ...(secret !== undefined && { authorization: basicAuth('', secret) }),
                };
        }
    }
}

/** Basic auth as Radarr and Sonarr encode it: Latin-1 (NzbDrone.Common/Http/Dispatchers/ManagedHttpDispatcher.cs). */
export function basicAuth(username: string, password: string): string {
    return `Basic ${Buffer.from(`${username}:${password}`, 'latin1').toString('base64')}`;
}

/** The *arrs print their JSON with line breaks. */
function bodyOf({ service, body }: Pick<Step, 'service' | 'body'>): string {
    return service === 'radarr' || service === 'sonarr' ? JSON.stringify(body, null, 2) : JSON.stringify(body);
}

export interface MovieLife {
    request: SeerrRequest;
    release: Release;
    /** A better release, grabbed and imported after the first one. */
    upgrade?: Release;
    radarr?: RadarrWebhooks;
}

/** A film from the approval to Seerr's own report that it is available. */
export function movieLifeCycle(film: Film, { request, release, upgrade, radarr = new RadarrWebhooks() }: MovieLife): Step[] {
    return [
        { service: 'seerr', what: 'approved', body: seerrWebhook('MEDIA_AUTO_APPROVED', film, request) },
        { service: 'radarr', what: 'added to Radarr', body: radarr.movieAdded(film) },
        { service: 'radarr', what: 'grabbed', body: radarr.grab(film, release) },
        { service: 'radarr', what: 'imported', body: radarr.import(film, release) },
        { service: 'jellyfin', what: 'added to Jellyfin', body: jellyfinMovieAdded(film) },
        { service: 'seerr', what: 'reported available', body: seerrWebhook('MEDIA_AVAILABLE', film, request) },
        ...(upgrade ? movieUpgrade(film, release, upgrade, radarr) : []),
    ];
}

/** The old file is deleted before the new one is reported (MediaFiles/UpgradeMediaFileService.cs). */
function movieUpgrade(film: Film, release: Release, upgrade: Release, radarr: RadarrWebhooks): Step[] {
    return [
        { service: 'radarr', what: 'upgrade grabbed', body: radarr.grab(film, upgrade) },
        { service: 'radarr', what: 'old file deleted', body: radarr.movieFileDelete(film, release, 'upgrade') },
        { service: 'radarr', what: 'upgraded', body: radarr.import(film, upgrade, release) },
    ];
}

/** Which of Sonarr's two import switches its user has ticked. */
export type ImportForm = 'per-file' | 'complete' | 'both';

export interface Grab {
    episodes: readonly ShowEpisode[];
    release: Release;
}

export interface ShowLife {
    request: SeerrRequest;
    /** One for a season pack, one for each episode of a weekly show. */
    grabs: readonly Grab[];
    imports?: ImportForm;
    /** A better release of one of the grabs, after all else. */
    upgrade?: Grab & { replaced: Release };
    sonarr?: SonarrWebhooks;
}

/** A show from the approval to Seerr's own report that it is available. */
export function showLifeCycle(show: Show, life: ShowLife): Step[] {
    const { request, grabs, imports = 'per-file', upgrade, sonarr = new SonarrWebhooks() } = life;
    return [
        { service: 'seerr', what: 'approved', body: seerrWebhook('MEDIA_AUTO_APPROVED', show, request) },
        { service: 'sonarr', what: 'added to Sonarr', body: sonarr.seriesAdd(show) },
        ...grabs.map(({ episodes, release }): Step => ({
            service: 'sonarr',
            what: 'grabbed',
            body: sonarr.grab(show, episodes, release),
        })),
        ...grabs.flatMap((grab) => showImport(show, grab, imports, sonarr)),
        { service: 'jellyfin', what: 'added to Jellyfin', body: jellyfinSeriesAdded(show) },
        { service: 'seerr', what: 'reported available', body: seerrWebhook('MEDIA_AVAILABLE', show, request) },
        ...(upgrade ? showUpgrade(show, upgrade, sonarr) : []),
    ];
}

/** One webhook per file, then one for the whole download, as far as they are switched on. */
export function showImport(show: Show, { episodes, release }: Grab, imports: ImportForm, sonarr: SonarrWebhooks): Step[] {
    const perFile = episodes.map((episode): Step => ({
        service: 'sonarr',
        what: 'imported',
        body: sonarr.importFile(show, [episode], release),
    }));
    const complete: Step = { service: 'sonarr', what: 'import complete', body: sonarr.importComplete(show, episodes, release) };
    return [...(imports === 'complete' ? [] : perFile), ...(imports === 'per-file' ? [] : [complete])];
}

function showUpgrade(show: Show, upgrade: Grab & { replaced: Release }, sonarr: SonarrWebhooks): Step[] {
    const { episodes, release, replaced } = upgrade;
    return [
        { service: 'sonarr', what: 'upgrade grabbed', body: sonarr.grab(show, episodes, release) },
        { service: 'sonarr', what: 'old file deleted', body: sonarr.episodeFileDelete(show, episodes, replaced, 'upgrade') },
        { service: 'sonarr', what: 'upgraded', body: sonarr.importFile(show, episodes, release, replaced) },
    ];
}

/** What Shoko says of itself: its version, how far its start has got, its folders, and whether it can ask AniDB. */
import { z } from 'zod';
import { MediaError } from '../../model';

const versionAnswer = z.object({ Server: z.object({ Version: z.string().min(1) }) });
const statusAnswer = z.object({ State: z.union([z.string(), z.number()]), StartupMessage: z.string().nullish() });
const foldersAnswer = z.array(z.object({ ID: z.number().int(), Path: z.string() }));
const watchedAnswer = z.array(z.object({ ID: z.number().int(), Path: z.string(), WatchForNewFiles: z.boolean().nullish() }));
const connectivityAnswer = z.object({
    NetworkAvailability: z.union([z.string(), z.number()]).nullish(),
    IsAniDBHttpBanned: z.boolean().nullish(),
    IsAniDBUdpBanned: z.boolean().nullish(),
});

/** `State` of `Init/Status` by word, and by number as older versions may write it (ServerStatus.cs). */
const NOT_READY: Readonly<Record<string, 'starting' | 'setup' | 'startup_failed'>> = {
    Starting: 'starting',
    1: 'starting',
    Failed: 'startup_failed',
    3: 'startup_failed',
    Waiting: 'setup',
    4: 'setup',
};
/** What Shoko can reach of the internet, where that is too little to ask AniDB (AniDBUDPConnectionHandler). */
const OFFLINE: readonly string[] = ['NoInterfaces', 'NoGateways', 'LocalOnly'];

/** Whether Shoko can ask AniDB, as `Init/Connectivity` says it. */
export interface Connectivity {
    hasInternet: boolean;
    isUdpBanned: boolean;
    isHttpBanned: boolean;
}

/** The version in an answer of `Init/Version`, or null. */
export function readVersion(value: unknown): string | null {
    const parsed = versionAnswer.safeParse(value);
    return parsed.success ? parsed.data.Server.Version : null;
}

/** Managed (before 6: import) folders: path by id; null when the answer is something else. */
export function readFolders(value: unknown): Map<number, string> | null {
    const parsed = foldersAnswer.safeParse(value);
    return parsed.success ? new Map(parsed.data.map((folder) => [folder.ID, folder.Path])) : null;
}

/** A managed folder. */
export interface ShokoFolder {
    id: number;
    path: string;
    /** Undefined where it does not say. */
    isWatched: boolean | undefined;
}

/** The same with more of each. */
export function readWatched(value: unknown): ShokoFolder[] {
    const parsed = watchedAnswer.safeParse(value);
    if (!parsed.success) return [];
    return parsed.data.map(({ ID, Path, WatchForNewFiles }) => ({
        id: ID,
        path: Path,
        isWatched: WatchForNewFiles ?? undefined,
    }));
}

/** Why Shoko serves nobody yet, from an answer of `Init/Status`; null when it does, or says nothing that is known. */
export function readStartup(value: unknown): MediaError | null {
    const parsed = statusAnswer.safeParse(value);
    const code = parsed.success ? NOT_READY[parsed.data.State] : undefined;
    if (!parsed.success || code === undefined) return null;
    const step = parsed.data.StartupMessage?.slice(0, 100) ?? '';
    switch (code) {
        case 'starting':
            return new MediaError('starting', step === '' ? 'Shoko is starting' : `Shoko is starting: ${step}`);
        case 'setup':
            return new MediaError('setup', 'Shoko is not set up yet: go through its first run in its Web UI', { field: 'url' });
        case 'startup_failed':
            return new MediaError(
                'startup_failed',
                step === '' ? 'Shoko failed to start: look at its log' : `Shoko failed to start: ${step}`,
            );
    }
}

/** Reads an answer of `Init/Connectivity`; null when it is something else. */
export function readConnectivity(value: unknown): Connectivity | null {
    const parsed = connectivityAnswer.safeParse(value);
    if (!parsed.success) return null;
    const { NetworkAvailability, IsAniDBHttpBanned, IsAniDBUdpBanned } = parsed.data;
    return {
        hasInternet: !OFFLINE.includes(String(NetworkAvailability ?? '')),
        isUdpBanned: IsAniDBUdpBanned ?? false,
        isHttpBanned: IsAniDBHttpBanned ?? false,
    };
}

/** How Shoko stands with AniDB, as its hub says it on connecting and at each change. */
import { z } from 'zod';

/** One of the states that decide whether Shoko can ask AniDB. */
export type AniDbState =
    /** `until` is Shoko's guess at when the ban ends, ISO 8601. */
    | { kind: 'ban'; channel: 'udp' | 'http'; isBanned: boolean; until: string | null }
    /** AniDB refuses Shoko's user name and password, or no longer does. */
    | { kind: 'login'; isRefused: boolean };

/** `UpdateType` is a word in 6 and a number before (Providers/AniDB/AniDBEnums.cs). */
const anidbState = z.object({
    UpdateType: z.union([z.string(), z.number()]),
    Value: z.boolean(),
    UpdateTime: z.string().nullish(),
    PauseTimeSecs: z.number().nullish(),
});
const BANS: Readonly<Record<string, 'udp' | 'http'>> = { 1: 'udp', UDPBan: 'udp', 2: 'http', HTTPBan: 'http' };

/** Reads one state, or a list of them. @throws ZodError when it is neither */
export function readStates(payload: unknown): AniDbState[] {
    const states = z.array(anidbState).parse(Array.isArray(payload) ? payload : [payload]);
    return states.flatMap((state): AniDbState[] => {
        const { UpdateType, Value } = state;
        if (UpdateType === 'LoginFailed') return [{ kind: 'login', isRefused: Value }];
        const channel = BANS[UpdateType];
        return channel === undefined ? [] : [{ kind: 'ban', channel, isBanned: Value, until: endOf(state) }];
    });
}

function endOf({ Value, UpdateTime, PauseTimeSecs }: z.infer<typeof anidbState>): string | null {
    const from = Date.parse(UpdateTime ?? '');
    if (!Value || Number.isNaN(from) || !PauseTimeSecs) return null;
    const end = new Date(from + PauseTimeSecs * 1000);
    return Number.isNaN(end.getTime()) ? null : end.toISOString();
}

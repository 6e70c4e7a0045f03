/**
 * What speaks for it that a download is of no use. Each signal has a source; two from one source are one opinion twice, so
 * that what Sonarr repeats of the download client does not count again.
 */

/** Who, or what, would have to be wrong. */
export type SignalSource = 'arr' | 'client' | 'swarm' | 'files' | 'library' | 'time';

export const SIGNALS = {
    /** Sonarr or Radarr refuses it for good. */
    refused: 'arr',
    /** Sonarr or Radarr counts it as failed. */
    counted_failed: 'arr',
    /** The client reports an error. */
    client_error: 'client',
    /** The client is sent nothing. */
    client_stalled: 'client',
    /** No peer and no tracker knows of a whole copy. */
    no_copy: 'swarm',
    /** What is in it is no video, or one that is too small to be it. */
    no_video: 'files',
    /** There is a program in it. */
    program: 'files',
    /** Everything in it is in the library already, from elsewhere. */
    in_library: 'library',
    /** We have seen no byte of it come in for a day. */
    still_for_a_day: 'time',
} as const satisfies Record<string, SignalSource>;

export type SignalCode = keyof typeof SIGNALS;

/** How many independent sources speak for it. */
export function sourcesOf(signals: readonly SignalCode[]): number {
    return new Set(signals.map((signal) => SIGNALS[signal])).size;
}

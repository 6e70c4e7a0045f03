/** What a listener is given, and what it tells. */
import type { Clock, Lister, MediaEvent, MediaRequest, QueuedDownload, RequestWithEpisodes, Transfer } from '../model';
import type { ArrServer } from './ask/client';
import type { ArrStatus, CaughtUp } from './status';

export interface ArrListenerOptions {
    server: ArrServer;
    /** Tells this server from all others, over restarts. */
    serverId: string;
    /** What its user calls it. */
    name: string;
    clock: Clock;
    /** The requests that are open, with their episodes. */
    open: () => Iterable<MediaRequest>;
    /** Every request, open or closed. */
    all: () => Iterable<MediaRequest>;
    /** The requests, open or closed, for the work with this id: TVDB's of a series, TMDB's of a film. */
    find: (workId: number) => RequestWithEpisodes[];
    /** Where a source had got to, and what keeps it together with what it brought; resolves when that is durable. */
    cursor: (name: string) => string | undefined;
    accept: (events: readonly MediaEvent[], cursors: Record<string, string>) => Promise<void>;
    emit: (event: MediaEvent) => void;
    /** Whether the download client itself tells of a download. */
    isFollowed: (downloadId: string) => boolean;
    setTransfer: (downloadId: string, transfer: Transfer) => void;
    setQueued: (downloadId: string, queued: QueuedDownload | null) => void;
    /** Told who the server is, each time that it is asked. */
    onKnown: (lister: Lister) => void;
    onCaughtUp: (caughtUp: CaughtUp) => void;
    onStatus: (status: ArrStatus) => void;
    /** Something went wrong that the status does not show. May repeat. */
    onFault: (thrown: unknown) => void;
}

/** A simulated Sonarr or Radarr that is asked without a socket, and what becomes of the answers. */
import { KnownTitles } from '../../lib/arr/ask/known';
import { CatchUp } from '../../lib/arr/catch-up';
import { RowEvents } from '../../lib/arr/decide/row-events';
import { Teller } from '../../lib/arr/decide/teller';
import type { HistoryRow } from '../../lib/arr/wire/rows';
import type { MediaEvent } from '../../lib/model';
import type { ArrServerSimulator } from '../simulators/arr-server';
import { directClient } from './arr-direct';
import { FakeClock } from './fake-clock';

export interface Asked {
    catchUp: CatchUp;
    rowEvents: RowEvents;
    teller: Teller;
    known: KnownTitles;
    client: ReturnType<typeof directClient>;
    /** What was told, in order. */
    events: MediaEvent[];
    rows: HistoryRow[];
    /** What the store has: where the history was read to. A new `asked` with it is a restart. */
    kept: { cursor: string | undefined };
}

export interface AskedOptions {
    clock?: FakeClock;
    kept?: { cursor: string | undefined };
    name?: string;
    serverId?: string;
    accept?: (events: readonly MediaEvent[]) => Promise<void>;
}

export function asked(server: ArrServerSimulator, options: AskedOptions = {}): Asked {
    const kind = server.appName === 'Sonarr' ? 'sonarr' : 'radarr';
    const clock = options.clock ?? new FakeClock();
    const kept = options.kept ?? { cursor: undefined };
    const client = directClient(server);
    const known = new KnownTitles(client, clock);
    const teller = new Teller({
        kind,
        serverId: options.serverId ?? 'server',
        instanceName: () => server.appName,
        name: options.name ?? '',
        labels: (title) => known.labels(title),
    });
    const rowEvents = new RowEvents({
        kind,
        teller,
        clock,
        title: (id) => known.title(id),
        grab: (downloadId) => known.grab(downloadId),
        noteGrab: (downloadId, release) => known.noteGrab(downloadId, release),
    });
    const events: MediaEvent[] = [];
    const rows: HistoryRow[] = [];
    const catchUp = new CatchUp({
        client,
        rowEvents,
        clock,
        cursor: () => kept.cursor,
        accept: async (accepted, cursor) => {
            await options.accept?.(accepted);
            kept.cursor = cursor;
        },
        emit: (event) => events.push(event),
        onRow: (row) => rows.push(row),
    });
    return { catchUp, rowEvents, teller, known, client, events, rows, kept };
}

/** A listener at a simulated Sonarr or Radarr over real sockets, with a store and a gate behind it, at a time that tests move. */
import { ArrListener, type ArrStatus, type CaughtUp } from '../../lib/arr';
import { type MediaEvent, type RequestWithEpisodes, toMediaError } from '../../lib/model';
import type { MediaStore } from '../../lib/store';
import type { ArrServerSimulator } from '../simulators/arr-server';
import { type Bench, bench } from './events';

export interface Listening extends Bench {
    listener: ArrListener;
    /** What was told, in order. */
    events: MediaEvent[];
    statuses: ArrStatus[];
    caughtUp: CaughtUp[];
    faults: string[];
    /** The status that came last. */
    status: () => ArrStatus;
    /** Moves time on in steps, until something is so. @throws when it is not so after ten minutes of that time */
    eventually: (what: string, probe: () => boolean, stepMs?: number) => Promise<void>;
    /** Lets so much time pass, with everything that happens in it. */
    pass: (ms: number, stepMs?: number) => Promise<void>;
    /** Ends this listener and begins another over the same store, as after a restart of Node-RED. */
    restart: () => Promise<void>;
    end: () => Promise<void>;
}

export interface ListeningOptions {
    apiKey?: string;
    url?: string;
    name?: string;
    kind?: 'sonarr' | 'radarr';
    /** Downloads that the client itself tells of. */
    followed?: Set<string>;
    /** Made before the listener begins. */
    before?: (bench: Bench) => void | Promise<void>;
    createRequests?: boolean;
}

export async function listening(server: ArrServerSimulator, options: ListeningOptions = {}): Promise<Listening> {
    const room = await bench({ createRequests: options.createRequests ?? true });
    await options.before?.(room);
    const events: MediaEvent[] = [];
    const statuses: ArrStatus[] = [];
    const caughtUp: CaughtUp[] = [];
    const faults: string[] = [];
    const { clock, store, gate } = room;
    let unsubscribe = (): void => undefined;
    const begin = (): ArrListener => {
        const started: ArrListener = new ArrListener({
            server: {
                kind: options.kind ?? (server.appName === 'Sonarr' ? 'sonarr' : 'radarr'),
                url: options.url ?? server.url,
                apiKey: options.apiKey ?? server.apiKey,
                timeoutMs: 2_000,
            },
            serverId: 'server-1',
            name: options.name ?? '',
            clock,
            open: () => store.open(),
            all: () => store.requests(),
            find: (workId) => found(store, server, workId),
            cursor: (name) => store.cursor(name),
            accept: (accepted, cursors) => store.acceptAll(accepted, cursors),
            emit: (event) => {
                events.push(event);
                gate.accept(event);
            },
            isFollowed: (downloadId) => options.followed?.has(downloadId) ?? store.live.isFollowed(downloadId),
            setTransfer: (downloadId, transfer) => store.live.setTransfer(downloadId, transfer, 'queue'),
            setQueued: (downloadId, queued) => store.live.setQueued(downloadId, queued),
            onKnown: (lister) => store.listers.set('node-1', lister),
            onCaughtUp: (each) => caughtUp.push(each),
            onStatus: (status) => statuses.push(status),
            onFault: (thrown) => faults.push(toMediaError(thrown).code),
        });
        unsubscribe();
        unsubscribe = store.onChange((request) => started.openChanged(request));
        started.start();
        return started;
    };
    const real = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 4));
    const pass = async (ms: number, stepMs = 250): Promise<void> => {
        for (let passed = 0; passed < ms; passed += stepMs) {
            await clock.advance(Math.min(stepMs, ms - passed));
            await real();
        }
    };
    const result: Listening = {
        ...room,
        listener: begin(),
        events,
        statuses,
        caughtUp,
        faults,
        status: () => statuses.at(-1)!,
        eventually: async (what, probe, stepMs = 250) => {
            for (let passed = 0; !probe(); passed += stepMs) {
                if (passed > 600_000)
                    throw new Error(
                        `${what} did not come: ${JSON.stringify([statuses.at(-1), faults, events.map((e) => e.kind)])}`,
                    );
                await clock.advance(stepMs);
                await real();
            }
        },
        pass,
        restart: async () => {
            await result.listener.close();
            result.listener = begin();
        },
        end: async () => {
            unsubscribe();
            await result.listener.close();
            await room.dispose();
        },
    };
    return result;
}

function found(store: MediaStore, server: ArrServerSimulator, workId: number): RequestWithEpisodes[] {
    return store.findWhole(server.appName === 'Sonarr' ? `tvdb:tv:${workId}` : `tmdb:movie:${workId}`);
}

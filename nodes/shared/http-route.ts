/** A node's own addresses on Node-RED's HTTP side, as those of `http in` nodes: behind its root, its password, its middleware. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MediaError } from '../../lib/model';
import { pathOf } from '../../lib/page';
import type { Red } from './red';

type Next = (error?: unknown) => void;
type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/** What Express keeps of what was put into it: functions, and routes with their paths. */
interface Layer {
    handle: unknown;
    route?: { path?: unknown; methods?: Record<string, boolean> };
}

export interface Served {
    /** Begins with a slash and does not end with one; empty for the root. */
    path: string;
    /** Whether an address is one of the node's. What is none is left to others. @param rest what follows the path, still encoded */
    isFor: (request: IncomingMessage, rest: string) => boolean;
    answer: (request: IncomingMessage, response: ServerResponse, rest: string) => void;
}

/**
 * Begins to serve. Returns what ends it.
 * @throws MediaError `no_http` when Node-RED serves no addresses of flows
 */
export function serve(RED: Red, { path, isFor, answer }: Served): () => void {
    if (RED.settings['httpNodeRoot'] === false)
        throw new MediaError('no_http', 'Node-RED serves no addresses of flows: httpNodeRoot is false in its settings');
    const middleware = middlewareOf(RED.settings['httpNodeMiddleware']);
    const handle = (request: IncomingMessage, response: ServerResponse, next: Next): void => {
        const pathname = pathOf(request.url);
        const rest = pathname.slice(path.length);
        const isOurs = pathname.startsWith(path) && (rest === '' || rest.startsWith('/')) && isFor(request, rest);
        if (!isOurs) next();
        else
            runAll(middleware, request, response, (error) =>
                error === undefined ? answer(request, response, rest) : next(error),
            );
    };
    RED.httpNode.use(handle as never);
    return () => {
        const layers = layersOf(RED);
        const place = layers.findIndex((layer) => layer.handle === handle);
        if (place >= 0) layers.splice(place, 1);
    };
}

/** Whether an `http in` node, or whoever else, has this very address. */
export function isTakenByRoute(RED: Red, path: string): boolean {
    const wanted = path === '' ? '/' : path;
    return layersOf(RED).some(({ route }) => {
        const own = typeof route?.path === 'string' && route.methods?.['get'] === true ? route.path : null;
        return own !== null && (own === '/' ? own : own.replace(/\/+$/, '')) === wanted;
    });
}

function layersOf(RED: Red): Layer[] {
    return (RED.httpNode as unknown as { _router?: { stack: Layer[] } })._router?.stack ?? [];
}

/** One function, or several, as Node-RED's settings take it. */
function middlewareOf(setting: unknown): Middleware[] {
    const all: unknown[] = Array.isArray(setting) ? setting : [setting];
    return all.filter((one): one is Middleware => typeof one === 'function');
}

function runAll(all: readonly Middleware[], request: IncomingMessage, response: ServerResponse, done: Next): void {
    const [first, ...others] = all;
    if (first === undefined) {
        done();
        return;
    }
    first(request, response, (error) =>
        error === undefined || error === null ? runAll(others, request, response, done) : done(error),
    );
}

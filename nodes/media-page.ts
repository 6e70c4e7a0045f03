/** Media page: serves the page that the house looks at. What people do there leaves by its output. */
import { join } from 'node:path';
import { type Counts, MediaPage, type PageFields, readPageSettings } from '../lib/page';
import { MediaError, systemClock, toMediaError } from '../lib/model';
import { readAddresses } from './shared/addresses';
import { OnceReporter } from './shared/handler';
import { isTakenByRoute, serve } from './shared/http-route';
import { findingsOf, messageOf, proposalsOf } from './shared/page-parts';
import type { NodeDefinition, Red, RuntimeNode } from './shared/red';
import { StatusLine } from './shared/status';
import { storeOf } from './shared/store-access';

type PageDefinition = NodeDefinition & PageFields & { store?: string };

/** The built browser half, beside the built nodes. */
const ASSETS = join(__dirname, '../page');

export = (RED: Red): void => {
    /** Which node serves which path: two on one would answer in turns that nobody chose. */
    const paths = new Map<string, string>();

    function MediaPageNode(this: RuntimeNode, definition: PageDefinition): void {
        RED.nodes.createNode(this, definition);
        const status = new StatusLine(RED, this);
        const reporter = new OnceReporter((text) => this.warn(text));
        let tabs = 0;
        let fault: unknown = null;
        const show = (): void => {
            if (fault !== null) status.showFault(fault);
            else if (tabs === 0) status.show('idle', () => ({ name: 'ready' }));
            else status.show('live', () => ({ name: 'open', values: { count: tabs } }));
        };
        const fail = (thrown: unknown): void => {
            fault = thrown;
            show();
            reporter.report(thrown);
        };
        const recover = (): void => {
            fault = null;
            reporter.clear();
            show();
        };

        const begin = (): (() => void) => {
            const { path, ...settings } = readPageSettings(definition);
            if (paths.has(path)) throw pathTaken(path, 'another media page');
            let addresses = readAddresses(RED);
            const opened = storeOf(RED, definition.store);
            const page = new MediaPage({
                ...settings,
                opened,
                clock: systemClock,
                newId: () => RED.util.generateId(),
                assetsFolder: ASSETS,
                servers: () => addresses.servers,
                ownOrigins: () => addresses.ownOrigins,
                proposalsOf,
                findingsOf,
                onTabs: (count) => {
                    tabs = count;
                    show();
                },
                onAction: (action) => this.send([messageOf(action), null]),
                // To count all the time costs something, and is done for who listens.
                ...(isWired(definition, 1) && {
                    onCounts: (counts: Counts) => this.send([null, { topic: 'counts', payload: counts }]),
                }),
                onFault: (thrown) => reporter.report(thrown),
            });
            opened.then(show, fail);
            const stop = serve(RED, {
                path,
                isFor: (request, rest) => page.isFor(request, rest),
                answer: (request, response, rest) => page.handle(request, response, rest),
            });
            paths.set(path, this.id);
            const look = (): void => {
                if (isTakenByRoute(RED, path)) fail(pathTaken(path, 'an http in node'));
                else if (toMediaError(fault).code === 'path_taken') recover();
                addresses = readAddresses(RED);
                page.renew();
            };
            RED.events.on('flows:started', look);
            return () => {
                RED.events.removeListener('flows:started', look);
                paths.delete(path);
                stop();
                page.close();
            };
        };

        let end: () => void = () => undefined;
        try {
            end = begin();
        } catch (thrown) {
            fault = thrown;
            show();
            this.error(toMediaError(thrown));
        }
        this.on('close', () => end());
    }

    RED.nodes.registerType('media-page', MediaPageNode);
};

function pathTaken(path: string, by: string): MediaError {
    return new MediaError('path_taken', `${path === '' ? '/' : path} is taken by ${by}: choose another path`, { field: 'path' });
}

function isWired({ wires }: PageDefinition, output: number): boolean {
    const ofOutput: unknown = Array.isArray(wires) ? wires[output] : undefined;
    return Array.isArray(ofOutput) && ofOutput.length > 0;
}

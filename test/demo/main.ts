/**
 * `npm run demo [-- --fast] [--port=1880] [--without-webhooks]`: a real Node-RED with the shipped example flow, and simulated
 * services that play the four pipelines, with webhooks or by answers to questions alone. At a terminal it goes on until `q`;
 * without one it plays once and ends with exit code 0 when everything became available, else 1.
 */
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Counts } from '../../lib/page/contract';
import { exampleFlows, newestMajor, NodeRed } from '../support/node-red';
import { Performance } from './performance';
import { Screen } from './screen';
import { type Services, startServices } from './services';
import type { Faults } from './stage';

const USUAL_PORT = 1880;
/** A slow machine takes longer than that to start Node-RED; silence of ten seconds looks like a standstill. */
const TELL_EVERY_S = 8;
const FAST_PACE = 0.05;
/** How long a run without a terminal may take: much more than the stories themselves. */
const DEADLINE_MS = 5 * 60_000;

interface DemoOptions {
    port: number;
    /** 1 for people. */
    pace: number;
    hasWebhooks: boolean;
}

async function patiently<T>(screen: Screen, start: Promise<T>): Promise<T> {
    let seconds = 0;
    const timer = setInterval(() => screen.say(`Node-RED starts ... ${(seconds += TELL_EVERY_S)} s`), TELL_EVERY_S * 1_000);
    return start.finally(() => clearInterval(timer));
}

class Demo {
    private readonly faults: Faults;
    private shokoIsDown = false;

    private constructor(
        private services: Services,
        private readonly nodeRed: NodeRed,
        private readonly screen: Screen,
        private readonly pace: number,
        hasWebhooks: boolean,
    ) {
        this.faults = { noWebhooks: !hasWebhooks, lateImports: false, duplicates: false };
    }

    static async start(screen: Screen, options: DemoOptions): Promise<Demo> {
        const { port, pace, hasWebhooks } = options;
        const services = await startServices();
        try {
            const env = { ...services.environment, ...services.asking };
            const nodeRed = await patiently(screen, NodeRed.start({ flows: exampleFlows(), env, port }));
            screen.say(`The page for the house:            ${nodeRed.url}/media/`);
            screen.say(`Node-RED ${newestMajor()} with the example flow:  ${nodeRed.url}/`);
            screen.say(`The requests as JSON:              ${nodeRed.url}/media/requests`);
            screen.say(`Webhooks:                          ${hasWebhooks ? 'sent' : 'none: everything is asked for'}\n`);
            return new Demo(services, nodeRed, screen, pace, hasWebhooks);
        } catch (thrown) {
            await services.close();
            throw thrown;
        }
    }

    async close(): Promise<void> {
        await this.nodeRed.dispose();
        await this.services.close();
    }

    /** Without a terminal: once. Returns the exit code. */
    async playOnce(): Promise<number> {
        const performance = this.begin();
        const deadline = Date.now() + DEADLINE_MS;
        while ((!performance.isOver || performance.missing().length > 0) && Date.now() < deadline) await wait(100);
        const missing = performance.missing();
        await performance.end();
        for (const line of missing) this.screen.say(`not available: ${line}`);
        if (missing.length === 0) this.screen.say(`All are available: ${await this.shown()}`);
        return missing.length === 0 ? 0 : 1;
    }

    /** What stands on the page in the end. */
    private async shown(): Promise<string> {
        const { ready, all } = await this.nodeRed.json<Counts>('/media/counts');
        return `the page at ${this.nodeRed.url}/media/ shows ${ready} of ${all} as ready.`;
    }

    /** At a terminal: until `q`. */
    async playUntilQuit(): Promise<number> {
        this.screen.showKeys();
        let performance = this.begin();
        for await (const key of this.screen.keys()) {
            if (key === 'q') break;
            if (key === 'r') {
                this.screen.say('Starting over ...');
                await performance.end();
                await this.startOver();
                performance = this.begin();
            } else await this.switchFault(key);
        }
        await performance.end();
        return 0;
    }

    private begin(): Performance {
        return new Performance({
            services: this.services,
            faults: this.faults,
            screen: this.screen,
            pace: this.pace,
            url: this.nodeRed.url,
        });
    }

    private async switchFault(key: string): Promise<void> {
        const { faults, screen } = this;
        if (key === 'l') screen.say(`Late imports: ${onOff((faults.lateImports = !faults.lateImports))}`);
        if (key === 'w') screen.say(`Webhooks: ${onOff(!(faults.noWebhooks = !faults.noWebhooks))}`);
        if (key === 'd') screen.say(`Duplicate webhooks: ${onOff((faults.duplicates = !faults.duplicates))}`);
        if (key !== 's') return;
        this.shokoIsDown = !this.shokoIsDown;
        if (this.shokoIsDown) await this.services.shoko.stop();
        else await this.services.shoko.startAgain();
        screen.say(`Shoko: ${this.shokoIsDown ? 'down' : 'up again'}`);
    }

    /** An empty store and empty services at the same addresses, so that an open editor finds everything again. */
    private async startOver(): Promise<void> {
        await this.nodeRed.stop();
        rmSync(join(this.nodeRed.userDir, 'media-pipeline'), { recursive: true, force: true });
        await this.services.close();
        this.services = await startServices(this.services);
        this.shokoIsDown = false;
        await this.nodeRed.start();
    }
}

function onOff(isOn: boolean): string {
    return isOn ? 'on' : 'off';
}

async function choosePort(wanted: string | undefined): Promise<number> {
    if (wanted !== undefined) return Number(wanted);
    return (await isFree(USUAL_PORT)) ? USUAL_PORT : 0;
}

async function isFree(port: number): Promise<boolean> {
    return new Promise((resolve) => {
        const server = createServer()
            .once('error', () => resolve(false))
            .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
}

async function main(): Promise<void> {
    const args = process.argv.slice(2);
    const pace = args.includes('--fast') ? FAST_PACE : Number(process.env['DEMO_PACE'] ?? 1);
    const port = await choosePort(args.find((arg) => arg.startsWith('--port='))?.slice('--port='.length));
    const screen = new Screen();
    const demo = await Demo.start(screen, { port, pace, hasWebhooks: !args.includes('--without-webhooks') });
    try {
        process.exitCode = await (screen.isInteractive ? demo.playUntilQuit() : demo.playOnce());
    } finally {
        screen.close();
        await demo.close();
    }
}

void main();

/** One run of all the demo's stories side by side, and what is seen of them. */
import type { Screen } from './screen';
import type { Services } from './services';
import { type Faults, Stage } from './stage';
import { STORIES, type Story } from './stories';
import { Watcher } from './watcher';

/** Seconds between the stories' beginnings. */
const STAGGER_S = 6;

export interface PerformanceOptions {
    services: Services;
    faults: Faults;
    screen: Pick<Screen, 'say' | 'change'>;
    /** 1 for people; 0.05 goes twenty times as fast. */
    pace: number;
    /** Node-RED's. */
    url: string;
}

export class Performance {
    private readonly watcher: Watcher;
    private readonly abort = new AbortController();
    private readonly playing: Promise<unknown>;
    private finished = 0;

    /** Begins at once. */
    constructor(private readonly options: PerformanceOptions) {
        this.watcher = new Watcher(options.url, (seen) => options.screen.change(seen));
        this.watcher.start();
        this.playing = Promise.all(STORIES.map((story, index) => this.play(story, index * STAGGER_S)));
    }

    /** Breaks off what still plays. */
    async end(): Promise<void> {
        this.abort.abort(new Error('broken off'));
        this.watcher.stop();
        await this.playing;
    }

    /** Whether every story was told to its end, or failed. */
    get isOver(): boolean {
        return this.finished === STORIES.length;
    }

    /** The titles that are not available (yet), with what the list says about them. */
    missing(): string[] {
        return STORIES.map(({ title }) => ({ title, request: this.watcher.find(title) }))
            .filter(({ request }) => request?.state !== 'available')
            .map(({ title, request }) => `${title}: ${request?.says ?? 'no such request'}`);
    }

    private async play({ title, play }: Story, afterSeconds: number): Promise<void> {
        const { services, faults, screen, pace, url } = this.options;
        const { signal } = this.abort;
        const stage = new Stage({ services, faults, watcher: this.watcher, signal, pace, url });
        try {
            await stage.pause(afterSeconds);
            await play(stage);
        } catch (thrown) {
            if (!signal.aborted) screen.say(`${title}: ${String(thrown)}`);
        }
        this.finished++;
    }
}

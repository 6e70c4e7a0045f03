/** Asks the example flow's own list for the requests, and tells each change once. */
import type { RequestView } from '../../lib/requests';

export interface Seen {
    request: RequestView;
    /** The state before, or null when the request is new. */
    before: string | null;
}

const ASK_EVERY_MS = 150;

export class Watcher {
    requests: RequestView[] = [];
    private readonly shown = new Map<string, { state: string; progress: string }>();
    private timer: NodeJS.Timeout | null = null;

    constructor(
        private readonly url: string,
        private readonly onChange: (seen: Seen) => void,
    ) {}

    start(): void {
        const ask = async (): Promise<void> => {
            await this.ask();
            if (this.timer !== null) this.timer = setTimeout(() => void ask(), ASK_EVERY_MS);
        };
        this.timer = setTimeout(() => void ask(), 0);
    }

    stop(): void {
        if (this.timer !== null) clearTimeout(this.timer);
        this.timer = null;
    }

    find(title: string): RequestView | undefined {
        return this.requests.find((request) => request.title === title);
    }

    private async ask(): Promise<void> {
        try {
            const reply = await fetch(`${this.url}/media/requests`);
            if (!reply.ok) return;
            this.requests = (await reply.json()) as RequestView[];
        } catch {
            // Node-RED is being restarted; the next question finds it.
            return;
        }
        for (const request of [...this.requests].reverse()) this.compare(request);
    }

    private compare(request: RequestView): void {
        const progress = request.progress?.text ?? '';
        const before = this.shown.get(request.id);
        if (before?.state === request.state && before.progress === progress) return;
        this.shown.set(request.id, { state: request.state, progress });
        this.onChange({ request, before: before?.state ?? null });
    }
}

/** A home: a real Node-RED with the shipped flow, the services it asks, and those that send it webhooks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestView } from '../../lib/requests';
import { type Answer, Sender, type SenderName, type Step } from '../simulators/senders';
import { type Services, startServices } from '../demo/services';
import { exampleFlows, type FlowNode, NodeRed, projectRoot } from './node-red';
import { until } from './until';

export interface HouseOptions {
    /** Changes to nodes of the shipped flow, by node id: shorter intervals, for instance. */
    change?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    /** More environment, or another one: a real qBittorrent's address. */
    env?: Readonly<Record<string, string>>;
    services?: Services;
    /** Whether Seerr, Sonarr and Radarr are asked. Default: no, they are known by their webhooks alone. */
    asks?: boolean;
    /** Instead of the shipped flow as it is: with nodes added to it. */
    flows?: FlowNode[];
}

const PATIENCE_MS = 60_000;

export class House {
    private constructor(
        readonly nodeRed: NodeRed,
        readonly services: Services,
        readonly sender: Sender,
    ) {}

    static async open(options: HouseOptions = {}): Promise<House> {
        const services = options.services ?? (await startServices());
        const env = { ...services.environment, ...(options.asks === true && services.asking), ...options.env };
        const nodeRed = await NodeRed.start({ flows: changed(options.flows ?? exampleFlows(), options.change ?? {}), env });
        const secret = env['MEDIA_WEBHOOK_SECRET'];
        const sender = new Sender({ url: `${nodeRed.url}/media/webhook`, ...(secret !== undefined && { secret }) });
        return new House(nodeRed, services, sender);
    }

    async close(): Promise<void> {
        await this.nodeRed.dispose();
        await this.services.close();
    }

    /** Posts a webhook that must be taken. */
    async send(service: SenderName, body: Step['body']): Promise<Answer> {
        const answer = await this.sender.post({ service, body });
        if (answer.status !== 200)
            throw new Error(`${service}'s webhook was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
        return answer;
    }

    /** Posts one of the webhooks that were taken in a home. */
    async sendRecorded(name: string): Promise<Answer> {
        return this.send(name.split('-')[0]?.replace('jellyseerr', 'seerr') as SenderName, recorded(name));
    }

    async requests(query = ''): Promise<RequestView[]> {
        return this.nodeRed.json<RequestView[]>(`/media/requests${query}`);
    }

    /** The request with this title, with its history. */
    async request(title: string): Promise<RequestView> {
        const found = (await this.requests()).find((request) => request.title === title);
        if (!found) throw new Error(`there is no request "${title}"`);
        return this.nodeRed.json<RequestView>(`/media/requests/${found.id}`);
    }

    /** Waits until a request fits, and gives it. */
    async until(
        title: string,
        what: string,
        fits: (request: RequestView) => boolean,
        timeoutMs = PATIENCE_MS,
    ): Promise<RequestView> {
        let last: RequestView | undefined;
        return until(
            `"${title}" to be ${what}`,
            async () => {
                last = await this.request(title);
                return fits(last) ? last : null;
            },
            timeoutMs,
        ).catch((thrown: unknown) => {
            throw new Error(
                `${String(thrown)}; it is ${last?.state ?? 'missing'}: ${last?.says ?? ''} ${JSON.stringify(last?.check ?? null)}`,
            );
        });
    }

    async untilState(title: string, state: RequestView['state'], timeoutMs?: number): Promise<RequestView> {
        return this.until(title, state, (request) => request.state === state, timeoutMs);
    }

    /** Has the verifier look now, as Jellyfin's webhook plugin does when it has something new. */
    async lookNow(type: 'Movie' | 'Episode', ids: Record<string, unknown>): Promise<void> {
        await this.send('jellyfin', {
            NotificationType: 'ItemAdded',
            ItemType: type,
            ServerName: 'home',
            Name: 'something',
            ...ids,
        });
    }
}

/** A webhook as it was recorded in a home. */
export function recorded(name: string): Record<string, unknown> {
    return JSON.parse(readFileSync(join(projectRoot, 'test/fixtures/webhooks', `${name}.json`), 'utf8')) as Record<
        string,
        unknown
    >;
}

function changed(flows: FlowNode[], changes: NonNullable<HouseOptions['change']>): FlowNode[] {
    for (const id of Object.keys(changes))
        if (!flows.some((node) => node.id === id)) throw new Error(`the flow has no node ${id}`);
    return flows.map((node) => ({ ...node, ...changes[node.id] }));
}

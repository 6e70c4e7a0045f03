/** What the page asks the server, all relative to the page's own address. */
import type { Action, ApiError, SummaryList, Whole } from '../../lib/page/contract';
import { parametersOf, type Query } from '../list/query';

export class ServiceError extends Error {
    constructor(
        readonly code: string,
        message: string,
    ) {
        super(message);
    }
}

export class Service {
    constructor(private readonly fetch: (url: string, init?: RequestInit) => Promise<Response>) {}

    list(query: Query, limit: number, offset = 0): Promise<SummaryList> {
        return this.ask(`list?${parametersOf(query, limit, offset)}`);
    }

    whole(id: string): Promise<Whole> {
        return this.ask(`list/${encodeURIComponent(id)}`);
    }

    async people(): Promise<string[]> {
        return (await this.ask<{ people: string[] }>('people')).people;
    }

    async act(action: Action): Promise<void> {
        const headers = { 'content-type': 'application/json' };
        await this.ask('actions', { method: 'POST', headers, body: JSON.stringify(action) });
    }

    private async ask<T>(url: string, init: RequestInit = {}): Promise<T> {
        const answer = await this.fetch(url, { cache: 'no-store', ...init });
        const said = (await answer.json().catch(() => null)) as unknown;
        if (answer.ok) return said as T;
        const { code = 'failed', message = String(answer.status) } = (said ?? {}) as Partial<ApiError>;
        throw new ServiceError(code, message);
    }
}

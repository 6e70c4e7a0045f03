/** The page's summaries over a store of their own, at a standing time. */
import { type ListQuery, type News, readListQuery, Summaries, type SummariesOptions } from '../../lib/page/find';
import type { Summary } from '../../lib/page/contract';
import type { MediaRequest, Episode } from '../../lib/model';
import { StageTimes } from '../../lib/causes';
import { type Bench, bench } from './events';
import { putWhole } from './requests';

export interface PageRoom extends Bench {
    summaries: Summaries;
    /** What was told, oldest first. */
    news: News[];
    put: (...requests: (MediaRequest & { episodes?: Episode[] })[]) => void;
    /** In the order of the page, as they are now. */
    list: (parameters?: string) => Promise<Summary[]>;
    one: (id: string) => Promise<Summary>;
}

export async function pageRoom(options: Partial<SummariesOptions> = {}): Promise<PageRoom> {
    const room = await bench();
    const { store, clock } = room;
    const news: News[] = [];
    const times = new StageTimes();
    const summaries = new Summaries({
        store,
        clock,
        timesAt: () => times,
        readyDays: 30,
        servers: () => [],
        tell: (told) => news.push(told),
        onFault: (thrown) => {
            throw thrown;
        },
        ...options,
    });
    const list = async (parameters = ''): Promise<Summary[]> => {
        await summaries.settle();
        return summaries.find(query(parameters)).entries.map(({ json }) => JSON.parse(json) as Summary);
    };
    return {
        ...room,
        summaries,
        news,
        put: (...requests) => requests.forEach((request) => putWhole(store, request)),
        list,
        one: async (id) => (await list(`id=${id}`))[0]!,
        dispose: async () => {
            summaries.close();
            await room.dispose();
        },
    };
}

/** A list's parameters as they stand in an address. */
export function query(parameters = ''): ListQuery {
    return readListQuery(new URLSearchParams(parameters));
}

/** The admin route of the sidebar: how everything is, for each store of these flows. */
import { inTime, systemClock, toMediaError } from '../../lib/model';
import { type Overview, overviewOf, type Reader } from '../../lib/overview';
import type { Red } from './red';
import { storeOf } from './store-access';

interface StoreOverview {
    id: string;
    name: string;
    overview?: Overview;
    /** Why there is none. */
    error?: { code: string; message: string };
}

/** Adds `GET media-pipeline/overview?lang=de&tz=Europe/Berlin`, for who may read `media-pipeline`. */
export function addOverview(RED: Red): void {
    RED.httpAdmin.get('/media-pipeline/overview', RED.auth.needsPermission('media-pipeline.read'), (request, response) => {
        const { lang, tz } = request.query;
        const reader: Reader = {
            language: typeof lang === 'string' && /^de\b/i.test(lang) ? 'de' : 'en-US',
            timeZone: typeof tz === 'string' ? tz : undefined,
        };
        const stores: { id: string; name: string }[] = [];
        RED.nodes.eachNode(({ id, type, name = '' }) => {
            if (type === 'media-store' && RED.nodes.getNode(id)) stores.push({ id, name });
        });
        void Promise.all(stores.map((store) => look(RED, store, reader))).then((all) => response.json({ stores: all }));
    });
}

async function look(RED: Red, store: { id: string; name: string }, reader: Reader): Promise<StoreOverview> {
    try {
        return { ...store, overview: overviewOf(await inTime(storeOf(RED, store.id), systemClock), systemClock.now(), reader) };
    } catch (thrown) {
        const { code, message } = toMediaError(thrown);
        return { ...store, error: { code, message } };
    }
}

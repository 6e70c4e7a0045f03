/** What every part of the page needs to speak: the reader's words and times, and the one who knows all. */
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { type Language, sayAll } from '../../lib/causes/texts';
import type { App } from '../state/app';
import type { Say } from '../texts';
import type { Times } from '../words/times';

export interface House {
    app: App;
    language: Language;
    locale: string;
    t: Say;
    /** A count, as the reader writes numbers. */
    count: (of: number) => string;
    times: Times;
}

export const HouseContext = createContext<House | null>(null);

export function useHouse(): House {
    const house = useContext(HouseContext);
    if (house === null) throw new Error('a part of the page is used outside of it');
    return house;
}

/** A sentence of lib/causes in the reader's language; the server's English where there are no words for it. */
export function useSentence(): (words: Parameters<typeof sayAll>[0] | undefined, says: string) => string {
    const { language, times } = useHouse();
    return (words, says) => (words === undefined ? says : sayAll(words, language, times.sentence) || says);
}

const TICK_MS = 20_000;
const tickers = new Set<() => void>();
setInterval(() => tickers.forEach((tick) => tick()), TICK_MS);

/** The server's time, and a fresh look at it now and then. */
export function useNow(): number {
    const { app } = useHouse();
    const [, set] = useState(0);
    useEffect(() => {
        const tick = (): void => set((count) => count + 1);
        tickers.add(tick);
        return () => void tickers.delete(tick);
    }, []);
    return app.now();
}

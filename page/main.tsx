/** Starts the page: what it is asked to show, who looks, and in which language. */
import { render } from 'preact';
import { idOf } from './parts/Card';
import type { House } from './parts/context';
import { Page } from './parts/Page';
import { EVERYTHING, FILTERS, type Filter, type Query } from './list/query';
import { App } from './state/app';
import { Service } from './state/service';
import { tongueOf, wordsIn } from './texts';
import { timesIn } from './words/times';

const WHO = 'media-pipeline.who';
/** A tab that nobody looks at for so long lets go of its stream: a browser has few connections for all its tabs. */
const HIDDEN_MS = 60_000;

const { documentElement: html } = document;
const tongue = tongueOf(navigator.languages, html.lang === 'de' ? 'de' : 'en-US');
html.lang = tongue.language;
const t = wordsIn(tongue.language);
const ask = (url: string, init?: RequestInit): Promise<Response> => fetch(new URL(url, document.baseURI), init);

const app = new App(queryOf(new URL(location.href)), {
    fetch: (url, init) => ask(url, { ...init, cache: 'no-store' }),
    service: new Service(ask),
    now: () => Date.now(),
    setTimeout: (callback, ms) => window.setTimeout(callback, ms),
    clearTimeout: (timer) => window.clearTimeout(timer as number | undefined),
    random: () => Math.random(),
    remember: (name) => {
        try {
            if (name === null) localStorage.removeItem(WHO);
            else localStorage.setItem(WHO, name);
        } catch {
            // A browser that keeps nothing asks again next time.
        }
    },
    address: ({ filter, q, id }, opened) => {
        if (id !== null) return;
        const address = new URL(location.href);
        const put = (name: string, value: string): void => {
            if (value === '') address.searchParams.delete(name);
            else address.searchParams.set(name, value);
        };
        put('show', filter === 'all' ? '' : filter);
        put('q', q.trim());
        address.hash = opened === null ? '' : encodeURIComponent(opened);
        history.replaceState(null, '', address);
    },
});
const house: House = {
    app,
    ...tongue,
    t,
    count: (of) => of.toLocaleString(tongue.locale),
    times: timesIn(tongue.locale, t('time.now'), undefined, () => app.now()),
};
const title = html.dataset['title'] ?? document.title;
const root = document.getElementById('page');
if (root !== null) {
    root.textContent = '';
    render(<Page app={app} house={house} title={title} />, root);
}

const { id } = app.store.value.held.query;
const named = id ?? decoded(location.hash.slice(1));
if (named !== '' && named !== 'list') {
    app.open(named);
    const ending = app.store.listen(() => {
        if ((app.store.value.opened.get(named)?.whole ?? null) === null) return;
        ending();
        if (id === null) requestAnimationFrame(() => document.getElementById(idOf(named))?.scrollIntoView({ block: 'center' }));
    });
}
app.connect();

let hiding: number | undefined;
document.addEventListener('visibilitychange', () => {
    window.clearTimeout(hiding);
    if (document.visibilityState === 'visible') app.connect();
    else hiding = window.setTimeout(() => app.pause(), HIDDEN_MS);
});
window.addEventListener('online', () => app.connect());
window.addEventListener('pageshow', () => app.connect());

function queryOf({ searchParams }: URL): Query {
    const filter = searchParams.get('show') ?? 'all';
    const me = whoIAm();
    const isKnown = (FILTERS as readonly string[]).includes(filter) && (filter !== 'mine' || me !== null);
    return {
        ...EVERYTHING,
        me,
        filter: isKnown ? (filter as Filter) : 'all',
        q: searchParams.get('q') ?? '',
        id: searchParams.get('id'),
    };
}

function whoIAm(): string | null {
    try {
        return localStorage.getItem(WHO);
    } catch {
        return null;
    }
}

function decoded(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return '';
    }
}

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Link } from '../live/stream';
import { type Filter, FILTERS } from '../list/query';
import type { AppState } from '../state/app';
import { useHouse, useSentence } from './context';
import { Icon } from './Icon';

/** What is on top: whether it is live, the search, the filters with their counts, and what is wrong with the house. */
export function Header({ state, title }: { state: AppState; title: string }): JSX.Element {
    const isWhole = state.held.query.id === null;
    return (
        <header class="top">
            <div class="top-line">
                <h1>{title}</h1>
                <LinkState link={state.link} />
                {isWhole && <Search q={state.held.query.q} />}
            </div>
            {isWhole && <Filters state={state} />}
            {state.isChoosing && <WhoAmI state={state} />}
            <Services state={state} />
        </header>
    );
}

function LinkState({ link }: { link: Link }): JSX.Element {
    const { t, times } = useHouse();
    const time = times.clock(link.since);
    const why = link.kind === 'offline' ? (link.why ?? 'offline') : link.kind;
    return (
        <p class={`link link-${link.kind}`} role="status" title={t(`link.${why}.more`)}>
            <span class="link-dot" aria-hidden="true" />
            <span>{t(`link.${why}`, { time })}</span>
            {why === 'denied' && (
                <a class="button" href="">
                    {t('link.reload')}
                </a>
            )}
        </p>
    );
}

function Search({ q }: { q: string }): JSX.Element {
    const { app, t } = useHouse();
    const input = useRef<HTMLInputElement>(null);
    useEffect(() => {
        const onKey = (event: KeyboardEvent): void => {
            const isTyping = event.target instanceof HTMLElement && event.target.closest('input, textarea') !== null;
            if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
            event.preventDefault();
            input.current?.focus();
        };
        document.addEventListener('keydown', onKey);
        return () => document.removeEventListener('keydown', onKey);
    }, []);
    return (
        <search class="search">
            <Icon name="search" />
            <input
                ref={input}
                type="search"
                value={q}
                placeholder={t('search.label')}
                aria-label={t('search.label')}
                autocomplete="off"
                spellcheck={false}
                enterkeyhint="search"
                data-focus="search"
                onInput={(event) => app.search(event.currentTarget.value)}
            />
        </search>
    );
}

function Filters({ state: { counts, held, isChoosing } }: { state: AppState }): JSX.Element {
    const { app, t, count: said } = useHouse();
    const { filter: chosen, me } = held.query;
    const countOf = (filter: Filter): number | null => {
        if (filter !== 'mine') return counts === null ? null : counts[filter];
        return chosen === 'mine' && !held.isEmpty && held.query.q === '' ? held.total : null;
    };
    return (
        <nav class="filters" aria-label={t('filter.label')}>
            {FILTERS.map((filter) => {
                const count = countOf(filter);
                return (
                    <button
                        key={filter}
                        type="button"
                        class={`chip chip-${filter}`}
                        aria-pressed={chosen === filter}
                        data-focus={`filter/${filter}`}
                        onClick={() => app.filter(filter)}
                    >
                        {t(`filter.${filter}`)}
                        {count !== null && <span class="count"> {said(count)}</span>}
                    </button>
                );
            })}
            {chosen === 'mine' && me !== null && !isChoosing && (
                <button type="button" class="chip chip-who" data-focus="who" onClick={() => app.choose()}>
                    {t('me.change', { name: me })}
                </button>
            )}
        </nav>
    );
}

function WhoAmI({ state: { people, held } }: { state: AppState }): JSX.Element {
    const { app, t } = useHouse();
    const first = useRef<HTMLHeadingElement>(null);
    useEffect(() => {
        first.current?.focus();
        // Whoever is done here goes on from where they came.
        return () => document.querySelector<HTMLElement>('[data-focus="filter/mine"]')?.focus();
    }, []);
    return (
        <section class="who" aria-labelledby="who-heading" onKeyDown={(event) => event.key === 'Escape' && app.chooseNot()}>
            <h2 id="who-heading" ref={first} tabIndex={-1}>
                {t('me.who')}
            </h2>
            <p class="quiet">{t(people.length === 0 ? 'me.nobody' : 'me.why')}</p>
            <ul>
                {people.map((name) => (
                    <li key={name}>
                        <button
                            type="button"
                            class="button"
                            dir="auto"
                            aria-pressed={held.query.me === name}
                            data-focus={`who/${name}`}
                            onClick={() => app.iAm(name)}
                        >
                            {name}
                        </button>
                    </li>
                ))}
            </ul>
            <button type="button" class="close" data-focus="who/close" aria-label={t('me.close')} onClick={() => app.chooseNot()}>
                <Icon name="close" />
            </button>
        </section>
    );
}

function Services({ state: { services, findings } }: { state: AppState }): JSX.Element | null {
    const { t } = useHouse();
    const sentence = useSentence();
    if (services.length === 0 && findings === 0) return null;
    return (
        <ul class="services" aria-label={t('house.label')}>
            {services.map(({ service, label, says, words }) => (
                <li key={`${service}/${label}`}>
                    <Icon name="alert" />
                    <span dir="auto">{sentence(words, says)}</span>
                </li>
            ))}
            {findings > 0 && (
                <li key="findings">
                    <Icon name="wrench" />
                    <span>{t(findings === 1 ? 'house.finding' : 'house.findings', { count: findings })}</span>
                </li>
            )}
        </ul>
    );
}

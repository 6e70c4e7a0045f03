import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { shownOf } from '../list/few';
import { type Section, sectionsOf } from '../list/held';
import type { Summary } from '../../lib/page/contract';
import type { AppState } from '../state/app';
import type { TextKey } from '../texts';
import { Card, idOf } from './Card';
import { useHouse } from './context';

const NO_DEEDS: AppState['deeds'] = new Map();

/** What needs attention, what is on the way, what is ready; more of it when the reader comes near its end. */
export function List({ state }: { state: AppState }): JSX.Element {
    const { held, pins } = state;
    const sections = sectionsOf(held, pins);
    return (
        <main id="list" tabIndex={-1}>
            {sections.map((section) => (
                <OneSection key={section.group} section={section} state={state} />
            ))}
            {held.items.length === 0 && <Empty state={state} />}
            <More state={state} />
        </main>
    );
}

function OneSection({ section, state }: { section: Section; state: AppState }): JSX.Element {
    const house = useHouse();
    const { held, counts, opened, deeds, actions, isWhole } = state;
    const { group } = section;
    const { filter, q } = held.query;
    // Of a list that is narrowed down only what is held can be counted.
    const count = counts !== null && filter !== 'mine' && q.trim() === '' && held.query.id === null ? counts[group] : null;
    const isTile = group === 'ready' || group === 'past';
    const focused = document.activeElement?.closest('article')?.id;
    const isKept = (id: string): boolean => opened.has(id) || idOf(id) === focused;
    const { items, total, isLong } = shownOf(section, { held, count, isWhole, isKept });
    return (
        <section class={`group group-${group}`} aria-labelledby={`group-${group}`}>
            <h2 id={`group-${group}`}>
                {house.t(`section.${group}`)}
                {count !== null && <span class="count"> {house.count(count)}</span>}
            </h2>
            <div class={isTile ? 'tiles' : 'cards'}>
                {items.map((summary) => {
                    const own = opened.get(summary.id);
                    const isConcerned = own !== undefined || summary.proposals !== undefined;
                    return (
                        <Card
                            key={summary.id}
                            house={house}
                            summary={summary}
                            opened={own}
                            deeds={isConcerned ? deeds : NO_DEEDS}
                            actions={actions}
                            isTile={isTile}
                        />
                    );
                })}
            </div>
            {isLong && <All of={section.items} shown={items} total={total} isWhole={isWhole} />}
        </section>
    );
}

/** Shows all of a long section, or its beginning again. Who comes by the keyboard goes on where the list does. */
function All({
    of,
    shown,
    total,
    isWhole,
}: {
    of: readonly Summary[];
    shown: readonly Summary[];
    total: number | null;
    isWhole: boolean;
}): JSX.Element {
    const { app, t, count } = useHouse();
    const button = useRef<HTMLButtonElement>(null);
    const next = useRef<string | null>(null);
    useLayoutEffect(() => {
        const { current: id } = next;
        next.current = null;
        if (id === null) return;
        if (isWhole) document.getElementById(idOf(id))?.querySelector<HTMLElement>('.title')?.focus({ preventScroll: true });
        else button.current?.scrollIntoView({ block: 'center' });
    }, [isWhole]);
    const press = (): void => {
        const own = new Set(shown);
        next.current = of.find((summary) => !own.has(summary))?.id ?? of[0]?.id ?? null;
        app.showAll(!isWhole);
    };
    const all = total === null ? t('list.every') : t('list.all', { count: count(total) });
    return (
        <p class="all">
            <button type="button" class="button" ref={button} data-focus="all" onClick={press}>
                {isWhole ? t('list.few') : all}
            </button>
        </p>
    );
}

function Empty({ state: { held, more } }: { state: AppState }): JSX.Element | null {
    const { app, t } = useHouse();
    const { filter, q, me, id } = held.query;
    if (held.isEmpty) return more === 'failed' ? null : <p class="empty quiet">{t('list.loading')}</p>;
    if (id !== null)
        return (
            <p class="empty">
                {t('empty.link')} <a href="./">{t('empty.whole')}</a>
            </p>
        );
    if (q.trim() !== '') return <p class="empty">{t('empty.search', { text: q.trim() })}</p>;
    const key: TextKey = `empty.${filter}`;
    return (
        <div class="empty">
            <p>{t(key, { name: me ?? '' })}</p>
            {filter === 'all' && <p class="quiet">{t('empty.all.more')}</p>}
            {filter !== 'all' && (
                <button type="button" class="button" data-focus="whole" onClick={() => app.filter('all')}>
                    {t('empty.whole')}
                </button>
            )}
        </div>
    );
}

function More({ state: { held, more } }: { state: AppState }): JSX.Element | null {
    const { app, t } = useHouse();
    const end = useRef<HTMLDivElement>(null);
    const hasMore = held.end !== null;
    useEffect(() => {
        const { current } = end;
        if (current === null || !hasMore || more !== 'idle') return undefined;
        const watcher = new IntersectionObserver(
            (entries) => {
                if (entries.some(({ isIntersecting }) => isIntersecting)) void app.loadMore();
            },
            { rootMargin: '1200px' },
        );
        watcher.observe(current);
        return () => watcher.disconnect();
    }, [hasMore, more, held.items.length]);
    if (more === 'failed')
        return (
            <div class="end" role="alert">
                <p>{t('list.failed')}</p>
                <button type="button" class="button" onClick={() => void (held.isEmpty ? app.refresh() : app.loadMore())}>
                    {t('list.again')}
                </button>
            </div>
        );
    if (!hasMore) return null;
    return (
        <div class="end" ref={end}>
            <button type="button" class="button" data-focus="more" onClick={() => void app.loadMore()}>
                {t(more === 'loading' ? 'list.loading' : 'list.more')}
            </button>
        </div>
    );
}

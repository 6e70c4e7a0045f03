import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Links, Summary } from '../../lib/page/contract';
import type { Deed, Opened as OpenedState } from '../state/app';
import { Cells } from './Cells';
import { type House, HouseContext, useHouse, useSentence } from './context';
import { Icon } from './Icon';
import { nameOf, Opened } from './Opened';
import { Once } from './Once';
import { Poster } from './Poster';
import { Steps } from './Steps';
import { Time, WithTime } from './Time';

interface CardProps {
    house: House;
    summary: Summary;
    opened: OpenedState | undefined;
    deeds: ReadonlyMap<string, Deed>;
    actions: boolean;
    /** A small tile, while it is closed. */
    isTile: boolean;
}

/** One request. */
export class Card extends Once<CardProps> {
    render({ house, ...props }: CardProps): JSX.Element {
        return (
            <HouseContext.Provider value={house}>
                {props.isTile && props.opened === undefined ? <Tile {...props} /> : <Full {...props} />}
            </HouseContext.Provider>
        );
    }
}

type Inner = Omit<CardProps, 'house'>;

function Tile({ summary }: Inner): JSX.Element {
    const { t } = useHouse();
    const { id, title, year, poster, links, availableAt, updatedAt, episodes } = summary;
    const watch = links.jellyfin;
    return (
        <article class="tile" id={idOf(id)}>
            <Poster src={poster} title={title} />
            <div class="tile-text">
                <Title summary={summary} isOpen={false} />
                <p class="quiet">
                    {year !== null && `${year} · `}
                    <Time at={availableAt ?? updatedAt} as="short" />
                    {episodes !== undefined && ` · ${episodes.available}/${episodes.total}`}
                </p>
            </div>
            {watch !== undefined && (
                <a
                    class="watch"
                    href={safe(watch)}
                    target="_blank"
                    rel="noreferrer"
                    data-focus={`${id}/watch`}
                    aria-label={t('card.watch.more', { title: title ?? '' })}
                >
                    <Icon name="play" />
                    <span>{t('card.watch')}</span>
                </a>
            )}
        </article>
    );
}

function Full({ summary, opened, deeds, actions }: Inner): JSX.Element {
    const isOpen = opened !== undefined;
    const { id, title, poster, group, steps, wait, episodes, state } = summary;
    const cells = opened?.whole?.summary.episodes ?? episodes;
    return (
        <article class={`card card-${group} ${isOpen ? 'is-open' : ''} ${wait?.late === true ? 'is-late' : ''}`} id={idOf(id)}>
            <Poster src={poster} title={title} />
            <div class="card-body">
                <header class="card-head">
                    <div>
                        <Title summary={summary} isOpen={isOpen} />
                        <Asked summary={summary} />
                    </div>
                    <Eta summary={summary} />
                </header>
                <Says summary={summary} />
                <Percent percent={summary.percent} />
                {group !== 'past' && <Steps steps={steps} isEnded={state === 'failed'} />}
                {cells !== undefined && cells.cells.length > 0 && <Cells episodes={withPercent(cells, episodes)} />}
                <Proposals summary={summary} deeds={deeds} actions={actions} />
                {isOpen && <Opened opened={opened} />}
                <Foot summary={summary} isOpen={isOpen} deeds={deeds} actions={actions} />
            </div>
        </article>
    );
}

/** Of an opened card all cells, and of those that come with the stream the fresher figures. */
function withPercent(all: NonNullable<Summary['episodes']>, fresh: Summary['episodes']): NonNullable<Summary['episodes']> {
    if (fresh === undefined || fresh === all) return all;
    const told = new Map(fresh.cells.flatMap(([season, cells]) => cells.map((cell) => [`${season}/${cell[0]}`, cell] as const)));
    return {
        total: all.total,
        available: all.available,
        unaired: all.unaired,
        cells: all.cells.map(([season, cells]) => [season, cells.map((cell) => told.get(`${season}/${cell[0]}`) ?? cell)]),
    };
}

function Title({ summary: { id, title, year }, isOpen }: { summary: Summary; isOpen: boolean }): JSX.Element {
    const { app, t } = useHouse();
    return (
        <h3>
            <button type="button" class="title" data-focus={id} aria-expanded={isOpen} onClick={() => app.toggle(id)}>
                <span dir="auto">{title ?? t('card.no_title')}</span>
                {year !== null && <span class="year"> {year}</span>}
            </button>
        </h3>
    );
}

function Asked({ summary: { requestedBy, requestedAt, pipeline, is4k } }: { summary: Summary }): JSX.Element {
    const { t } = useHouse();
    const text = t(requestedBy === null ? 'card.asked' : 'card.asked_by', { name: '{name}', when: '{when}' });
    const [before = '', after = ''] = text.split('{name}');
    return (
        <p class="asked quiet">
            {t(`card.${pipeline}`)}
            {is4k && ' · 4K'}
            {' · '}
            {requestedBy === null ? (
                <WithTime text={text} at={requestedAt} as="relative" />
            ) : (
                <>
                    {before}
                    <bdi>{requestedBy}</bdi>
                    <WithTime text={after} at={requestedAt} as="relative" />
                </>
            )}
        </p>
    );
}

function Eta({ summary: { eta, group } }: { summary: Summary }): JSX.Element | null {
    const { app, t, times } = useHouse();
    if (eta === null || group !== 'way') return null;
    const [from, until] = [Date.parse(eta.from), Date.parse(eta.until)].map((at) => times.short(at, app.now()));
    return (
        <p class="eta" title={t('eta.range', { from: from ?? '', until: until ?? '' })}>
            <span class="quiet">{t('eta.label')}</span>
            <b>
                <Time at={eta.at} as="short" />
            </b>
            <span class="quiet">
                <Time at={eta.at} as="relative" />
            </span>
        </p>
    );
}

function Says({ summary: { says, words, wait, requestedBy } }: { summary: Summary }): JSX.Element {
    const { t } = useHouse();
    const sentence = useSentence();
    const next = words.next === undefined ? '' : sentence(words.next, '');
    const needsSomebody = wait !== null && wait.who !== 'nobody';
    const name = requestedBy ?? '';
    const forWhom = t(wait?.who === 'admin' ? 'card.for_admin' : name === '' ? 'card.for_requester' : 'card.for_name', { name });
    return (
        <div class="says">
            <p class="says-why">
                {wait?.late === true && <b class="badge badge-late">{t('card.late')}</b>}{' '}
                {needsSomebody && <b class="badge">{forWhom}</b>} <span dir="auto">{sentence(words.says, says)}</span>
                {wait !== null && (
                    <span class="quiet since">
                        {' '}
                        <WithTime text={t('card.since', { when: '{when}' })} at={wait.since} as="short" />
                    </span>
                )}
            </p>
            {next !== '' && (
                <p class="says-next">
                    <Icon name={needsSomebody ? 'person' : 'arrow'} />
                    <span class="visually-hidden">{t('card.next')}: </span>
                    <span>
                        <bdi>{next}</bdi>
                        {wait?.nextAt !== undefined && (
                            <span class="quiet">
                                {' · '}
                                <Time at={wait.nextAt} as="relative" />
                            </span>
                        )}
                    </span>
                </p>
            )}
        </div>
    );
}

function Percent({ percent }: { percent: number | null }): JSX.Element | null {
    const { t } = useHouse();
    if (percent === null) return null;
    const whole = Math.floor(percent);
    return (
        <div class="percent">
            <progress max={100} value={whole} aria-label={t('percent.label', { percent: whole })} />
            <span aria-hidden="true">{whole} %</span>
        </div>
    );
}

function Proposals({
    summary: { id, proposals = [] },
    deeds,
    actions,
}: Pick<Inner, 'summary' | 'deeds' | 'actions'>): JSX.Element | null {
    const { app, t } = useHouse();
    const sentence = useSentence();
    if (proposals.length === 0) return null;
    return (
        <ul class="proposals">
            {proposals.map(({ id: proposalId, says, words, deletes }) => {
                const key = `${id}/${proposalId}`;
                const send = (action: 'approve' | 'dismiss'): void => void app.act(key, { action, requestId: id, proposalId });
                return (
                    <li key={proposalId}>
                        <Icon name="wrench" />
                        <p>
                            <b>{t('remedy.label')}: </b>
                            <span dir="auto">{sentence(words, says)}</span>
                            {deletes === true && <b class="deletes"> {t('remedy.deletes')}</b>}
                        </p>
                        {actions && (
                            <div class="buttons">
                                <button
                                    type="button"
                                    class="button main"
                                    data-focus={`${key}/do`}
                                    onClick={() => send('approve')}
                                >
                                    {t('remedy.do')}
                                </button>
                                <button type="button" class="button" data-focus={`${key}/not`} onClick={() => send('dismiss')}>
                                    {t('remedy.not')}
                                </button>
                                <DeedSaid deed={deeds.get(key)} sent={t('remedy.sent')} />
                            </div>
                        )}
                    </li>
                );
            })}
        </ul>
    );
}

function DeedSaid({ deed, sent }: { deed: Deed | undefined; sent: string }): JSX.Element {
    const { t } = useHouse();
    const says = deed?.kind === 'sent' ? sent : deed?.kind === 'failed' ? t('card.failed', { message: deed.message }) : '';
    return (
        <span class="deed" role="status">
            {says}
        </span>
    );
}

function Foot({
    summary,
    isOpen,
    deeds,
    actions,
}: Pick<Inner, 'summary' | 'deeds' | 'actions'> & { isOpen: boolean }): JSX.Element {
    const { app, t } = useHouse();
    const { id, links } = summary;
    const title = summary.title ?? '';
    const key = `${id}/look`;
    const others = (['seerr', 'sonarr', 'radarr'] as const).filter((service) => links[service] !== undefined);
    return (
        <footer class="foot">
            <button
                type="button"
                class="button more"
                data-focus={`${id}/more`}
                aria-expanded={isOpen}
                onClick={() => app.toggle(id)}
            >
                {t(isOpen ? 'card.close' : 'card.open')} <span class="visually-hidden">{title}</span>
            </button>
            {links.jellyfin !== undefined && (
                <a
                    class="button main"
                    href={safe(links.jellyfin)}
                    target="_blank"
                    rel="noreferrer"
                    data-focus={`${id}/watch`}
                    aria-label={t('card.watch.more', { title })}
                >
                    <Icon name="play" />
                    {t('card.watch')}
                </a>
            )}
            {others.map((service) => (
                <a
                    key={service}
                    class="button"
                    href={safe(links[service as keyof Links] ?? '')}
                    target="_blank"
                    rel="noreferrer"
                    data-focus={`${id}/${service}`}
                    aria-label={t('card.in', { title, service: nameOf(service) })}
                >
                    {nameOf(service)}
                    <Icon name="out" />
                </a>
            ))}
            {isOpen && <Share id={id} />}
            {isOpen && actions && (
                <button
                    type="button"
                    class="button"
                    data-focus={`${id}/look`}
                    onClick={() => void app.act(key, { action: 'look', requestId: id })}
                >
                    <Icon name="look" />
                    {t('card.look')}
                </button>
            )}
            {isOpen && actions && <DeedSaid deed={deeds.get(key)} sent={t('card.looked')} />}
        </footer>
    );
}

function Share({ id }: { id: string }): JSX.Element {
    const { t } = useHouse();
    const [isDone, setDone] = useState(false);
    const address = new URL(`?id=${encodeURIComponent(id)}`, document.baseURI).href;
    const copy = (event: MouseEvent): void => {
        // Without https a browser has no clipboard: then the link is followed, and the address bar has it.
        if (!window.isSecureContext) return;
        event.preventDefault();
        navigator.clipboard.writeText(address).then(
            () => setDone(true),
            () => window.location.assign(address),
        );
    };
    return (
        <a class="button" href={address} data-focus={`${id}/share`} onClick={copy}>
            <Icon name="link" />
            <span aria-live="polite">{t(isDone ? 'card.shared' : 'card.share')}</span>
        </a>
    );
}

/** A link of a service, unless it is one that a browser would run. */
function safe(url: string): string {
    return /^https?:\/\//i.test(url) ? url : '#';
}

export function idOf(id: string): string {
    return `request-${id}`;
}

import type { ComponentChildren, JSX } from 'preact';
import type { Whole } from '../../lib/page/contract';
import { CATALOGUES, formatBytes } from '../../lib/causes/texts';
import type { Opened as OpenedState } from '../state/app';
import { EN, type TextKey } from '../texts/en';
import { useHouse, useNow, useSentence } from './context';

/** What is only asked for when somebody opens a request: what is missing, its release, and what happened. */
export function Opened({ opened: { whole, hasFailed } }: { opened: OpenedState }): JSX.Element {
    const { t } = useHouse();
    if (whole === null) return <p class="quiet">{t(hasFailed ? 'list.failed' : 'whole.loading')}</p>;
    return (
        <div class="whole">
            <Lacks whole={whole} />
            <Timeline timeline={whole.timeline} />
            <Release release={whole.release} />
            {whole.overview !== null && (
                <Part name="overview">
                    {whole.originalTitle !== null && whole.originalTitle !== whole.summary.title && (
                        <p class="original" dir="auto">
                            {whole.originalTitle}
                        </p>
                    )}
                    <p dir="auto">{whole.overview}</p>
                </Part>
            )}
        </div>
    );
}

function Part({
    name,
    children,
}: {
    name: 'lacks' | 'timeline' | 'release' | 'overview';
    children: ComponentChildren;
}): JSX.Element {
    const { t } = useHouse();
    return (
        <section class={`part part-${name}`}>
            <h4>{t(`whole.${name}`)}</h4>
            {children}
        </section>
    );
}

/** Episodes that wait for the same, in one line. */
function Lacks({ whole: { episodes } }: { whole: Whole }): JSX.Element | null {
    const sentence = useSentence();
    const groups = new Map<string, { labels: string[]; says: string; next: string; isLate: boolean }>();
    for (const { seasonNumber, episodeNumber, says, words, wait } of episodes) {
        if (wait === null) continue;
        const said = sentence(words?.says, says);
        const next = wait.next === undefined ? '' : sentence(words?.next, wait.next);
        const key = `${said}|${next}`;
        const group = groups.get(key) ?? { labels: [], says: said, next, isLate: wait.late };
        group.labels.push(`S${two(seasonNumber)}E${two(episodeNumber)}`);
        groups.set(key, group);
    }
    if (groups.size === 0) return null;
    return (
        <Part name="lacks">
            <ul class="lacks">
                {[...groups.values()].map(({ labels, says, next, isLate }) => (
                    <li key={labels[0]} class={isLate ? 'lack lack-late' : 'lack'}>
                        <b>{runs(labels)}</b> <span dir="auto">{says}</span> {next !== '' && <span class="quiet">{next}</span>}
                    </li>
                ))}
            </ul>
        </Part>
    );
}

function Timeline({ timeline }: { timeline: Whole['timeline'] }): JSX.Element | null {
    const { t, times } = useHouse();
    const now = useNow();
    if (timeline.length === 0) return null;
    const days: { day: string; entries: Whole['timeline'] }[] = [];
    for (const entry of timeline.toReversed()) {
        const day = times.day(Date.parse(entry.at), now);
        const last = days.at(-1);
        if (last?.day === day) last.entries.push(entry);
        else days.push({ day, entries: [entry] });
    }
    return (
        <Part name="timeline">
            {days.map(({ day, entries }) => (
                <div key={day} class="day">
                    <h5>{day}</h5>
                    <ol>
                        {entries.map(({ at, source, kind, episodes = [], message }, index) => (
                            <li key={`${at}${kind}${index}`}>
                                <time dateTime={at} title={times.exact(Date.parse(at))}>
                                    {times.clock(Date.parse(at))}
                                </time>
                                <span>
                                    {isKey(`kind.${kind}`) ? t(`kind.${kind}` as TextKey) : kind}
                                    {episodes.length > 0 && <span class="labels"> {episodes.join(', ')}</span>}
                                    <span class="quiet"> · {nameOf(source)}</span>
                                    {message !== undefined && (
                                        <span class="message quiet" dir="auto">
                                            {message}
                                        </span>
                                    )}
                                </span>
                            </li>
                        ))}
                    </ol>
                </div>
            ))}
        </Part>
    );
}

function Release({ release }: { release: Whole['release'] }): JSX.Element | null {
    const { t, language } = useHouse();
    const { releaseTitle, quality, fileSize, releaseGroup, indexer, downloadClient, finalPath, foundAs } = release;
    const size = fileSize === undefined ? undefined : formatBytes(fileSize, CATALOGUES[language].manner.locale);
    const rows: [TextKey, string | undefined][] = [
        ['release.title', releaseTitle],
        ['release.quality', quality],
        ['release.size', size],
        ['release.group', releaseGroup],
        ['release.indexer', indexer],
        ['release.client', downloadClient],
        ['release.file', finalPath],
        ['release.found', foundAs],
    ];
    const known = rows.filter(([, value]) => value !== undefined && value !== '');
    if (known.length === 0) return null;
    return (
        <Part name="release">
            <dl>
                {known.map(([key, value]) => (
                    <div key={key}>
                        <dt>{t(key)}</dt>
                        <dd dir="auto">{value}</dd>
                    </div>
                ))}
            </dl>
        </Part>
    );
}

const NAMES: Readonly<Record<string, string>> = {
    seerr: 'Seerr',
    radarr: 'Radarr',
    sonarr: 'Sonarr',
    qbittorrent: 'qBittorrent',
    shoko: 'Shoko',
    jellyfin: 'Jellyfin',
};

/** A service by the name its makers write. */
export function nameOf(service: string): string {
    return NAMES[service] ?? service;
}

function isKey(key: string): key is TextKey {
    return Object.hasOwn(EN, key);
}

function two(number: number): string {
    return String(number).padStart(2, '0');
}

/** `S01E05-E12` for what follows each other. */
function runs(labels: readonly string[]): string {
    const found: { season: string; from: number; to: number }[] = [];
    for (const label of labels) {
        const [, season = '', episode = ''] = /^(S\d+)E(\d+)$/.exec(label) ?? [];
        const last = found.at(-1);
        if (last?.season === season && Number(episode) === last.to + 1) last.to++;
        else found.push({ season, from: Number(episode), to: Number(episode) });
    }
    return found.map(({ season, from, to }) => `${season}E${two(from)}${from === to ? '' : `-E${two(to)}`}`).join(', ');
}

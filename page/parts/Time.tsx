import type { JSX } from 'preact';
import { useHouse, useNow } from './context';

/** An instant: as `5 minutes ago`, or as a short time; the whole of it for who points at it. */
export function Time({ at, as }: { at: string; as: 'relative' | 'short' }): JSX.Element | null {
    const { times } = useHouse();
    const now = useNow();
    const ms = Date.parse(at);
    if (Number.isNaN(ms)) return null;
    return (
        <time dateTime={at} title={times.exact(ms)}>
            {times[as](ms, now)}
        </time>
    );
}

/** A text with one instant in it, at its `{when}` or `{time}`. */
export function WithTime({ text, at, as }: { text: string; at: string; as: 'relative' | 'short' }): JSX.Element {
    const [before = '', after = ''] = text.split(/\{(?:when|time)\}/);
    return (
        <>
            {before}
            <Time at={at} as={as} />
            {after}
        </>
    );
}

import type { JSX } from 'preact';

/** Line drawings, 24 x 24. They only repeat what a text beside them says. */
const PATHS = {
    search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4 4',
    alert: 'M12 4 2.8 20h18.4L12 4Zm0 6v4.5m0 2.6v.1',
    arrow: 'm9 5 7 7-7 7',
    check: 'm4.5 12.5 5 5 10-11',
    clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5.2l3.4 2',
    play: 'M8 5.2v13.6L19 12 8 5.2Z',
    person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8c.6-3.6 3.6-5.6 7.5-5.6s6.900 2 7.500 5.600',
    link: 'M10 14a4 4 0 0 0 5.700 0l3.200-3.200a4 4 0 0 0-5.700-5.700L12 6.300M14 10a4 4 0 0 0-5.700 0l-3.200 3.200a4 4 0 0 0 5.700 5.700L12 17.700',
    look: 'M20 11a8 8 0 1 0-2.300 6.300M20 5v6h-6',
    out: 'M14 4h6v6m0-6-9 9m-2-7H5v14h14v-4',
    close: 'm6 6 12 12M18 6 6 18',
    wrench: 'M14.500 6.500a4.500 4.500 0 0 0-6 5.700L4 16.700V20h3.300l4.500-4.500a4.500 4.500 0 0 0 5.700-6L14.700 12 12 9.300l2.500-2.800Z',
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }): JSX.Element {
    return (
        <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={PATHS[name]} />
        </svg>
    );
}

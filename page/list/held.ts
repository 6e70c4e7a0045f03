/**
 * The part of a list that the page holds: its beginning, in the order of the page, kept true while changes come in and more
 * is asked for. What is opened keeps its place until it is closed, so that nobody loses what they read.
 */
import type { Group, Summary } from '../../lib/page/contract';
import { fits, type Query } from './query';

export interface Place {
    group: Group;
    order: string;
    id: string;
}

/** Where what is opened stays. */
export type Pins = ReadonlyMap<string, Place>;

export interface Held {
    query: Query;
    /** In the order of the page. */
    items: readonly Summary[];
    /** How many there are in all, as far as is known. */
    total: number;
    /** The last place up to which all is held; null when nothing comes after. */
    end: Place | null;
    /** Nothing was answered yet. */
    isEmpty: boolean;
}

export function nothing(query: Query): Held {
    return { query, items: [], total: 0, end: null, isEmpty: true };
}

export function placeOf(summary: Summary, pins: Pins): Place {
    return pins.get(summary.id) ?? summary;
}

/** The list from its beginning on, as it was answered: it takes the place of all that was held, but for what is opened. */
export function fromStart(held: Held, { total, requests }: { total: number; requests: readonly Summary[] }, pins: Pins): Held {
    const told = new Set(requests.map(({ id }) => id));
    const opened = held.items.filter(({ id }) => pins.has(id) && !told.has(id));
    return {
        query: held.query,
        items: [...requests, ...opened].sort(byPlace(pins)),
        total,
        end: endOf(requests, total, 0),
        isEmpty: false,
    };
}

/** What follows, as it was answered. Offsets shift while it is asked: what came twice is taken once. */
export function withMore(
    held: Held,
    { total, requests }: { total: number; requests: readonly Summary[] },
    offset: number,
    pins: Pins,
): Held {
    const byId = new Map([...held.items, ...requests].map((summary) => [summary.id, summary]));
    const items = [...byId.values()].sort(byPlace(pins));
    const end = requests.length === 0 ? null : endOf(requests, total, offset);
    return { ...held, items, total, end };
}

/** From where on to ask for more. */
export function offsetOf({ items, end }: Held): number {
    return end === null ? items.length : items.filter((summary) => compare(summary, end) <= 0).length;
}

export function withSummary(held: Held, summary: Summary, pins: Pins): Held {
    const { query, end } = held;
    const before = held.items.find(({ id }) => id === summary.id);
    const isFit = fits(summary, query);
    const isOpened = before !== undefined && pins.has(summary.id);
    const isHeld = isOpened || (isFit && (end === null || compare(summary, end) <= 0));
    // What is not held may have been counted before: only where all is held is it known not to have been.
    const isNew = before === undefined && end === null && isFit;
    const total = held.total + (before === undefined ? Number(isNew) : Number(isFit) - Number(fits(before, query)));
    if (before === undefined && !isHeld) return { ...held, total };
    const others = held.items.filter(({ id }) => id !== summary.id);
    return { ...held, items: isHeld ? inserted(others, summary, pins) : others, total };
}

/** What was opened by its address is shown, wherever it stands. */
export function withOpened(held: Held, summary: Summary, pins: Pins): Held {
    const others = held.items.filter(({ id }) => id !== summary.id);
    return { ...held, items: inserted(others, summary, pins) };
}

export function without(held: Held, id: string): Held {
    const before = held.items.find((summary) => summary.id === id);
    if (before === undefined) return held;
    const total = held.total - Number(fits(before, held.query));
    return { ...held, items: held.items.filter((summary) => summary !== before), total };
}

/** What was opened is closed: it goes where it belongs, if that is a place that is held. */
export function unpinned(held: Held, id: string, pins: Pins): Held {
    const summary = held.items.find((each) => each.id === id);
    return summary === undefined ? held : withSummary(held, summary, pins);
}

export interface Section {
    group: Group;
    items: Summary[];
}

/** The sections that are not empty. */
export function sectionsOf({ items }: Held, pins: Pins): Section[] {
    const sections: Section[] = [];
    for (const summary of items) {
        const { group } = placeOf(summary, pins);
        const last = sections.at(-1);
        if (last?.group === group) last.items.push(summary);
        else sections.push({ group, items: [summary] });
    }
    return sections;
}

function endOf(requests: readonly Summary[], total: number, offset: number): Place | null {
    const last = requests.at(-1);
    return last === undefined || offset + requests.length >= total ? null : last;
}

function inserted(items: readonly Summary[], summary: Summary, pins: Pins): Summary[] {
    const isBefore = byPlace(pins);
    const index = items.findIndex((other) => isBefore(summary, other) < 0);
    return index < 0 ? [...items, summary] : items.toSpliced(index, 0, summary);
}

function byPlace(pins: Pins): (a: Summary, b: Summary) => number {
    return (a, b) => compare(placeOf(a, pins), placeOf(b, pins));
}

/** By code units, as the server sorts. */
function compare(a: Pick<Place, 'order' | 'id'>, b: Pick<Place, 'order' | 'id'>): number {
    if (a.order !== b.order) return a.order < b.order ? -1 : 1;
    return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}

/** What a page is made of, and whom it tells. */
import type { Clock } from '../model';
import type { MediaStore } from '../store';
import type { Action, Counts, HtmlPlaces, Proposal } from './contract';
import type { ServerAddress } from './show/links';

export interface PageOptions {
    /** Settles once: with the open store, or with the reason why there is none. */
    opened: Promise<MediaStore>;
    clock: Clock;
    newId: () => string;
    /** Where the built browser half is. */
    assetsFolder: string;
    title: string;
    /** When the browser's language is none of ours. */
    language: HtmlPlaces['lang'];
    /** Whether a person may do anything here. */
    hasActions: boolean;
    /** For how many days what is ready is shown as ready; 0 is for ever. */
    readyDays: number;
    /** Where people find the services. */
    servers: () => readonly ServerAddress[];
    /** Origins of the services as they are asked from here. */
    ownOrigins: () => ReadonlySet<string>;
    proposalsOf?: (store: MediaStore, requestId: string) => readonly Proposal[];
    /** How many findings the doctor has. */
    findingsOf?: (store: MediaStore) => number | undefined;
    /** Told how many pages are open, when that changes. */
    onTabs: (count: number) => void;
    onAction: (action: Action) => void;
    /** Told how many requests there are, at the start and when that changes. Without it nothing is counted unless somebody asks. */
    onCounts?: (counts: Counts) => void;
    /** Told of faults of ours, each time. */
    onFault: (thrown: unknown) => void;
}

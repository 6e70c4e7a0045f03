/**
 * What the page's server and its browser half say to each other. Types only: the browser half imports nothing else from
 * here. All addresses are relative to the page, which is at `<path>/` (a request without the slash is sent there).
 */
import type { CauseCode, Eta, Sentence, Wait, Words } from '../causes';
import type { MediaType, Pipeline, RequestState, Stage } from '../model';
import type { EpisodeView, RequestView } from '../requests';

/**
 * Where a request stands on the page, in the order of the page. `past` is what is over and no longer of interest: declined,
 * withdrawn, replaced by another wish, deleted since, or ready for longer than the page shows.
 */
export type Group = 'attention' | 'way' | 'ready' | 'past';

/** One stage of a request's way, those that can still come included. */
export interface Step {
    stage: Extract<Stage, 'approved' | 'grabbing' | 'downloading' | 'importing' | 'anime_matching' | 'available'>;
    /** When it was first reached, ISO 8601 UTC; null when it was not, or was never reported. */
    at: string | null;
    /** It was passed and never reported. */
    skipped?: true;
}

/**
 * Where an episode is, in one letter: `r` requested, `p` approved, `g` grabbing, `d` downloading, `o` downloaded, `i` importing,
 * `m` anime_matching, `a` available, `f` failed, `u` not aired yet, `x` nobody waits for it.
 */
export type CellLetter = 'r' | 'p' | 'g' | 'd' | 'o' | 'i' | 'm' | 'a' | 'f' | 'u' | 'x';
/** Number, letter, and how much of it is downloaded (0 to 100) where that is known. */
export type Cell = [number: number, letter: CellLetter, percent?: number];
/** Of one season, by number; 0 is the specials. */
export type SeasonCells = [season: number, cells: Cell[]];

export interface SummaryEpisodes {
    /** Episodes that are out, or of which somebody has a release. */
    total: number;
    available: number;
    /** Episodes that air later; not in `total`. */
    unaired: number;
    /** By season and number. Of long shows the first with something open; all of them in `Whole`. */
    cells: SeasonCells[];
    /** How many episodes have no cell here. */
    more?: number;
}

/** Where a person finds it in a service, absolute. Left out where no address is known that a browser could use. */
export interface Links {
    seerr?: string;
    sonarr?: string;
    radarr?: string;
    /** To watch it. */
    jellyfin?: string;
}

/** A step that a remedy would take, and that a person may approve or dismiss. */
export interface Proposal {
    id: string;
    /** In a sentence, in English. */
    says: string;
    words?: Sentence[];
    /** Whether something is deleted by it. */
    deletes?: boolean;
}

/** What the page shows of a request that is not opened. */
export interface Summary {
    id: string;
    title: string | null;
    /** Where a search finds by it what it does not find by `title`. */
    originalTitle?: string;
    year: number | null;
    mediaType: MediaType;
    pipeline: Pipeline;
    is4k: boolean;
    group: Group;
    /** Sorts the page, compared by code units. Carries the group. */
    order: string;
    state: RequestState;
    /** Nothing more is to come. */
    complete: boolean;
    requestedBy: string | null;
    /** ISO 8601 UTC, as all times here. */
    requestedAt: string;
    updatedAt: string;
    availableAt: string | null;
    /** Only those of its pipeline, in their order. */
    steps: Step[];
    /** Where it is and what it waits for, in whole English sentences. */
    says: string;
    /** The same and what comes next, as codes and values for `say` of lib/causes in the reader's language. */
    words: Words;
    wait: Pick<Wait, 'code' | 'since' | 'nextAt' | 'who' | 'late'> | null;
    eta: Eta | null;
    /** How much is downloaded, 0 to 100, while it is; of a show only when all that runs is one download. */
    percent: number | null;
    episodes?: SummaryEpisodes;
    /** Relative to the page. The part after `?` changes with the poster. */
    poster: string | null;
    links: Links;
    proposals?: Proposal[];
}

/** `GET list/<id>`: an opened card. */
export interface Whole {
    /** As in the list, but with a cell for every episode. */
    summary: Summary;
    /** By season and number, each with `says`, `words`, `wait`. */
    episodes: EpisodeView[];
    /** Oldest first. */
    timeline: NonNullable<RequestView['timeline']>;
    /** Of the release that counts; of a show each episode has its own. */
    release: Pick<
        RequestView,
        'releaseTitle' | 'releaseGroup' | 'quality' | 'indexer' | 'downloadClient' | 'fileSize' | 'finalPath' | 'foundAs'
    >;
    overview: string | null;
    originalTitle: string | null;
}

/** `GET counts`. Every number counts requests. */
export interface Counts {
    all: number;
    /** Neither available nor failed. */
    open: number;
    late: number;
    failed: number;
    available: number;
    /** By group; together they are `all`. */
    attention: number;
    way: number;
    ready: number;
    past: number;
}

/** A service that does not do what it should. */
export interface ServiceState {
    /** `sonarr`, `radarr`, `seerr`, `jellyfin`, `shoko`, `qbittorrent` */
    service: string;
    /** The name of its server, for people. */
    label: string;
    /** The cause that its requests have by it: `sonarr` has `arr_unreachable`, Shoko `shoko_banned`. */
    code: CauseCode;
    since: string | null;
    /** In a sentence, in English. */
    says: string;
    words: Sentence[];
}

/** `event: snapshot`. Takes the place of all that was told before. */
export interface Snapshot {
    /** The server's time. */
    now: string;
    counts: Counts;
    /** How many there are in the list that was asked for. */
    total: number;
    /** The first of them, as many as were asked for, in the order of the page. */
    requests: Summary[];
    services: ServiceState[];
    /** How many findings the doctor has, where there is one. */
    findings?: number;
    /** Whether `POST actions` is open. */
    actions: boolean;
}

/**
 * `event: change`: a request is new, or is not what it was. Told to every tab, whatever list it asked for. Except when asked
 * for with `id`: then only of that one.
 */
export interface Change {
    now: string;
    counts?: Counts;
    request: Summary;
}

/** `event: gone`: a request is no longer in the store. */
export interface Gone {
    now: string;
    counts?: Counts;
    id: string;
}

/** `event: notice`: what stands here has changed. */
export interface Notice {
    now: string;
    services: ServiceState[];
    findings?: number;
}

/** `GET list`, with the list parameters. */
export interface SummaryList {
    now: string;
    total: number;
    requests: Summary[];
}

/** Parameters of `live` and `list`, all optional. */
export interface ListParameters {
    /** Default `all`: all groups. */
    show?: Group | 'all';
    /** Free text in titles; letters and accents are folded. */
    q?: string;
    /** The name of who asked, as in `requestedBy`. */
    requestedBy?: string;
    state?: string;
    mediaType?: MediaType;
    late?: 'true';
    id?: string;
    limit?: string;
    offset?: string;
}

/** Body of `POST actions`, as application/json. Answered 202 with `{}`, or with an `ApiError`. */
export type Action =
    { action: 'look'; requestId: string } | { action: 'approve' | 'dismiss'; requestId: string; proposalId: string };

/** What an error is answered as. */
export interface ApiError {
    /** Stable: `actions_off`, `other_origin`, `not_json`, `invalid_action`, `not_found`, `invalid_query`, `too_many_tabs` ... */
    code: string;
    message: string;
    field?: string;
}

/**
 * What the html carries for the script, as attributes of `<html>`: `lang` (the language to use when the browser's is none of
 * ours), and `data-title`. The server puts them in the place of `{{lang}}`, `{{title}}` and `{{version}}` (which changes with
 * each build, to be put behind `?` of `assets/...`) in `dist/page/index.html`.
 */
export interface HtmlPlaces {
    lang: 'en-US' | 'de';
    title: string;
    version: string;
}

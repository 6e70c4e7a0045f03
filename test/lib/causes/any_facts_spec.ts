import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
    type Episode,
    isEpisode,
    type MediaRequest,
    REQUEST_STATES,
    shokoDoings,
    type Stage,
    STAGES,
    TRANSFER_WAITS,
} from '../../../lib/model';
import { CAUSES, causeOf, etaOf, judge, say, sayAll, StageTimes, type SubjectFacts, waitOf, wholeOf } from '../../../lib/causes';
import { amount } from '../../support/amount';
import { episode, movie, show, tallyOf } from '../../support/requests';

const NOW = Date.parse('2026-11-28T21:30:00.000Z');
const RUNS = amount('CAUSES_RUNS', { usual: 1_500, long: 20_000 });

/** A mark in everything that a service says: wherever it is in a sentence, it has to be between quotes. */
const THEIRS = 'zq';

const instant = fc.integer({ min: -4_000_000, max: 4_000_000 }).map((minutes) => new Date(NOW + minutes * 60_000).toISOString());
const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 2 });
const oddInstant = fc.oneof({ weight: 9, arbitrary: instant }, { weight: 1, arbitrary: fc.constantFrom('', 'x', '2026') });
const words = fc.oneof(
    fc.string({ maxLength: 60 }).map((text) => `${THEIRS} ${text.replaceAll(THEIRS, '')}`),
    fc.constantFrom('Sample', 'Not enough free space', 'Locked file, try again later', '', ' ', 'a: b; c', '“x” [y] {arr}'),
);

const reached = fc.record(
    Object.fromEntries(STAGES.map((stage) => [stage, sometimes(oddInstant)])) as Record<Stage, fc.Arbitrary<string | undefined>>,
);
const failureCode = fc.constantFrom(
    'declined',
    'withdrawn',
    'superseded',
    'deleted',
    'send_failed',
    'download_failed',
    'download_removed',
    'import_blocked',
    'file_deleted',
    'odd',
);
const subjectOf = fc.record({
    state: fc.constantFrom(...REQUEST_STATES),
    reached,
    failure: fc.option(fc.record({ code: failureCode, message: words, at: oddInstant, stage: fc.constantFrom(...STAGES) })),
    availableAt: fc.option(oddInstant),
    deletedAt: fc.option(oddInstant, { freq: 1 }),
    lastSearchTime: sometimes(oddInstant),
    isMonitored: sometimes(fc.boolean()),
    hasFile: sometimes(fc.boolean()),
    qbitHash: sometimes(fc.constantFrom('aa', 'bb')),
    releaseTitle: sometimes(fc.constantFrom('Odd.Name-GRP', '')),
    downloadClient: sometimes(fc.constant('qBittorrent')),
    shokoFileId: sometimes(fc.constant(7)),
});
const films = fc.record({
    isAnime: fc.boolean(),
    inCinemas: sometimes(oddInstant),
    digitalRelease: sometimes(oddInstant),
    physicalRelease: sometimes(oddInstant),
});
const bytes = fc.double({ min: 0, max: 1e15, noNaN: true });
const transfer = fc.record(
    {
        percent: fc.double({ min: 0, max: 100, noNaN: true }),
        downloadSpeed: bytes,
        etaSeconds: fc.double({ min: 0, max: 1e20, noNaN: true }),
        leftBytes: bytes,
        freeBytes: bytes,
        wait: fc.constantFrom(...TRANSFER_WAITS),
        episodes: fc.array(
            fc.record({
                seasonNumber: fc.constant(1),
                episodeNumber: fc.integer({ min: 1, max: 4 }),
                percent: fc.constantFrom(0, 50, 100),
                wanted: fc.boolean(),
            }),
            { maxLength: 4 },
        ),
    },
    { requiredKeys: [] },
);
const queued = fc.record(
    {
        at: instant,
        source: fc.constantFrom('sonarr' as const, 'radarr' as const),
        instanceName: fc.constant('x'),
        statusMessages: fc.array(
            fc.record({ title: fc.constantFrom('Odd.S01E02.mkv', 'Odd', ''), messages: fc.array(words, { maxLength: 3 }) }),
            { maxLength: 3 },
        ),
        trackedDownloadState: fc.constantFrom(
            'downloading',
            'importPending',
            'importBlocked',
            'importing',
            'imported',
            'failedPending',
            'failed',
            'ignored',
            'new',
        ),
        trackedDownloadStatus: fc.constantFrom('ok', 'warning', 'error'),
        status: fc.constantFrom(
            'queued',
            'paused',
            'downloading',
            'completed',
            'warning',
            'delay',
            'downloadClientUnavailable',
            'failed',
            'new',
        ),
        errorMessage: words,
        refusedSince: oddInstant,
    },
    { requiredKeys: ['at', 'source', 'instanceName', 'statusMessages'] },
);
const outage = fc.record({ since: oddInstant, message: words }, { requiredKeys: [] });
const facts: fc.Arbitrary<SubjectFacts> = fc.record(
    {
        transfer,
        isWholeTransfer: fc.boolean(),
        queued,
        check: fc.record({
            code: fc.constantFrom('no_such_item', 'not_matched', 'jellyfin_unreachable', 'several', 'other_file', 'odd', 'next'),
            message: words,
        }),
        shoko: fc.record(
            { doing: fc.constantFrom(...shokoDoings), message: words, since: oddInstant, until: oddInstant },
            { requiredKeys: ['doing', 'message'] },
        ),
        siblings: fc.record({ imported: fc.integer({ min: 0, max: 9 }), lastAt: oddInstant }),
        arr: fc.record(
            {
                outage,
                isMissing: fc.boolean(),
                health: fc.array(
                    fc.record({
                        source: fc.constantFrom('IndexerSearchCheck', 'RootFolderCheck', 'UpdateCheck'),
                        message: words,
                    }),
                    { maxLength: 2 },
                ),
                pending: fc.record({
                    reason: fc.constantFrom('delay', 'fallback', 'downloadClientUnavailable', 'odd'),
                    until: oddInstant,
                }),
                search: fc.record({
                    at: oddInstant,
                    offered: fc.integer({ min: 0, max: 90 }),
                    rejections: fc.array(words, { maxLength: 4 }),
                }),
            },
            { requiredKeys: [] },
        ),
        client: fc.record({ outage }, { requiredKeys: [] }),
        jellyfin: fc.record({ outage, scanningSince: oddInstant }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
);

function checkSentence(text: string): void {
    assert.match(text, /^[\p{Lu}\d].*\.$/su, text);
    assert.doesNotMatch(text, /undefined|NaN|null|\[object|Invalid|Infinity/, text);
    assert.doesNotMatch(text.replace(/“[^”]*”/g, '').replace(/„[^“]*“/g, ''), new RegExp(THEIRS), text);
}

const times = new StageTimes({ fewest: 1 });
const done = (): MediaRequest =>
    movie({
        state: 'available',
        reached: { grabbing: '2026-01-01T00:00:00Z', downloaded: '2026-01-01T00:10:00Z', importing: '2026-01-01T00:11:00Z' },
        availableAt: '2026-01-01T00:15:00Z',
    });
for (let index = 0; index < 5; index++) times.learn(done(), done());

describe('any facts of any house', () => {
    it('come to one cause, in whole sentences, with nothing of a service that is not quoted', () => {
        fc.assert(
            fc.property(subjectOf, films, facts, fc.boolean(), fc.option(oddInstant), (own, film, given, isFilm, airs) => {
                const subject: MediaRequest | Episode = isFilm
                    ? movie({ ...own, ...film } as Partial<MediaRequest>)
                    : episode(2, own.state, { ...own, ...(airs !== null && { airDateUtc: airs }) } as Partial<Episode>);
                const request = isEpisode(subject) ? show([subject], { isAnime: film.isAnime }) : subject;
                const cause = causeOf(subject, request, given, NOW);
                assert.ok(cause.code in CAUSES);
                assert.ok(!Number.isNaN(Date.parse(cause.since)));
                const judged = judge(cause, subject, request, times, NOW);
                const { wait, words: codes } = waitOf(judged);
                checkSentence(say(cause));
                checkSentence(say(cause, 'de'));
                for (const sentences of [codes.says, codes.next ?? []])
                    for (const language of ['en-US', 'de'] as const)
                        if (sentences.length > 0) checkSentence(sayAll(sentences, language));
                if (wait !== null && wait.who !== 'nobody') assert.ok(wait.next !== undefined, `${wait.code} has no way out`);
                if (wait?.nextAt !== undefined) assert.ok(!Number.isNaN(Date.parse(wait.nextAt)));
                etaOf({ subject, request, cause }, given, times, NOW);
            }),
            { numRuns: RUNS },
        );
    });

    it('of many episodes come to whole sentences too, and to what matters most', () => {
        const some = fc.array(fc.tuple(subjectOf, facts), { minLength: 1, maxLength: 12 });
        fc.assert(
            fc.property(some, sometimes(fc.constantFrom('1', '1, 2', '0, 1, 2, 3')), (given, requestedSeasons) => {
                const episodes = given.map(([own], index) => episode(index + 1, own.state, own as Partial<Episode>));
                const request = show(episodes, requestedSeasons === undefined ? {} : { requestedSeasons });
                const members = episodes.map((one, index) => {
                    const cause = causeOf(one, request, given[index]![1], NOW);
                    return { episode: one, ...judge(cause, one, request, times, NOW) };
                });
                const summary = tallyOf(episodes).summary(NOW);
                const ofDownload = (one: Episode) =>
                    causeOf(one, request, { ...given[one.episodeNumber - 1]![1], isWholeTransfer: true }, NOW);
                const { judged, says } = wholeOf({ request, summary, members, times, now: NOW, ofDownload });
                checkSentence(sayAll(says));
                checkSentence(sayAll(says, 'de'));
                const isWaited = members.some(({ cause }) => cause.who !== 'nobody');
                if (isWaited) assert.notEqual(judged.cause.who, 'nobody');
            }),
            { numRuns: RUNS / 5 },
        );
    });
});

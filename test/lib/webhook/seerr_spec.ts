import assert from 'node:assert/strict';
import type { EventKind } from '../../../lib/model';
import {
    harbour,
    nightTrain,
    recollections,
    type SeerrNotification,
    seerrIssue,
    seerrTest,
    seerrWebhook,
} from '../../simulators/senders';
import { eventOf, eventOfKind, fixture } from './reading';

const request = { requestId: 69 };

describe('Seerr webhooks', () => {
    it('reads the recorded approval of a film', async () => {
        assert.deepEqual(await eventOf(fixture('jellyseerr-movie-auto-approved')), {
            id: 'event-1',
            at: '2026-01-22T04:36:40.000Z',
            source: 'seerr',
            kind: 'approved',
            eventType: 'MEDIA_AUTO_APPROVED',
            mediaType: 'movie',
            message: 'Movie Request Automatically Approved',
            request: {
                seerrRequestId: 69,
                tmdbId: 533514,
                title: 'Violet Evergarden: The Movie',
                year: 2020,
                overview:
                    'As the world moves on from the war and technological advances bring changes to her life, Violet still hopes to see her lost commanding officer again.',
                posterUrl: 'https://image.tmdb.org/t/p/w600_and_h900_bestv2/A9R6bukzzRmOzxvDQsXdQpeNm8l.jpg',
                requestedBy: 'viewer',
                is4k: false,
            },
            episodes: [],
        });
    });

    it('reads the recorded approval of a show, whose event says "TV Request"', async () => {
        const event = await eventOf(fixture('jellyseerr-tv-auto-approved'));
        assert.equal(event.kind, 'approved');
        assert.equal(event.mediaType, 'tv');
        const { title, year, tmdbId, tvdbId, requestedSeasons, is4k } = event.request;
        assert.deepEqual(
            { title, year, tmdbId, tvdbId, requestedSeasons, is4k },
            { title: 'Lycoris Recoil', year: 2022, tmdbId: 154494, tvdbId: 414057, requestedSeasons: '1', is4k: false },
        );
    });

    const kinds: [SeerrNotification, EventKind][] = [
        ['MEDIA_PENDING', 'requested'],
        ['MEDIA_APPROVED', 'approved'],
        ['MEDIA_AUTO_APPROVED', 'approved'],
        ['MEDIA_DECLINED', 'declined'],
        ['MEDIA_FAILED', 'send_failed'],
        ['MEDIA_AVAILABLE', 'reported_available'],
    ];
    for (const [notification, kind] of kinds) {
        for (const title of [nightTrain, harbour]) {
            it(`${notification} of ${title.title} is ${kind}, by its type and by its words alone`, async () => {
                const body = seerrWebhook(notification, title, request);
                const event = await eventOf(body);
                assert.equal(event.kind, kind);
                assert.equal(event.request.seerrRequestId, 69);
                assert.equal(event.request.tmdbId, title.tmdbId);
                assert.equal(event.request.is4k, false);
                const { notification_type: _, ...edited } = body;
                assert.equal((await eventOf(edited, 'seerr')).kind, kind);
            });
        }
    }

    it('says why a request failed, by the service it was for', async () => {
        const declined = await eventOfKind('declined', seerrWebhook('MEDIA_DECLINED', nightTrain, request));
        assert.deepEqual(declined.failure, { code: 'declined', message: 'The request was declined in Seerr' });
        const film = await eventOfKind('send_failed', seerrWebhook('MEDIA_FAILED', nightTrain, request));
        assert.deepEqual(film.failure, { code: 'send_failed', message: 'Seerr could not send the request to Radarr' });
        const show = await eventOfKind('send_failed', seerrWebhook('MEDIA_FAILED', harbour, request));
        assert.match(show.failure.message, /Sonarr$/);
    });

    it('tells 4K by the event, which is the only place that says it', async () => {
        for (const notification of ['MEDIA_PENDING', 'MEDIA_APPROVED', 'MEDIA_AVAILABLE'] as const) {
            for (const title of [nightTrain, harbour]) {
                const event = await eventOf(seerrWebhook(notification, title, { requestId: 1, is4k: true }));
                assert.equal(event.request.is4k, true, `${notification} of ${title.title}`);
            }
        }
    });

    it('tells 4K by the two states when the event was edited away', async () => {
        const is4kOf = async (status: string, status4k: string) => {
            const { event: _, ...body } = seerrWebhook('MEDIA_APPROVED', nightTrain, request);
            return (await eventOf({ ...body, media: { ...(body.media as object), status, status4k } })).request.is4k;
        };
        assert.equal(await is4kOf('UNKNOWN', 'PENDING'), true);
        assert.equal(await is4kOf('PENDING', 'UNKNOWN'), false);
        assert.equal(await is4kOf('AVAILABLE', 'PENDING'), undefined);
        assert.equal(await is4kOf('UNKNOWN', 'UNKNOWN'), undefined);
        const flat = {
            notification_type: 'MEDIA_APPROVED',
            media_tmdbid: '7',
            media_status: 'UNKNOWN',
            media_status4k: 'PENDING',
        };
        assert.equal((await eventOf(flat)).request.is4k, true);
    });

    const subjects: [subject: unknown, title: string | undefined, year: number | undefined][] = [
        ['Violet Evergarden: Recollections (2021)', 'Violet Evergarden: Recollections', 2021],
        ['Night Train to Lisbon (Restored) (2013)', 'Night Train to Lisbon (Restored)', 2013],
        ['Night Train to Lisbon (Restored)', 'Night Train to Lisbon (Restored)', undefined],
        ['(500) Days of Summer (2009)', '(500) Days of Summer', 2009],
        ['Blade Runner 2049 (2017)', 'Blade Runner 2049', 2017],
        ['Blade Runner 2049', 'Blade Runner 2049', undefined],
        ['2012 (2009)', '2012', 2009],
        ['1917', '1917', undefined],
        ['(1984)', '(1984)', undefined],
        ['Area (9999)', 'Area (9999)', undefined],
        ['The Emoji Movie 😀 (2017)', 'The Emoji Movie 😀', 2017],
        ['君の名は。 (2016)', '君の名は。', 2016],
        ['  Spaced   (2001)  ', 'Spaced', 2001],
        ['', undefined, undefined],
        [null, undefined, undefined],
        [{ title: 'x' }, undefined, undefined],
    ];
    for (const [subject, title, year] of subjects) {
        it(`reads title and year of ${JSON.stringify(subject)}`, async () => {
            const event = await eventOf({ ...seerrWebhook('MEDIA_APPROVED', nightTrain, request), subject });
            assert.equal(event.request.title, title);
            assert.equal(event.request.year, year);
        });
    }

    it('takes back what String.replace made of a dollar sign', async () => {
        const film = { ...nightTrain, title: 'Dollar $& and $$', year: 2017, overview: 'Of $&.' };
        const body = seerrWebhook('MEDIA_APPROVED', film, { requestId: 10, username: 'a$&b' });
        assert.equal(body.subject, 'Dollar {{subject}} and $ (2017)');
        const event = await eventOf(body);
        // Of two dollar signs one is left, and nothing tells that there were two.
        const { title, year, overview, requestedBy } = event.request;
        assert.deepEqual(
            { title, year, overview, requestedBy },
            { title: 'Dollar $& and $', year: 2017, overview: 'Of $&.', requestedBy: 'a$&b' },
        );
    });

    it('tells the whole wish with every kind of notification, the last one too', async () => {
        const told = async (notification: SeerrNotification) =>
            (await eventOf(seerrWebhook(notification, harbour, { requestId: 69, seasons: [1, 2] }))).request;
        const first = await told('MEDIA_PENDING');
        assert.deepEqual([first.seerrRequestId, first.requestedBy, first.requestedSeasons], [69, 'viewer', '1, 2']);
        assert.ok(first.posterUrl);
        for (const [notification] of kinds) assert.deepEqual(await told(notification), first, notification);
    });

    it('has no poster where Seerr has none', async () => {
        const posterOf = async (image: unknown) =>
            (await eventOf({ ...seerrWebhook('MEDIA_APPROVED', nightTrain, request), image })).request.posterUrl;
        assert.equal(
            await posterOf('https://image.tmdb.org/t/p/w600_and_h900_bestv2/a.jpg'),
            'https://image.tmdb.org/t/p/w600_and_h900_bestv2/a.jpg',
        );
        for (const image of [
            'https://image.tmdb.org/t/p/w600_and_h900_bestv2null',
            'https://x/undefined',
            '',
            null,
            '/a.jpg',
            'javascript:alert(1)',
            7,
        ])
            assert.equal(await posterOf(image), undefined, JSON.stringify(image));
        assert.equal(
            (await eventOf(seerrWebhook('MEDIA_APPROVED', { ...nightTrain, posterPath: null }, request))).request.posterUrl,
            undefined,
        );
    });

    it('reads the seasons that were asked for', async () => {
        const seasonsOf = async (extra: unknown) =>
            (await eventOf({ ...seerrWebhook('MEDIA_APPROVED', harbour, request), extra })).request.requestedSeasons;
        assert.equal(await seasonsOf([{ name: 'Requested Seasons', value: '1, 2' }]), '1, 2');
        assert.equal(await seasonsOf([{ name: 'requested seasons', value: '2,1,2, 0' }]), '0, 1, 2');
        assert.equal(await seasonsOf([{ name: 'Requested Seasons', value: 3 }]), '3');
        assert.equal(await seasonsOf([{ name: 'Other', value: '1' }]), undefined);
        for (const extra of [
            [],
            null,
            'x',
            {},
            [null],
            [{ name: 'Requested Seasons' }],
            [{ name: 'Requested Seasons', value: 'all' }],
        ])
            assert.equal(await seasonsOf(extra), undefined, JSON.stringify(extra));
        const film = {
            ...seerrWebhook('MEDIA_APPROVED', nightTrain, request),
            extra: [{ name: 'Requested Seasons', value: '1' }],
        };
        assert.equal((await eventOf(film)).request.requestedSeasons, undefined);
    });

    it('takes ids as numbers and as text, and nothing as nothing', async () => {
        const body = seerrWebhook('MEDIA_APPROVED', harbour, request);
        const idsOf = async (media: object, id: unknown) => {
            const { request: facts } = await eventOf({
                ...body,
                media: { media_type: 'tv', ...media },
                request: { request_id: id },
            });
            return [facts.tmdbId, facts.tvdbId, facts.seerrRequestId];
        };
        assert.deepEqual(await idsOf({ tmdbId: 230001, tvdbId: ' 430001 ' }, 12), [230001, 430001, 12]);
        assert.deepEqual(await idsOf({ tmdbId: '0', tvdbId: null }, '12'), [undefined, undefined, 12]);
        assert.deepEqual(await idsOf({ tmdbId: '', tvdbId: '-5' }, '12'), [undefined, undefined, 12]);
        assert.deepEqual(await idsOf({ tmdbId: 1.5, tvdbId: 1e300 }, 12), [undefined, undefined, 12]);
        assert.deepEqual(await idsOf({ tmdbId: '9'.repeat(400), tvdbId: true }, 12), [undefined, undefined, 12]);
    });

    it('reads a template that its user has flattened', async () => {
        const event = await eventOf(fixture('seerr-edited-template'));
        assert.equal(event.kind, 'approved');
        assert.equal(event.mediaType, 'tv');
        assert.deepEqual(event.request, {
            seerrRequestId: 12,
            tmdbId: 230001,
            tvdbId: 430001,
            title: 'The Harbour Watch',
            year: 2024,
            requestedBy: 'Viewer',
            is4k: true,
            requestedSeasons: '0, 1, 2',
        });
    });

    it('keeps what correlates of a template that is cut down to it', async () => {
        const event = await eventOf({ notification_type: 'MEDIA_APPROVED', media: null, request: { request_id: '7' } });
        assert.equal(event.kind, 'approved');
        assert.deepEqual(event.request, { seerrRequestId: 7 });
        assert.equal(event.mediaType, undefined);
        const byEvent = await eventOf({
            notification_type: 'MEDIA_APPROVED',
            event: 'Series Request Approved',
            request: { request_id: '7' },
        });
        assert.equal(byEvent.mediaType, 'tv');
    });

    it('notes what names nothing at all, and says what to mend', async () => {
        const event = await eventOf({ notification_type: 'MEDIA_APPROVED', subject: 'Some film (2020)' });
        assert.equal(event.kind, 'noted');
        assert.match(event.message ?? '', /restore the default JSON payload/);
    });

    it('notes tests, issues and types that came after us', async () => {
        const test = await eventOf(seerrTest());
        assert.deepEqual([test.kind, test.eventType, test.request], ['noted', 'TEST_NOTIFICATION', {}]);
        for (const type of ['ISSUE_CREATED', 'ISSUE_COMMENT', 'ISSUE_RESOLVED', 'ISSUE_REOPENED'] as const) {
            for (const title of [recollections, harbour]) {
                const event = await eventOf(seerrIssue(type, title));
                assert.equal(event.kind, 'noted');
                assert.equal(event.eventType, type);
                // The first comment is no overview, and the affected season is not a requested one.
                assert.deepEqual(Object.keys(event.request).sort(), 'tvdbId' in title ? ['tmdbId', 'tvdbId'] : ['tmdbId']);
            }
        }
        const future = await eventOf({
            ...seerrWebhook('MEDIA_APPROVED', nightTrain, request),
            notification_type: 'MEDIA_ARCHIVED',
        });
        assert.deepEqual([future.kind, future.eventType], ['noted', 'MEDIA_ARCHIVED']);
    });
});

import assert from 'node:assert/strict';
import { fillTemplate } from '../../../lib/relay/template';
import { nightTrain, RadarrWebhooks, nightTrainRelease, lycorisRecoil, seerrWebhook } from '../../simulators/senders';
import { seerrIssue, seerrTest } from '../../simulators/webhooks/seerr';
import { webhookNumbered } from '../../support/relaying';

const filled = (template: unknown, payload: unknown, secret = ''): unknown => {
    const { body, contentType } = fillTemplate(
        typeof template === 'string' ? template : JSON.stringify(template),
        webhookNumbered(1, { body: JSON.stringify(payload) }),
        secret,
    );
    return contentType === 'application/json' ? (JSON.parse(body) as unknown) : body;
};

/** What Seerr ships (server/lib/settings/index.ts of 3.1.0): every variable of it. */
const SEERR_DEFAULT = {
    notification_type: '{{notification_type}}',
    event: '{{event}}',
    subject: '{{subject}}',
    message: '{{message}}',
    image: '{{image}}',
    '{{media}}': {
        media_type: '{{media_type}}',
        tmdbId: '{{media_tmdbid}}',
        tvdbId: '{{media_tvdbid}}',
        status: '{{media_status}}',
        status4k: '{{media_status4k}}',
    },
    '{{request}}': {
        request_id: '{{request_id}}',
        requestedBy_email: '{{requestedBy_email}}',
        requestedBy_username: '{{requestedBy_username}}',
        requestedBy_avatar: '{{requestedBy_avatar}}',
        requestedBy_settings_discordId: '{{requestedBy_settings_discordId}}',
        requestedBy_settings_telegramChatId: '{{requestedBy_settings_telegramChatId}}',
    },
    '{{issue}}': {
        issue_id: '{{issue_id}}',
        issue_type: '{{issue_type}}',
        issue_status: '{{issue_status}}',
        reportedBy_email: '{{reportedBy_email}}',
        reportedBy_username: '{{reportedBy_username}}',
        reportedBy_avatar: '{{reportedBy_avatar}}',
        reportedBy_settings_discordId: '{{reportedBy_settings_discordId}}',
        reportedBy_settings_telegramChatId: '{{reportedBy_settings_telegramChatId}}',
    },
    '{{comment}}': {
        comment_message: '{{comment_message}}',
        commentedBy_email: '{{commentedBy_email}}',
        commentedBy_username: '{{commentedBy_username}}',
        commentedBy_avatar: '{{commentedBy_avatar}}',
        commentedBy_settings_discordId: '{{commentedBy_settings_discordId}}',
        commentedBy_settings_telegramChatId: '{{commentedBy_settings_telegramChatId}}',
    },
    '{{extra}}': [],
};

describe('a template of the relay', () => {
    for (const [what, payload] of Object.entries({
        'a film': seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId: 12 }),
        'a series': seerrWebhook('MEDIA_AVAILABLE', lycorisRecoil, { requestId: 12, seasons: [0, 1] }),
        'an issue': seerrIssue('ISSUE_CREATED', lycorisRecoil),
        'a comment': seerrIssue('ISSUE_COMMENT', nightTrain),
        'a test': seerrTest(),
    })) {
        it(`that is Seerr's own makes of ${what} what Seerr makes of it`, () => {
            assert.deepEqual(filled(SEERR_DEFAULT, payload), payload);
        });
    }

    it('stays JSON whatever a title holds, and takes $ for what it is', () => {
        const payload = { subject: 'He said "$&" \\ and\nleft', media: null };
        assert.deepEqual(filled({ content: '**{{subject}}** {{ subject }}' }, payload), {
            content: '**He said "$&" \\ and\nleft** He said "$&" \\ and\nleft',
        });
    });

    it('takes a path for a variable, so that other services have theirs', () => {
        const payload = new RadarrWebhooks().grab(nightTrain, nightTrainRelease);
        const text = 'Grabbed {{movie.title}} ({{movie.year}}), {{no.such.thing}}.';
        assert.equal(filled(text, payload), `Grabbed ${nightTrain.title} (${nightTrain.year}), .`);
    });

    it('reads nothing but what the webhook holds itself', () => {
        assert.equal(filled('{{constructor}}{{__proto__}}{{media.constructor.name}}{{toString}}', { media: {} }), '');
        assert.equal(filled('{{notification_type}}', 'no object'), '');
    });

    it('has the secret and the time, and puts neither where nobody asked for it', () => {
        assert.deepEqual(
            filled({ token: '{{secret}}', at: '{{received_at}}', n: [1, true, null, '{{event}}'] }, { event: 'x' }, 'key'),
            {
                token: 'key',
                at: '2026-01-22T04:00:00.000Z',
                n: [1, true, null, 'x'],
            },
        );
        assert.equal(filled('{{event}}', { event: '{{secret}}' }, 'key'), '{{secret}}');
    });
});

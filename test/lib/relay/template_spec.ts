import assert from 'node:assert/strict';
import { fillTemplate } from '../../../lib/relay/template';
import { DEFAULT_TEMPLATE } from '../../../lib/seerr';
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

describe('a template of the relay', () => {
    for (const [what, payload] of Object.entries({
        'a film': seerrWebhook('MEDIA_AUTO_APPROVED', nightTrain, { requestId: 12 }),
        'a series': seerrWebhook('MEDIA_AVAILABLE', lycorisRecoil, { requestId: 12, seasons: [0, 1] }),
        'an issue': seerrIssue('ISSUE_CREATED', lycorisRecoil),
        'a comment': seerrIssue('ISSUE_COMMENT', nightTrain),
        'a test': seerrTest(),
    })) {
        it(`that is Seerr's own makes of ${what} what Seerr makes of it`, () => {
            assert.deepEqual(filled(DEFAULT_TEMPLATE, payload), payload);
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

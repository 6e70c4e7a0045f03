import assert from 'node:assert/strict';
import { bodyText } from '../../../lib/relay';

describe('the body of a webhook', () => {
    it('is text as it came, and JSON written again', () => {
        assert.equal(bodyText('{"a": 1}'), '{"a": 1}');
        assert.equal(bodyText(Buffer.from('\u{1f3ac}')), '\u{1f3ac}');
        assert.equal(bodyText({ b: [null, '\u{1f3ac}'], a: 1 }), '{"b":[null,"\u{1f3ac}"],"a":1}');
        assert.equal(bodyText(undefined), '');
        assert.equal(bodyText(null), 'null');
    });

    it('is refused where it can be none, so that no queue holds what cannot be sent', () => {
        const itself: Record<string, unknown> = {};
        itself['itself'] = itself;
        for (const body of [itself, { large: 1n }, () => 1, Symbol('x')])
            assert.throws(() => bodyText(body), { code: 'not_json', field: 'webhook.body' });
    });
});

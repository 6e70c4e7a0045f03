import assert from 'node:assert/strict';
import { checkSecret } from '../../../lib/webhook';
import { basicAuth } from '../../simulators/senders';

const SECRET = 'correct horse: battery';

function utf8Basic(username: string, password: string): string {
    return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

describe('the shared secret', () => {
    const right: [string, Parameters<typeof checkSecret>[1]][] = [
        ['the header of its own', { headers: { 'x-webhook-secret': SECRET } }],
        ['Authorization as it was typed in Seerr', { headers: { authorization: SECRET } }],
        ['a bearer token', { headers: { authorization: `Bearer ${SECRET}` } }],
        ['a bearer token in lower case', { headers: { authorization: `bearer ${SECRET}` } }],
        ['the password of basic auth', { headers: { authorization: basicAuth('node-red', SECRET) } }],
        ['the password without a user', { headers: { authorization: basicAuth('', SECRET) } }],
        ['the query', { query: { secret: SECRET } }],
        ['the query, repeated', { query: { secret: [SECRET, 'other'] } }],
        ['one right beside one wrong', { headers: { authorization: 'Basic eDp5' }, query: { secret: SECRET } }],
    ];
    for (const [what, presented] of right) {
        it(`takes ${what}`, () => assert.equal(checkSecret(SECRET, presented), true));
    }

    const wrong: [string, Parameters<typeof checkSecret>[1]][] = [
        ['nothing', {}],
        ['empty values', { headers: { authorization: '', 'x-webhook-secret': '' }, query: { secret: '' } }],
        ['another secret', { headers: { 'x-webhook-secret': 'correct horse: batterx' } }],
        ['the beginning', { headers: { 'x-webhook-secret': SECRET.slice(0, -1) } }],
        ['more than it', { headers: { 'x-webhook-secret': `${SECRET} ` } }],
        ['other case', { headers: { 'x-webhook-secret': SECRET.toUpperCase() } }],
        ['the user name', { headers: { authorization: basicAuth(SECRET.replace(':', ''), 'x') } }],
        [
            'basic auth without a colon',
            { headers: { authorization: `Basic ${Buffer.from(SECRET.replace(':', '')).toString('base64')}` } },
        ],
        ['basic auth that is no base64', { headers: { authorization: 'Basic ***' } }],
        ['an empty password', { headers: { authorization: basicAuth('user', '') } }],
        [
            'values that are no text',
            { headers: { 'x-webhook-secret': 5, authorization: { a: 1 } }, query: { secret: { 0: SECRET } } },
        ],
        ['an empty list', { query: { secret: [] } }],
    ];
    for (const [what, presented] of wrong) {
        it(`refuses ${what}`, () => assert.equal(checkSecret(SECRET, presented), false));
    }

    it('takes a password in Latin-1, as Radarr and Sonarr send it, and in UTF-8', () => {
        assert.equal(checkSecret('pässwörd', { headers: { authorization: basicAuth('u', 'pässwörd') } }), true);
        assert.equal(checkSecret('pässwörd', { headers: { authorization: utf8Basic('u', 'pässwörd') } }), true);
        assert.equal(checkSecret('密码', { headers: { authorization: utf8Basic('u', '密码') } }), true);
    });

    it('asks for none when none is set', () => {
        assert.equal(checkSecret('', {}), true);
        assert.equal(checkSecret('', { headers: { authorization: 'anything' } }), true);
    });
});

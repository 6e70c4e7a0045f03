import assert from 'node:assert/strict';
import { HIDDEN, withoutSecret } from '../../../lib/doctor/mend/plan';
import { markedAddress } from '../../../lib/doctor/own';
import { MediaError } from '../../../lib/model';

describe('what a service says of a connection that it did not take', () => {
    for (const secret of ['ünsafe word!', 'ä+b & c%d', "it's 100% (süß) ~ *", '🔑 key', 'plain']) {
        it(`never holds the secret ${secret}, however it is written in the address`, () => {
            const own = { base: 'http://node-red:1880', path: '/media/webhook/:service', secret, mark: 'a1b2c3d4' };
            const address = `${markedAddress(own, 'sonarr')!}${secret === 'plain' ? '&secret=plain' : ''}`;
            const forms = [address, encodeURI(decodeURIComponent(address)), decodeURIComponent(address), address.toLowerCase()];
            for (const form of forms) {
                const thrown = new MediaError('rejected', `HTTP request failed: [401] [POST] at [${form}]`, { field: 'ownUrl' });
                const { message, code, field, cause } = withoutSecret(thrown, secret) as MediaError;
                assert.deepEqual([code, field, cause], ['rejected', 'ownUrl', undefined]);
                assert.ok(message.startsWith('HTTP request failed: [401] [POST] at [http://node-red:1880/'), message);
                assert.ok(message.includes(HIDDEN), message);
                const left = message.slice(message.indexOf('secret='));
                assert.ok(!/ünsafe|nsafe|word|ä\+b|c%|s%C3|süß|100|key|plain/i.test(left), message);
            }
        });
    }
});

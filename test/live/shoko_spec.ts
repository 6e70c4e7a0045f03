import assert from 'node:assert/strict';
import { readSettings, testConnection } from '../../lib/shoko';
import { describeLive, environment } from './environment';

describeLive('Shoko', 'SHOKO_URL', () => {
    it('accepts the key, says its version, and tells its folders', async () => {
        const result = await testConnection(readSettings({}, environment).server);
        assert.equal(result.ok, true, result.message);
        assert.match(result.version ?? '', /^\d+\.\d+/);
    });
});

import assert from 'node:assert/strict';
import { addressFor, isRightPath, markedAddress, type OwnWebhook, shownUrl, type Whose, whoseIs } from '../../../lib/doctor/own';

const own: OwnWebhook = { base: 'http://node-red:1880', path: '/media/webhook/:service', secret: 'x', mark: 'a1b2c3d4' };

describe('whose a connection is', () => {
    const table: [string, Whose][] = [
        ['http://node-red:1880/media/webhook/sonarr', 'ours'],
        ['http://node-red:1880/media/webhook/sonarr/', 'ours'],
        ['http://NODE-RED:1880/media/webhook/sonarr4k?secret=x', 'ours'],
        ['http://node-red:1880/media/webhook', 'ours'],
        ['http://node-red:1880/media/webhook/sonarr?node=a1b2c3d4', 'ours'],
        // Moved: only the mark says so.
        ['http://192.168.1.4:1880/media/webhook/sonarr?node=a1b2c3d4', 'ours_moved'],
        ['http://localhost:1880/media/webhook/sonarr?node=a1b2c3d4', 'ours_moved'],
        // Another mark is foreign, wherever it sends to: it is to go to the Node-RED that made it.
        ['http://node-red:1880/media/webhook/sonarr?node=99999999', 'foreign'],
        ['http://other:1880/media/webhook/sonarr?node=99999999', 'foreign'],
        // Not ours beyond doubt: spoken of, and never touched.
        ['http://other:1880/media/webhook/sonarr', 'elsewhere'],
        ['http://node-red:1881/media/webhook/sonarr', 'elsewhere'],
        ['https://node-red:1880/media/webhook/sonarr', 'elsewhere'],
        ['http://localhost:1880/media/webhook/sonarr', 'local'],
        ['http://127.0.0.1:1880/media/webhook/sonarr', 'local'],
        ['http://[::1]:1880/media/webhook/sonarr', 'local'],
        ['http://node-red:1880/media/hook/sonarr', 'beside'],
        ['http://node-red:1880/media/webhooks/sonarr', 'beside'],
        ['http://node-red:1880/notify', 'foreign'],
        ['https://hooks.example/services/1', 'foreign'],
        ['https://hooks.example/services/1?node=a1b2c3d4', 'foreign'],
        ['', 'foreign'],
        ['node-red:1880/media/webhook/sonarr', 'foreign'],
    ];
    for (const [url, whose] of table) it(`${url} is ${whose}`, () => assert.equal(whoseIs(url, own), whose));

    it('takes nothing of other flows for its own where it has no path of its own', () => {
        const atRoot = { ...own, path: '/:service' };
        assert.equal(whoseIs('http://node-red:1880/sonarr', atRoot), 'ours');
        assert.equal(whoseIs('http://node-red:1880/radarr4k?secret=x', atRoot), 'ours');
        for (const url of ['http://node-red:1880/notify', 'http://node-red:1880/my/sonarr', 'http://node-red:1880/'])
            assert.ok(!['ours', 'ours_moved'].includes(whoseIs(url, atRoot)), url);
        const below = { ...atRoot, base: 'http://node-red:1880/red' };
        assert.equal(whoseIs('http://node-red:1880/red/sonarr', below), 'ours');
        assert.notEqual(whoseIs('http://node-red:1880/red/notify', below), 'ours');
    });

    it('cannot tell without our own address, but for the mark', () => {
        const unsaid = { ...own, base: null };
        assert.equal(whoseIs('http://node-red:1880/media/webhook/sonarr', unsaid), 'perhaps');
        assert.equal(whoseIs('http://localhost:1880/media/webhook/sonarr', unsaid), 'local');
        assert.equal(whoseIs('http://node-red:1880/media/webhook/sonarr?node=a1b2c3d4', unsaid), 'ours');
        assert.equal(whoseIs('http://node-red:1880/media/webhook/sonarr?node=99999999', unsaid), 'foreign');
    });

    it('takes a localhost for perhaps ours where the service runs on this machine', () => {
        assert.equal(whoseIs('http://localhost:1880/media/webhook/sonarr', own, true), 'perhaps');
        assert.equal(whoseIs('http://localhost:1880/media/webhook/sonarr?node=99999999', own, true), 'foreign');
    });

    it('reads an address below a base path, and of one service alone', () => {
        const below = { ...own, base: 'https://home.example/nodes/' };
        assert.equal(addressFor(below, 'radarr'), 'https://home.example/nodes/media/webhook/radarr');
        assert.equal(whoseIs('https://home.example/nodes/media/webhook/radarr', below), 'ours');
        assert.equal(whoseIs('https://home.example/media/webhook/radarr', below), 'elsewhere');
        const alone = { ...own, path: '/hooks/radarr' };
        assert.equal(addressFor(alone, 'radarr'), 'http://node-red:1880/hooks/radarr');
        assert.equal(isRightPath('http://node-red:1880/hooks/radarr/', alone, 'radarr'), true);
        assert.equal(isRightPath('http://node-red:1880/hooks', alone, 'radarr'), false);
    });

    it('knows the words that a service may be called by', () => {
        const isRight = (word: string, kind: 'sonarr' | 'seerr'): boolean =>
            isRightPath(`http://node-red:1880/media/webhook/${word}`, own, kind);
        assert.deepEqual(
            ['sonarr', 'Sonarr', 'sonarr4k', 'sonarr-uhd'].map((word) => isRight(word, 'sonarr')),
            [true, true, true, true],
        );
        assert.deepEqual(
            ['', 'radarr', 'seerr', 'sonarr/x'].map((word) => isRight(word, 'sonarr')),
            [false, false, false, false],
        );
        assert.deepEqual(
            ['seerr', 'jellyseerr', 'overseerr', 'sonarr'].map((word) => isRight(word, 'seerr')),
            [true, true, true, false],
        );
    });

    it('writes the mark into an address, the instance, and the secret only where no header takes it', () => {
        assert.equal(markedAddress(own, 'sonarr'), 'http://node-red:1880/media/webhook/sonarr?node=a1b2c3d4');
        assert.equal(markedAddress(own, 'sonarr', 'sonarr4k'), 'http://node-red:1880/media/webhook/sonarr4k?node=a1b2c3d4');
        assert.equal(markedAddress(own, 'sonarr', 'My series'), 'http://node-red:1880/media/webhook/sonarr?node=a1b2c3d4');
        assert.match(markedAddress({ ...own, secret: 'größe' }, 'sonarr') ?? '', /[?&]secret=gr%C3%B6%C3%9Fe$/);
        assert.equal(markedAddress({ ...own, base: null }, 'sonarr'), null);
    });

    it('shows an address without what is secret in it', () => {
        assert.equal(shownUrl('http://me:pass@host/x?secret=s&node=a1'), 'http://host/x?secret=***&node=a1');
        assert.equal(shownUrl('no url'), 'no url');
        assert.equal(shownUrl('me:pass@host:1880/x?secret=s'), 'host:1880/x');
        assert.equal(shownUrl('htp://me:pass@host/x?secret=s'), 'htp://host/x');
    });

    it('shows no key that another service has in the path of its webhook', () => {
        const table: [string, string][] = [
            [
                'https://discord.com/api/webhooks/112233445566778899/aB3_x-y'.padEnd(120, 'Zk9'),
                'https://discord.com/api/webhooks/112233445566778899/***',
            ],
            ['http://ha:8123/api/webhook/seerr-kQ2pL0vXw9sT4uY7', 'http://ha:8123/api/webhook/***'],
            ['http://ha:8123/api/webhook/0123456789abcdef0123456789abcdef', 'http://ha:8123/api/webhook/***'],
            ['http://node-red:1880/media/webhook/jellyseerr', 'http://node-red:1880/media/webhook/jellyseerr'],
            [
                'http://node-red:1880/our-own-media-pipeline-webhooks/seerr',
                'http://node-red:1880/our-own-media-pipeline-webhooks/seerr',
            ],
        ];
        for (const [url, shown] of table) assert.equal(shownUrl(url), shown);
    });
});

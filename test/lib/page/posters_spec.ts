import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { readdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { isFetchable } from '../../../lib/page/posters/fetch';
import { imageTypeOf } from '../../../lib/page/posters/image';
import { Posters } from '../../../lib/page/posters';
import { isPublicAddress, lookupPublic } from '../../../lib/page/posters/public-only';
import { posterKey } from '../../../lib/page/show/poster-address';
import { FakeClock } from '../../support/fake-clock';
import { makeFolder, removeFolders } from '../../support/folder';
import { pageHouse } from '../../support/page-server';
import { movie, putWhole } from '../../support/requests';

const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(1000, 1)]);
const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(100)]);
const WEBP = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBPVP8 '), Buffer.alloc(100)]);
const AVIF = Buffer.concat([Buffer.from('\0\0\0 ftypavif'), Buffer.alloc(100)]);

describe('posters', () => {
    let server: Server;
    let origin: string;
    let folder: string;
    let asked: string[];
    let answer: RequestListener;
    let posters: Posters;
    const clock = new FakeClock();

    beforeEach(async () => {
        asked = [];
        answer = (_request, response) => response.writeHead(200, { 'content-type': 'image/jpeg' }).end(JPEG);
        server = createServer((request, response) => {
            asked.push(request.url ?? '');
            answer(request, response);
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        folder = join(await makeFolder(), 'posters');
        posters = open();
    });
    afterEach(async () => {
        posters.close();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
        await removeFolders();
    });
    const open = (mostBytes?: number): Posters =>
        new Posters({ folder, clock, ownOrigins: () => new Set([origin]), ...(mostBytes !== undefined && { mostBytes }) });

    it('are fetched once, also when several ask, and kept over a restart', async () => {
        const all = await Promise.all([1, 2, 3].map(() => posters.get(`${origin}/a.jpg`)));
        assert.deepEqual(
            all.map((picture) => [picture?.type, picture?.bytes.equals(JPEG)]),
            Array(3).fill(['image/jpeg', true]),
        );
        assert.deepEqual(asked, ['/a.jpg']);
        posters.close();
        assert.equal((await open().get(`${origin}/a.jpg`))?.type, 'image/jpeg');
        assert.deepEqual(asked, ['/a.jpg']);
    });

    for (const [what, listener] of [
        [
            'a web page that is called a picture',
            (_q, r) => r.writeHead(200, { 'content-type': 'image/jpeg' }).end('<html><script>alert(1)</script>'),
        ],
        [
            'SVG',
            (_q, r) => r.writeHead(200, { 'content-type': 'image/svg+xml' }).end('<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ],
        ['nothing', (_q, r) => r.writeHead(200).end()],
        ['not found', (_q, r) => r.writeHead(404).end(JPEG)],
        ['a way to another place', (_q, r) => r.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end()],
        ['more than is believable', (_q, r) => r.writeHead(200).end(Buffer.concat([JPEG, Buffer.alloc(3 * 1024 * 1024)]))],
        ['half an answer', (_q, r) => r.writeHead(200, { 'content-length': 99_999 }).write(JPEG, () => r.destroy())],
    ] as const satisfies readonly [string, RequestListener][]) {
        it(`are none where the answer is ${what}, and are not asked for again soon`, async () => {
            answer = listener;
            assert.equal(await posters.get(`${origin}/a.jpg`), null);
            assert.equal(await posters.get(`${origin}/a.jpg`), null);
            assert.equal(asked.length, 1);
            answer = (_q, r) => r.writeHead(200).end(PNG);
            await clock.advance(11 * 60_000);
            assert.equal((await posters.get(`${origin}/a.jpg`))?.type, 'image/png');
        });
    }

    it('are pictures by how they begin', () => {
        assert.deepEqual([JPEG, PNG, WEBP, AVIF].map(imageTypeOf), ['image/jpeg', 'image/png', 'image/webp', 'image/avif']);
        for (const other of ['', 'GIF89a............', '<svg>.............', 'RIFF....WAVE....'])
            assert.equal(imageTypeOf(Buffer.from(other)), null);
    });

    it('have a bound in all: the oldest go', async () => {
        posters = open(2_500);
        for (const name of ['a', 'b', 'c']) await posters.get(`${origin}/${name}`);
        assert.deepEqual((await readdir(folder)).sort(), [posterKey(`${origin}/b`), posterKey(`${origin}/c`)].sort());
    });

    it('are fetched anew when what was kept is broken, and none of what a crash left is shown', async () => {
        await posters.get(`${origin}/a`);
        await writeFile(join(folder, posterKey(`${origin}/a`)), 'broken');
        await writeFile(join(folder, `${posterKey(`${origin}/a`)}.1.new`), 'half');
        assert.equal((await open().get(`${origin}/a`))?.type, 'image/jpeg');
        assert.deepEqual([asked.length, await readdir(folder)], [2, [posterKey(`${origin}/a`)]]);
    });

    it('are shown although the disk takes none', async () => {
        await writeFile(folder, 'a file where the folder would be');
        assert.equal((await posters.get(`${origin}/a`))?.type, 'image/jpeg');
    });

    for (const address of [
        'http://image.example/a.jpg',
        'https://user:secret@image.example/a.jpg',
        'https://127.0.0.1/a.jpg',
        'https://[::1]/a.jpg',
        'https://[::ffff:10.0.0.1]/a.jpg',
        'https://2130706433/a.jpg',
        'https://0x7f.1/a.jpg',
        'https://169.254.169.254/latest/meta-data',
        'https://nas/a.jpg',
        'https://printer.local/a.jpg',
        'file:///etc/passwd',
        'ftp://image.example/a.jpg',
        'not an address',
    ]) {
        it(`are never asked for at ${address}`, () => assert.equal(isFetchable(address, new Set(['http://sonarr:8989'])), false));
    }

    it('may be at a service of the house itself, and nowhere else in it', () => {
        const own = new Set(['http://sonarr:8989']);
        assert.ok(isFetchable('http://sonarr:8989/MediaCover/1/poster.jpg', own));
        assert.ok(!isFetchable('http://sonarr:9090/', own));
        assert.ok(isFetchable('https://image.tmdb.org/t/p/w600/a.jpg', own));
    });

    it('are not asked for at a public name of a private address', (done) => {
        lookupPublic('localhost', { all: true }, (error) => {
            assert.match(error?.message ?? '', /private network/);
            done();
        });
    });

    it('know private addresses', () => {
        const own = [
            '10.1.2.3',
            '172.31.0.1',
            '192.168.1.1',
            '100.64.0.1',
            '0.0.0.0',
            'fe80::1',
            'fd00::1',
            '::1',
            '::ffff:8.8.8.8',
            '2002:7f00:1::',
            '64:ff9b::a00:1',
            'x',
        ];
        assert.deepEqual(own.filter(isPublicAddress), []);
        assert.deepEqual(
            ['8.8.8.8', '172.32.0.1', '2606:4700::1'].filter((address) => !isPublicAddress(address)),
            [],
        );
    });

    it('are answered under the id of their request', async () => {
        const house = await pageHouse({ ownOrigins: () => new Set([origin]) });
        putWhole(house.store, movie({ id: 'film', posterUrl: `${origin}/a.jpg` }));
        putWhole(house.store, movie({ id: 'none' }));
        const list = (await (await house.fetch('/list?id=film')).json()) as { requests: { poster: string }[] };
        const reply = await house.fetch(`/${list.requests[0]!.poster}`);
        assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, 'image/jpeg']);
        assert.match(reply.headers.get('cache-control') ?? '', /private, max-age/);
        assert.ok(Buffer.from(await reply.arrayBuffer()).equals(JPEG));
        assert.equal(
            (await house.fetch('/posters/film', { headers: { 'if-none-match': reply.headers.get('etag')! } })).status,
            304,
        );
        assert.equal((await house.fetch('/posters/none')).status, 404);
        assert.equal((await house.fetch('/posters/nobody')).status, 404);
        assert.deepEqual(house.faults, []);
        await house.dispose();
    });
});

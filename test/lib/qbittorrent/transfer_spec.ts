import assert from 'node:assert/strict';
import type { Transfer } from '../../../lib/model';
import { contentPathOf } from '../../../lib/qbittorrent/decide/content-path';
import { gistOf, toPercent, transferOf } from '../../../lib/qbittorrent/decide/transfer';
import type { Torrent } from '../../../lib/qbittorrent/ask/wire';

function torrent(change: Partial<Torrent> = {}): Torrent {
    return {
        hash: 'a'.repeat(40),
        name: 'Film',
        state: 'downloading',
        progress: 0.5,
        dlspeed: 1_000,
        eta: 60,
        size: 2_000,
        amount_left: 1_000,
        save_path: '/downloads',
        download_path: '',
        content_path: '/downloads/Film',
        infohash_v1: '',
        infohash_v2: '',
        ...change,
    };
}

describe('transferOf', () => {
    it('gives percent, speed, time and bytes', () => {
        const expected = {
            percent: 50,
            downloadSpeed: 1_000,
            etaSeconds: 60,
            sizeBytes: 2_000,
            leftBytes: 1_000,
            clientState: 'downloading',
        };
        assert.deepEqual(transferOf(torrent(), undefined), expected);
    });

    it('knows no time where qBittorrent says that it does not', () => {
        for (const eta of [8_640_000, -1]) assert.equal('etaSeconds' in transferOf(torrent({ eta }), undefined), false);
    });

    it('names what it waits for, and has no speed and no time left then', () => {
        const waits: [string, Transfer['wait']][] = [
            ['queuedDL', 'queued'],
            ['pausedDL', 'stopped'],
            ['stoppedDL', 'stopped'],
            ['forcedMetaDL', 'metadata'],
            ['stalledDL', 'stalled'],
            ['checkingDL', 'checking'],
            ['moving', 'moving'],
            ['error', 'error'],
            ['missingFiles', 'missing_files'],
        ];
        for (const [state, wait] of waits) {
            const transfer = transferOf(torrent({ state }), 50);
            assert.deepEqual([transfer.wait, transfer.clientState], [wait, state]);
            assert.deepEqual([transfer.downloadSpeed, transfer.etaSeconds], [undefined, undefined], state);
        }
    });

    it('is stalled when it is forced and nothing comes in', () => {
        assert.equal(transferOf(torrent({ state: 'forcedDL', dlspeed: 0 })).wait, 'stalled');
    });

    it('waits for nothing while it downloads and after its end, stopped or not, but for its place', () => {
        for (const state of ['downloading', 'forcedDL', 'aWordOfTomorrow']) {
            assert.equal('wait' in transferOf(torrent({ state })), false, state);
        }
        for (const state of ['stalledUP', 'pausedUP', 'stoppedUP', 'queuedUP', 'stoppedDL', 'queuedDL']) {
            assert.equal('wait' in transferOf(torrent({ state, progress: 1 })), false, state);
        }
        assert.equal(transferOf(torrent({ state: 'moving', progress: 1 })).wait, 'moving');
    });

    it('tells what is free where that is too little, or at an error', () => {
        assert.equal(transferOf(torrent(), undefined, 999).freeBytes, 999);
        assert.equal('freeBytes' in transferOf(torrent(), undefined, 1_000), false);
        assert.equal('freeBytes' in transferOf(torrent()), false);
        assert.equal(transferOf(torrent({ state: 'error' }), undefined, 5_000).freeBytes, 5_000);
        assert.equal(
            'freeBytes' in transferOf(torrent({ state: 'stalledUP', progress: 1, amount_left: 0 }), undefined, 0),
            false,
        );
    });

    it('takes the time to a seeding goal for nothing', () => {
        for (const state of ['stalledUP', 'stoppedUP', 'forcedUP']) {
            assert.equal('etaSeconds' in transferOf(torrent({ state, progress: 1, eta: 500 }), undefined), false);
        }
    });

    it('invents no percent without metadata', () => {
        assert.deepEqual(transferOf(torrent({ state: 'metaDL', size: 0, progress: 0, eta: 8_640_000, dlspeed: 0 }), undefined), {
            clientState: 'metaDL',
            wait: 'metadata',
        });
    });

    it('keeps the last percent during a check', () => {
        for (const state of ['checkingDL', 'checkingUP', 'checkingResumeData']) {
            assert.equal(transferOf(torrent({ state, progress: 0.01 }), 73.5).percent, 73.5);
            assert.equal('percent' in transferOf(torrent({ state, progress: 0.01 }), undefined), false);
        }
    });
});

describe('toPercent', () => {
    it('rounds down, and stays between 0 and 100', () => {
        assert.deepEqual([0, 0.1239, 0.99999, 1, 1.2, -0.1].map(toPercent), [0, 12.3, 99.9, 100, 100, 0]);
    });
});

describe('gistOf', () => {
    const gist = (change: Partial<Torrent>): string => gistOf(transferOf(torrent(change), undefined));

    it('changes with the whole percent, the state, and the speed in two digits', () => {
        const change: Partial<Torrent>[] = [{ progress: 0.51 }, { state: 'stalledDL' }, { dlspeed: 1_200 }, { dlspeed: 0 }];
        for (const news of change) assert.notEqual(gist(news), gist({}));
    });

    it('does not change with what nobody can see', () => {
        for (const noise of [{ progress: 0.5049 }, { dlspeed: 1_040 }, { eta: 59 }, { amount_left: 999 }])
            assert.equal(gist(noise), gist({}));
    });
});

describe('contentPathOf', () => {
    const cases: [string, Partial<Torrent>, string | undefined][] = [
        ['where it is', {}, '/downloads/Film'],
        ['with forward slashes', { content_path: 'D:\\Downloads\\Film' }, 'D:/Downloads/Film'],
        ['nothing without metadata', { content_path: '' }, undefined],
        ['nothing while qBittorrent reads its resume data and only has a name', { content_path: 'Film' }, undefined],
        [
            'the goal of a move',
            { state: 'moving', download_path: '/tmp/part/', content_path: '/tmp/part/Film' },
            '/downloads/Film',
        ],
        [
            'the goal of a move without a folder of its own',
            { state: 'moving', download_path: '/tmp/part', content_path: '/tmp/part' },
            '/downloads',
        ],
        [
            'where it is before it is moved',
            { state: 'stalledUP', download_path: '/tmp/part', content_path: '/tmp/part/Film' },
            '/tmp/part/Film',
        ],
        [
            'where it is when a move starts elsewhere',
            { state: 'moving', download_path: '/tmp/part', content_path: '/tmp/party/Film' },
            '/tmp/party/Film',
        ],
    ];
    for (const [what, change, expected] of cases)
        it(`says ${what}`, () => assert.equal(contentPathOf(torrent(change)), expected));
});

/** A disk that takes nothing, under the shipped flow in a real Node-RED: said plainly, refused honestly, mended by itself. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Answer, type Film, nightTrain, seerrWebhook } from '../simulators/senders';
import { Comms, type ShownStatus } from '../support/comms';
import { House } from '../support/house';
import { SmallDisk } from '../support/small-disk';
import { until } from '../support/until';

const DISK_KILOBYTES = 512;
/** Node-RED tries again every five seconds. */
const RECOVERY_MS = 15_000;
const REFUSED: ShownStatus = { fill: 'red', shape: 'ring', text: 'store not writable' };

describe('a disk that takes nothing', function () {
    this.timeout(60_000);
    let disk: SmallDisk | null;
    let house: House;
    let comms: Comms;

    beforeEach(async function () {
        disk = SmallDisk.mount(DISK_KILOBYTES);
        if (disk === null) this.skip();
        house = await House.open({ env: { MEDIA_STORE_PATH: join(disk.folder, 'store.json') } });
        comms = await Comms.open(house.nodeRed);
    });
    afterEach(async () => {
        if (disk === null) return;
        comms.close();
        await house.close();
        disk.unmount();
    });

    const film = (number: number): Film => ({ ...nightTrain, title: `Film ${number}`, tmdbId: 990_000 + number });
    const ask = (number: number): Promise<Answer> =>
        house.sender.post({
            service: 'seerr',
            body: seerrWebhook('MEDIA_AUTO_APPROVED', film(number), { requestId: 1_000 + number }),
        });
    const titles = async (): Promise<string[]> => (await house.requests()).map(({ title }) => title ?? '').sort();
    const isShown = (node: string, status: ShownStatus): boolean => {
        const { fill, shape, text } = comms.statuses.get(node) ?? {};
        return fill === status.fill && shape === status.shape && (status.text === undefined || text === status.text);
    };
    const untilShown = async (status: ShownStatus, timeoutMs?: number): Promise<void> => {
        for (const node of ['webhook-parser', 'gate'])
            await until(`${node} to show ${JSON.stringify(status)}`, () => isShown(node, status), timeoutMs);
    };
    const complaintsOf = (node: string): string[] => house.nodeRed.complaints().filter((line) => line.includes(`:${node}]`));

    /** Kills it as a power cut would, so that only what is on the disk is left. */
    async function startAgain(): Promise<void> {
        await house.nodeRed.kill();
        await house.nodeRed.start();
        comms.close();
        comms = await Comms.open(house.nodeRed);
    }

    it('is full: webhooks are answered 503, kept in memory, and durable as soon as there is room', async () => {
        assert.equal((await ask(0)).status, 200);
        disk?.fill();
        const kept = ['Film 0'];
        let answer: Answer;
        // What is left of the journal's last block takes a few more.
        do {
            answer = await ask(kept.length);
            kept.push(film(kept.length).title);
        } while (answer.status === 200);
        assert.deepEqual(answer, {
            status: 503,
            body: { ok: false, code: 'store_not_writable', message: 'The store cannot be written: the disk is full' },
        });
        assert.equal((await ask(kept.length)).status, 503);
        kept.push(film(kept.length).title);
        await untilShown(REFUSED);
        await until('what was refused to be shown', async () => (await titles()).length === kept.length);
        assert.equal(complaintsOf('webhook-parser').length, 1);
        assert.match(complaintsOf('webhook-parser')[0] ?? '', /the disk is full \[store_not_writable\]$/);

        disk?.free();
        await untilShown({ fill: 'green', shape: 'dot' }, RECOVERY_MS);
        await startAgain();
        await until('what was kept to be shown', async () => (await titles()).length === kept.length);
        assert.deepEqual(await titles(), kept.sort());
        assert.equal(house.nodeRed.complaints().length, 1);
    });

    it('is full when a power cut comes: what was acknowledged is there, what was refused may not be', async () => {
        assert.equal((await ask(0)).status, 200);
        disk?.fill();
        let number = 1;
        while ((await ask(number)).status === 200) number += 1;
        await startAgain();
        // The old lock is still there, and there is no room for a new one.
        await until('the gate to say so', () => isShown('gate', REFUSED));
        const acknowledged = Array.from({ length: number }, (_, index) => film(index).title);
        await until('what was acknowledged to be shown', async () => (await titles()).length === number);
        assert.deepEqual(await titles(), acknowledged.sort());
        disk?.free();
        await until('the gate to recover', () => isShown('gate', { fill: 'green', shape: 'dot' }), RECOVERY_MS);
        assert.equal((await ask(number)).status, 200);
    });

    it('is read-only, then and from the start: said before the first webhook comes, and no reason to need a restart', async () => {
        disk?.setReadOnly(true);
        assert.equal((await ask(1)).body.message, 'The store cannot be written: its folder is read-only');
        await untilShown(REFUSED);

        await startAgain();
        await until('the gate to say so', () => isShown('gate', REFUSED));
        assert.match(
            complaintsOf('media-store-1').join('\n'),
            /read-only\. What comes in is kept in memory until it can be written/,
        );
        assert.equal((await ask(2)).status, 503);
        assert.deepEqual(await titles(), ['Film 2']);
        disk?.setReadOnly(false);
        await untilShown({ fill: 'green', shape: 'dot' }, RECOVERY_MS);
        assert.equal((await ask(3)).status, 200);

        await startAgain();
        // What was acknowledged and not applied yet is applied after the start.
        await until('what was acknowledged to be shown', async () => (await titles()).length === 2);
        assert.deepEqual(await titles(), ['Film 2', 'Film 3']);
    });
});

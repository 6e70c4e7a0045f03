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
const RECOVERY_MS = 60_000;
const LIVE: ShownStatus = { fill: 'green', shape: 'dot' };
const REFUSED: ShownStatus = { fill: 'red', shape: 'ring', text: 'store not writable' };

describe('a disk that takes nothing', function () {
    this.timeout(240_000);
    let disk: SmallDisk | null;
    let house: House;
    let comms: Comms;

    before(async function () {
        disk = SmallDisk.mount(DISK_KILOBYTES);
        if (disk === null) this.skip();
        house = await House.open({ env: { MEDIA_STORE_PATH: join(disk.folder, 'store.json') } });
        comms = await Comms.open(house.nodeRed);
    });
    after(async () => {
        if (disk === null) return;
        comms.close();
        await house.close();
        disk.unmount();
    });

    const film = (number: number): Film => ({ ...nightTrain, title: `Film ${number}`, tmdbId: 990_000 + number });
    /** Titles that must be shown. */
    const expected: string[] = [];
    let lastFilm = 0;

    /** One more film is asked for. */
    async function ask(): Promise<Answer> {
        const wanted = film(++lastFilm);
        const body = seerrWebhook('MEDIA_AUTO_APPROVED', wanted, { requestId: 1_000 + lastFilm });
        const answer = await house.sender.post({ service: 'seerr', body });
        if (answer.status === 200) expected.push(wanted.title);
        return answer;
    }

    /** Fills the disk and asks until that is refused: what is left of the journal's last block takes a few more. */
    async function askUntilFull(): Promise<Answer> {
        disk?.fill();
        for (;;) {
            const answer = await ask();
            if (answer.status !== 200) return answer;
        }
    }

    /** What was acknowledged and not applied yet is applied after the start. */
    async function untilAllShown(): Promise<void> {
        const titles = async (): Promise<string[]> => (await house.requests()).map(({ title }) => title ?? '').sort();
        let last: string[] = [];
        await until('all that is kept to be shown', async () => {
            last = await titles();
            return last.length >= expected.length;
        }).catch(() => undefined);
        assert.deepEqual(last, expected.toSorted());
    }

    const isShown = (node: string, status: ShownStatus): boolean => {
        const { fill, shape, text } = comms.statuses.get(node) ?? {};
        return fill === status.fill && shape === status.shape && (status.text === undefined || text === status.text);
    };
    const untilShown = async (status: ShownStatus, nodes = ['webhook-parser', 'gate'], timeoutMs?: number): Promise<void> => {
        for (const node of nodes)
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
        assert.equal((await ask()).status, 200);
        assert.deepEqual(await askUntilFull(), {
            status: 503,
            body: { ok: false, code: 'store_not_writable', message: 'The store cannot be written: the disk is full' },
        });
        expected.push(film(lastFilm).title);
        assert.equal((await ask()).status, 503);
        expected.push(film(lastFilm).title);
        await untilShown(REFUSED);
        await untilAllShown();
        assert.equal(complaintsOf('webhook-parser').length, 1);
        assert.match(complaintsOf('webhook-parser')[0] ?? '', /the disk is full \[store_not_writable\]$/);

        disk?.free();
        await untilShown(LIVE, undefined, RECOVERY_MS);
        assert.equal(house.nodeRed.complaints().length, 1);
    });

    it('is full when the power is cut: what was acknowledged is there, and all goes on when there is room', async () => {
        await askUntilFull();
        await startAgain();
        await untilAllShown();
        await askUntilFull();
        expected.push(film(lastFilm).title);
        await untilShown(REFUSED);
        disk?.free();
        await untilShown(LIVE, undefined, RECOVERY_MS);
        assert.equal((await ask()).status, 200);
    });

    it('is read-only, then and at the start: said before the first webhook comes, and no reason for a restart', async () => {
        await house.nodeRed.stop();
        await house.nodeRed.start();
        await untilAllShown();
        // Nothing was written since the start, so no file is open for writing.
        disk?.setReadOnly(true);
        assert.equal((await ask()).body.message, 'The store cannot be written: its folder is read-only');

        const before = complaintsOf('media-store-1').length;
        await startAgain();
        await untilShown(REFUSED, ['gate']);
        const [warning = ''] = complaintsOf('media-store-1').slice(before);
        assert.match(warning, /read-only\. What comes in is kept in memory until it can be written/);
        assert.equal((await ask()).status, 503);
        expected.push(film(lastFilm).title);
        await untilShown(REFUSED);
        disk?.setReadOnly(false);
        await untilShown(LIVE, undefined, RECOVERY_MS);
        assert.equal((await ask()).status, 200);

        await startAgain();
        await untilAllShown();
    });
});

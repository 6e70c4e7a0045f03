/**
 * Remedies in a process that is killed while it removes a download and has the film searched for: at a call that Radarr has just
 * taken, or after a while. What was begun is taken up by the next life. Radarr must not be told anything twice.
 */
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { QBittorrentSimulator } from '../simulators/qbittorrent';
import { RadarrSimulator } from '../simulators/radarr';
import { makeFolder } from '../support/folder';
import { film, releaseOf } from '../support/remedy-world';
import { until } from '../support/until';
import { Random } from './random';
import type { RemedyWork } from './remedy-process';

export interface RemedyRoundsOptions {
    rounds: number;
    seed: number;
    onRound?: (round: number, figures: RemedyFigures) => void;
}

export interface RemedyFigures {
    rounds: number;
    kills: number;
    /** Kills at a call that Radarr had taken and not answered. */
    atCalls: number;
    removals: number;
    searches: number;
}

const MOST_KILLS = 2;
const MOST_DELAY_MS = 40;
const ACCOUNT = { username: 'admin', password: 'adminadmin' };

/** @throws what was called twice, with the round and the seed in its message */
export async function runRemedyRounds({ rounds, seed, onRound }: RemedyRoundsOptions): Promise<RemedyFigures> {
    const random = new Random(seed);
    const figures: RemedyFigures = { rounds: 0, kills: 0, atCalls: 0, removals: 0, searches: 0 };
    for (let round = 1; round <= rounds; round++) {
        const [radarr, client] = await Promise.all([
            RadarrSimulator.start(),
            QBittorrentSimulator.start({ dialect: '5.1', ...ACCOUNT }),
        ]);
        try {
            await play(radarr, client, random, figures);
        } catch (thrown) {
            throw new Error(`remedy round ${round}, seed ${seed}: ${(thrown as Error).message}`, { cause: thrown });
        } finally {
            await Promise.all([radarr.stop(), client.close()]);
        }
        figures.rounds = round;
        onRound?.(round, figures);
    }
    return figures;
}

async function play(
    radarr: RadarrSimulator,
    client: QBittorrentSimulator,
    random: Random,
    figures: RemedyFigures,
): Promise<void> {
    const release = releaseOf(`round ${figures.rounds}`);
    const downloadId = release.downloadId!.toLowerCase();
    radarr.add(film);
    radarr.grab(film, release);
    radarr.block(release, [{ title: 'sample.mkv', messages: ['Sample'] }]);
    client.add({
        hash: downloadId,
        name: release.title,
        files: [{ name: 'sample.mkv', size: 9_000_000, progress: 1, priority: 1 }],
        state: 'stalledUP',
        progress: 1,
        fields: { private: false, ratio: 0, seeding_time: 0, max_ratio: -1, max_seeding_time: -1 },
    });
    const { title, tmdbId, radarrId } = film;
    const work: RemedyWork = {
        path: join(await makeFolder(), 'store.json'),
        radarr: { url: radarr.url, apiKey: radarr.apiKey },
        client: { url: client.url, ...ACCOUNT },
        film: { title, tmdbId, radarrId },
        downloadId,
    };
    const kills = 1 + random.below(MOST_KILLS);
    for (let life = 0; life < kills; life++) {
        const process = new Life(work);
        const isAimed = random.chance(0.6);
        const isSecond = random.chance(0.5);
        const { commands } = radarr;
        const aim = (isHere: boolean): void => {
            if (!isAimed || !isHere) return;
            commands.isMute = true;
            figures.atCalls += 1;
            process.kill();
        };
        commands.onRemove = () => {
            client.remove(downloadId);
            aim(!isSecond);
        };
        commands.onCommand = (name) => aim(isSecond && name === 'MoviesSearch');
        await process.until('ready');
        await process.approveAll();
        if (!isAimed) setTimeout(() => process.kill(), random.next() * MOST_DELAY_MS);
        else if (process.approvals > 0) await Promise.race([process.ended, process.until('over approve')]);
        process.kill();
        await process.ended;
        commands.isMute = false;
        figures.kills += 1;
    }
    radarr.commands.onRemove = () => client.remove(downloadId);
    radarr.commands.onCommand = () => undefined;
    // What was begun is taken up, and somebody approves of whatever is proposed.
    const last = new Life(work);
    await last.until('ready');
    await last.approveAll();
    last.tell('help');
    await last.until('over help');
    last.kill();
    await last.ended;
    const removals = radarr.commands.removals.length;
    const searches = radarr.commands.named('MoviesSearch').length;
    assert.ok(removals <= 1, `removed ${removals} times`);
    assert.ok(searches <= 1, `searched for ${searches} times`);
    assert.equal(radarr.commands.writes.length, removals + searches, 'told something else');
    figures.removals += removals;
    figures.searches += searches;
}

/** One life of the process. */
class Life {
    readonly ended: Promise<void>;
    approvals = 0;
    private readonly lines: string[] = [];
    private readonly process: ChildProcessWithoutNullStreams;
    private isOver = false;
    private complaints = '';

    constructor(work: RemedyWork) {
        const child = spawn(process.execPath, ['--require', 'tsx/cjs', join(__dirname, 'remedy-process.ts')]);
        this.process = child;
        child.stderr.setEncoding('utf8').on('data', (text: string) => (this.complaints += text));
        child.stdin.on('error', () => undefined);
        createInterface({ input: child.stdout }).on('line', (line) => this.lines.push(line));
        this.ended = new Promise<[number | null, string | null]>((resolve) => child.once('close', (...how) => resolve(how))).then(
            ([code, signal]) => {
                this.isOver = true;
                child.stdin.destroy();
                if (this.complaints !== '' || signal !== 'SIGKILL')
                    throw new Error(`it ended with ${signal ?? String(code)}: ${this.complaints}`);
            },
        );
        this.ended.catch(() => undefined);
        child.stdin.write(`${JSON.stringify(work)}\n`);
    }

    tell(line: string): void {
        this.process.stdin.write(`${line}\n`);
    }

    async until(line: string): Promise<void> {
        await until(`the line ${line}`, () => {
            if (this.complaints !== '') throw new Error(this.complaints);
            return this.isOver || this.lines.includes(line);
        });
    }

    /** What waits for an answer, or is proposed when help is asked for. */
    async approveAll(): Promise<void> {
        const proposed = (): string[] => this.lines.filter((line) => line.startsWith('proposed '));
        if (proposed().length === 0) {
            this.tell('help');
            await this.until('over help');
        }
        for (const line of proposed()) {
            this.approvals += 1;
            this.tell(line.replace('proposed', 'approve'));
        }
    }

    kill(): void {
        if (!this.isOver) this.process.kill('SIGKILL');
    }
}

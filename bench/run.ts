/**
 * `npm run bench [-- <name> ...] [--beside=<folder>]`: runs all benchmarks or those whose names are given, prints one
 * table and writes it as JSON to bench/results. A missed target is shown and ends in exit code 1.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { type Benchmark, type Figure, formatNumber, reaches } from './figure';
import { benchmark as asking } from './asking_bench';
import { benchmark as burst } from './burst_bench';
import { benchmark as catchUp } from './catch_up_bench';
import { benchmark as life } from './life_bench';
import { benchmark as longShow } from './long_show_bench';
import { benchmark as memory } from './memory_bench';
import { benchmark as pack } from './pack_bench';
import { benchmark as page } from './page_bench';
import { benchmark as poll } from './poll_bench';
import { benchmark as screen } from './screen_bench';
import { benchmark as store } from './store_bench';
import { benchmark as verify } from './verify_bench';
import { benchmark as webhook } from './webhook_bench';

/** In the order of the table. */
const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
    webhook,
    store,
    'long-show': longShow,
    life,
    poll,
    verify,
    pack,
    asking,
    'catch-up': catchUp,
    memory,
    page,
    screen,
    burst,
};

const BESIDE = '--beside=';

function namesToRun(wanted: readonly string[]): string[] {
    const all = Object.keys(BENCHMARKS);
    const unknown = wanted.filter((name) => !all.includes(name));
    if (unknown.length > 0) throw new Error(`no such benchmark: ${unknown.join(', ')}; there are: ${all.join(', ')}`);
    return wanted.length > 0 ? [...wanted] : all;
}

function targetOf({ target }: Figure): string {
    if (target === undefined) return '';
    return 'atMost' in target ? `at most ${formatNumber(target.atMost)}` : `at least ${formatNumber(target.atLeast)}`;
}

function rowOf(figure: Figure): string[] {
    const { name, value, unit, target, yardstick = '', note = '' } = figure;
    const verdict = target === undefined ? '' : reaches(figure) ? 'met' : 'MISSED';
    return [name, `${formatNumber(value)} ${unit}`.trim(), targetOf(figure), verdict, yardstick, note];
}

function table(rows: readonly string[][]): string {
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    return rows
        .map((row) =>
            row
                .map((cell, column) => cell.padEnd(widths[column] ?? 0))
                .join('  ')
                .trimEnd(),
        )
        .join('\n');
}

async function main(): Promise<void> {
    const figures: (Figure & { benchmark: string })[] = [];
    const loads = [loadavg()[0] ?? 0];
    const args = process.argv.slice(2);
    const [beside] = args.flatMap((arg) => (arg.startsWith(BESIDE) ? [resolve(arg.slice(BESIDE.length))] : []));
    for (const name of namesToRun(args.filter((arg) => !arg.startsWith(BESIDE)))) {
        const begin = Date.now();
        for (const figure of (await BENCHMARKS[name]?.run({ ...(beside !== undefined && { beside }) })) ?? [])
            figures.push({ benchmark: name, ...figure });
        console.log(`> ${name}: ${formatNumber((Date.now() - begin) / 1000)} s`);
        loads.push(loadavg()[0] ?? 0);
    }
    console.log(`\n${table([['figure', 'value', 'target', '', 'yardstick', 'measured as'], ...figures.map(rowOf)])}`);
    const busy = `${formatNumber(Math.min(...loads))} to ${formatNumber(Math.max(...loads))}`;
    console.log(`\n${cpus().length} cores, ${busy} processes wanting one: more than there are cores makes times long`);

    const at = new Date().toISOString();
    const machine = { node: process.version, cpu: cpus()[0]?.model, cpus: cpus().length, memoryBytes: totalmem(), loads };
    const folder = join(__dirname, 'results');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${at.replace(/[:.]/g, '-')}.json`);
    writeFileSync(file, `${JSON.stringify({ at, machine, figures }, null, 2)}\n`);
    console.log(`written to ${file}`);
    process.exitCode = figures.every(reaches) ? 0 : 1;
}

void main();

/**
 * `npm run bench [-- <name> ...]`: runs the benchmarks beside this file, all or those whose names are given, prints one
 * table and writes it as JSON to bench/results. A missed target is shown and ends in exit code 1.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Benchmark, type Figure, reaches } from './figure';

const SUFFIX = '_bench.ts';

function namesToRun(wanted: readonly string[]): string[] {
    const all = readdirSync(__dirname)
        .filter((file) => file.endsWith(SUFFIX))
        .map((file) => file.slice(0, -SUFFIX.length))
        .sort();
    const unknown = wanted.filter((name) => !all.includes(name));
    if (unknown.length > 0) throw new Error(`no such benchmark: ${unknown.join(', ')}; there are: ${all.join(', ')}`);
    return wanted.length > 0 ? [...wanted] : all;
}

function number(value: number): string {
    return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0, useGrouping: true });
}

function rowOf(figure: Figure): string[] {
    const { name, value, unit, target, note } = figure;
    const wanted =
        target === undefined
            ? ''
            : 'atMost' in target
              ? `at most ${number(target.atMost)}`
              : `at least ${number(target.atLeast)}`;
    const verdict = target === undefined ? '' : reaches(figure) ? 'ok' : 'MISSED';
    return [name, `${number(value)} ${unit}`.trim(), wanted, verdict, note ?? ''];
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
    for (const name of namesToRun(process.argv.slice(2))) {
        console.log(`> ${name}`);
        const { benchmark } = (await import(join(__dirname, `${name}${SUFFIX}`))) as { benchmark: Benchmark };
        for (const figure of await benchmark.run()) figures.push({ benchmark: name, ...figure });
    }
    console.log(`\n${table([['figure', 'value', 'target', '', 'measured as'], ...figures.map(rowOf)])}`);

    const at = new Date().toISOString();
    const machine = { node: process.version, cpu: cpus()[0]?.model, cpus: cpus().length, memoryBytes: totalmem() };
    const folder = join(__dirname, 'results');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${at.replace(/[:.]/g, '-')}.json`);
    writeFileSync(file, `${JSON.stringify({ at, machine, figures }, null, 2)}\n`);
    console.log(`\nwritten to ${file}`);
    process.exitCode = figures.every(reaches) ? 0 : 1;
}

void main();

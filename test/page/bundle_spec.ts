/** What a browser loads: little of it, nothing from elsewhere, nothing that the page's policy forbids. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { projectRoot } from '../support/node-red';

const folder = join(projectRoot, 'dist/page');
const assets = readdirSync(join(folder, 'assets'));
const read = (...path: string[]): Buffer => readFileSync(join(folder, ...path));
/** Bytes over the wire of all there is, icons included. */
const BUDGET = 100_000;
/** Bytes over the wire of what stands between a tap and the first picture. */
const FIRST_BUDGET = 50_000;

describe('page: what a browser loads', () => {
    const html = read('index.html').toString();

    it('is small', () => {
        const packed = (name: string): number => gzipSync(read('assets', name)).length;
        const first = gzipSync(html).length + packed('app.js') + packed('app.css');
        assert.ok(first < FIRST_BUDGET, `${first} bytes until the first picture`);
        const all = gzipSync(html).length + assets.map(packed).reduce((sum, size) => sum + size, 0);
        assert.ok(all < BUDGET, `${all} bytes in all`);
    });

    it('is all there, and comes from beside the page', () => {
        const named = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
        assert.ok(named.length >= 5);
        for (const address of named) {
            const [, file = ''] = /^assets\/([\w.-]+)\?\{\{version\}\}$/.exec(address) ?? [];
            assert.ok(assets.includes(file), address);
        }
        const manifest = JSON.parse(read('assets', 'manifest.webmanifest').toString()) as { icons: { src: string }[] };
        for (const { src } of manifest.icons) assert.ok(assets.includes(src), src);
    });

    it('has no script and no style in its html, and asks for nothing elsewhere', () => {
        assert.doesNotMatch(html, /<style|style=|<script(?![^>]*\ssrc=)|\son\w+=/);
        const places = [...html.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
        assert.deepEqual([...new Set(places)].sort(), ['lang', 'title', 'version']);
        assert.doesNotMatch(read('assets', 'app.css').toString(), /url\(|@import/);
        const elsewhere = [
            ...read('assets', 'app.js')
                .toString()
                .matchAll(/https?:\/\/[\w.-]+/g),
        ].map(([address]) => address);
        // Names of XML's vocabularies are no addresses that are asked.
        assert.deepEqual(
            [...new Set(elsewhere)].filter((address) => address !== 'http://www.w3.org'),
            [],
        );
    });

    it('has no way to write markup', () => {
        const sources = readdirSync(join(projectRoot, 'page'), { recursive: true, encoding: 'utf8' }).filter((file) =>
            /\.tsx?$/.test(file),
        );
        assert.ok(sources.length > 15);
        for (const file of sources) {
            const text = readFileSync(join(projectRoot, 'page', file), 'utf8');
            assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|document\.write|\beval\(/, file);
        }
    });
});

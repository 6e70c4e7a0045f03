/** The built browser half: read once, compressed once, and kept in memory, for it is small. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { MediaError } from '../../model';
import type { HtmlPlaces } from '../contract';
import { notFound, PAGE_HEADERS } from './answer';
import { queryOf } from './route';

const TYPES: Readonly<Record<string, string>> = {
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.json': 'application/json; charset=utf-8',
    '.webmanifest': 'application/manifest+json; charset=utf-8',
    '.svg': 'image/svg+xml',
    '.png': 'image/png',
    '.ico': 'image/x-icon',
    '.woff2': 'font/woff2',
};
/** Compressed as they are. */
const PACKED = ['.png', '.woff2'];
const YEAR_S = 31_536_000;

interface Asset {
    type: string;
    plain: Buffer;
    zipped: Buffer | null;
}

interface Built {
    html: string;
    assets: ReadonlyMap<string, Asset>;
    /** Another one for each build. */
    version: string;
}

const zip = promisify(gzip);

export class Assets {
    private built: Promise<Built> | null = null;

    /** @param folder `dist/page` */
    constructor(private readonly folder: string) {}

    /** @throws MediaError `not_built` */
    async sendHtml(response: ServerResponse, places: Omit<HtmlPlaces, 'version'>): Promise<void> {
        const { html, version } = await this.load();
        const values: Record<string, string> = { ...places, version };
        const body = html.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
            name in values ? escaped(values[name] ?? '') : whole,
        );
        response.writeHead(200, {
            ...PAGE_HEADERS,
            'content-type': 'text/html; charset=utf-8',
            'cache-control': 'no-cache',
            'content-length': Buffer.byteLength(body),
        });
        response.end(body);
    }

    /** @throws MediaError `not_found`, `not_built` */
    async sendAsset(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
        const { assets, version } = await this.load();
        const asset = assets.get(name);
        if (asset === undefined) throw notFound();
        const isCurrent = queryOf(request.url) === version;
        const etag = `"${version}"`;
        const headers = {
            ...PAGE_HEADERS,
            'content-type': asset.type,
            etag,
            vary: 'accept-encoding',
            // Of another build is another address.
            'cache-control': isCurrent ? `private, max-age=${YEAR_S}, immutable` : 'no-cache',
        };
        if (request.headers['if-none-match'] === etag) {
            response.writeHead(304, headers).end();
            return;
        }
        const takesZipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
        const zipped = takesZipped ? asset.zipped : null;
        const body = zipped ?? asset.plain;
        const encoding = zipped !== null && { 'content-encoding': 'gzip' };
        response.writeHead(200, { ...headers, ...encoding, 'content-length': body.length }).end(body);
    }

    private load(): Promise<Built> {
        this.built ??= this.read().catch((cause: unknown) => {
            this.built = null;
            throw new MediaError('not_built', 'The page is not part of this installation: install the package anew', { cause });
        });
        return this.built;
    }

    private async read(): Promise<Built> {
        const html = await readFile(join(this.folder, 'index.html'), 'utf8');
        const folder = join(this.folder, 'assets');
        const hash = createHash('sha256').update(html);
        const assets = new Map<string, Asset>();
        for (const name of (await readdir(folder)).sort()) {
            const type = TYPES[extname(name)];
            if (type === undefined) continue;
            const plain = await readFile(join(folder, name));
            const zipped = PACKED.includes(extname(name)) ? null : await zip(plain, { level: 9 });
            assets.set(name, { type, plain, zipped });
            hash.update(name).update(plain);
        }
        return { html, assets, version: hash.digest('hex').slice(0, 12) };
    }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
    return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}

/** Makes torrents (v1) of data made up for a test. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

type Bencodable = number | string | Buffer | Bencodable[] | { [key: string]: Bencodable };

export interface MadeTorrent {
    /** v1 hash, lower case. */
    hash: string;
    /** The `.torrent` file. */
    file: Buffer;
}

/**
 * Writes `files` (path inside the torrent to size in bytes) full of random data under `folder/name`, and makes the torrent of them.
 * @param pieceLength bytes, a power of two
 */
export function makeTorrent(folder: string, name: string, files: Record<string, number>, pieceLength = 16_384): MadeTorrent {
    const contents = Object.entries(files).map(([path, size]) => ({ path, data: randomBytes(size) }));
    for (const { path, data } of contents) {
        const target = join(folder, name, path);
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, data);
    }
    const all = Buffer.concat(contents.map(({ data }) => data));
    const pieces: Buffer[] = [];
    for (let start = 0; start < all.length; start += pieceLength) pieces.push(sha1(all.subarray(start, start + pieceLength)));
    const info = {
        files: contents.map(({ path, data }) => ({ length: data.length, path: path.split('/') })),
        name,
        'piece length': pieceLength,
        pieces: Buffer.concat(pieces),
    };
    return { hash: sha1(bencode(info)).toString('hex'), file: bencode({ info }) };
}

function sha1(data: Buffer): Buffer {
    return createHash('sha1').update(data).digest();
}

function bencode(value: Bencodable): Buffer {
    if (typeof value === 'number') return Buffer.from(`i${value}e`);
    if (typeof value === 'string') return bencode(Buffer.from(value));
    if (Buffer.isBuffer(value)) return Buffer.concat([Buffer.from(`${value.length}:`), value]);
    if (Array.isArray(value)) return Buffer.concat([Buffer.from('l'), ...value.map(bencode), Buffer.from('e')]);
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Buffer.concat([
        Buffer.from('d'),
        ...entries.flatMap(([key, item]) => [bencode(key), bencode(item)]),
        Buffer.from('e'),
    ]);
}

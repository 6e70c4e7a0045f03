/** What kind of picture bytes are, by how each kind begins: what a server calls them may be anything. */

const ISO_BRANDS = ['avif', 'avis'];

/** The media type; null for what is no picture that the page shows. SVG is none: it may hold scripts. */
export function imageTypeOf(bytes: Buffer): string | null {
    if (bytes.length < 12) return null;
    if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg';
    if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return 'image/png';
    const word = (from: number): string => bytes.toString('latin1', from, from + 4);
    if (word(0) === 'RIFF' && word(8) === 'WEBP') return 'image/webp';
    if (word(4) === 'ftyp' && ISO_BRANDS.includes(word(8))) return 'image/avif';
    return null;
}

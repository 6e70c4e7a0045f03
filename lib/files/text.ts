/**
 * A file name made ready for reading numbers: one kind of bracket, dash and digit, and without the numbers that say how it
 * was encoded. Every pattern here takes time in proportion to the name.
 */

const VIDEO = /\.(mkv|mp4|m4v|avi|ts|m2ts|mts|webm|wmv|mov|mpe?g|ogm|flv|vob|iso|strm|rmvb|divx)$/i;
const COMPANION = /\.(srt|ass|ssa|sub|idx|sup|nfo|jpe?g|png|txt|mka)$/i;

/** Longest name a file system allows; what is longer is no file name and not worth a parser's time. */
const MAX_NAME = 255;

/** Folders and name of a path with either kind of slash; null where the name is none or the path is longer than any can be. */
export function splitPath(path: string): { name: string; folders: string[] } | null {
    if (path.length > 16 * MAX_NAME) return null;
    const folders = path.split(/[\\/]+/);
    const name = folders.pop() ?? '';
    return name === '' || name.length > MAX_NAME ? null : { name, folders };
}

export function isVideo(name: string): boolean {
    return VIDEO.test(name);
}

/** Without its extension, in plain signs: `【第０５話】` is `[第05話]`, `1280×720` is `1280x720`. */
export function stemOf(name: string): string {
    return name
        .replace(VIDEO, '')
        .replace(COMPANION, '')
        .normalize('NFKC')
        .slice(0, MAX_NAME)
        .replace(/[【「『〔]/g, '[')
        .replace(/[】」』〕]/g, ']')
        .replace(/×/g, 'x')
        .replace(/[‐‑‒–—―－]/g, '-')
        .replace(/[～〜]/g, '~');
}

/** What describes the release and not the episode; it also ends the part of a name that can have a title. */
const TAG_WORDS = [
    /web(?:[ .-]?dl|[ .-]?rip)?|blu[ .-]?ray|bd(?:rip|remux)?|br[ .-]?rip|hd[ .-]?tv|[ps]dtv|dvd(?:[ .-]?rip|r|5|9)?|remux|ws|dsr|hdrip|ntsc|pal/,
    /proper|repack|real|internal|uncut|uncensored|extended|remastered|hdr(?:10)?|sdr|dv|uhd|hd|sd|nf|amzn|dsnp|hmax|atvp|hulu|cr|vostfr|vost|vf|vff/,
    /multi|dual(?:[ .-]audio)?|dubbed|subbed|dub|sub(?:s|bed)?|hardsub|softsub|german|french|english|eng|ita(?:lian)?|esp|spanish|pl|polish|ger|fra?|jpn?|ukr|rus/,
    /end|fin(?:al|ale)?|完|complete|batch|xvid|divx|hevc|avc|aac|ac3|e-?ac-?3|flac|opus|dts(?:-?hd)?|truehd|hi10p?|fhd|4k|8k|raw|tv/,
];
const TAG_WORD = TAG_WORDS.map((words) => words.source).join('|');

/** Numbers with another meaning. What they leave behind is a bar, which ends a segment. */
const NOISE = [
    /(?<=[([{ _.-])(?=[0-9a-f]*\d)[0-9a-f]{8}(?=[\])} _.-]|$)/gi, // [1107F3A9]
    /(?<!\d)\d{3,4} ?[x*] ?\d{3,4}p?(?!\d)/gi, // 1920x1080
    /(?<![a-z0-9])\d{3,4}[pi](?:\d{2,3})?(?![a-z])/gi, // 1080p, 1080p60
    /(?<![a-z0-9])[xh][ ._-]?26[3456](?!\d)/gi,
    /(?<![a-z0-9])(?:8|10|12)[ ._-]?b(?:its?)?(?![a-z0-9])/gi, // 10-bit, 10b
    /(?<![a-z0-9])hi(?:10|422|444)p{0,3}(?![a-z0-9])/gi,
    /(?<![a-z0-9])(?:\d x ?)?(?:aac|ac-?3|e-?ac-?3|dd(?:p|\+)?|dts(?:-?(?:hd|es|x))?(?:[ ._-]?ma)?|flac|opus|truehd|atmos|mp[234]|mpeg[24]|mpa|av1|vp9|divx|ogg|pcm|dolby)(?:[ ._-]?\d(?:[ ._]\d)?(?!\d))?(?:x\d)?(?:ch)?(?![a-z0-9])/gi,
    /(?<![a-z0-9])\d[ ._]\d ?(?:ch|audio)(?![a-z])/gi, // 5.1ch
    /(?<![a-z0-9])\d{1,4}(?:[.,]\d{1,3})? ?(?:fps|[mk]b(?:ps|\/s|it)|k?hz)(?![a-z0-9])/gi,
    /(?<![a-z0-9])(?:\d{1,4}\.\d{1,3} ?|\d{1,4})(?:[mgk]i?b|min|ch)(?![a-z0-9])/gi, // 557.3MB, 45min
    /(?<!\d|cap[. ]{0,2})(?:19|20)\d\d(?= ?[/)\]])/gi, // (2019), [2019]
    /(?<![a-z0-9])(?:4k|8k|3d|uhd)(?![a-z0-9])/gi,
    /(?<![a-z])(?:v|vol(?:ume)?|disc|disk|cd|dvd|ver|version)s?[ ._]?\d{1,3}(?:\.\d+[a-z]?)?(?![a-z0-9])/gi,
    /(?<=\[)(?:4[38]0|5[47]6|540|720|1080|1440|2160)(?=[\]])/g,
    /\d{1,2}月(?:\d{1,2}日)?新?番?/g, // 10月新番
    /全\d+[話话集回]/g, // 24 episodes in all
    /(?<![a-z])(?:january|february|march|april|may|june|july|august|september|october|november|december)[ ._]\d{1,2}(?!\d)/gi,
    /\d+%/g,
];
const TAGGED = new RegExp(`(?<![\\p{L}0-9])(?:${TAG_WORD})(?![\\p{L}0-9])`, 'giu');
const TAG_NEXT = new RegExp(
    `^[ ._]*(?:$|[\\[(){}|\\]~,]|[ ._]-[ ._]|v\\d|-(?=\\D)|(?:\\d{3,4}[pi]|${TAG_WORD})(?![\\p{L}0-9])|of[ ._])`,
    'iu',
);

/** Whether nothing that reads like words of a title comes next. */
export function endsHere(rest: string): boolean {
    return TAG_NEXT.test(rest);
}

/** The name with a bar in place of every number that says how the release was made. */
export function withoutNoise(stem: string): string {
    const unversioned = stem.replace(/(?<=\d)[ ._]?v\d(?![a-z0-9])/gi, '');
    return NOISE.reduce((text, pattern) => text.replace(pattern, '|'), unversioned);
}

/** Also without words such as `BluRay` and `GERMAN`. */
export function withoutTags(text: string): string {
    return text.replace(TAGGED, '|').replace(/(?<=\d)(?:完|end|fin)(?!\p{L})/giu, '|');
}

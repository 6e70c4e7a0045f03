/** Made-up words in place of real ones, always the same for the same word. */

/** What says how a file is made, or what a service says of itself; it names no title. */
const TECHNICAL =
    /^(?:s\d{1,4}(?:e\d{1,4})*|e\d{1,4}|ep\d{1,4}|\d+x\d+|\d{3,4}[pi]|x26[45]|h26[45]|hevc|avc|av1|xvid|aac|ac3|eac3|dts|flac|opus|truehd|atmos|hdr|hdr10|dv|web|webdl|webrip|bluray|bdrip|dvd|dvdrip|hdtv|remux|dl|bd|mkv|mp4|m4v|avi|ts|m2ts|iso|disc|strm|srt|ass|nfo|exe|txt|rar|zip|proper|repack|multi|dual|audio|sub|subs|bit|8bit|10bit|uhd|sd|4k|season|seasons|staffel|specials|special|episode|episodes|sample|extras|trailer|featurettes|ova|ona|oad|nced|ncop|part|vol|cd\d|data|media|downloads?|movies?|films?|filme|tv|shows?|series|serien|anime|torrents?|complete|incomplete|usenet|mnt|srv|home|volume\d*|users?|kbps|mb|gb|tb|https?|wss?|host\d*|user\d+|sonarr|radarr|seerr|jellyseerr|overseerr|jellyfin|qbittorrent|shoko|prowlarr|[0-9a-f]{32,64})$/i;
/** Words of everyday English that services use in sentences: a title may have them too, and they tell nothing. */
const PLAIN = new Set(
    (
        'a an and are as at be by for from has have in into is it its no not of on or that the this to was were will with you your all any ' +
        'file files found import imported importing release found matching matched unknown title match missing download downloaded downloading ' +
        'folder path existing new upgrade quality error failed warning one more expected automatic possible manual interaction required ' +
        'invalid season video extension unsupported caution executable already eligible status unable parse see'
    ).split(' '),
);

const FIRST =
    'amber birch cobalt dusk ember fjord glade harbour indigo juniper kelp lantern marble nettle opal pewter quartz russet salt timber umber velvet willow zephyr'.split(
        ' ',
    );
const SECOND =
    'anchor basin cairn delta eaves furrow grove hollow inlet jetty knoll ledge meadow notch orchard pier quarry ridge slope tower upland valley wharf yard'.split(
        ' ',
    );

/** Which words are private, and what stands for each. */
export class WordBook {
    private readonly standIns = new Map<string, string>();

    /** Every word of a text that belongs to somebody: a title, a path, a name. */
    replaceAll(text: string): string {
        return this.map(text, (word) => this.standInFor(word));
    }

    /** Only the words that were met in such texts before. */
    replaceKnown(text: string): string {
        return this.map(text, (word) => this.standIns.get(word.toLowerCase()) ?? word);
    }

    private map(text: string, change: (word: string) => string): string {
        return text.replace(/[\p{L}\p{N}\p{M}]+/gu, (word) => (isHarmless(word) ? word : inCaseOf(word, change(word))));
    }

    private standInFor(word: string): string {
        const key = word.toLowerCase();
        const known = this.standIns.get(key) ?? madeUp(this.standIns.size);
        this.standIns.set(key, known);
        return known;
    }
}

/** Numbers stay: what is wrong with a file's name is most often a number. */
function isHarmless(word: string): boolean {
    return /^\p{N}+$/u.test(word) || TECHNICAL.test(word) || PLAIN.has(word.toLowerCase());
}

function madeUp(index: number): string {
    const first = FIRST[index % FIRST.length] ?? '';
    const round = Math.floor(index / FIRST.length);
    if (round === 0) return first;
    const second = SECOND[(round - 1 + index) % SECOND.length] ?? '';
    return `${first}${second}${'x'.repeat(Math.floor((round - 1) / SECOND.length))}`;
}

function inCaseOf(model: string, word: string): string {
    if (model === word) return word;
    if (model.length > 1 && model === model.toUpperCase() && model !== model.toLowerCase()) return word.toUpperCase();
    return /^\p{Lu}/u.test(model) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

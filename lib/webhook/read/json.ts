/** JSON as it is posted, with the one mistake that templates make of their own accord. */
import { MediaError } from '../../model';

/**
 * Reads JSON from text or UTF-8 bytes. A template that puts an overview with line breaks between quotation marks makes a text
 * that is not JSON (jellyfin-plugin-webhook#217). Inside a string a control character can mean nothing but itself, and every
 * text is brought on one line later on, so there it is read as a space.
 * @throws MediaError `not_json`
 */
export function parseJson(body: string | Uint8Array): unknown {
    const decoded = typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
    const text = decoded.replace(/^\ufeff/, '');
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return parseSpaced(text);
    }
}

function parseSpaced(text: string): unknown {
    try {
        return JSON.parse(withoutControls(text)) as unknown;
    } catch {
        // The parser's own message quotes the body, which may hold a secret.
        throw new MediaError('not_json', 'The body is not JSON: look at the template of who sends it', { field: 'body' });
    }
}

/** The text with spaces for the control characters inside its strings. In one pass: nothing is read twice. */
function withoutControls(text: string): string {
    // In UTF-8 no other character has such bytes.
    const bytes = Buffer.from(text, 'utf8');
    let isInString = false;
    for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] ?? SPACE;
        if (byte === QUOTE) isInString = !isInString;
        else if (byte === BACKSLASH) at++;
        else if (byte < SPACE && isInString) bytes[at] = SPACE;
    }
    return bytes.toString('utf8');
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

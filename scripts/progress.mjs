// Tells that something still goes on. Plain lines, no cursor movement: a log of CI has to show them too.

/** Silence that a reader takes for a standstill is 10 s; the line comes before that. */
const SILENCE_MS = 8_000;

let lastLineAt = Date.now();

/** Prints text, and counts as a sign of life. */
export function say(text) {
    lastLineAt = Date.now();
    console.log(text);
}

/** Hands on what a program printed, as it is. */
export function forward(stream, chunk) {
    lastLineAt = Date.now();
    stream.write(chunk);
}

/**
 * Until the returned function is called, says `describe(seconds since now)` whenever nothing was said for a while.
 * What a child prints to our terminal by itself is not seen, so such a line may come beside it.
 */
export function keepTelling(describe) {
    const start = Date.now();
    const timer = setInterval(() => {
        if (Date.now() - lastLineAt >= SILENCE_MS) say(describe(Math.round((Date.now() - start) / 1000)));
    }, 500);
    return () => clearInterval(timer);
}

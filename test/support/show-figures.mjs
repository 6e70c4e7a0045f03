// Loaded into a Node-RED by `NODE_OPTIONS=--import=...`: on SIGWINCH it collects its garbage and prints what it holds,
// as one line of JSON behind the word `figures`.
import { createHook } from 'node:async_hooks';
import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

// Those that do not keep the process alive are listed nowhere else.
const timers = new Set();
createHook({
    init(id, type) {
        if (type === 'Timeout') timers.add(id);
    },
    destroy(id) {
        timers.delete(id);
    },
}).enable();

function countEach(names) {
    const counts = {};
    for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
}

process.on('SIGWINCH', async () => {
    collect();
    // What waits for its finalizer is gone with the second round.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    const figures = {
        resources: countEach(process.getActiveResourcesInfo()),
        timers: timers.size,
        files: readdirSync('/proc/self/fd').length,
        heapBytes: heapUsed + external,
        residentBytes: rss,
    };
    console.log(`figures ${JSON.stringify(figures)}`);
});

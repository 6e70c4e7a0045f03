// What `npm test` runs in processes of their own, and in which order: what takes longest begins first, so that nothing long is left
// alone at the end, and a folder that takes long is divided.

/**
 * Seconds that these spec files take, alone on a quiet machine of two cores; any other takes one at most. They only say what
 * begins first: `npm test -- --seconds` prints them anew when they have become wrong.
 */
const SECONDS = {
    'test/demo_spec.ts': 26,
    'test/flows/crash_spec.ts': 24,
    'test/flows/disk_spec.ts': 40,
    'test/flows/doctor_spec.ts': 5,
    'test/flows/examples_spec.ts': 30,
    'test/flows/first-contact_spec.ts': 4,
    'test/flows/flow-1-regular-movie_spec.ts': 9,
    'test/flows/flow-2-regular-tv_spec.ts': 8,
    'test/flows/flow-3-anime-movie_spec.ts': 8,
    'test/flows/misbehaving_spec.ts': 54,
    'test/flows/page_spec.ts': 5,
    'test/flows/real-qbittorrent_spec.ts': 23,
    'test/flows/redeploy_spec.ts': 20,
    'test/flows/without-webhooks_spec.ts': 41,
    'test/lib/arr/catch-up_spec.ts': 7,
    'test/lib/arr/listener_spec.ts': 16,
    'test/lib/arr/live_facts_spec.ts': 8,
    'test/lib/arr/outages_spec.ts': 6,
    'test/lib/arr/queue_spec.ts': 5,
    'test/lib/arr/titles_spec.ts': 14,
    'test/lib/arr/weekly_show_spec.ts': 9,
    'test/lib/attention/houses_spec.ts': 5,
    'test/lib/doctor/broken-houses_spec.ts': 8,
    'test/lib/gate/order_spec.ts': 14,
    'test/lib/gate/lists_spec.ts': 3,
    'test/lib/jellyfin/cost_spec.ts': 3,
    'test/lib/jellyfin/late_spec.ts': 8,
    'test/lib/qbittorrent/poller_spec.ts': 17,
    'test/lib/qbittorrent/real_spec.ts': 31,
    'test/lib/remedies/cases_spec.ts': 12,
    'test/lib/remedies/kills_spec.ts': 6,
    'test/lib/seerr/bad-input_spec.ts': 6,
    'test/lib/seerr/reader_spec.ts': 3,
    'test/lib/shoko/listener_spec.ts': 16,
    'test/lib/store/crash_spec.ts': 7,
    'test/lib/webhook/fuzz_spec.ts': 5,
    'test/nodes/first-messages_spec.ts': 5,
    'test/nodes/media-arr_spec.ts': 4,
    'test/nodes/media-attention_spec.ts': 5,
    'test/nodes/media-gate_spec.ts': 8,
    'test/nodes/media-jellyfin_spec.ts': 4,
    'test/nodes/media-qbittorrent_spec.ts': 8,
    'test/nodes/media-relay_spec.ts': 5,
    'test/nodes/media-remedy_spec.ts': 8,
    'test/nodes/media-seerr_spec.ts': 7,
    'test/nodes/media-shoko_spec.ts': 18,
    'test/record_spec.ts': 3,
    'test/runtime_spec.ts': 8,
};
const OTHERWISE_S = 0.5;

/** Folders whose spec files have a process each: they start Node-RED and whatever else. */
const FILE_BY_FILE = ['test/flows'];

/** A folder that takes longer than this has several processes. More of them would load the same code once more each. */
const PIECE_S = 30;

/** Groups of spec files, the longest first: each its name and its files. */
export function partsOf(files) {
    const folders = new Map();
    for (const file of files) folders.set(folderOf(file), [...(folders.get(folderOf(file)) ?? []), file]);
    return [...folders]
        .flatMap(([folder, specs]) =>
            FILE_BY_FILE.includes(folder) ? specs.map((file) => [file, [file]]) : piecesOf(folder, specs),
        )
        .map(([name, specs]) => ({ name, specs }))
        .sort((a, b) => secondsOf(b.specs) - secondsOf(a.specs));
}

/** The rooms of a part of lib are tested together with it: to load the same code for each would take longer than most tests. */
function folderOf(file) {
    const folder = file.split('/').slice(0, -1);
    return folder.slice(0, folder[1] === 'lib' ? 3 : 2).join('/');
}

function piecesOf(folder, specs) {
    const pieces = Array.from({ length: Math.max(1, Math.ceil(secondsOf(specs) / PIECE_S)) }, () => []);
    const longestFirst = [...specs].sort((a, b) => secondsOf([b]) - secondsOf([a]));
    for (const file of longestFirst)
        pieces.reduce((least, each) => (secondsOf(each) < secondsOf(least) ? each : least)).push(file);
    return pieces.map((piece, index) => [
        pieces.length > 1 ? `${folder} (${index + 1} of ${pieces.length})` : folder,
        piece.sort(),
    ]);
}

function secondsOf(files) {
    return files.reduce((sum, file) => sum + (SECONDS[file] ?? OTHERWISE_S), 0);
}

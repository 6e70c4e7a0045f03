// What `npm test` runs in processes of their own, and in which order: what takes longest begins first, so that nothing long is left
// alone at the end, and a folder that takes long is divided.

/**
 * Seconds that these spec files take, alone on a quiet machine of two cores; any other takes one at most. They only say what
 * begins first: `npm test -- --seconds` prints them anew when they have become wrong.
 */
const SECONDS = {};
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

/** A second process that holds a store: run as `node --require tsx/cjs other-process.ts PATH`, it says `open` and stays. */
import { MediaStore } from '../../lib/store';

const path = process.argv[2] ?? '';
MediaStore.open({ path }).then(
    () => process.stdout.write('open\n'),
    (thrown: unknown) => process.stdout.write(`${(thrown as { code?: string }).code ?? 'failed'}\n`),
);
// Whoever started it is gone: so is it.
process.stdin.on('end', () => process.exit(0)).resume();

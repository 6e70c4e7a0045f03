// `node scripts/run.mjs <file.ts> [arguments]`: installs if needed, builds, then runs a TypeScript program of the project.
import { prepare, run } from './prepare.mjs';

const [file, ...args] = process.argv.slice(2);
await prepare();
process.exitCode = await run(process.execPath, ['--require', 'tsx/cjs', file, ...args]);

// `npm run -s losslab -- …`: the command line from a clone, under plain Node; standard output is the command's alone (Node).
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './paths.mjs';
import { run } from './run.mjs';
import { setUpOrExplain } from './setup.mjs';
import { endLike, spawnThrough } from './spawnThrough.mjs';

const CLI = path.join(projectRoot, 'out', 'cli', 'index.cjs');

const runtime = await setUpOrExplain({ scope: 'cli', quiet: true, stream: process.stderr });
if (!runtime) process.exit(1);

try {
  await run(process.execPath, [path.join(projectRoot, 'build', 'bundle', 'bundle.mjs')]);
  if (!existsSync(CLI)) throw new Error(`the bundler has not made ${path.relative(projectRoot, CLI)}`);
} catch (error) {
  process.stderr.write(`✖ LossLab could not be bundled: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
// The caller's folder, not the project's: npm changes into the project and leaves the original in INIT_CWD. Only the
// npm that runs this very script may say so; below `npm test` INIT_CWD is the folder of the tests.
const startedByNpm = process.env.npm_lifecycle_event === 'losslab';
const cwd = (startedByNpm && process.env.INIT_CWD) || process.cwd();
endLike(await spawnThrough(process.execPath, [CLI, ...process.argv.slice(2)], { cwd }));

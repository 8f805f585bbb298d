// `npm run fuzz`: changed files for every reader and odd inputs for every call, many more than the tests try (Node).
import { parseArgs } from 'node:util';
import { execute, killAll, tool, withDisplay } from '../test/run.mjs';

const USAGE = `npm run fuzz -- [options]
  --files N   changed copies of each file format (5000)
  --calls N   inputs of each call between page and lab (300)
  --seed N    (the time)`;
const MINUTE_MS = 60_000;

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '5000' },
    calls: { type: 'string', default: '300' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => {
    killAll();
    process.exit(1);
  });

const env = {
  LOSSLAB_FUZZ_FILES: values.files,
  LOSSLAB_FUZZ_CALLS: values.calls,
  LOSSLAB_FUZZ_SEED: values.seed,
};
const vitest = (/** @type {string} */ config, /** @type {string} */ file) =>
  tool('vitest', 'vitest', 'run', file, '--config', config, '--disableConsoleIntercept=true');
const commands = [
  vitest('build/test/vitest.config.ts', 'main/runs/fuzzFiles.test.ts'),
  { command: process.execPath, args: ['build/bundle/bundle.mjs'] },
  withDisplay(vitest('build/test/vitest.e2e.config.ts', 'main/e2e/fuzz.e2e.ts')),
];
console.log(`seed ${values.seed}`);
let failures = 0;
for (const command of commands) {
  const trouble = await execute({ ...command, env: { ...command.env, ...env } }, 120 * MINUTE_MS);
  if (trouble) failures++;
}
process.exit(failures > 0 ? 1 : 0);

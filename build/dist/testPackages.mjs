// `npm run test:packages`: makes the packages of this system and goes the whole way with them, from installing to removing
// (packaging, Node). Not a part of `npm test`: packing and unpacking a gigabyte takes minutes.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../setup/paths.mjs';
import { execute, killAll, tool, withDisplay } from '../test/run.mjs';

const HELP = `npm run test:packages [-- options]
  --built  test what is in dist/ instead of making it anew
`;
const LIMIT_MS = 60 * 60_000;

/** @param {boolean} built */
async function testPackages(built) {
  const dist = path.join(projectRoot, 'build', 'dist', 'dist.mjs');
  const trouble = built
    ? null
    : await execute({ command: process.execPath, args: [dist, '--fast'] }, LIMIT_MS);
  if (trouble) return `dist: ${trouble}`;
  const vitest = tool('vitest', 'vitest', 'run', '--config', 'build/test/vitestPackages.config.ts');
  return execute(withDisplay(vitest), LIMIT_MS);
}

const { values } = parseArgs({
  options: { built: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) process.stdout.write(HELP);
else {
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM']))
    process.once(signal, () => {
      killAll();
      process.kill(process.pid, signal);
    });
  const trouble = await testPackages(values.built ?? false);
  if (trouble) console.error(trouble);
  process.exitCode = trouble ? 1 : 0;
}

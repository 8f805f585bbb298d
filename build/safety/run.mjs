// `npm run test:kills`, `test:soak`, `fuzz`: bundles a long check with the real training host and runs it (Node).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleNode } from '../bundle/nodeBundle.mjs';
import { projectRoot, runtimeFile } from '../setup/paths.mjs';

const USAGE = `node build/safety/run.mjs kills|soak [options]
  --kills N   how often the lab is killed (100)
  --runs N    how many short runs are trained (1000)
  --seed N    of the moments of the kills (1)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '100' },
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

const [check = ''] = positionals;
if (values.help || !['kills', 'soak'].includes(check)) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 1);
}
if (!existsSync(runtimeFile)) {
  console.error('The lab is not set up: run "npm run setup" first.');
  process.exit(1);
}
const outFolder = path.join(projectRoot, 'out', 'safety');
mkdirSync(outFolder, { recursive: true });
await bundleNode({
  kind: 'node',
  entries: {
    host: 'main/trainer/host.ts',
    worker: 'main/trainer/worker.ts',
    trainUntilKilled: 'main/runs/fixtures/trainUntilKilled.ts',
    kills: 'build/safety/kills.ts',
    soak: 'build/safety/soak.ts',
  },
  projectRoot,
  outFolder,
  define: { __LOSSLAB_BUILD_ID__: '"safety"', __LOSSLAB_VERSION__: '"0.0.0"' },
});
const settings = {
  kills: Number(values.kills),
  runs: Number(values.runs),
  seed: Number(values.seed),
  outFolder: path.dirname(runtimeFile),
  hostFolder: outFolder,
};
const { status } = spawnSync(
  process.execPath,
  ['--expose-gc', path.join(outFolder, `${check}.cjs`), JSON.stringify(settings)],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);

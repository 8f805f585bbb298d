// `npm run bench`: bundles LossLab and the benchmark and runs it; `-- --setup-peers` installs what it is compared with (Node).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleNode } from '../bundle/nodeBundle.mjs';
import { projectRoot, runtimeFile } from '../setup/paths.mjs';
import { peersFolder, setUpPeers } from './setupPeers.mjs';

const USAGE = `npm run bench -- [options]
  --setup-peers       install PyTorch, JAX, TensorFlow and Keras into a virtual environment, then end
  --quick             fewer rounds, the most telling rows: about 3 minutes
  --only PARTS        of: epochs, sweep, costs, growth, scheduler, search, several, outlook, cluster, clusterMemory (joined by commas)
  --cases WORDS       only epochs of cases whose name contains one of these (semicolons)
  --json FILE         write all figures`;

const { values } = parseArgs({
  options: {
    'setup-peers': { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    cases: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
} else if (values['setup-peers']) {
  setUpPeers();
} else {
  if (!existsSync(runtimeFile)) {
    console.error('The lab is not set up: run "npm run setup" first.');
    process.exit(1);
  }
  const outFolder = path.join(projectRoot, 'out', 'bench');
  mkdirSync(outFolder, { recursive: true });
  const entries = {
    host: 'main/trainer/host.ts',
    worker: 'main/trainer/worker.ts',
    bench: 'build/bench/bench.ts',
    lossLabSweep: 'build/bench/lossLabSweep.ts',
    engineAlone: 'build/bench/engineAlone.ts',
    stubMachine: 'build/bench/cluster/stubMachine.ts',
  };
  const define = { __LOSSLAB_BUILD_ID__: '"bench"', __LOSSLAB_VERSION__: '"0.0.0"' };
  await bundleNode({ kind: 'node', entries, projectRoot, outFolder, define });
  const settings = {
    quick: values.quick,
    parts: values.only?.split(',') ?? null,
    cases: values.cases?.split(';') ?? null,
    jsonFile: values.json ? path.resolve(values.json) : null,
    outFolder: path.dirname(runtimeFile),
    hostFolder: outFolder,
    peerScripts: path.join(projectRoot, 'build', 'bench', 'peers'),
    peersFolder: peersFolder(),
  };
  const { status } = spawnSync(
    process.execPath,
    ['--expose-gc', path.join(outFolder, 'bench.cjs'), JSON.stringify(settings)],
    {
      stdio: 'inherit',
    },
  );
  process.exit(status ?? 1);
}

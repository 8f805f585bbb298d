/** Which peers there are here and how they are started; benchmark, Node. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { PeerProgram } from './peerProcess';

/** One form of a peer. */
export interface PeerForm {
  readonly name: string;
  readonly form: string;
  readonly usual: boolean;
  readonly program: PeerProgram;
}

/** What peers need to know. */
export interface PeerPlaces {
  /** Folder of the peers' scripts. */
  readonly scripts: string;
  /** Folder of the virtual environment. */
  readonly environment: string;
  readonly mnistDirectory: string;
  /** The points as JSON. */
  readonly points: string;
}

interface PythonPeer {
  readonly module: string;
  readonly script: string;
  readonly forms: readonly Pick<PeerForm, 'name' | 'form' | 'usual'>[];
}

const pythonPeers: readonly PythonPeer[] = [
  {
    module: 'tensorflow',
    script: 'tensorflowPeer.py',
    forms: [
      { name: 'TensorFlow tf.function XLA', form: 'function', usual: false },
      { name: 'Keras fit', form: 'fit', usual: true },
    ],
  },
  {
    module: 'jax',
    script: 'jaxPeer.py',
    forms: [
      { name: 'JAX scan', form: 'scan', usual: false },
      { name: 'JAX step', form: 'step', usual: true },
    ],
  },
  {
    module: 'torch',
    script: 'torchPeer.py',
    forms: [
      { name: 'PyTorch fused', form: 'fused', usual: false },
      { name: 'PyTorch DataLoader', form: 'usual', usual: true },
    ],
  },
];

/** The virtual environment's Python, else the machine's; null where there is none. */
function findPython(environment: string): string | null {
  const own = path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(own)) return own;
  return spawnSync('python3', ['--version']).status === 0 ? 'python3' : null;
}

/** The peers that are installed, each with its version, and the names of those that are not. */
export function findPeers(places: PeerPlaces): {
  forms: PeerForm[];
  versions: Record<string, string>;
  missing: string[];
} {
  const env = { BENCH_MNIST: places.mnistDirectory, BENCH_POINTS: places.points, TF_CPP_MIN_LOG_LEVEL: '3' };
  const python = findPython(places.environment);
  const forms: PeerForm[] = [];
  const versions: Record<string, string> = {};
  const missing: string[] = [];
  for (const { module, script, forms: of } of pythonPeers) {
    const ask = `import importlib.metadata as m, importlib.util as u; assert u.find_spec("${module}"); import ${module}; print(${module}.__version__)`;
    const found =
      python === null ? null : spawnSync(python, ['-c', ask], { env: { ...process.env, ...env } });
    if (python === null || found?.status !== 0) {
      missing.push(module);
      continue;
    }
    versions[module] = found.stdout.toString('utf8').trim();
    const program = { command: python, args: [path.join(places.scripts, script)], env };
    forms.push(...of.map((form) => ({ ...form, program })));
  }
  const tfjs = { command: process.execPath, args: [path.join(places.scripts, 'tfjsPeer.mjs')], env };
  forms.push({ name: 'tfjs model.fit', form: 'fit', usual: true, program: tfjs });
  return { forms, versions, missing };
}

// libtensorflow and the prebuilt binding the way tfjs-node's own installer gets them (set-up, Node).
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checkReachable } from '../download.mjs';
import { inNodeModules, platformArch, projectRoot } from '../paths.mjs';
import { run } from '../run.mjs';

/** As in tfjs-node's scripts/deps-constants.js. */
const LIBTENSORFLOW = '2.9.1';

/**
 * Runs the package's own installer on a copy of the package, so that what it leaves half-done never lies in node_modules.
 * @param {import('../provision.mjs').Context} context
 * @returns {import('../provision.mjs').Source}
 */
export function officialTensorflow({ cache, report }) {
  const tfjsNode = inNodeModules('@tensorflow', 'tfjs-node');
  const { version } = JSON.parse(fs.readFileSync(path.join(tfjsNode, 'package.json'), 'utf8'));
  return {
    label: 'tfjs-node’s own installer',
    key: `tensorflow-official-tfjs-${version}-r2-${platformArch}`,
    official: true,
    build: async (staging) => {
      await checkReachable(libraryUrl());
      const work = await cache.stage('tensorflow-official');
      const stop = report.working('TensorFlow: running tfjs-node’s own installer');
      try {
        await fs.promises.cp(tfjsNode, work, {
          recursive: true,
          filter: (source) => !['deps', 'lib', 'build'].includes(path.relative(tfjsNode, source)),
        });
        const bin = path.join(projectRoot, 'node_modules', '.bin');
        await run(process.execPath, ['scripts/install.js'], {
          cwd: work,
          env: {
            // Its dependencies lie in the project, not beside the copy.
            NODE_PATH: path.join(projectRoot, 'node_modules'),
            PATH: [bin, process.env.PATH ?? ''].join(path.delimiter),
          },
          timeoutMs: 20 * 60_000,
        });
        for (const folder of ['lib', path.join('deps', 'lib')]) {
          const target = path.join(staging, folder);
          await fs.promises.mkdir(path.dirname(target), { recursive: true });
          await fs.promises.rename(path.join(work, folder), target);
        }
        await keepNotices(path.join(work, 'deps'), path.join(staging, 'deps'));
      } finally {
        stop();
        await fs.promises.rm(work, { recursive: true, force: true });
      }
    },
  };
}

/**
 * What a package of the lab has to tell about the library's contents, under the name the Python wheel has for it. Builds for
 * Apple's processors come without.
 * @param {string} from
 * @param {string} to
 */
async function keepNotices(from, to) {
  const notices = path.join(from, 'THIRD_PARTY_TF_C_LICENSES');
  if (fs.existsSync(notices)) await fs.promises.rename(notices, path.join(to, 'THIRD_PARTY_NOTICES.txt'));
}

/** What the installer fetches first; asked for beforehand, because the installer itself waits long. */
function libraryUrl() {
  const { env } = process;
  const host =
    env.TFJS_NODE_CDN_STORAGE ??
    env.npm_config_TFJS_NODE_CDN_STORAGE ??
    env.CDN_STORAGE ??
    'https://storage.googleapis.com/';
  if (platformArch === 'darwin-arm64') return `${host}tf-builds/libtensorflow_r2_7_darwin_arm64_cpu.tar.gz`;
  if (platformArch === 'linux-arm64') return `${host}tf-builds/libtensorflow_r2_7_linux_arm64.tar.gz`;
  const base =
    env.TFJS_NODE_BASE_URI ??
    env.npm_config_TFJS_NODE_BASE_URI ??
    `${host}tensorflow/libtensorflow/libtensorflow-`;
  const system =
    { linux: 'linux', darwin: 'darwin', win32: 'windows' }[os.platform().toString()] ?? os.platform();
  return `${base}cpu-${system}-x86_64-${LIBTENSORFLOW}.${process.platform === 'win32' ? 'zip' : 'tar.gz'}`;
}

// libtensorflow out of the Python package tensorflow-cpu, and tfjs-node's binding compiled against it (set-up, Linux x64).
// Python is needed only here, to fetch and to compile; the app runs without it.
import fs from 'node:fs';
import path from 'node:path';
import { sha256OfFile } from '../atomic.mjs';
import { inNodeModules, platformArch } from '../paths.mjs';
import { formatBytes } from '../report.mjs';
import { findProgram, run } from '../run.mjs';
import { extractZip, placeInside } from '../zip.mjs';
import { nodeGyp, provideBuildTools } from './buildTools.mjs';

const WHEEL = {
  version: '2.21.0',
  package: 'tensorflow-cpu',
  // Whatever Python is here, only the libraries in the wheel are used: always take the same wheel.
  python: '3.11',
  platform: 'manylinux_2_27_x86_64',
  size: 273_829_956,
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
};

const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
/** The part of the wheel's 14,000 headers that TensorFlow's C interface consists of. */
const HEADERS = /^tensorflow\/include\/((tensorflow\/c|tensorflow\/core\/platform|tsl|xla\/tsl)\/.*\.h)$/;
/** What a package of the lab has to tell about the libraries' contents. */
const NOTICES = 'THIRD_PARTY_NOTICES.txt';
const NODE_API = '8';

/**
 * @param {import('../provision.mjs').Context} context
 * @returns {import('../provision.mjs').Source}
 */
export function wheelTensorflow({ cache, report }) {
  const { version: tfjsVersion } = JSON.parse(
    fs.readFileSync(inNodeModules('@tensorflow', 'tfjs-node', 'package.json'), 'utf8'),
  );
  return {
    label: 'Python wheel',
    key: `tensorflow-${WHEEL.version}-tfjs-${tfjsVersion}-napi${NODE_API}-r2-${platformArch}`,
    official: false,
    build: async (staging) => {
      await provideBuildTools(report);
      const work = await cache.stage('tensorflow-build');
      try {
        const wheel = await fetchWheel(work, report);
        await unpack(wheel, work, report);
        await fs.promises.rm(wheel);
        await compileBinding(work, report);
        for (const name of LIBRARIES)
          await moveInto(path.join(work, 'deps', 'lib', name), path.join(staging, 'deps', 'lib', name));
        await moveInto(path.join(work, 'deps', NOTICES), path.join(staging, 'deps', NOTICES));
        const binding = path.join('lib', `napi-v${NODE_API}`, 'tfjs_binding.node');
        await moveInto(path.join(work, 'build', 'Release', 'tfjs_binding.node'), path.join(staging, binding));
      } finally {
        await fs.promises.rm(work, { recursive: true, force: true });
      }
    },
  };
}

/**
 * @param {string} work
 * @param {import('../report.mjs').Reporter} report
 */
async function fetchWheel(work, report) {
  const dir = path.join(work, 'wheel');
  const temporary = path.join(work, 'pip');
  await fs.promises.mkdir(temporary, { recursive: true });
  const pip = await findPip();
  const args = [
    'download',
    '--no-deps',
    '--no-cache-dir',
    '--disable-pip-version-check',
    '--progress-bar',
    'off',
    '--dest',
    dir,
  ];
  const choice = ['--only-binary=:all:', '--python-version', WHEEL.python, '--platform', WHEEL.platform];
  // pip shows no progress when piped; but it downloads into its temporary folder, which can be watched.
  const timer = setInterval(() => {
    const done = sizeOf(temporary);
    if (done > 0)
      report.progress(`TensorFlow ${WHEEL.version}: downloading ${formatBytes(done, WHEEL.size)}`);
  }, 250);
  try {
    report.progress(`TensorFlow ${WHEEL.version}: downloading the Python wheel (${formatBytes(WHEEL.size)})`);
    await run(pip.command, [...pip.args, ...args, ...choice, `${WHEEL.package}==${WHEEL.version}`], {
      env: { TMPDIR: temporary },
      timeoutMs: 60 * 60_000,
    });
  } finally {
    clearInterval(timer);
  }
  const [name] = (await fs.promises.readdir(dir)).filter((file) => file.endsWith('.whl'));
  if (!name) throw new Error('pip has left no wheel');
  const actual = await sha256OfFile(path.join(dir, name));
  if (actual !== WHEEL.sha256) throw new Error(`the wheel has hash ${actual}, expected ${WHEEL.sha256}`);
  return path.join(dir, name);
}

async function findPip() {
  const candidates = [
    { command: 'python3', args: ['-m', 'pip'] },
    { command: 'pip3', args: [] },
    { command: 'pip', args: [] },
  ];
  for (const candidate of candidates) {
    if (!findProgram(candidate.command)) continue;
    const works = await run(candidate.command, [...candidate.args, '--version'], { timeoutMs: 30_000 }).catch(
      () => null,
    );
    if (works) return candidate;
  }
  throw new Error('pip is not installed (Debian: sudo apt-get install python3-pip)');
}

/**
 * @param {string} wheel
 * @param {string} work
 * @param {import('../report.mjs').Reporter} report
 */
async function unpack(wheel, work, report) {
  const deps = path.join(work, 'deps');
  await extractZip(
    wheel,
    ({ name }) => {
      const library = LIBRARIES.find((candidate) => name === `tensorflow/${candidate}`);
      if (library) return path.join(deps, 'lib', library);
      if (name === `tensorflow/${NOTICES}`) return path.join(deps, NOTICES);
      const header = HEADERS.exec(name)?.[1];
      return header ? placeInside(path.join(deps, 'include'), header) : null;
    },
    (done, total) => report.progress(`TensorFlow ${WHEEL.version}: unpacking ${formatBytes(done, total)}`),
  );
  // The names tfjs-node's binding.gyp links against; at run time the libraries' own names count.
  await fs.promises.symlink('libtensorflow_cc.so.2', path.join(deps, 'lib', 'libtensorflow.so'));
  await fs.promises.symlink(
    'libtensorflow_framework.so.2',
    path.join(deps, 'lib', 'libtensorflow_framework.so'),
  );
}

/**
 * @param {string} work
 * @param {import('../report.mjs').Reporter} report
 */
async function compileBinding(work, report) {
  const source = inNodeModules('@tensorflow', 'tfjs-node');
  const stop = report.working('TensorFlow: compiling the binding');
  try {
    await fs.promises.cp(path.join(source, 'binding'), path.join(work, 'binding'), { recursive: true });
    await fs.promises.copyFile(path.join(source, 'binding.gyp'), path.join(work, 'binding.gyp'));
    // What node-pre-gyp would hand on; its only other task is choosing where the result goes.
    await nodeGyp(work, [
      `--napi_build_version=${NODE_API}`,
      '--module_name=tfjs_binding',
      `--module_path=${path.join(work, 'lib', `napi-v${NODE_API}`)}`,
    ]);
  } finally {
    stop();
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
async function moveInto(from, to) {
  await fs.promises.mkdir(path.dirname(to), { recursive: true });
  await fs.promises.rename(from, to);
}

/** @param {string} dir */
function sizeOf(dir) {
  let size = 0;
  try {
    for (const entry of fs.readdirSync(dir, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) size += fs.statSync(path.join(entry.parentPath ?? entry.path, entry.name)).size;
    }
  } catch {
    // A file has gone meanwhile.
  }
  return size;
}

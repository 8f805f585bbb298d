// Lays out what a package consists of: the app with its modules, the resources beside it, and Electron (packaging, Node).
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkOrCopy, readJson, writeJsonAtomic } from '../setup/atomic.mjs';
import { inNodeModules, projectRoot } from '../setup/paths.mjs';
import { findProgram, run } from '../setup/run.mjs';
import { shippedPackages, tensorflowNotices, thirdPartyNotices } from './notices.mjs';
import { stageFolder, stagedApp, stagedElectron, stagedModules, stagedResources } from './paths.mjs';
import { listShippedFiles, shippedModules } from './shippedModules.mjs';

/** Bundles of the app and of its command line. */
const BUNDLES = ['main', 'preload', 'renderer', 'trainer', 'cli'];
const MNIST_FILES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];

/** The command line of an installed lab. */
const COMMAND = fileURLToPath(new URL('linux/losslab.sh', import.meta.url));

/** @typedef {import('../setup/setup.mjs').Runtime} Runtime */

/** @param {Runtime} runtime what set-up has provided */
export async function stage(runtime) {
  await fs.promises.rm(stageFolder, { recursive: true, force: true });
  await stageApp();
  await checkModules();
  await stageModules();
  await stageSqlite(runtime);
  await stageResources(runtime);
  await stageNotices(runtime);
  await stageElectron(runtime);
}

/** Code compiled beforehand: not there where no Electron could be run at the build, and each start compiles then. */
const CODE_CACHE = 'codeCache';

async function stageApp() {
  for (const bundle of BUNDLES) await copyBundle(bundle);
  if (fs.existsSync(path.join(projectRoot, 'out', CODE_CACHE))) await copyBundle(CODE_CACHE);
  else
    console.warn(
      'the code could not be compiled beforehand: each start of the app will take a little longer',
    );
  const { name, productName, version, description, author, license, main } = await readJson(
    path.join(projectRoot, 'package.json'),
  );
  // No dependencies: what is needed of them is in the bundles or laid out below.
  const described = { name, productName, version, description, author, license, main };
  await writeJsonAtomic(path.join(stagedApp, 'package.json'), {
    ...described,
    // Under which Wayland and X11 find the window's icon and menu entry.
    desktopName: `${name}.desktop`,
  });
}

/**
 * Without source maps: they are twice as large as the code, and nothing in the app reads them.
 * @param {string} bundle
 */
async function copyBundle(bundle) {
  await fs.promises.cp(path.join(projectRoot, 'out', bundle), path.join(stagedApp, 'out', bundle), {
    recursive: true,
    filter: (source) => !source.endsWith('.map'),
  });
}

/** What is missing here would be missed by whoever uses the part of the lab that loads it. */
async function checkModules() {
  const made = await readJson(path.join(projectRoot, 'out', '.bundle.json'));
  const shipped = new Set(shippedModules.map(({ name }) => name));
  for (const bundle of BUNDLES) {
    const missing = made[bundle].externals.filter((/** @type {string} */ name) => !shipped.has(name));
    if (missing.length > 0)
      throw new Error(
        `the bundle "${bundle}" loads ${missing.join(', ')}, which is not in shippedModules.mjs`,
      );
  }
}

async function stageModules() {
  for (const shipped of shippedModules) {
    for (const file of listShippedFiles(shipped)) {
      const target = path.join(stagedModules, shipped.name, file);
      await copyStripped(inNodeModules(shipped.name, file), target);
    }
  }
}

/**
 * A copy, of a shared library without the symbols that only a debugger reads (a third of libtensorflow). Never a link:
 * the original belongs to the cache.
 * @param {string} from
 * @param {string} to
 */
async function copyStripped(from, to) {
  await fs.promises.mkdir(path.dirname(to), { recursive: true });
  const isLibrary = process.platform === 'linux' && /\.(so(\.\d+)*|node)$/.test(from);
  // Windows' installers know no links.
  const isLink = process.platform !== 'win32' && (await fs.promises.lstat(from)).isSymbolicLink();
  if (isLink) await fs.promises.symlink(await fs.promises.readlink(from), to);
  else if (isLibrary && findProgram('strip')) await run('strip', ['--strip-unneeded', '-o', to, from]);
  else await fs.promises.copyFile(from, to, fs.constants.COPYFILE_FICLONE);
}

/** @param {Runtime} runtime */
async function stageSqlite({ sqliteBinding }) {
  const from = sqliteBinding ?? inNodeModules('better-sqlite3', 'prebuilds', bindingName);
  await copyStripped(from, path.join(stagedModules, ...bindingPath));
}

const bindingName = `${process.platform}-${process.arch}.node`;
const bindingPath = ['better-sqlite3', 'prebuilds', bindingName];

/** @param {Runtime} runtime */
async function stageResources({ mnistDir, tensorflow }) {
  // Paths are relative to the file, see main/runtimeFile.ts; natives lie beside the archive, as no system loads from inside.
  await writeJsonAtomic(path.join(stagedResources, 'runtime.json'), {
    sqliteBinding: ['app.asar.unpacked', 'node_modules', ...bindingPath].join('/'),
    mnistDir: 'mnist',
    tensorflow: { version: tensorflow.version },
  });
  for (const name of MNIST_FILES)
    await linkOrCopy(path.join(mnistDir, name), path.join(stagedResources, 'mnist', name));
  if (process.platform === 'linux') {
    const command = path.join(stagedResources, 'bin', 'losslab');
    await fs.promises.mkdir(path.dirname(command));
    await fs.promises.copyFile(COMMAND, command);
    await fs.promises.chmod(command, 0o755);
  }
}

/** @param {Runtime} runtime */
async function stageNotices({ electron, tensorflow }) {
  const write = (/** @type {string} */ name, /** @type {string} */ text) =>
    fs.promises.writeFile(path.join(stagedResources, name), text);
  await write('THIRD-PARTY-NOTICES.txt', await thirdPartyNotices(await shippedPackages(BUNDLES)));
  const ofTensorflow = tensorflow.native ? await tensorflowNotices() : null;
  if (ofTensorflow !== null) await write('THIRD-PARTY-NOTICES.tensorflow.txt', ofTensorflow);
  else if (tensorflow.native) console.warn('libtensorflow has come without the notices of what it contains');
  if (process.platform !== 'darwin' || !electron) return;
  // Elsewhere they lie beside the program and electron-builder takes them along; here they lie outside the app.
  const root = electronRoot(electron);
  await fs.promises.copyFile(path.join(root, 'LICENSE'), path.join(stagedResources, 'LICENSE.electron.txt'));
  await fs.promises.copyFile(
    path.join(root, 'LICENSES.chromium.html'),
    path.join(stagedResources, 'LICENSES.chromium.html'),
  );
}

/** @param {string} electron its executable */
function electronRoot(electron) {
  return process.platform === 'darwin'
    ? path.resolve(electron, '..', '..', '..', '..')
    : path.dirname(electron);
}

/**
 * The Electron of set-up without an app inside, as electron-builder wants it.
 * @param {Runtime} runtime
 */
async function stageElectron({ electron }) {
  if (!electron) throw new Error('there is no Electron; run "npm run setup"');
  const root = electronRoot(electron);
  const inside = path.join(root, 'resources', 'app');
  await fs.promises.cp(root, stagedElectron, {
    recursive: true,
    verbatimSymlinks: true,
    mode: fs.constants.COPYFILE_FICLONE,
    filter: (source) => source !== inside && path.basename(source) !== '.manifest.json',
  });
}

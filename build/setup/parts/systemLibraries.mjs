// The system's shared libraries Electron needs, Xvfb where there is no display, and Redis for tests: found, installed or asked for (set-up, Linux).
import fs from 'node:fs';
import { Attempt, PartProblem } from '../problem.mjs';
import { findProgram, run } from '../run.mjs';

/** Debian package of each library that Electron links and a bare system may lack. */
const PACKAGE_OF = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libgdk-3.so.0': 'libgtk-3-0',
  'libgdk_pixbuf-2.0.so.0': 'libgdk-pixbuf-2.0-0',
  'libcairo.so.2': 'libcairo2',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libnspr4.so': 'libnspr4',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libdrm.so.2': 'libdrm2',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcups.so.2': 'libcups2',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libexpat.so.1': 'libexpat1',
  'libglib-2.0.so.0': 'libglib2.0-0',
  'libgobject-2.0.so.0': 'libglib2.0-0',
  'libgio-2.0.so.0': 'libglib2.0-0',
  'libxkbcommon.so.0': 'libxkbcommon0',
  'libX11.so.6': 'libx11-6',
  'libX11-xcb.so.1': 'libx11-xcb1',
  'libxcb.so.1': 'libxcb1',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
  'libudev.so.1': 'libudev1',
  'libstdc++.so.6': 'libstdc++6',
};

/** What had its name changed by the 64-bit time transition (Debian 13, Ubuntu 24.04). */
const RENAMED = new Set([
  'libgtk-3-0',
  'libasound2',
  'libatk1.0-0',
  'libatk-bridge2.0-0',
  'libatspi2.0-0',
  'libcups2',
  'libglib2.0-0',
]);

/**
 * @param {import('../provision.mjs').Context} context
 * @param {string} executable
 */
export async function provideSystemLibraries({ report, scope }, executable) {
  if (process.platform !== 'linux') return;
  const missing = await missingLibraries(executable);
  const displayless = !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  const tools =
    displayless && !(findProgram('xvfb-run') && findProgram('Xvfb') && findProgram('xauth'))
      ? ['xvfb', 'xauth']
      : [];
  // Tests of sweeps on several machines start a Redis of their own. This package holds the program, and starts no service.
  const hasRedis = ['redis-server', 'valkey-server', 'redis-check-rdb'].some((name) => findProgram(name));
  if (scope === 'test' && !hasRedis) tools.push('redis-tools');
  const isRoot = process.getuid?.() === 0;
  if (missing.length === 0 && tools.length === 0) {
    return report.done('System libraries for Electron', { changed: false });
  }
  const names = [...packagesOf(missing).packages, ...tools];
  const what = [...missing, ...tools].join(', ');
  if (isRoot && findProgram('apt-get')) {
    await installPackages(report, what, names);
    const stillMissing = await missingLibraries(executable);
    if (stillMissing.length > 0)
      throw problem(stillMissing, [
        new Attempt('apt-get install', `${stillMissing.join(', ')} still missing`),
      ]);
    return report.done(`System libraries for Electron (installed ${what})`);
  }
  if (missing.length === 0 && scope !== 'test') {
    return report.warn(
      `no display and no virtual one: the app cannot be shown here, tests need ${await installCommand(tools)}`,
    );
  }
  throw problem([...missing, ...tools], [], await installCommand(names));
}

/**
 * @param {import('../report.mjs').Reporter} report
 * @param {string} what
 * @param {string[]} names
 */
async function installPackages(report, what, names) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const stop = report.working(`System libraries: installing ${what}`);
  try {
    // apt's index on a fresh machine is empty or old, and only it knows how this release names its packages.
    await run('apt-get', ['update', '-q'], { env });
    const resolved = resolveNames(names, await knownPackages(names), await readOsRelease());
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...resolved], {
      env,
      timeoutMs: 20 * 60_000,
    });
  } catch (error) {
    throw problem([what], [new Attempt('apt-get', error)], await installCommand(names));
  } finally {
    stop();
  }
}

/** @param {string} executable */
async function missingLibraries(executable) {
  if (!findProgram('ldd')) return [];
  // ldd fails for a static or foreign binary; what matters is what it lists.
  const { output } = await run('ldd', [executable], { timeoutMs: 30_000 }).catch((error) => ({
    output: error.output ?? '',
  }));
  return parseMissing(output);
}

/**
 * The libraries `ldd` could not find.
 * @param {string} lddOutput
 */
export function parseMissing(lddOutput) {
  const names = [...lddOutput.matchAll(/^\s*(\S+)\s+=>\s+not found\s*$/gm)].map((match) => match[1] ?? '');
  return [...new Set(names)];
}

/**
 * @param {string[]} libraries
 * @returns {{ packages: string[], unknown: string[] }} Debian names as of Debian 12
 */
export function packagesOf(libraries) {
  const known = /** @type {Record<string, string>} */ (PACKAGE_OF);
  const packages = libraries.map((library) => known[library]).filter((name) => name !== undefined);
  return { packages: [...new Set(packages)], unknown: libraries.filter((library) => !(library in known)) };
}

/**
 * The names this release uses: by what apt knows, or where apt knows none of them, by the release's number.
 * @param {string[]} names
 * @param {Set<string>} known
 * @param {{ ID?: string, VERSION_ID?: string }} osRelease
 */
export function resolveNames(names, known, osRelease) {
  return names.map((name) => {
    if (known.has(`${name}t64`)) return `${name}t64`;
    if (known.has(name) || !RENAMED.has(name)) return name;
    return usesT64(osRelease) ? `${name}t64` : name;
  });
}

/** @param {{ ID?: string, VERSION_ID?: string }} osRelease */
function usesT64({ ID, VERSION_ID }) {
  const version = Number(VERSION_ID);
  if (ID === 'ubuntu') return version >= 24.04;
  // Testing and unstable have no number.
  return ID === 'debian' && (VERSION_ID === undefined || version >= 13);
}

/** @param {string[]} names */
async function knownPackages(names) {
  const candidates = names.flatMap((name) => [name, `${name}t64`]);
  const { output } = await run('apt-cache', ['show', '--no-all-versions', ...candidates]).catch((error) => ({
    output: error.output ?? '',
  }));
  return new Set([...output.matchAll(/^Package: (\S+)$/gm)].map((match) => match[1] ?? ''));
}

/** @param {string[]} names */
async function installCommand(names) {
  if (!findProgram('apt-get')) return null;
  const resolved = resolveNames(names, await knownPackages(names), await readOsRelease());
  return `sudo apt-get update && sudo apt-get install --no-install-recommends ${resolved.join(' ')}`;
}

/** @returns {Promise<Record<string, string>>} */
async function readOsRelease() {
  const text = await fs.promises.readFile('/etc/os-release', 'utf8').catch(() => '');
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)="?([^"\n]*)"?$/gm)].map(([, name, value]) => [name, value]),
  );
}

/**
 * @param {string[]} missing
 * @param {Attempt[]} attempts
 * @param {string | null} [command]
 */
function problem(missing, attempts, command = null) {
  const libraries = missing.join(', ');
  return new PartProblem(`System libraries for Electron (missing: ${libraries})`, attempts, [
    command
      ? `install them: ${command}`
      : `install what provides ${libraries} with your system's package manager`,
  ]);
}

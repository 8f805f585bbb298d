// SQLite: better-sqlite3's own prebuild where it runs, else the same sources compiled once for Node-API 8 (set-up, Node).
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inNodeModules, platformArch } from '../paths.mjs';
import { obtainPart } from '../provision.mjs';
import { run } from '../run.mjs';
import { nodeGyp, nodeHeaders, provideBuildTools } from './buildTools.mjs';

const HEADER = fileURLToPath(new URL('../native/napi8_refs.h', import.meta.url));
const BINDING = 'better_sqlite3.node';
/** What better-sqlite3's own prebuilds are made for; on less they end the process. */
const PREBUILD_NODE_API = 10;
/** Part of the cache key: raise it when the way of compiling changes. */
const RECIPE = 1;

/**
 * @param {import('../provision.mjs').Context} context
 * @param {import('./electron.mjs').Electron | null} electron
 * @returns {Promise<string | null>} path for better-sqlite3's `nativeBinding`, null for its own prebuild
 */
export async function provideSqlite(context, electron) {
  const { cache, report } = context;
  const { version } = JSON.parse(fs.readFileSync(inNodeModules('better-sqlite3', 'package.json'), 'utf8'));
  const nodeApi = Math.min(Number(process.versions.napi), electron?.nodeApi ?? Number.POSITIVE_INFINITY);
  const runtimes = `node-${process.version}${electron ? ` electron-${electron.id}` : ''}`;

  if (nodeApi >= PREBUILD_NODE_API) {
    try {
      await cache.checkOnce(`sqlite prebuild-${version} ${runtimes}`, () => checkBinding(null, electron));
      report.done(`SQLite (better-sqlite3 ${version}, its own prebuild)`, { changed: false });
      return null;
    } catch (error) {
      report.note(
        `SQLite: the prebuild does not work here (${error instanceof Error ? error.message.split('\n')[0] : error})`,
      );
    }
  }

  const { part, changed } = await obtainPart(context, {
    name: 'SQLite',
    sources: [
      {
        label: 'compiling better-sqlite3 for Node-API 8',
        key: `sqlite-${version}-napi8-r${RECIPE}-${platformArch}`,
        official: false,
        build: (staging) => compile(context, staging),
        check: (found) =>
          cache.checkOnce(`sqlite ${found.id} ${runtimes}`, () =>
            checkBinding(path.join(found.dir, BINDING), electron),
          ),
      },
    ],
    advice: [
      'install a C++20 compiler, make and Python 3 (Debian: sudo apt-get install build-essential python3)',
      'or use Node 22.14 or newer, for which better-sqlite3 carries a prebuild',
    ],
  });
  report.done(
    `SQLite (better-sqlite3 ${version} for Node-API 8, compiled here${changed ? '' : ', cached'})`,
    { changed },
  );
  return path.join(part.dir, BINDING);
}

/**
 * @param {import('../provision.mjs').Context} context
 * @param {string} staging
 */
async function compile({ cache, report }, staging) {
  await provideBuildTools(report);
  const work = await cache.stage('sqlite-build');
  const stop = report.working('SQLite: compiling (about a minute)');
  try {
    await fs.promises.cp(inNodeModules('better-sqlite3'), work, {
      recursive: true,
      filter: (source) => path.basename(source) !== 'prebuilds' && path.basename(source) !== 'build',
    });
    await replaceInFile(path.join(work, 'binding.gyp'), (text) =>
      forNodeApi8(text, inNodeModules('node-addon-api')),
    );
    // What SQLite's authors build with; it compiles in two thirds of the time.
    await replaceInFile(path.join(work, 'deps', 'common.gypi'), (text) => text.replaceAll("'-O3'", "'-O2'"));
    await fs.promises.copyFile(HEADER, path.join(work, 'napi8_refs.h'));
    const headers = nodeHeaders();
    const include = headers ? ` -I${path.join(headers, 'include', 'node')}` : '';
    await nodeGyp(work, ['--force_build=1'], {
      CXXFLAGS: `-include ${path.join(work, 'napi8_refs.h')}${include}`,
    });
    await fs.promises.copyFile(path.join(work, 'build', 'Release', BINDING), path.join(staging, BINDING));
  } finally {
    stop();
    await fs.promises.rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} file
 * @param {(text: string) => string} change
 */
async function replaceInFile(file, change) {
  await fs.promises.writeFile(file, change(await fs.promises.readFile(file, 'utf8')));
}

/**
 * better-sqlite3's build file for Node-API 8, findable from the cache, without link-time optimisation (it doubles the
 * time and gains nothing measurable: SQLite itself is one file anyway).
 * @param {string} gyp
 * @param {string} addonApi folder of node-addon-api
 */
export function forNodeApi8(gyp, addonApi) {
  const changed = gyp
    .replace(/'NAPI_VERSION=\d+'/, "'NAPI_VERSION=8'")
    .replaceAll(/,?\s*'-flto'/g, '')
    .replaceAll("'ldflags': [,", "'ldflags': [")
    .replace(/<!@\(node -p \\"[^"]*\\"\)/, addonApi.replaceAll('\\', '/'));
  if (!changed.includes("'NAPI_VERSION=8'") || changed.includes('node -p'))
    throw new Error('better-sqlite3 has changed its build file');
  return changed;
}

/**
 * Opens a database and provokes an error, in children: an unfit binding ends its process.
 * @param {string | null} binding
 * @param {import('./electron.mjs').Electron | null} electron
 */
async function checkBinding(binding, electron) {
  const script = `
    const Database = require('better-sqlite3');
    const db = new Database(':memory:', ${binding ? `{ nativeBinding: ${JSON.stringify(binding)} }` : '{}'});
    db.exec('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL)');
    db.transaction(() => db.prepare('INSERT INTO t (b) VALUES (?)').run('x'))();
    let code = '';
    try { db.prepare('INSERT INTO t (b) VALUES (NULL)').run(); } catch (error) { code = error.code; }
    if (db.prepare('SELECT b FROM t').pluck().get() !== 'x' || code !== 'SQLITE_CONSTRAINT_NOTNULL') process.exit(1);
  `;
  await run(process.execPath, ['-e', script], { timeoutMs: 30_000 });
  if (electron)
    await run(electron.path, ['-e', script], { env: { ELECTRON_RUN_AS_NODE: '1' }, timeoutMs: 30_000 });
}

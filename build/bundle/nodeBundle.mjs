// Bundles what runs on Node or in the preload with esbuild: CommonJS that Node 18 (Electron 25) and later load (bundler, Node).
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

/** Native modules and what must be one and the same instance as they use; resolved from node_modules at run time. */
const EXTERNAL = ['electron', 'better-sqlite3', '@tensorflow/*', '*.node'];

/** BullMQ can do with other servers than Redis, and msgpackr with native code; both ask for these only to see whether they are there. */
const ABSENT = ['@valkey/valkey-glide', 'pg', 'msgpackr-extract'];

/** `import.meta.url` of an ES module, for code that ends up in CommonJS. */
const IMPORT_META_URL = `const importMetaUrl = require('node:url').pathToFileURL(__filename).href;`;

/**
 * @param {object} job
 * @param {'node' | 'preload'} job.kind
 * @param {Record<string, string>} job.entries
 * @param {string} job.projectRoot
 * @param {string} job.outFolder
 * @param {Record<string, string>} job.define
 * @returns {Promise<{ inputs: string[], externals: string[] }>} files that went into the bundles, relative to the project, and
 *   modules that they load from node_modules at run time
 */
export async function bundleNode({ kind, entries, projectRoot, outFolder, define }) {
  const preload = kind === 'preload';
  const { metafile } = await build({
    absWorkingDir: projectRoot,
    entryPoints: Object.entries(entries).map(([out, source]) => ({ in: source, out })),
    outdir: outFolder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: preload ? 'browser' : 'node',
    target: preload ? 'chrome114' : 'node18',
    // As require(): Node's loader of ES modules does not see into the archive of a package.
    supported: { 'dynamic-import': false },
    external: preload ? ['electron'] : EXTERNAL,
    alias: Object.fromEntries(ABSENT.map((name) => [name, path.join(import.meta.dirname, 'absent.cjs')])),
    define: preload ? define : { ...define, 'import.meta.url': 'importMetaUrl' },
    ...(preload ? {} : { banner: { js: IMPORT_META_URL } }),
    sourcemap: preload ? false : 'linked',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
  });
  if (preload) refuseForeignImports(metafile);
  return { inputs: Object.keys(metafile.inputs), externals: externalsOf(metafile) };
}

/** @param {import('esbuild').Metafile} metafile */
function externalsOf(metafile) {
  const names = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external, path: name }) => external && name !== 'electron' && !isBuiltin(name))
    .map(({ path: name }) => name);
  return [...new Set(names)].sort();
}

/**
 * A sandboxed preload has no Node: anything but electron would fail when the window opens, so it fails here.
 * @param {import('esbuild').Metafile} metafile
 */
function refuseForeignImports(metafile) {
  const foreign = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external, path: name }) => external && name !== 'electron')
    .map(({ path: name }) => path.basename(name));
  if (foreign.length > 0)
    throw new Error(`the sandboxed preload may import electron only, not ${foreign.join(', ')}`);
}

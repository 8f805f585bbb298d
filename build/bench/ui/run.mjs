// `npm run bench:ui`: bundles the app and the benchmark of its window and runs it, on a display of its own where there is none (Node).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleNode } from '../../bundle/nodeBundle.mjs';
import { cacheRoot, projectRoot, runtimeFile } from '../../setup/paths.mjs';

const USAGE = `npm run bench:ui -- [options]
  --only PARTS   of: many (10,000 runs), long (500,000 steps), sweep (10,000 trials)
  --json FILE    write all figures
  --trace FILE   write the longest tasks of the page during the sweep and what they did (tracing makes all slower)
The databases are filled at the first use and kept in the cache folder of the set-up.`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'string' },
    trace: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/**
 * An app folder that is this app but for its training host, for which a stub stands.
 * @param {string} folder
 */
function layOutStubApp(folder) {
  const out = path.join(folder, 'out');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(out, 'trainer'), { recursive: true });
  const { name, productName, version, main } = JSON.parse(
    readFileSync(path.join(projectRoot, 'package.json'), 'utf8'),
  );
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, productName, version, main }));
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  for (const part of ['main', 'preload', 'renderer'])
    symlinkSync(path.join(projectRoot, 'out', part), path.join(out, part), 'junction');
  writeFileSync(path.join(out, 'runtime.json'), JSON.stringify(absoluteRuntime()));
}

/** runtime.json with paths that hold from anywhere. */
function absoluteRuntime() {
  const runtime = JSON.parse(readFileSync(runtimeFile, 'utf8'));
  const folder = path.dirname(runtimeFile);
  const at = (/** @type {string | null} */ file) => (file === null ? null : path.resolve(folder, file));
  return { ...runtime, sqliteBinding: at(runtime.sqliteBinding), mnistDir: at(runtime.mnistDir) };
}

if (values.help) {
  console.log(USAGE);
} else {
  if (!existsSync(runtimeFile)) {
    console.error('The lab is not set up: run "npm run setup" first.');
    process.exit(1);
  }
  const bundler = path.join(projectRoot, 'build', 'bundle', 'bundle.mjs');
  if (spawnSync(process.execPath, [bundler], { stdio: 'inherit' }).status !== 0) process.exit(1);
  const outFolder = path.join(projectRoot, 'out', 'bench');
  const stubAppFolder = path.join(outFolder, 'stubApp');
  layOutStubApp(stubAppFolder);
  const define = { __LOSSLAB_BUILD_ID__: '"bench"', __LOSSLAB_VERSION__: '"0.0.0"' };
  const job = { kind: /** @type {const} */ ('node'), projectRoot, define };
  await bundleNode({
    ...job,
    entries: { host: 'build/bench/ui/stubHost.ts' },
    outFolder: path.join(stubAppFolder, 'out', 'trainer'),
  });
  await bundleNode({
    ...job,
    entries: { ui: 'build/bench/ui/bench.ts' },
    outFolder,
  });
  const settings = {
    parts: values.only?.split(',') ?? null,
    jsonFile: values.json ? path.resolve(values.json) : null,
    traceFile: values.trace ? path.resolve(values.trace) : null,
    outFolder: path.dirname(runtimeFile),
    appFolder: projectRoot,
    stubAppFolder,
    emptyAppFolder: path.join(import.meta.dirname, 'emptyApp'),
    filledFolder: path.join(cacheRoot(), 'bench', 'filled'),
    electron: absoluteRuntime().electron,
  };
  const bench = [process.execPath, path.join(outFolder, 'ui.cjs'), JSON.stringify(settings)];
  const screen = ['-a', '--server-args=-screen 0 1920x1200x24'];
  const needsDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  const [command, ...args] = needsDisplay ? ['xvfb-run', ...screen, ...bench] : bench;
  process.exit(spawnSync(command, args, { stdio: 'inherit' }).status ?? 1);
}

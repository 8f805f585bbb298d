// `npm run bench:sweep-window`: the real app watches a sweep of 10,000 configurations on a stub trainer; prints how long the page was ever busy (Node).
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleNode } from '../../bundle/nodeBundle.mjs';
import { projectRoot, runtimeFile } from '../../setup/paths.mjs';

const SIDE = 100;
const TABS = /** @type {const} */ (['overview', 'queue', 'trials']);
const LONG_MS = 50;

if (process.platform === 'linux' && !process.env['DISPLAY']) {
  const screen = '--server-args=-screen 0 1600x1000x24';
  const { status } = spawnSync('xvfb-run', ['-a', screen, process.execPath, ...process.argv.slice(1)], {
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}

/** The app as it is built, but with the stub in place of the training host. */
async function makeStubApp() {
  const folder = path.join(projectRoot, 'out', 'bench', 'stubApp');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'out'), { recursive: true });
  for (const part of ['main', 'preload', 'renderer', 'runtime.json'])
    symlinkSync(path.join(projectRoot, 'out', part), path.join(folder, 'out', part));
  const { name, version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name, version, main: 'out/main/index.cjs' }),
  );
  await bundleNode({
    kind: 'node',
    entries: { host: 'build/bench/sweepWindow/stubHost.ts' },
    projectRoot,
    outFolder: path.join(folder, 'out', 'trainer'),
    define: {},
  });
  return folder;
}

const values = (/** @type {number} */ low, /** @type {number} */ high) =>
  Array.from({ length: SIDE }, (_, i) => low * (high / low) ** (i / (SIDE - 1)));

const sweep = {
  name: '10,000 configurations',
  base: {
    dataset: { id: 'moons', standardize: 'none', testFraction: 0.3 },
    model: { hidden: [{ units: 8, activation: 'tanh' }] },
    optimizer: { id: 'adam', learningRate: 0.01 },
    training: { batchSize: 100, epochs: 30 },
  },
  space: [
    { path: 'optimizer.learningRate', kind: 'values', values: values(1e-4, 1) },
    { path: 'regularization.l2', kind: 'values', values: values(1e-6, 1e-2) },
  ],
};

const bundled = spawnSync(process.execPath, [path.join(projectRoot, 'build', 'bundle', 'bundle.mjs')]);
if (bundled.status !== 0) throw new Error(`the app cannot be built:\n${bundled.stderr.toString()}`);
const { _electron } = await import('playwright-core');
const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'losslab-window-'));
const app = await _electron.launch({
  executablePath: JSON.parse(readFileSync(runtimeFile, 'utf8')).electron,
  args: [await makeStubApp(), ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  env: { ...process.env, LOSSLAB_DATA_DIR: dataFolder },
});
try {
  const page = await app.firstWindow();
  await page.waitForLoadState('domcontentloaded');
  await page.evaluate(() => {
    const seen = { /** @type {number[]} */ tasks: [], frames: 0 };
    Object.assign(window, { benchSeen: seen });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.tasks.push(duration);
    }).observe({ entryTypes: ['longtask'] });
    const frame = () => {
      seen.frames++;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const startedMs = performance.now();
  const started = await page.evaluate(
    (given) => /** @type {any} */ (window).lab.call('sweeps:start', { sweep: given }),
    sweep,
  );
  if (!started.ok) throw new Error(started.error.message);
  await page.getByRole('link', { name: 'Sweeps' }).first().click();
  await page.getByTestId('sweep-table').getByRole('link').first().click();
  await page.getByTestId('sweep-state').waitFor();
  const rows = [];
  const total = SIDE * SIDE;
  const read = () =>
    page.evaluate(async () => {
      const { tasks, frames } = /** @type {any} */ (window).benchSeen;
      const { value } = await /** @type {any} */ (window).lab.call('sweeps:list', null);
      return { tasks: [...tasks], frames, ended: value[0].counts.completed, state: value[0].state };
    });
  /** The opening of the page itself is another figure: everything is drawn for the first time. */
  const opened = await read();
  rows.push(['opening', `0 to ${opened.ended}`, performance.now() - startedMs, opened.tasks, opened.frames]);
  for (const [i, tab] of TABS.entries()) {
    await page.getByTestId(`sweep-tab-${tab}`).click();
    await page.waitForTimeout(500);
    const before = await read();
    const beganMs = performance.now();
    const until = Math.round((total * (i + 1)) / TABS.length);
    let now = before;
    while (now.ended < until && now.state === 'running') {
      await page.waitForTimeout(500);
      now = await read();
    }
    rows.push([
      tab,
      `${before.ended} to ${now.ended}`,
      performance.now() - beganMs,
      now.tasks.slice(before.tasks.length),
      now.frames - before.frames,
    ]);
  }
  console.log(
    '| page | runs ended | longest task | tasks over 50 ms | frames a second |\n|---|---|---|---|---|',
  );
  for (const [tab, runs, ms, tasks, frames] of /** @type {any} */ (rows)) {
    const longest = Math.max(0, ...tasks);
    const many = tasks.filter((/** @type {number} */ task) => task > LONG_MS).length;
    console.log(
      `| ${tab} | ${runs} | ${longest === 0 ? 'below 50' : longest.toFixed(0)} ms | ${many} | ${(frames / (ms / 1000)).toFixed(0)} |`,
    );
  }
  console.log(`\n${total} runs in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
} finally {
  await app.close();
  rmSync(dataFolder, { recursive: true, force: true });
}

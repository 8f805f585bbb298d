/** Measures the window on large databases: start, table, overlay, zoom, memory, and a large sweep while it is watched; benchmark, Node. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readRuntimeFile } from '../../../main/runtimeFile';
import { Store } from '../../../main/store/store';
import type { LabBridge } from '../../../shared/ipc/bridge';
import { moonsConfig } from '../cases';
import { median } from '../measure';
import { fillStore, longRuns, manyRuns, type FillSize } from './fill';
import type { Devtools } from './devtools';
import {
  goAndSee,
  longTasks,
  seenTimes,
  startMarks,
  tableAnswer,
  watchLongTasks,
  zoomFrames,
  type Deed,
} from './inPage';
import { traceTasks, type PageTask } from './taskTrace';
import { openWindow, type BenchWindow, type ProcessFigures } from './window';

export interface UiSettings {
  readonly parts: readonly string[] | null;
  readonly jsonFile: string | null;
  /** Where the longest tasks of the page during a sweep are written, with what they did. */
  readonly traceFile: string | null;
  /** Has runtime.json. */
  readonly outFolder: string;
  /** The app as it is, and the app with the stub in place of the training host. */
  readonly appFolder: string;
  readonly stubAppFolder: string;
  /** An app that is an empty window. */
  readonly emptyAppFolder: string;
  /** Filled databases are kept here. */
  readonly filledFolder: string;
  readonly electron: string;
}

/** A figure beside its goal. */
interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 'frames/s' | 'MB';
  readonly goal: number;
  /** Whether more is better. */
  readonly more?: boolean;
  readonly note?: string;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as UiSettings;
const figures: Figure[] = [];
const starts = 7;
const trials = 10_000;

function tell(figure: Figure): void {
  figures.push(figure);
  const { what, value, unit, goal, more = false, note = '' } = figure;
  const isMet = more ? value > goal : value < goal;
  const shown = unit === 'ms' && value < 10 ? value.toFixed(1) : value.toFixed(0);
  const sign = more ? '>' : '<';
  console.log(
    `${isMet ? 'yes' : 'NO '}  ${what.padEnd(58)} ${shown.padStart(6)} ${unit.padEnd(9)} (goal ${sign} ${goal})  ${note}`,
  );
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const wants = (part: string): boolean => settings.parts === null || settings.parts.includes(part);

/** Counts up when what is filled in changes; a change of the database only migrates it. */
const fillVersion = 1;

/** So many runs are laid over each other. */
const overlaid = 500;

interface Filled {
  readonly folder: string;
  /** Ids of its newest runs. */
  readonly newest: readonly string[];
}

/** A data folder with a filled database, made at the first use and brought to the newest form. */
function filledFolder(name: string, size: FillSize): Filled {
  const folder = path.join(settings.filledFolder, `${name}-${fillVersion}`);
  const { sqliteBinding } = readRuntimeFile(settings.outFolder);
  const openIn = (data: string): Store =>
    new Store({
      ...{ file: path.join(data, 'lab.sqlite'), nativeBinding: sqliteBinding },
      processName: 'the benchmark',
    });
  if (existsSync(folder)) return { folder, newest: newestIn(openIn(folder)) };
  const aside = `${folder}.new`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  const beginMs = performance.now();
  const store = openIn(aside);
  fillStore(store, size, (done) => process.stderr.write(`\r\x1b[K${name}: ${done} of ${size.runs} runs`));
  const newest = newestIn(store);
  renameSync(aside, folder);
  const megabytes = statSync(path.join(folder, 'lab.sqlite')).size / 1e6;
  const seconds = (performance.now() - beginMs) / 1000;
  process.stderr.write(`\r\x1b[K${name}: ${megabytes.toFixed(0)} MB filled in ${seconds.toFixed(0)} s\n`);
  return { folder, newest };
}

/** Ids of the newest runs; closes the store. */
function newestIn(store: Store): string[] {
  const ids = store.runTexts(null, overlaid).map(({ id }) => id);
  store.close();
  return ids;
}

const open = (
  dataFolder: string,
  appFolder = settings.appFolder,
  { undisturbedMs = 0 } = {},
): Promise<BenchWindow> => openWindow({ electron: settings.electron, appFolder, dataFolder, undisturbedMs });

/** By then a start is over. */
const undisturbedMs = 4000;

const allRuns = `${manyRuns.runs.toLocaleString('en-US')} runs`;
const firstRows = { hash: '#/runs', sign: '[data-testid=run-row]', text: '' };
const tableReady = { hash: '#/runs', sign: '[data-testid=run-count]', text: allRuns };

/** From the start of the process to an empty window, by the same clock: no app of Electron's can be quicker here. */
async function tellFloor(): Promise<void> {
  const times: number[] = [];
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'losslab-bench-empty-'));
  try {
    for (let i = 0; i < starts; i++) {
      const window = await openWindow({
        ...{ electron: settings.electron, appFolder: settings.emptyAppFolder, dataFolder },
        isPage: (url) => url.startsWith('file:'),
        undisturbedMs,
      });
      const marks = await window.page.evaluate(startMarks);
      times.push(Math.max(...marks.map(({ at }) => at)) - window.startedAt);
      await window.close();
    }
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
  const all = times.map((ms) => ms.toFixed(0)).join(', ');
  console.log(
    `     for comparison: start of an empty Electron window ${median(times).toFixed(0)} ms (${all})`,
  );
}

/** A start that is not measured: a new build has the engine describe the sample data, once. */
async function startOnce(folder: string, look = firstRows): Promise<void> {
  const started = await open(folder);
  await started.page.evaluate(goAndSee, look);
  await started.page.evaluate(async () => {
    const { lab } = window as unknown as { lab: LabBridge };
    const answer = await lab.call('datasets:list', null);
    if (!answer.ok) throw new Error(answer.error.message);
  });
  await started.close();
}

/** From the start of the process until the newest runs are seen in the table, and until all are there. */
async function measureStart(folder: string): Promise<BenchWindow> {
  const [firsts, times]: [number[], number[]] = [[], []];
  // The app opens where it was left: at the table, by somebody who works with ten thousand runs.
  await startOnce(folder, tableReady);
  for (let i = 0; ; i++) {
    const window = await open(folder, settings.appFolder, { undisturbedMs });
    const seen = await window.page.evaluate(seenTimes);
    const cpu = byKind(window.processes(), ({ cpuMs }) => cpuMs);
    const first = seen.find(({ what }) => what === 'first row');
    const all = seen.find(({ text }) => text === allRuns);
    firsts.push((first?.at ?? NaN) - window.startedAt);
    times.push((all?.at ?? NaN) - window.startedAt);
    if (i + 1 === starts) {
      const note = (list: readonly number[]): string =>
        `median of ${list.map((ms) => ms.toFixed(0)).join(', ')}`;
      tell({
        ...{ what: 'start of the app to the newest runs in the table', value: median(firsts), unit: 'ms' },
        ...{ goal: 1000, note: note(firsts) },
      });
      tell({
        ...{ what: 'start of the app to all 10,000 runs in the table', value: median(times), unit: 'ms' },
        ...{ goal: 1000, note: `${note(times)}; ms on a processor: ${cpu}` },
      });
      await tellTimeline(window, folder);
      return window;
    }
    await window.close();
  }
}

/** Where the time of the last start went: what main has logged, and the page's marks, by the same clock. */
async function tellTimeline({ page, startedAt }: BenchWindow, folder: string): Promise<void> {
  const log = readFileSync(path.join(folder, 'logs', 'losslab.log'), 'utf8');
  const ofMain = /start, ms: (.*)$/m.exec(log.slice(log.lastIndexOf('start, ms: ')))?.[1] ?? 'nothing';
  const marks = await page.evaluate(startMarks);
  const ofPage = marks.map(({ what, at }) => `${what} ${(at - startedAt).toFixed(0)}`).join(', ');
  console.log(`     the last start, ms: main process: ${ofMain}\n     page: ${ofPage}`);
}

const deeds: readonly (readonly [string, readonly Deed[]])[] = [
  ['a word', [{ write: 'tanh' }, { write: 'gelu' }, { write: '' }]],
  [
    'a query',
    [{ write: 'activation = relu and testError < 5 and tag:final' }, { write: 'units >= 64' }, { write: '' }],
  ],
  ['sorting by a number', [{ press: 'Test error' }, { press: 'Test error' }, { press: 'Final loss' }]],
  ['sorting by a text', [{ press: 'Name' }, { press: 'Model' }, { press: 'Optimiser' }]],
];

async function measureTable(page: Devtools): Promise<void> {
  for (const [what, list] of deeds) {
    const times: number[] = [];
    for (const deed of list) times.push(await page.evaluate(tableAnswer, deed));
    const value = Math.max(...times);
    const note = `longest of ${times.map((ms) => ms.toFixed(0)).join(', ')}`;
    tell({ what: `10,000 runs: answer to ${what}`, value, unit: 'ms', goal: 100, note });
  }
}

/** Figures of processes by their kind: "main 150, page 120". */
function byKind(list: readonly ProcessFigures[], of: (figures: ProcessFigures) => number): string {
  const sums = new Map<string, number>();
  for (const figures of list) sums.set(figures.kind, (sums.get(figures.kind) ?? 0) + of(figures));
  return [...sums].map(([kind, sum]) => `${kind} ${sum.toFixed(0)}`).join(', ');
}

function tellMemory(what: string, window: BenchWindow): void {
  const list = window.processes();
  const megabytes = ({ pssBytes }: ProcessFigures): number => pssBytes / 2 ** 20;
  const value = list.reduce((sum, figures) => sum + megabytes(figures), 0);
  tell({ what, value, unit: 'MB', goal: 600, note: `proportional set sizes: ${byKind(list, megabytes)}` });
}

async function measureOverlay(page: Devtools, ids: readonly string[]): Promise<void> {
  const points = (ids.length * manyRuns.epochs * manyRuns.stepsPerEpoch).toLocaleString('en-US');
  const seen = { sign: '.foot .note', text: `${points} points` };
  const beginMs = Date.now();
  const endMs = await page.evaluate(goAndSee, { hash: `#/compare/${ids.join('+')}`, ...seen });
  tell({
    ...{
      what: 'overlay of 500 runs, their points not yet loaded',
      value: endMs - beginMs,
      unit: 'ms',
      goal: 1000,
    },
    note: `${points} losses`,
  });
  await page.evaluate(goAndSee, { ...tableReady });
  const againMs = Date.now();
  const againEndMs = await page.evaluate(goAndSee, { hash: `#/compare/${ids.join('+')}`, ...seen });
  tell({ what: 'the same again', value: againEndMs - againMs, unit: 'ms', goal: 1000 });
}

async function measureMany(): Promise<void> {
  await tellFloor();
  const { folder, newest } = filledFolder('many', manyRuns);
  const window = await measureStart(folder);
  try {
    // As one who looks before he writes: what is got ready in idle time is ready.
    await pause(3000);
    await measureTable(window.page);
    tellMemory('memory with 10,000 runs in the table', window);
    await measureOverlay(window.page, newest);
    tellMemory('memory after the overlay', window);
  } finally {
    await window.close();
  }
}

async function measureLong(): Promise<void> {
  const { folder, newest } = filledFolder('long', longRuns);
  await startOnce(folder);
  const window = await open(folder);
  const { page } = window;
  try {
    await page.evaluate(goAndSee, {
      hash: '#/runs',
      sign: '[data-testid=run-count]',
      text: `${longRuns.runs} runs`,
    });
    const seen = { sign: '.foot .note', text: '500,000 points' };
    const beginMs = Date.now();
    const endMs = await page.evaluate(goAndSee, { hash: `#/runs/${newest[0] ?? ''}/curves`, ...seen });
    tell({ what: 'chart of 500,000 steps', value: endMs - beginMs, unit: 'ms', goal: 1000 });
    await pause(500);
    const { framesPerSecond, longestFrameMs } = await page.evaluate(zoomFrames, {
      sign: '[data-testid=loss-chart] canvas.drawing',
      forMs: 4000,
    });
    tell({
      ...{ what: 'zooming it', value: framesPerSecond, unit: 'frames/s', goal: 30, more: true },
      note: `longest frame ${longestFrameMs.toFixed(0)} ms`,
    });
    tellMemory('memory with it', window);
  } finally {
    await window.close();
  }
}

/** Starts a sweep over learning rate and weight decay on a grid; its id. */
const startSweep = (page: Devtools): Promise<string> => {
  const side = Math.sqrt(trials);
  const values = (low: number, high: number): number[] =>
    Array.from({ length: side }, (_, i) => low * (high / low) ** (i / (side - 1)));
  const sweep = {
    base: moonsConfig(),
    space: [
      { path: 'optimizer.learningRate', kind: 'values' as const, values: values(1e-4, 1) },
      { path: 'regularization.l2', kind: 'values' as const, values: values(1e-6, 1e-2) },
    ],
  };
  return page.evaluate(async (given) => {
    const { lab } = window as unknown as { lab: LabBridge };
    const answer = await lab.call('sweeps:start', { sweep: given });
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value.id;
  }, sweep as never);
};

const endedOf = (page: Devtools, id: string): Promise<number> =>
  page.evaluate(async (sweepId) => {
    const { lab } = window as unknown as { lab: LabBridge };
    const answer = await lab.call('sweeps:list', null);
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value.find((sweep) => sweep.id === sweepId)?.counts.completed ?? 0;
  }, id);

/** What is looked at while a sweep goes on, from so many ended trials on. */
const looks = [
  { from: 0, tab: '', name: 'its charts' },
  { from: 0.6 * trials, tab: '/queue', name: 'its queue' },
  { from: 0.75 * trials, tab: '/trials', name: 'its configurations' },
  { from: 0.9 * trials, tab: '', name: 'its charts' },
] as const;
/** After so many ended trials memory is told. */
const memoryAt = [0.2 * trials, 0.5 * trials, trials] as const;

interface Watched {
  readonly seconds: number;
  /** Milliseconds of tasks above 50, by what was looked at. */
  readonly tasks: ReadonlyMap<string, number[]>;
}

async function watchSweep(window: BenchWindow, id: string): Promise<Watched> {
  const { page } = window;
  const tasks = new Map<string, number[]>(looks.map(({ name }) => [name, []]));
  const beginMs = Date.now();
  let look: (typeof looks)[number] | undefined;
  const marks: number[] = [...memoryAt];
  for (let ended = 0; ended < trials;) {
    const next = looks.findLast(({ from }) => ended >= from);
    if (next && next !== look) {
      look = next;
      await page.evaluate(goAndSee, {
        ...{ hash: `#/sweeps/${id}${look.tab}`, sign: '[data-testid=sweep-ended]', text: '' },
      });
      // Opening a page is another matter than keeping it up to date.
      await pause(1000);
      await page.evaluate(longTasks);
    }
    await pause(1000);
    tasks.get(look?.name ?? '')?.push(...(await page.evaluate(longTasks)));
    ended = await endedOf(page, id);
    process.stderr.write(`\r\x1b[Ksweep: ${ended} of ${trials} trials`);
    if (ended >= (marks[0] ?? Infinity)) {
      marks.shift();
      process.stderr.write('\r\x1b[K');
      tellMemory(`memory after ${ended.toLocaleString('en-US')} trials`, window);
    }
    if (Date.now() - beginMs > 900_000) throw new Error(`only ${ended} trials have ended`);
  }
  process.stderr.write('\r\x1b[K');
  return { seconds: (Date.now() - beginMs) / 1000, tasks };
}

/** Writes down the longest tasks, and what they did. */
function writeTasks(file: string, tasks: readonly PageTask[]): void {
  const longest = [...tasks].sort((a, b) => b.cpuMs - a.cpuMs).slice(0, 200);
  const lines = longest.map(
    ({ atMs, wallMs, cpuMs, parts }) =>
      `${cpuMs.toFixed(1).padStart(6)} ms on a processor, ${wallMs.toFixed(1)} ms in all, after ${(atMs / 1000).toFixed(2)} s: ${parts}`,
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
}

async function measureSweep(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-bench-ui-'));
  const window = await open(folder, settings.stubAppFolder);
  try {
    const { page } = window;
    await page.evaluate(goAndSee, { hash: '#/sweeps', sign: 'h1', text: '' });
    await page.evaluate(watchLongTasks);
    const stopTrace = settings.traceFile ? await traceTasks(page) : null;
    const id = await startSweep(page);
    const { seconds, tasks } = await watchSweep(window, id);
    if (stopTrace && settings.traceFile) writeTasks(settings.traceFile, await stopTrace());
    const perSecond = (trials / seconds).toFixed(0);
    for (const [name, list] of tasks)
      // What is not above 50 ms is not told by the browser.
      tell({
        what: `longest task of the page, a sweep going on, at ${name}`,
        ...{ value: Math.max(0, ...list), unit: 'ms', goal: 50 },
        note: `${list.length} above 50 ms; ${perSecond} trials a second, each ends at once`,
      });
  } finally {
    await window.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const [load = 0] = os.loadavg();
  const cores = os.availableParallelism();
  if (load > cores / 2)
    console.log(`Others are at work here (load ${load.toFixed(1)} on ${cores} cores): times are too long.`);
  if (wants('many')) await measureMany();
  if (wants('long')) await measureLong();
  if (wants('sweep')) await measureSweep();
  if (settings.jsonFile) writeFileSync(settings.jsonFile, `${JSON.stringify(figures, null, 2)}\n`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

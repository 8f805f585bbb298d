// `npm test`: sets up, then lint, types, layers, bundle, unit and end-to-end tests, and a count of it all (Node).
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inNodeModules, projectRoot } from '../setup/paths.mjs';
import { findProgram, killTree, mergeEnv } from '../setup/run.mjs';
import { setUpOrExplain } from '../setup/setup.mjs';

const RESULTS = path.join(projectRoot, 'test-results');
const MINUTE_MS = 60_000;
/** How many checks run side by side: each keeps one core busy. */
const LANES = Math.min(2, os.availableParallelism());

/**
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Counts
 * @typedef {object} Step
 * @property {string} id for `--only`
 * @property {string} title
 * @property {string[]} needs ids of steps without which it makes no sense
 * @property {number} timeoutMs
 * @property {() => Command[]} commands each runs even if the one before it has failed
 * @property {boolean} [beside] needs one core and nothing that others change, so that it runs beside its like
 * @property {string} [json] where Vitest leaves its counts; without it the step counts as one
 * @typedef {{ command: string, args: string[], env?: NodeJS.ProcessEnv }} Command
 * @typedef {{ title: string, counts: Counts, elapsedMs: number }} StepResult
 */

/** Those that run side by side begin with the longest. @type {Step[]} */
const STEPS = [
  {
    id: 'lint',
    title: 'Lint',
    needs: [],
    beside: true,
    timeoutMs: 10 * MINUTE_MS,
    commands: () => [tool('eslint', 'eslint', '.')],
  },
  {
    id: 'format',
    title: 'Formatting',
    needs: [],
    beside: true,
    timeoutMs: 5 * MINUTE_MS,
    commands: () => [tool('prettier', 'prettier', '--check', '--log-level=warn', '.')],
  },
  {
    id: 'types',
    title: 'Type check',
    needs: [],
    beside: true,
    timeoutMs: 10 * MINUTE_MS,
    commands: () => [tool('vue-tsc', 'vue-tsc', '--noEmit', '-p', 'tsconfig.json')],
  },
  {
    id: 'layers',
    title: 'Layers',
    needs: [],
    beside: true,
    timeoutMs: 5 * MINUTE_MS,
    commands: () => [
      tool(
        'dependency-cruiser',
        'depcruise',
        '--config',
        'build/lint/dependencyCruiser.cjs',
        'main',
        'renderer',
        'shared',
      ),
    ],
  },
  {
    id: 'bundle',
    title: 'Bundle',
    needs: [],
    beside: true,
    timeoutMs: 5 * MINUTE_MS,
    commands: () => [{ command: process.execPath, args: ['build/bundle/bundle.mjs'] }],
  },
  vitestStep('unit', 'Unit and component tests', 'build/test/vitest.config.ts', [], 20),
  vitestStep('e2e', 'End-to-end tests', 'build/test/vitest.e2e.config.ts', ['bundle'], 40),
];

/**
 * @param {string} id
 * @param {string} title
 * @param {string} config
 * @param {string[]} needs
 * @param {number} minutes
 * @returns {Step}
 */
function vitestStep(id, title, config, needs, minutes) {
  const json = path.join(RESULTS, `${id}.json`);
  const args = [
    'run',
    '--config',
    config,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${json}`,
  ];
  return {
    id,
    title,
    needs,
    json,
    timeoutMs: minutes * MINUTE_MS,
    commands: () => [
      id === 'e2e' ? withDisplay(tool('vitest', 'vitest', ...args)) : tool('vitest', 'vitest', ...args),
    ],
  };
}

/**
 * A package's program, run by this Node without a shell in between.
 * @param {string} packageName
 * @param {string} bin
 * @param {...string} args
 * @returns {Command}
 */
export function tool(packageName, bin, ...args) {
  const dir = inNodeModules(packageName);
  const description = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8'));
  const file = typeof description.bin === 'string' ? description.bin : description.bin[bin];
  return { command: process.execPath, args: [path.join(dir, file), ...args] };
}

/**
 * Windows need a display, and nothing the tests do is anything to the desktop's message bus.
 * @param {Command} command
 * @returns {Command}
 */
export function withDisplay({ command, args }) {
  if (process.platform !== 'linux') return { command, args };
  const env = { DBUS_SESSION_BUS_ADDRESS: '/dev/null' };
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return { command, args, env };
  const xvfb = findProgram('xvfb-run');
  if (!xvfb) throw new Error('xvfb-run is not installed');
  return { command: xvfb, args: ['-a', '--server-args=-screen 0 1600x1000x24', command, ...args], env };
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * @param {Command} command
 * @param {number} timeoutMs
 * @param {(text: string) => void} [print] takes what it prints, which goes to the terminal otherwise
 * @returns {Promise<string | null>} null, or what went wrong
 */
export function execute({ command, args, env = {} }, timeoutMs, print) {
  return new Promise((resolve) => {
    const output = print ? 'pipe' : 'inherit';
    const child = spawn(command, args, {
      cwd: projectRoot,
      env: mergeEnv(env),
      stdio: ['ignore', output, output],
      // Its own group, so that a hanging window dies with the step that opened it.
      detached: process.platform !== 'win32',
    });
    running.add(child);
    if (print)
      for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', print);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killTree(child);
    }, timeoutMs);
    const settle = (/** @type {string | null} */ trouble) => {
      clearTimeout(timer);
      running.delete(child);
      resolve(trouble);
    };
    child.once('error', (error) => settle(error.message));
    // Its output has been read to the end.
    child.once('close', (code, signal) => {
      if (timedOut) settle(`took longer than ${timeoutMs / MINUTE_MS} minutes`);
      else if (code === 0) settle(null);
      else settle(signal ? `ended by ${signal}` : `exit code ${code}`);
    });
  });
}

/** Ends whatever `execute` has running, with everything it has started. */
export function killAll() {
  for (const child of running) killTree(child);
}

/**
 * What a Vitest run adds up to. A file that could not even be loaded has no tests, but has failed; so has a run that
 * ends badly although each test has passed.
 * @param {any} report Vitest's JSON, null where there is none
 * @param {string | null} trouble how the process ended, null for well
 * @returns {Counts}
 */
export function countVitest(report, trouble) {
  if (!report) return { passed: 0, failed: 1, skipped: 0, failures: [trouble ?? 'no report'] };
  /** @type {string[]} */
  const failures = [];
  for (const file of report.testResults ?? []) {
    const name = path.relative(projectRoot, file.name);
    const failed = file.assertionResults.filter((/** @type {any} */ test) => test.status === 'failed');
    failures.push(...failed.map((/** @type {any} */ test) => `${name}: ${test.fullName}`));
    if (failed.length === 0 && file.status === 'failed') failures.push(`${name}: ${firstLine(file.message)}`);
  }
  if (failures.length === 0 && trouble) failures.push(trouble);
  const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  return { passed: report.numPassedTests ?? 0, failed: failures.length, skipped, failures };
}

/** @param {unknown} text */
function firstLine(text) {
  return String(text || 'could not be loaded').split('\n')[0];
}

/**
 * @param {Step} step
 * @param {(text: string) => void} [print]
 * @returns {Promise<Counts>}
 */
async function runStep(step, print) {
  if (step.json) rmSync(step.json, { force: true });
  /** @type {string[]} */
  const troubles = [];
  try {
    for (const command of step.commands()) {
      const trouble = await execute(command, step.timeoutMs, print);
      if (trouble) troubles.push(trouble);
    }
  } catch (error) {
    troubles.push(error instanceof Error ? error.message : String(error));
  }
  const trouble = troubles.length > 0 ? troubles.join(', ') : null;
  if (step.json)
    return countVitest(existsSync(step.json) ? JSON.parse(readFileSync(step.json, 'utf8')) : null, trouble);
  return trouble ? failedOnce(trouble) : { passed: 1, failed: 0, skipped: 0, failures: [] };
}

/** @param {string} reason @returns {Counts} */
function failedOnce(reason) {
  return { passed: 0, failed: 1, skipped: 0, failures: [reason] };
}

/**
 * @param {StepResult[]} results
 * @returns {string} ends with the line that says it all
 */
export function summarize(results) {
  const width = Math.max(...results.map(({ title }) => title.length));
  const number = (/** @type {number} */ value) => String(value).padStart(6);
  const lines = [`${'Step'.padEnd(width)} passed failed skipped    time`];
  for (const { title, counts, elapsedMs } of results) {
    const { passed, failed, skipped } = counts;
    lines.push(
      `${title.padEnd(width)} ${number(passed)} ${number(failed)}  ${number(skipped)} ${seconds(elapsedMs).padStart(7)}`,
    );
  }
  const failures = results.flatMap(({ title, counts }) =>
    counts.failures.map((failure) => `${title}: ${failure}`),
  );
  if (failures.length > 0) lines.push('', 'Failed:', ...failures.map((failure) => `  - ${failure}`));
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
    results.reduce((total, { counts }) => total + counts[key], 0);
  const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
  return [...lines, '', `${sum('passed')} passed, ${sum('failed')} failed${skipped}`].join('\n');
}

/** @param {number} elapsedMs */
function seconds(elapsedMs) {
  return `${(elapsedMs / 1000).toFixed(1)} s`;
}

/**
 * The chosen steps and what they need, in order.
 * @param {string[]} only
 */
function chooseSteps(only) {
  const unknown = only.filter((id) => !STEPS.some((step) => step.id === id));
  if (unknown.length > 0)
    throw new Error(`unknown step ${unknown.join(', ')}; there are ${STEPS.map(({ id }) => id).join(', ')}`);
  const wanted = new Set(only);
  for (const step of STEPS) if (wanted.has(step.id)) step.needs.forEach((id) => wanted.add(id));
  return STEPS.filter(({ id }) => only.length === 0 || wanted.has(id));
}

/**
 * @param {Step[]} steps
 * @param {boolean} ready whether set-up has gone well
 * @returns {Promise<StepResult[]>} in the order of the steps
 */
async function runSteps(steps, ready) {
  /** @type {Map<string, StepResult>} */
  const results = new Map();
  const take = async (/** @type {Step} */ step, /** @type {boolean} */ aside) => {
    const lacking = step.needs.find((id) => (results.get(id)?.counts.failed ?? 0) > 0);
    const start = performance.now();
    let output = '';
    let counts;
    if (!ready) counts = failedOnce('not run: set-up has failed');
    else if (lacking) counts = failedOnce(`not run: ${lacking} has failed`);
    else {
      if (!aside) console.log(`\n── ${step.title}`);
      counts = await runStep(step, aside ? (text) => void (output += text) : undefined);
    }
    const elapsedMs = performance.now() - start;
    if (aside) console.log(`\n── ${step.title}\n${output}`.trimEnd());
    console.log(`── ${step.title}: ${counts.failed > 0 ? 'failed' : 'passed'} in ${seconds(elapsedMs)}`);
    results.set(step.id, { title: step.title, counts, elapsedMs });
  };
  const beside = steps.filter((step) => step.beside);
  const lane = async () => {
    for (let step = beside.shift(); step; step = beside.shift()) await take(step, true);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  for (const step of steps) if (!step.beside) await take(step, false);
  return steps.flatMap(({ id }) => results.get(id) ?? []);
}

async function main() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const steps = chooseSteps(values.only?.split(',').filter(Boolean) ?? []);
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => {
      killAll();
      process.kill(process.pid, signal);
    });
  }
  console.log('── Set-up');
  const ready = await setUpOrExplain({ scope: 'test' });
  mkdirSync(RESULTS, { recursive: true });
  const results = await runSteps(steps, ready !== null);
  console.log(`\n${summarize(results)}`);
  process.exitCode = results.some(({ counts }) => counts.failed > 0) ? 1 : 0;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();

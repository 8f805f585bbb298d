/** Journey: the `losslab` command from its bundle, as a terminal or a script would use it (tests, Node). */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const projectRoot = path.resolve(import.meta.dirname, '../..');
const cli = path.join(projectRoot, 'out', 'cli', 'index.cjs');
const pointCloud = path.join(projectRoot, 'main', 'data', 'fixtures', '2d_pcl_dataset.npz');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let folder: string;
let db: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-cli-'));
  db = path.join(folder, 'lab.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(...args: string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const env = { ...process.env, LOSSLAB_DATA_DIR: path.join(folder, 'home') };
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    env,
    // A group of its own, as a shell gives it one: Ctrl-C reaches all of it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  return { child, ended };
}

const losslab = (...args: string[]): Promise<Ended> => start(...args).ended;

/** The one JSON value on standard output of a command that succeeds. */
async function json<T = Record<string, unknown>>(...args: string[]): Promise<T> {
  const { code, out, err } = await losslab(...args, '--db', db, '--json');
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  expect(out.endsWith('\n')).toBe(true);
  expect(out.trimEnd()).not.toContain('\n');
  return JSON.parse(out) as T;
}

const moons = [
  'run',
  '--dataset',
  'moons',
  '--n',
  '200',
  '--test-fraction',
  '0.25',
  '--hidden',
  '16',
  '--activation',
  'tanh',
];
const training = ['--learning-rate', '0.05', '--batch-size', '50', '--epochs', '30', '--seed', '3'];

describe('a run on moons', () => {
  test('is trained, reported, listed, shown and exported', async () => {
    const { code, out, err } = await losslab(
      ...moons,
      ...training,
      '--name',
      'first',
      '--tag',
      'try',
      '--db',
      db,
      '--json',
    );
    expect(err).toMatch(/epoch 30\/30 {2}step 90\/90/);
    expect(code).toBe(0);
    const run = JSON.parse(out) as Record<string, unknown> & {
      runId: string;
      epochSeconds: number[];
      testError: number;
    };
    expect(run).toMatchObject({
      state: 'completed',
      name: 'first',
      tags: ['try'],
      epochs: 30,
      steps: 90,
      parameterCount: 2 * 16 + 16 + 16 * 2 + 2,
      dataset: 'Two moons',
      engine: { backend: expect.any(String), path: expect.any(String) },
      finalLoss: expect.any(Number),
      trainError: expect.any(Number),
      testLoss: expect.any(Number),
      seconds: expect.any(Number),
      datasetHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(run.epochSeconds).toHaveLength(30);
    expect(run.testError).toBeLessThan(15);

    const list = await json<{ runId: string }[]>('runs');
    expect(list.map(({ runId }) => runId)).toEqual([run.runId]);
    expect(await json('show', run.runId)).toEqual(run);
    expect(await json('show', '1')).toEqual(run);
    const shown = await losslab('show', run.runId.slice(0, 6), '--db', db);
    expect(shown.out).toContain('60 parameters'.replace('60', String(run['parameterCount'])));
    expect((await losslab('runs', '--db', db)).out).toMatch(/^# +ID .*\n1 .*first\n$/);

    const csv = (await losslab('export', run.runId, '--format', 'csv', '--db', db)).out.trimEnd().split('\n');
    const rows = csv.filter((line) => !line.startsWith('#'));
    expect(rows.length).toBeGreaterThanOrEqual(91);
    const exported = await losslab('export', run.runId, '--format', 'json', '--db', db);
    expect(exported.code).toBe(0);
    expect(JSON.stringify(JSON.parse(exported.out))).toContain(run.runId);
    const file = path.join(folder, 'points.csv');
    expect((await losslab('export', run.runId, '--output', file, '--db', db)).code).toBe(0);
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toEqual(csv);
  });

  test('comes out the same for the same seed, and from its own configuration', async () => {
    const first = await json(...moons, ...training, '--quiet');
    const second = await json(...moons, ...training, '--quiet');
    const config = path.join(folder, 'config.json');
    writeFileSync(config, JSON.stringify(first['config']));
    const third = await json('run', '--config', config, '--quiet');
    const other = await json('run', '--config', config, '--seed', '4', '--quiet');
    const numbers = ({ finalLoss, testLoss, trainLoss, configHash }: Record<string, unknown>) => [
      finalLoss,
      testLoss,
      trainLoss,
      configHash,
    ];
    expect(numbers(second)).toEqual(numbers(first));
    expect(numbers(third)).toEqual(numbers(first));
    expect(other['finalLoss']).not.toBe(first['finalLoss']);
  });

  test('two commands work on one database at the same time', async () => {
    const runs = await Promise.all(
      [1, 2].map((seed) => json(...moons, '--epochs', '200', '--seed', String(seed), '--quiet')),
    );
    expect(runs.map(({ state }) => state)).toEqual(['completed', 'completed']);
    expect(await json('runs')).toHaveLength(2);
  });
});

test('everything goes to another database and comes in once; a sweep goes by itself', async () => {
  const file = path.join(folder, 'grid.json');
  const base = {
    dataset: { id: 'moons', standardize: 'none', testFraction: 0.25 },
    model: { hidden: [{ units: 4, activation: 'tanh' }] },
    optimizer: { id: 'adam', learningRate: 0.01 },
    training: { batchSize: 32, epochs: 3 },
  };
  const space = [{ path: 'model.hidden.0.units', kind: 'values', values: [2, 4] }];
  writeFileSync(file, JSON.stringify({ name: 'Widths', base, space, seeds: 2 }));
  expect((await losslab('sweep', file, '--quiet', '--db', db)).code).toBe(0);
  await json(...moons, '--epochs', '3', '--quiet');
  const [all, one] = ['all.losslab', 'one.losslab'].map((name) => path.join(folder, name)) as [
    string,
    string,
  ];
  const written = await losslab('export', '--all', '--checkpoints', '--to', all, '--db', db);
  expect([written.code, written.out]).toEqual([0, expect.stringMatching(/^5 runs and 1 sweep written, /)]);
  const sweepOnly = await losslab('export', '--sweep', '1', '--to', one, '--db', db);
  expect(sweepOnly.out).toMatch(/^4 runs and 1 sweep written, /);
  expect(readFileSync(one).length).toBeLessThan(readFileSync(all).length);

  const other = path.join(folder, 'other.sqlite');
  const taken = await losslab('import', one, all, '--db', other);
  expect([taken.code, taken.err]).toEqual([0, '']);
  expect(taken.out).toMatch(/5 imported; 4 were there already\nwith 1 sweep; 1 sweep there already\n$/);
  const status = (from: string) => losslab('sweep', 'status', '1', '--db', from, '--json');
  const [here, there] = (await Promise.all([status(db), status(other)])).map(
    ({ out }) => JSON.parse(out) as { lines: unknown },
  );
  expect(there?.lines).toEqual(here?.lines);

  for (const args of [
    [],
    ['--all'],
    ['--all', '1', '--to', all],
    ['--sweep', '1', '--as', 'csv', '--to', all],
  ])
    expect((await losslab('export', ...args, '--db', db)).code).toBe(2);
});

test('MNIST is learnt', async () => {
  const run = await json(
    ...['run', '--dataset', 'mnist', '--train-rows', '4000', '--hidden', '32', '--optimizer', 'adam'],
    ...['--learning-rate', '0.003', '--batch-size', '64', '--epochs', '2', '--quiet'],
  );
  expect(run).toMatchObject({ state: 'completed', steps: 126, parameterCount: 784 * 32 + 32 + 32 * 10 + 10 });
  expect(run['testError']).toBeLessThan(15);
  expect(run['perClassError']).toHaveLength(10);
});

test('a file is imported once, whatever it is called from', async () => {
  const args = ['--hidden', '16', '--loss', 'sigmoid-bce', '--epochs', '0', '--quiet'];
  const first = await json('run', '--dataset', pointCloud, ...args);
  const again = await json('run', '--dataset', path.relative(folder, pointCloud), ...args);
  expect(first).toMatchObject({ dataset: '2d_pcl_dataset', parameterCount: 65, steps: 0, testError: null });
  expect(again['datasetHash']).toBe(first['datasetHash']);
  const list = await json<{ id: string; source: string }[]>('datasets');
  const imported = list.filter(({ source }) => source === 'imported').map(({ id }) => id);
  expect(imported).toEqual([`sha256:${first['datasetHash'] as string}`]);
  const byId = await json('run', '--dataset', imported[0]!, ...args);
  expect(byId['finalLoss']).toBe(first['finalLoss']);
});

describe('wrong arguments: one line, exit code 2, nothing written', () => {
  test.each([
    [['run']],
    [['run', '--dataset', 'mnst']],
    [['run', '--dataset', 'moons', '--epochs', 'ten']],
    [['run', '--dataset', 'moons', '--epochs', '-1']],
    [['run', '--dataset', 'moons', '--optimizer', 'sgd', '--beta1', '0.5']],
    [['run', '--dataset', 'moons', '--learning-rte', '1']],
    [['run', '--dataset', 'moons', '--loss', 'softmax-cross-entropy', '--output-units', '1']],
    [['run', '--dataset', 'moons', '--early-stopping-metric', 'test-loss']],
    [['run', '--dataset', 'nothing.npz']],
    [['run', '--dataset', cli]],
    [['run', '--dataset', `sha256:${'0'.repeat(64)}`]],
    [['run', '--config', 'nothing.json']],
    [['show', 'abcdefgh']],
    [['export', 'abcdefgh', '--format', 'xml']],
    [['resume', 'abcdefgh']],
    [['runs']],
    [['frobnicate']],
  ])('%j', async (args) => {
    const known = ['run', 'show', 'export', 'resume', 'runs'].includes(args[0]!);
    const { code, out, err } = await losslab(...args, ...(known ? ['--db', db] : []));
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^error: .+\n$/);
    expect(existsSync(db)).toBe(false);
  });
});

test('help is everywhere, and lists succeed where nothing was saved yet', async () => {
  for (const command of ['run', 'resume', 'runs', 'show', 'export', 'datasets']) {
    const { code, out } = await losslab(command, '--help');
    expect([command, code]).toEqual([command, 0]);
    expect(out).toContain(`losslab ${command}`);
  }
  expect((await losslab('runs')).out).toBe('There are no runs yet.\n');
  expect((await losslab('datasets')).out).toMatch(/mnist .* 70,000 .* 60,000 \+ 10,000/);
  expect(existsSync(path.join(folder, 'home'))).toBe(false);
});

test.skipIf(process.platform === 'win32')(
  'Ctrl-C keeps what was done, and resume ends where an unbroken run would',
  async () => {
    const long = [...moons, ...training, '--epochs', '4000', '--seed', '5'];
    const unbroken = await json(...long, '--quiet');
    const { child, ended } = start(...long, '--db', db, '--json');
    // The first line of progress shows that training is under way.
    await new Promise((resolve) => child.stderr!.once('data', resolve));
    process.kill(-child.pid!, 'SIGINT');
    const stopped = await ended;
    expect(stopped.code).toBe(1);
    const interrupted = JSON.parse(stopped.out) as { runId: string; state: string; steps: number };
    expect(interrupted).toMatchObject({
      state: 'interrupted',
      stateReason: expect.stringContaining('closed'),
    });
    expect(interrupted.steps).toBeLessThan(12_000);
    expect(stopped.err).toContain(`losslab resume ${interrupted.runId}`);
    const resumed = await json('resume', interrupted.runId, '--quiet');
    expect(resumed).toMatchObject({ state: 'completed', steps: 12_000 });
    for (const key of ['finalLoss', 'testLoss', 'testError', 'trainLoss'])
      expect(resumed[key]).toBe(unbroken[key]);
  },
);

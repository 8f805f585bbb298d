/** Journey: a study from the command line, interrupted, taken up again and reported (tests, Node). */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { projectRoot } from '../../build/setup/paths.mjs';

const cli = path.join(projectRoot, 'out', 'cli', 'index.cjs');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
interface Report {
  readonly fraction: number;
  readonly rows: readonly {
    readonly row: string;
    readonly seed: number;
    readonly runId: string;
    readonly state: string;
    readonly epochs: number;
    readonly own: Readonly<Record<string, number | null>>;
    readonly published: Readonly<Record<string, number>>;
  }[];
  readonly comparisons: readonly {
    readonly row: string;
    readonly measure: string;
    readonly verdict: string;
  }[];
  readonly totals: { readonly planned: number; readonly done: number };
}

let folder: string;
let db: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-study-'));
  db = path.join(folder, 'lab.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(...args: string[]): {
  readonly child: ChildProcess;
  readonly said: (text: RegExp) => Promise<void>;
  readonly ended: Promise<Ended>;
} {
  const env = { ...process.env, LOSSLAB_DATA_DIR: path.join(folder, 'home') };
  const child = spawn(process.execPath, [cli, 'study', ...args], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  const said = (text: RegExp) =>
    expect.poll(() => text.test(err), { timeout: 20_000, message: `standard error says ${text}` }).toBe(true);
  return { child, said, ended };
}

async function study(...args: string[]): Promise<Ended> {
  return start(...args).ended;
}

async function report(...args: string[]): Promise<Report> {
  const { code, out, err } = await study('report', ...args, '--db', db, '--json', '--quiet');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Report;
}

async function runCount(): Promise<number> {
  const child = spawn(process.execPath, [cli, 'runs', '--db', db, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  await new Promise((resolve) => child.on('close', resolve));
  return (JSON.parse(out) as unknown[]).length;
}

describe('the report at a small fraction', () => {
  const some = ['--fraction', '0.002', '--rows', 'p-i,p-ii,a,b,c-ii,f-vi', '--seeds', '1'];

  test(
    'has a row a run with published and own figures; again nothing is trained',
    { timeout: 120_000 },
    async () => {
      const first = await report(...some);
      expect(first.rows.map(({ row, state, epochs }) => `${row} ${state} ${epochs}`)).toEqual([
        'p-i completed 200',
        'p-ii completed 200',
        'a completed 1',
        'b completed 0',
        'c-ii completed 1',
        'f-vi completed 1',
      ]);
      const [, , a, b, relu, wide] = first.rows;
      expect([a, b, relu, wide].map((row) => row?.published['testError'])).toEqual([8.07, 50, 2.7, 2.7]);
      expect(b?.own['testError']).toBeGreaterThan(75);
      // One epoch of 64 ReLU is well below 12 %; the double softmax keeps the loss above its floor.
      expect(relu?.own['testError']).toBeLessThan(12);
      expect(relu?.own['finalLoss']).toBeGreaterThan(Math.log(Math.E + 9) - 1);
      expect(relu?.own['firstLoss']).toBeCloseTo(Math.log(10), 1);
      expect(wide?.own['firstLoss']).toBeCloseTo(Math.log(200), 1);
      expect(first.comparisons.find(({ row }) => row === 'c-ii')?.verdict).toBe('not-comparable');
      expect(first.totals).toMatchObject({ planned: 6, done: 6 });

      const again = await report(...some);
      expect(again.rows).toEqual(first.rows);
      expect(await runCount()).toBe(6);

      const words = await study('report', ...some, '--db', db);
      expect(words.code).toBe(0);
      expect(words.out).toMatch(/^ROW +RUN/);
      expect(words.out).toMatch(/c-ii +Test error +2\.70 % .* not at full length/);
    },
  );

  test('killed and interrupted, it goes on where it stopped', { timeout: 120_000 }, async () => {
    const args = ['report', '--fraction', '0.01', '--rows', 'b,c,c-ii', '--seeds', '1', '--db', db];
    const killed = start(...args);
    await killed.said(/\(c \d+ %, c-ii \d+ %\)|run 1\/3/);
    process.kill(-killed.child.pid!, 'SIGKILL');
    await killed.ended;

    const stopped = start(...args);
    await stopped.said(/run [12]\/3/);
    process.kill(-stopped.child.pid!, 'SIGINT');
    const { code, err } = await stopped.ended;
    // It may have been done by then.
    if (code !== 0) expect(err).toContain('the same command goes on where it stopped');

    const done = await report('--fraction', '0.01', '--rows', 'b,c,c-ii', '--seeds', '1');
    expect(done.rows.map(({ row, state }) => `${row} ${state}`)).toEqual([
      'b completed',
      'c completed',
      'c-ii completed',
    ]);
    // What was begun was taken up again, not begun anew.
    expect(await runCount()).toBe(3);
  });
});

test('what is wrong is said before anything is written', { timeout: 60_000 }, async () => {
  writeFileSync(path.join(folder, 'broken.json'), '{"id": "x", "title": "X", "sections": []}');
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [['report', '--fraction', '0'], /fraction must be above 0/],
    [['report', '--fraction', 'half'], /must be a number/],
    [['report', '--rows', 'a,zz'], /no row "zz"; rows are: p-i/],
    [['report', '--seeds', '0'], /number of seeds/],
    [['report', '--parallel', '0'], /--parallel/],
    [['nothing'], /no study or file "nothing"/],
    [['broken.json'], /sections/],
    [[], /missing required argument/],
  ];
  for (const [args, message] of wrong) {
    const { code, out, err } = await study(...args, '--db', db);
    expect({ args, code, out }).toEqual({ args, code: 2, out: '' });
    expect(err).toMatch(message);
  }
  expect(existsSync(db)).toBe(false);
});

test('a study of one’s own is read from a file', { timeout: 60_000 }, async () => {
  const own = {
    id: 'own',
    title: 'Own',
    sections: [
      {
        id: 'one',
        title: 'One',
        rows: [
          {
            id: 'xor',
            title: 'XOR',
            sweep: {
              base: {
                dataset: { id: 'xor', standardize: 'none', testFraction: 0.5 },
                model: { hidden: [{ units: 8, activation: 'tanh' }] },
                optimizer: { id: 'adam', learningRate: 0.01 },
                training: { batchSize: 'full', epochs: 20 },
              },
              space: [{ path: 'optimizer.learningRate', kind: 'values', values: [0.001, 0.05] }],
              seeds: 2,
            },
            published: [{ measure: 'testError', value: 20, rounding: 0.5 }],
          },
        ],
      },
    ],
  };
  writeFileSync(path.join(folder, 'own.json'), JSON.stringify(own));
  const { code, out } = await study('own.json', '--db', db, '--json', '--quiet');
  expect(code).toBe(0);
  const made = JSON.parse(out) as Report;
  expect(made.rows).toHaveLength(4);
  const [comparison] = made.comparisons;
  expect(comparison).toMatchObject({ row: 'xor', seeds: 2 });
  expect(['within-noise', 'better', 'worse']).toContain(comparison?.verdict);
});

test(
  'the report is written as a page; a folder that is not there is refused before training',
  {
    timeout: 60_000,
  },
  async () => {
    const page = path.join(folder, 'report.html');
    const some = ['--fraction', '0.002', '--rows', 'p-ii,b', '--seeds', '1', '--db', db, '--quiet'];
    const nowhere = await study('report', ...some, '--html', path.join(folder, 'no', 'report.html'));
    expect(nowhere).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('There is no folder') as string,
    });
    expect(existsSync(db)).toBe(false);
    expect((await study('report', ...some, '--html', page)).code).toBe(0);
    const html = readFileSync(page, 'utf8');
    // The curve and the boundary of p-ii, with the 90 points on it.
    expect(html.match(/<figure>/g)).toHaveLength(2);
    expect(html.match(/class="class[01]"/g)).toHaveLength(90);
  },
);

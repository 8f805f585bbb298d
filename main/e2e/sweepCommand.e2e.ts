/** Journey: sweeps by the `losslab` command: twelve runs killed in the middle and resumed, bad files, the schema (tests, Node). */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const projectRoot = path.resolve(import.meta.dirname, '../..');
const cli = path.join(projectRoot, 'out', 'cli', 'index.cjs');

interface Line {
  readonly trial: number;
  readonly seed: number;
  readonly state: string;
  readonly runId: string | null;
  readonly value: number | null;
  readonly epochs: number;
}
interface Said extends Partial<Line> {
  readonly type?: string;
  readonly sweepId?: string;
  readonly seconds?: number;
  readonly secondsLeft?: number | null;
  readonly progress?: number;
  readonly lines?: readonly Line[];
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-sweep-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A command under way; `lines` are the objects it has said so far. */
function start(...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    env: { ...process.env, LOSSLAB_DATA_DIR: path.join(folder, 'home') },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Said[] = [];
  let [rest, out, err] = ['', '', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('{"')) said.push(JSON.parse(line) as Said);
    child.emit('said');
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, out, err })),
  );
  const until = (reached: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!reached()) return;
        child.off('said', look);
        resolve();
      };
      child.on('said', look);
      look();
    });
  return { child, said, ended, until };
}

/** 2 activations × 3 widths × 2 seeds on MNIST, as the first sweep in the app is. */
function writeGrid(): string {
  const file = path.join(folder, 'grid.json');
  const base = {
    dataset: { id: 'mnist', standardize: 'scalar', testFraction: null, trainRows: 20_000 },
    model: { hidden: [{ units: 64, activation: 'relu' }] },
    optimizer: { id: 'adam', learningRate: 0.001 },
    training: { batchSize: 64, epochs: 1 },
    seed: 1,
  };
  const space = [
    { path: 'model.hidden.0.activation.id', kind: 'values', values: ['relu', 'sigmoid'] },
    { path: 'model.hidden.0.units', kind: 'values', values: [32, 64, 128] },
  ];
  writeFileSync(file, JSON.stringify({ name: 'twelve', base, space, seeds: 2 }));
  return file;
}

async function linesOf(db: string): Promise<readonly Line[]> {
  const status = start('sweep', 'status', '1', '--db', db, '--json');
  const { code } = await status.ended;
  expect(code).toBe(0);
  return status.said[0]?.lines ?? [];
}

const numbersOf = (lines: readonly Line[]) =>
  lines.map(({ trial, seed, state, value, epochs }) => ({ trial, seed, state, value, epochs }));

test('twelve runs, killed at half and resumed: none twice, none missing, the numbers of an unbroken sweep', async () => {
  const file = writeGrid();
  const whole = path.join(folder, 'whole.sqlite');
  const unbroken = start('sweep', file, '--db', whole, '--json', '--quiet', '--workers', '2');
  expect((await unbroken.ended).code).toBe(0);
  showForecast(unbroken.said);

  const db = path.join(folder, 'broken.sqlite');
  const broken = start('sweep', file, '--db', db, '--json', '--quiet', '--workers', '2');
  await broken.until(() => broken.said.filter(({ type }) => type === 'line').length >= 6);
  process.kill(-(broken.child.pid ?? 0), 'SIGKILL');
  await broken.ended;
  const before = await linesOf(db);
  expect(before).toHaveLength(12);

  const resumed = start('sweep', 'resume', '1', '--db', db, '--json', '--quiet', '--workers', '1');
  expect((await resumed.ended).code).toBe(0);
  const after = await linesOf(db);
  expect(numbersOf(after)).toEqual(numbersOf(await linesOf(whole)));
  expect(new Set(after.map(({ runId }) => runId)).size).toBe(12);
  const runs = start('runs', '--db', db, '--json');
  const { out } = await runs.ended;
  expect((JSON.parse(out) as unknown[]).length).toBe(12);
  // What had ended was left alone.
  const kept = before.filter(({ state }) => state === 'completed');
  expect(kept.length).toBeGreaterThanOrEqual(5);
  for (const { trial, seed, runId } of kept)
    expect(after.find((line) => line.trial === trial && line.seed === seed)?.runId).toBe(runId);
});

/** Prints what was foretold in the first third against what it took; clocks of a shared machine decide no test. */
function showForecast(said: readonly Said[]): void {
  const total = said.find(({ type }) => type === 'finished')?.seconds ?? 0;
  for (const { type, progress = 0, seconds = 0, secondsLeft } of said)
    if (type === 'progress' && secondsLeft && progress > 0 && progress < 0.34)
      console.log(
        `at ${(100 * progress).toFixed(0)} %: ${(seconds + secondsLeft).toFixed(1)} s foretold in all, ${total.toFixed(1)} s taken`,
      );
}

test('Ctrl-C ends in order and says how to go on', async () => {
  const db = path.join(folder, 'lab.sqlite');
  const sweep = start('sweep', writeGrid(), '--db', db, '--json', '--quiet', '--workers', '2');
  await sweep.until(() => sweep.said.some(({ type }) => type === 'line'));
  process.kill(-(sweep.child.pid ?? 0), 'SIGINT');
  const { code, err } = await sweep.ended;
  expect(code).toBe(1);
  const id = sweep.said[0]?.sweepId ?? '';
  expect(err).toContain(`The sweep is interrupted; go on with: losslab sweep resume ${id} --db ${db}`);
  expect(sweep.said.at(-1)).toMatchObject({ type: 'finished', state: 'interrupted' });
});

test('a bad file is told by the path of the key and the reason; nothing is written', async () => {
  const file = path.join(folder, 'bad.json');
  writeFileSync(
    file,
    JSON.stringify({
      base: JSON.parse('{"dataset":{"id":"moons","standardize":"none"}}') as unknown,
      space: [{ path: 'optimizer.learningRate', kind: 'values', values: [-1] }],
    }),
  );
  const bad = await start('sweep', file, '--db', path.join(folder, 'no.sqlite')).ended;
  expect(bad.code).toBe(2);
  expect(bad.err).toMatch(/^error: base\.model: /m);
  writeFileSync(file, '{"base": ');
  const noJson = await start('sweep', file, '--db', path.join(folder, 'no.sqlite')).ended;
  expect([noJson.code, noJson.err]).toEqual([2, expect.stringMatching(/"bad\.json" is not JSON/)]);
  const none = await start('sweep', 'status', '1', '--db', path.join(folder, 'no.sqlite')).ended;
  expect([none.code, none.err]).toEqual([2, expect.stringMatching(/There is no database/)]);
  const schema = await start('schema', 'sweep').ended;
  expect(JSON.parse(schema.out)).toMatchObject({ title: 'LossLab sweep', properties: { space: {} } });
});

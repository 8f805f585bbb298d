/** Every call of the contract with nearly valid and nonsensical inputs, in the real app: always an answer with a code, never a crash, nothing written elsewhere (tests, Node). */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { serialize } from 'node:v8';
import fc from 'fast-check';
import { afterAll, afterEach, expect, test } from 'vitest';
import { calls, type Channel } from '../../shared/ipc/contract';
import type { ErrorCode, Result } from '../../shared/result';
import { callAnything, value, type PageWindow } from './support/bridge';
import { sampleConfig, samplesFor } from './support/callSamples';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { nearlyValid } from './support/nearlyValid';
import { startRun, waitForState } from './support/runs';

const many = process.env['LOSSLAB_FUZZ_CALLS'];
/** Inputs for each channel. */
const inputs = Number(many ?? 15);
const seed = Number(process.env['LOSSLAB_FUZZ_SEED'] ?? 1);

/** `internal` is what is left out: an error that nobody has thought of. */
const codes: readonly ErrorCode[] = [
  ...(['invalid-input', 'not-found', 'conflict', 'bad-file', 'too-large', 'cancelled', 'timed-out'] as const),
  ...(['disk-full', 'read-only', 'database', 'newer-database', 'host-died', 'unsupported'] as const),
];

let lab: RunningLab;
let box: string;
afterEach(async () => {
  await lab.killHard();
  rmSync(box, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});
afterAll(removeDataFolders);

/** The user chooses `exports` for whatever is saved, and every other time thinks better of it. */
function answerDialogs(folder: string, given: string): Promise<void> {
  return lab.app.evaluate(
    ({ dialog, shell }, [saved, opened]) => {
      let turn = 0;
      const isRefused = () => turn++ % 2 === 1;
      dialog.showSaveDialog = (...args: unknown[]) => {
        const { defaultPath = 'x' } = args.at(-1) as { defaultPath?: string };
        const name = defaultPath.split(/[\\/]/).at(-1) ?? 'x';
        return Promise.resolve({ canceled: isRefused(), filePath: `${saved}/${name}` });
      };
      dialog.showOpenDialog = (...args: unknown[]) => {
        const { properties = [] } = args.at(-1) as { properties?: string[] };
        const filePaths = [properties.includes('openDirectory') ? saved : opened];
        return Promise.resolve({ canceled: isRefused(), filePaths });
      };
      dialog.showMessageBox = () =>
        Promise.resolve({ response: isRefused() ? 1 : 0, checkboxChecked: false });
      shell.openPath = () => Promise.resolve('');
    },
    [folder, given] as const,
  );
}

/** Everything below a folder but what is below the named ones. */
const listing = (folder: string, without: readonly string[]): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => !without.some((one) => name === one || name.startsWith(one + path.sep)))
    .sort();

/** As the page sends it; null where the bridge itself refuses what cannot be sent. */
function sent(channel: Channel, input: unknown): Promise<Result<unknown> | null> {
  return lab.page.evaluate(
    ([name, given]) =>
      (window as unknown as PageWindow).lab.call(name as Channel, given as never).catch(() => null),
    [channel, input],
  );
}

/** Playwright sends what can be cloned; what cannot never reaches the page. */
function isSendable(input: unknown): boolean {
  try {
    serialize(input);
    return true;
  } catch {
    return false;
  }
}

test(`${inputs} inputs for each of ${Object.keys(calls).length} calls`, { timeout: 3_600_000 }, async () => {
  box = mkdtempSync(path.join(os.tmpdir(), 'losslab-fuzz-'));
  for (const name of ['data', 'home', 'temporary', 'exports', 'given']) mkdirSync(path.join(box, name));
  const given = path.join(box, 'given', 'points.csv');
  writeFileSync(given, 'x,y,label\n0,1,0\n1,0,1\n0.5,0.2,0\n');
  const env = { HOME: path.join(box, 'home'), TMPDIR: path.join(box, 'temporary'), XDG_CONFIG_HOME: '' };
  lab = await launchLab({ dataFolder: path.join(box, 'data'), env });
  const ids: string[] = [];
  for (const [i] of [1, 2].entries()) {
    const { id } = await startRun(lab.page, { ...sampleConfig, seed: i + 1 }, `Run ${i}`);
    await waitForState(lab.page, id, ['completed']);
    ids.push(id);
  }
  const sweep = await value(lab.page, 'sweeps:start', {
    sweep: { base: sampleConfig, space: [{ path: 'model.width', kind: 'values', values: [2, 3] }] },
  });
  await answerDialogs(path.join(box, 'exports'), given);
  const outside = listing(box, ['data', 'home', 'exports', 'temporary']);
  const temporary = listing(path.join(box, 'temporary'), []);

  const samples = samplesFor({ runs: ids, sweep: sweep.id });
  const problems: string[] = [];
  const figures = { calls: 0, answered: 0, refused: 0, unsendable: 0 };
  for (const channel of Object.keys(calls) as Channel[]) {
    const drawn = fc.sample(nearlyValid(samples[channel]), { numRuns: inputs, seed });
    for (const input of drawn.filter(isSendable)) {
      figures.calls++;
      const answer = await sent(channel, input);
      if (answer === null) figures.unsendable++;
      else if (answer.ok) figures.answered++;
      else {
        figures.refused++;
        const { code, message, detail } = answer.error;
        if (
          !codes.includes(code) ||
          detail !== undefined ||
          message === '' ||
          /\bat .+:\d+:\d+/.test(message)
        )
          problems.push(`${channel}(${JSON.stringify(input)?.slice(0, 300)}): ${code}: ${message}`);
      }
    }
  }
  if (many) process.stdout.write(`${JSON.stringify(figures)}\n`);
  expect(problems).toEqual([]);
  expect(figures.refused).toBeGreaterThan(figures.calls / 4);
  expect(figures.answered).toBeGreaterThan(0);

  // It is still the lab that it was.
  expect((await value(lab.page, 'lab:info', null)).hostState).toBe('ready');
  expect((await value(lab.page, 'runs:list', null)).map(({ id }) => id)).toContain(ids[0]);
  const log = readFileSync(path.join(box, 'data', 'logs', 'losslab.log'), 'utf8');
  expect(log).not.toMatch(/uncaught exception|unhandled rejection/);
  // Names of the page's have led nowhere but to what the user has chosen.
  expect(listing(box, ['data', 'home', 'exports', 'temporary'])).toEqual(outside);
  expect(listing(path.join(box, 'temporary'), [])).toEqual(temporary);
  await lab.quit();
});

test('channels that are none, and what no bridge carries', async () => {
  box = mkdtempSync(path.join(os.tmpdir(), 'losslab-fuzz-'));
  lab = await launchLab();
  for (const channel of [
    '',
    'toString',
    '__proto__',
    'constructor',
    'runs:erase',
    null,
    5,
    {},
    ['runs:list'],
  ])
    expect(await callAnything(lab.page, channel, null)).toMatchObject({
      ok: false,
      error: { code: 'unsupported' },
    });
  const outcomes = await lab.page.evaluate(async () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    let deep: unknown = null;
    for (let i = 0; i < 20_000; i++) deep = [deep];
    const odd: unknown[] = [
      circular,
      () => 1,
      Symbol('x'),
      deep,
      new Proxy({}, {}),
      10n,
      document.body,
      new Error('x'),
    ];
    return Promise.all(
      odd.map(async (input) => {
        try {
          const answer = await (window as unknown as PageWindow).lab.call('runs:get', input as never);
          return answer.ok ? 'taken' : answer.error.code;
        } catch {
          return 'not sent';
        }
      }),
    );
  });
  for (const outcome of outcomes) expect(['not sent', 'invalid-input']).toContain(outcome);
  expect((await value(lab.page, 'lab:info', null)).databaseFile).toBeTruthy();
  await lab.quit();
});

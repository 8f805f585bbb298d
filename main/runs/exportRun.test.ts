/** Exports with every point, whole or not there. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunRecord } from '../../shared/runs/run';
import { endless, labWorkshop, lossesOf, pointsConfig, until, type TestLab } from './fixtures/labs';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
let testLab: TestLab;
let run: RunRecord;
let folder: string;
beforeAll(async () => {
  workshop = await labWorkshop();
  testLab = workshop.openLab();
  folder = workshop.folder();
  const { runs } = testLab.lab;
  // More steps than the store puts into one row.
  run = await runs.settled((await runs.start(pointsConfig(2000), { name: 'a\n"name", of sorts' })).id);
});
afterAll(() => workshop.remove());

/** A stream that keeps what is written to it, or fails after so many bytes. */
function sink(failAfter = Infinity): { stream: Writable; text: () => string } {
  let text = '';
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString('utf8');
      done(text.length > failAfter ? Object.assign(new Error('gone'), { code: 'EPIPE' }) : null);
    },
  });
  return { stream, text: () => text };
}

test('CSV: a row a step, evaluations in the rows of their steps', async () => {
  const file = path.join(folder, 'points.csv');
  await testLab.lab.runs.export(run.id, 'csv', file);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const comments = lines.filter((line) => line.startsWith('#'));
  expect(comments[0]).toBe(`# LossLab run ${run.number}: a "name", of sorts`);
  expect(JSON.parse(comments[2]!.replace('# config ', ''))).toEqual(run.config);
  const [header, ...rows] = lines.slice(comments.length).map((line) => line.split(','));
  expect(header!.slice(0, 4)).toEqual(['step', 'epoch', 'elapsed_ms', 'loss']);
  // The last evaluation comes after the last step.
  expect(rows).toHaveLength(run.totalSteps + 1);
  expect(rows.map(([step]) => Number(step))).toEqual(rows.map((_, i) => i));
  expect(rows.slice(0, -1).map((row) => Number(row[3]))).toEqual(lossesOf(testLab, run.id));
  const times = rows.map((row) => Number(row[2]));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const evaluated = rows.filter((row) => row[4] !== '');
  expect(evaluated.map((row) => [Number(row[0]), ...row.slice(4).map(Number)])).toEqual(
    testLab.lab.runs
      .series(run.id)
      .evaluations.map((e) => [e.step, e.trainLoss, e.trainError, e.testLoss, e.testError]),
  );
  expect(readdirSync(folder)).toEqual(['points.csv']);
});

test('JSON: the run with all that is known of it', async () => {
  const { stream, text } = sink();
  await testLab.lab.runs.export(run.id, 'json', stream);
  const content = JSON.parse(text()) as Record<string, unknown> & { losses: number[]; lossTimes: number[][] };
  expect(content).toMatchObject({ format: 'losslab-run', version: 1, run });
  expect(content['evaluations']).toEqual(testLab.lab.runs.series(run.id).evaluations);
  expect(content.losses).toEqual(lossesOf(testLab, run.id));
  expect(content.lossTimes[0]![0]).toBe(0);
  expect(stream.writableFinished).toBe(true);
});

test('a run that goes on is exported as it stands', async () => {
  const { runs } = testLab.lab;
  const { id } = await runs.start(endless());
  await until(testLab, id, ({ step }) => step > 2000);
  const { stream, text } = sink();
  await runs.export(id, 'json', stream);
  const content = JSON.parse(text()) as { run: RunRecord; losses: number[] };
  expect(content.losses).toHaveLength(content.run.step);
  await runs.control(id, 'cancel');
});

test('a file that cannot be written leaves what was there, and nothing half', async () => {
  const kept = path.join(folder, 'kept.csv');
  writeFileSync(kept, 'before');
  await testLab.lab.runs.export(run.id, 'csv', kept);
  expect(readFileSync(kept, 'utf8')).toContain('elapsed_ms');
  // A folder in the place of the file: what was written aside cannot be moved there.
  const taken = path.join(folder, 'taken.csv');
  mkdirSync(path.join(taken, 'inside'), { recursive: true });
  const before = readdirSync(folder);
  await expect(testLab.lab.runs.export(run.id, 'csv', taken)).rejects.toMatchObject({
    code: 'read-only',
    message: expect.stringContaining('taken.csv'),
  });
  await expect(
    testLab.lab.runs.export(run.id, 'csv', path.join(folder, 'no', 'such', 'folder.csv')),
  ).rejects.toMatchObject({ code: 'read-only' });
  expect(readdirSync(folder)).toEqual(before);
  await expect(testLab.lab.runs.export('nothere00000', 'csv', kept)).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('a reader that goes away is told as it is', async () => {
  const { stream } = sink(1000);
  await expect(testLab.lab.runs.export(run.id, 'csv', stream)).rejects.toMatchObject({ code: 'EPIPE' });
});

test('CSV: no cell of the notes before the points is a formula either', async () => {
  const { runs } = testLab.lab;
  const name = 'sums,=HYPERLINK("http://x"); +1,"@cmd, -2';
  const named = await runs.settled((await runs.start(pointsConfig(2), { name })).id);
  const file = path.join(workshop.folder(), 'named.csv');
  await runs.export(named.id, 'csv', file);
  const [first = ''] = readFileSync(file, 'utf8').split('\n');
  expect(first).toContain('HYPERLINK');
  // However a program parts the line: no part begins like a formula; an apostrophe makes it a text.
  for (const cell of first.split(/[,;\t]/)) expect(cell).not.toMatch(/^\s*"?[=+\-@]/);
});

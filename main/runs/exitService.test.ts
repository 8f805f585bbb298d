/** The trained model of a real run, taken out of a lab. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunRecord } from '../../shared/runs/run';
import { labWorkshop, lossesOf, pointsConfig, type TestLab } from './fixtures/labs';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
let testLab: TestLab;
let run: RunRecord;
beforeAll(async () => {
  workshop = await labWorkshop();
  testLab = workshop.openLab();
  const { runs } = testLab.lab;
  run = await runs.settled((await runs.start(pointsConfig(40, { dataset: standardised }))).id);
});
afterAll(() => workshop.remove());

const standardised = { id: 'moons', standardize: 'feature', testFraction: 0.25 } as const;

interface Example {
  readonly inputs: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly outputs: readonly (readonly number[])[];
}

test('the example holds the outputs that the saved weights give for raw test rows', async () => {
  const folder = path.join(workshop.folder(), 'model');
  await testLab.lab.exits.model(run.id, 'layers-model', folder);
  expect(readdirSync(folder).sort()).toEqual(['example.json', 'model.json', 'weights.bin']);
  const { inputs, labels, outputs } = JSON.parse(
    readFileSync(path.join(folder, 'example.json'), 'utf8'),
  ) as Example;
  const weights = testLab.lab.runs.weights(run.id)!.layers;
  const preview = await testLab.lab.datasets.preview({ id: 'moons', params: {} }, 5000);
  const right = labels.filter((label, i) => (outputs[i]![0]! > 0.5 ? 1 : 0) === label).length;
  expect(weights.map(({ inputs: from, units }) => [from, units])).toEqual([
    [2, 16],
    [16, 1],
  ]);
  expect(labels).toHaveLength(16);
  expect(right).toBeGreaterThanOrEqual(13);
  const rows = Array.from({ length: preview.labels.length }, (_, i) =>
    [...preview.features.subarray(2 * i, 2 * i + 2)].join(),
  );
  for (const input of inputs) expect(rows).toContain(input.join());
});

test('a folder with something in it is left alone; an empty one is filled', async () => {
  const full = workshop.folder();
  writeFileSync(path.join(full, 'mine.txt'), 'mine');
  await expect(testLab.lab.exits.model(run.id, 'keras', full)).rejects.toMatchObject({ code: 'conflict' });
  expect(readdirSync(full)).toEqual(['mine.txt']);
  const empty = path.join(workshop.folder(), 'empty');
  mkdirSync(empty);
  await testLab.lab.exits.model(run.id, 'pytorch', empty);
  expect(readdirSync(empty).sort()).toEqual(['example.npz', 'model.py', 'weights.npz']);
  expect(readdirSync(path.dirname(empty))).toEqual(['empty']);
});

test('a run without final weights says why it has no model', async () => {
  const { runs, exits } = testLab.lab;
  const going = await runs.start(pointsConfig(5_000_000));
  await expect(exits.model(going.id, 'keras', path.join(workshop.folder(), 'x'))).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('has no final weights'),
  });
  await runs.control(going.id, 'cancel');
});

test('points of several runs in one CSV and one JSON, the runs told apart', async () => {
  const { runs, exits } = testLab.lab;
  const other = await runs.settled(
    (await runs.start(pointsConfig(3, { seed: 8 }), { name: '=SUM(A1),"x"\n$1' })).id,
  );
  const folder = workshop.folder();
  const csv = path.join(folder, 'points.csv');
  await exits.points([run.id, other.id], 'csv', csv);
  const rows: string[][] = parse(readFileSync(csv), { comment: '#', comment_no_infix: true });
  const [header, ...points] = rows;
  expect(header!.slice(0, 4)).toEqual(['run', 'run_name', 'step', 'epoch']);
  for (const { number, totalSteps, name } of [run, other]) {
    const own = points.filter(([of]) => of === String(number));
    expect(own.map((cells) => Number(cells[2]))).toEqual(Array.from({ length: totalSteps + 1 }, (_, i) => i));
    expect(new Set(own.map((cells) => cells[1]))).toEqual(
      new Set([name.startsWith('=') ? `'${name}` : name]),
    );
  }
  expect(points.length).toBe(run.totalSteps + other.totalSteps + 2);
  const json = path.join(folder, 'points.json');
  await exits.points([run.id, other.id], 'json', json);
  const saved = JSON.parse(readFileSync(json, 'utf8')) as {
    runs: { run: RunRecord; losses: number[] }[];
  };
  expect(saved.runs.map(({ run: { id } }) => id)).toEqual([run.id, other.id]);
  expect(saved.runs[1]!.losses).toEqual(lossesOf(testLab, other.id));
});

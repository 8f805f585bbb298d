/** Runs from elsewhere in a lab: they are listed, read and exported like its own, and come in once. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseRunConfig } from '../../shared/config/runConfig';
import { isUnknownConfig } from '../../shared/config/isUnknownConfig';
import { eventFile } from '../import/fixtures/events';
import { labWorkshop, pointsConfig, type TestLab } from './fixtures/labs';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
let testLab: TestLab;
beforeAll(async () => {
  workshop = await labWorkshop();
  testLab = workshop.openLab();
});
afterAll(() => workshop.remove());

const put = (name: string, content: string | Buffer): string => {
  const file = path.join(workshop.folder(), name);
  writeFileSync(file, content);
  return file;
};
const events = (steps: number) =>
  eventFile(
    Array.from({ length: steps }, (_, step) => ({
      tag: 'loss',
      step,
      value: 1 / (step + 1),
      seconds: 1e9 + step,
    })),
  );

test('a run of another program is one of the lab’s, once', async () => {
  const { runs, entrances } = testLab.lab;
  const csv = put('mine.csv', 'epoch,loss,val_accuracy\n1,2,0.5\n2,1,0.75\n3,0.5,0.9\n');
  const { added, present, problems } = await entrances.import([csv]);
  expect([added.length, present, problems]).toEqual([1, 0, []]);
  const run = runs.get(added[0]!);
  expect(run).toMatchObject({ name: 'mine', state: 'completed', epoch: 3, parameterCount: 0 });
  expect(isUnknownConfig(run.config)).toBe(true);
  expect(run.origin).toMatchObject({ kind: 'csv', fileName: 'mine.csv' });
  expect(run.origin!.series.map(({ name, as }) => [name, as])).toEqual([
    ['loss', 'loss'],
    ['val_accuracy', 'testError'],
  ]);
  expect(runs.list().map(({ id }) => id)).toContain(run.id);
  const { losses, evaluations } = runs.series(run.id);
  expect(losses.flatMap((chunk) => [...chunk.losses])).toEqual([2, 1, 0.5]);
  expect(evaluations.map(({ step, testError }) => [step, Math.round(testError!)])).toEqual([
    [1, 50],
    [2, 25],
    [3, 10],
  ]);
  expect(await entrances.import([csv])).toMatchObject({ added: [], present: 1 });
  expect(testLab.news.some(({ name, payload }) => name === 'run:changed' && payload.id === run.id)).toBe(
    true,
  );
});

test('what cannot be read beside what can is told; nothing at all is an error', async () => {
  const { entrances } = testLab.lab;
  const good = put('events.out.tfevents.1', events(4));
  const bad = put('bad.csv', 'a,b\n1,2\n');
  const { added, problems } = await entrances.import([good, bad]);
  expect(added).toHaveLength(1);
  expect(problems).toEqual([expect.stringContaining('bad.csv')]);
  await expect(entrances.import([bad])).rejects.toMatchObject({ code: 'bad-file' });
  await expect(entrances.import([path.join(workshop.folder(), 'none.csv')])).rejects.toMatchObject({
    code: 'bad-file',
  });
});

test('own and imported runs go to another lab in a study file, and into a report', async () => {
  const { runs, exits, entrances } = testLab.lab;
  const own = await runs.settled((await runs.start(pointsConfig(5), { name: 'own' })).id);
  const { added } = await entrances.import([put('theirs.csv', 'step,loss\n0,3\n1,2\n')]);
  const ids = [own.id, added[0]!];
  const folder = workshop.folder();
  const file = path.join(folder, 'study.losslab');
  await exits.study({ runs: ids, sweeps: [] }, file, { checkpoints: false });
  await exits.report(ids, 'Two runs', path.join(folder, 'report.html'));
  expect(readFileSync(path.join(folder, 'report.html'), 'utf8')).toContain('theirs');
  const other = workshop.openLab().lab;
  expect(await other.entrances.import([file])).toMatchObject({ added: ids, present: 0 });
  for (const id of ids) {
    const [{ number: _a, ...mine }, { number: _b, ...theirs }] = [runs.get(id), other.runs.get(id)];
    expect(theirs).toEqual(mine);
    expect(other.runs.series(id)).toEqual(runs.series(id));
  }
  expect(other.runs.weights(own.id)).toEqual(runs.weights(own.id));
  // Known as what it is: the same question is answered by it there, too.
  const [alike] = await other.runs.identical([own.config]);
  expect(alike!.map(({ id }) => id)).toEqual([own.id]);
});

test('an imported run answers no question of the lab’s own, and has no model', async () => {
  const { runs, exits } = testLab.lab;
  const { origin: _origin, ...foreign } = runs.list().find(({ origin }) => origin)!;
  await expect(exits.model(foreign.id, 'keras', path.join(workshop.folder(), 'm'))).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(runs.control(foreign.id, 'resume')).rejects.toMatchObject({ code: 'conflict' });
  expect(() => parseRunConfig(foreign.config)).not.toThrow();
});

/** A database that can no longer be written while a run goes on: it pauses, says why, and goes on when it can. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { labWorkshop, numbersOf, pointsConfig, until, type TestLab } from './fixtures/labs';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
let testLab: TestLab;
beforeAll(async () => {
  workshop = await labWorkshop();
});
afterAll(() => workshop.remove());

/** Makes a file one that not even who has it open already may write, or skips the test and says why. */
function protect({ skip }: TestContext, file: string): () => void {
  const { status, stderr, error } = spawnSync('chattr', ['+i', file], { encoding: 'utf8' });
  if (status !== 0) return skip(`chattr cannot protect ${file}: ${error?.message ?? stderr.trim()}`);
  return () => void spawnSync('chattr', ['-i', file]);
}

test('pauses the run, and it goes on with every point', async (context) => {
  testLab = workshop.openLab();
  const { runs } = testLab.lab;
  const config = pointsConfig(1500);
  const { id } = await runs.start(config);
  await until(testLab, id, ({ step }) => step > 500);
  const release = protect(context, `${testLab.file}-wal`);
  try {
    const paused = await until(testLab, id, ({ state }) => state === 'paused');
    expect(paused.stateReason).toMatch(/cannot be written|failed while the database/);
    await expect(runs.control(id, 'resume')).rejects.toMatchObject({
      code: expect.stringMatching(/^(read-only|database)$/),
    });
  } finally {
    release();
  }
  const run = await runs.settled(id);
  expect(run).toMatchObject({ state: 'completed', step: 7500, stateReason: null });
  const whole = await runs.settled((await runs.start(config)).id);
  expect(numbersOf(testLab, id)).toEqual(numbersOf(testLab, whole.id));
});

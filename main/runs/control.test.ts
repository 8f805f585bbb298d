/** Pause, resume, stop, cancel and the order of the queue, with the real training host. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunState } from '../../shared/runs/run';
import {
  endless,
  labWorkshop,
  lossesOf,
  numbersOf,
  pointsConfig,
  until,
  type TestLab,
} from './fixtures/labs';

let workshop: Awaited<ReturnType<typeof labWorkshop>>;
let testLab: TestLab;
beforeAll(async () => {
  workshop = await labWorkshop();
});
beforeEach(() => {
  testLab = workshop.openLab();
  testLab.lab.settings.set({ concurrentRuns: 1 });
});
afterEach(() => testLab.lab.close());
afterAll(() => workshop.remove());

const start = (config = endless()) => testLab.lab.runs.start(config);
const control = (id: string, command: 'pause' | 'resume' | 'stop' | 'cancel') =>
  testLab.lab.runs.control(id, command);
const reaches = (id: string, state: RunState) => until(testLab, id, (run) => run.state === state);
const stateOf = (id: string) => testLab.lab.runs.get(id).state;

describe('a run under way', () => {
  test('is paused and goes on as if nothing had been', async () => {
    const config = pointsConfig(1200);
    const whole = await testLab.lab.runs.settled((await start(config)).id);
    const { id } = await start(config);
    await until(testLab, id, ({ step }) => step > 500);
    const paused = await control(id, 'pause');
    expect(paused).toMatchObject({ state: 'paused', stateReason: null });
    expect(await testLab.lab.runs.settled(id, { orPaused: true })).toEqual(paused);
    expect(await control(id, 'pause')).toEqual(paused);
    // Everything up to the pause is saved, and nothing is added.
    expect(lossesOf(testLab, id)).toHaveLength(paused.step);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(testLab.lab.runs.get(id)).toEqual(paused);
    expect((await control(id, 'resume')).state).toBe('running');
    await testLab.lab.runs.settled(id);
    expect(numbersOf(testLab, id)).toEqual(numbersOf(testLab, whole.id));
    expect(testLab.statesOf(id)).toEqual(['queued', 'starting', 'running', 'paused', 'running', 'completed']);
  });

  test('that is stopped is completed with the results it has, and answers no question about identical runs', async () => {
    const { id } = await start();
    await until(testLab, id, ({ step }) => step > 500);
    const run = await control(id, 'stop');
    expect(run.state).toBe('completed');
    expect(run.result).toMatchObject({ stoppedEarly: true });
    expect(run.result?.testError).not.toBeNull();
    expect(run.latest?.step).toBe(run.step);
    expect(lossesOf(testLab, id)).toHaveLength(run.step);
    expect(testLab.lab.runs.weights(id)).not.toBeNull();
    expect((await testLab.lab.runs.plan(endless())).identicalRuns).toEqual([]);
    await expect(control(id, 'resume')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('that is cancelled has no results, and can go on', async () => {
    const config = pointsConfig(1200);
    const whole = await testLab.lab.runs.settled((await start(config)).id);
    const { id } = await start(config);
    await until(testLab, id, ({ step }) => step > 500);
    const cancelled = await control(id, 'cancel');
    expect(cancelled).toMatchObject({ state: 'cancelled', result: null });
    expect(testLab.lab.runs.weights(id)).toBeNull();
    await expect(control(id, 'cancel')).rejects.toMatchObject({ code: 'conflict' });
    await control(id, 'resume');
    await testLab.lab.runs.settled(id);
    expect(numbersOf(testLab, id)).toEqual(numbersOf(testLab, whole.id));
  });

  test('can be stopped and cancelled while it is paused, and while it is starting', async () => {
    for (const [command, state] of [
      ['stop', 'completed'],
      ['cancel', 'cancelled'],
    ] as const) {
      const paused = await start();
      await reaches(paused.id, 'running');
      await control(paused.id, 'pause');
      expect((await control(paused.id, command)).state).toBe(state);
      const starting = await start();
      expect(starting.state).toBe('starting');
      await control(starting.id, command);
      expect((await testLab.lab.runs.settled(starting.id)).state).toBe(state);
    }
  });

  test('that is paused while it is starting pauses as soon as it can', async () => {
    const { id } = await start();
    await control(id, 'pause');
    expect((await testLab.lab.runs.settled(id, { orPaused: true })).state).toBe('paused');
  });

  test('is cancelled when it is deleted', async () => {
    const [first, second] = [await start(), await start(endless(4))];
    await reaches(first.id, 'running');
    await testLab.lab.runs.delete([first.id, second.id]);
    expect(testLab.lab.runs.list()).toEqual([]);
    testLab.lab.runs.restore([first.id, second.id]);
    expect([stateOf(first.id), stateOf(second.id)]).toEqual(['cancelled', 'cancelled']);
  });
});

describe('the queue', () => {
  test('is first come, first served, one at a time', async () => {
    const runs = [];
    for (const seed of [1, 2, 3]) runs.push(await start(pointsConfig(300, { seed })));
    expect(runs.map(({ state }) => state)).toEqual(['starting', 'queued', 'queued']);
    await Promise.all(runs.map(({ id }) => testLab.lab.runs.settled(id)));
    const [first, second, third] = runs.map(({ id }) => testLab.lab.runs.get(id));
    expect([first!.state, second!.state, third!.state]).toEqual(['completed', 'completed', 'completed']);
    expect(second!.startedAt).toBeGreaterThanOrEqual(first!.finishedAt!);
    expect(third!.startedAt).toBeGreaterThanOrEqual(second!.finishedAt!);
  });

  test('trains as many side by side as is set, and more when that is raised', async () => {
    testLab.lab.settings.set({ concurrentRuns: 2 });
    const runs = [];
    for (const seed of [1, 2, 3, 4]) runs.push(await start(endless(seed)));
    const ids = runs.map(({ id }) => id);
    await Promise.all(ids.slice(0, 2).map((id) => reaches(id, 'running')));
    expect(ids.map(stateOf)).toEqual(['running', 'running', 'queued', 'queued']);
    testLab.lab.settings.set({ concurrentRuns: 3 });
    await reaches(ids[2]!, 'running');
    await control(ids[0]!, 'cancel');
    await reaches(ids[3]!, 'running');
    expect(ids.map(stateOf)).toEqual(['cancelled', 'running', 'running', 'running']);
  });

  test('moves on past a run that is paused or fails', async () => {
    const paused = await start();
    await reaches(paused.id, 'running');
    const next = await start(pointsConfig(10));
    expect(next.state).toBe('queued');
    await control(paused.id, 'pause');
    expect((await testLab.lab.runs.settled(next.id)).state).toBe('completed');
    // Its place is taken, but who says that it shall go on means now.
    const other = await start(endless(9));
    await reaches(other.id, 'running');
    expect((await control(paused.id, 'resume')).state).toBe('running');
  });

  test('lets go of a run that is cancelled before its turn', async () => {
    const first = await start();
    const second = await start(pointsConfig(10));
    const third = await start(pointsConfig(20));
    await expect(control(second.id, 'pause')).rejects.toMatchObject({ code: 'conflict' });
    expect((await control(second.id, 'cancel')).state).toBe('cancelled');
    await control(first.id, 'cancel');
    expect((await testLab.lab.runs.settled(third.id)).state).toBe('completed');
    expect(testLab.lab.runs.get(second.id)).toMatchObject({ state: 'cancelled', startedAt: null });
    // It goes on from nothing when it is wanted after all.
    await control(second.id, 'resume');
    expect(await testLab.lab.runs.settled(second.id)).toMatchObject({ state: 'completed', step: 50 });
  });
});

describe('closing the lab', () => {
  test('checkpoints and interrupts what goes on; it ends as an unbroken run would', async () => {
    const config = pointsConfig(6000);
    const whole = await testLab.lab.runs.settled((await start(config)).id);
    const wanted = numbersOf(testLab, whole.id);
    testLab.lab.settings.set({ concurrentRuns: 2 });
    const running = await start(config);
    const paused = await start(endless());
    const waiting = await start(pointsConfig(10));
    await until(testLab, running.id, ({ step }) => step > 1000);
    await reaches(paused.id, 'running');
    await control(paused.id, 'pause');
    await testLab.lab.runs.settled(waiting.id);
    const more = [await start(endless(5)), await start(endless(6))];
    const { step } = testLab.lab.runs.get(running.id);
    const settled = testLab.lab.runs.settled(running.id);
    await testLab.lab.close();
    expect(await settled).toMatchObject({
      state: 'interrupted',
      stateReason: expect.stringContaining('closed'),
    });

    testLab = workshop.openLab({ file: testLab.file });
    const states = [running, paused, ...more].map(({ id }) => testLab.lab.runs.get(id));
    expect(states.map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => 'interrupted'));
    expect(states.every(({ stateReason }) => stateReason !== null)).toBe(true);
    expect(testLab.lab.info().interruptedRuns).toBe(4);
    // The last checkpoint was made on closing.
    expect(states[0]!.step).toBeGreaterThanOrEqual(step);
    expect(lossesOf(testLab, running.id)).toHaveLength(states[0]!.step);
    await control(running.id, 'resume');
    await testLab.lab.runs.settled(running.id);
    expect(numbersOf(testLab, running.id)).toEqual(wanted);
    expect((await control(paused.id, 'cancel')).state).toBe('cancelled');
  });

  test('ends waits and refuses new work', async () => {
    await testLab.lab.close();
    await testLab.lab.close();
    await expect(testLab.lab.datasets.preview({ id: 'mnist', params: {} }, 5)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

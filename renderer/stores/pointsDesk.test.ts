/** Points asked for in one go come with few calls, and each asker hears of its own run. */
import { afterEach, expect, test, vi } from 'vitest';
import { LabError } from '../../shared/result';
import { fakeLab } from '../rooms/runs/fakeLab';
import { PointsDesk } from './pointsDesk';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const answer = ({ runs }: { runs: { id: string; fromStep: number }[] }) =>
  runs
    .filter(({ id }) => id !== 'gone')
    .map(({ id, fromStep }) => ({
      id,
      losses: [],
      evaluations: Float64Array.of(fromStep, 1, 2, 3, 4, 5, 6),
    }));

test('a hundred with each call, whatever is not there is refused alone', async () => {
  const lab = fakeLab([]);
  lab.answers['runs:points'] = answer;
  const desk = new PointsDesk();
  const asked = Array.from({ length: 250 }, (_, i) => desk.ask(i === 7 ? 'gone' : `run${i}`, i));
  const told = await Promise.allSettled(asked);
  expect(lab.asked.map(({ input }) => (input as { runs: unknown[] }).runs.length)).toEqual([100, 100, 50]);
  expect(told[7]).toMatchObject({ status: 'rejected', reason: { code: 'not-found' } });
  told.forEach((one, i) => {
    if (i !== 7) expect(one).toMatchObject({ value: { evaluations: [{ step: i, testError: 6 }] } });
  });
});

test('what fails is told to all that were asked for, and the next one is asked anew', async () => {
  const lab = fakeLab([]);
  lab.answers['runs:points'] = () => {
    throw new LabError('database', 'The database is damaged.');
  };
  const desk = new PointsDesk();
  const told = await Promise.allSettled([desk.ask('a', 0), desk.ask('b', 0)]);
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  lab.answers['runs:points'] = answer;
  expect(await desk.ask('a', 3)).toMatchObject({ evaluations: [{ step: 3 }] });
});

test('many answers that come soon are handed out together, slow ones in between', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const lab = fakeLab([]);
  const doors: (() => void)[] = [];
  lab.answers['runs:points'] = async (input) => {
    await new Promise<void>((open) => doors.push(open));
    return answer(input as Parameters<typeof answer>[0]);
  };
  const desk = new PointsDesk();
  const here: number[] = [];
  const asked = Array.from({ length: 400 }, (_, i) => desk.ask(`run${i}`, i).then(() => void here.push(i)));
  await vi.waitFor(() => expect(doors).toHaveLength(4));
  doors[1]!();
  await pause();
  expect(here).toHaveLength(0);
  vi.advanceTimersByTime(900);
  doors[2]!();
  await vi.waitFor(() => expect(here).toHaveLength(200));
  // In the order they came.
  expect([here[0], here[100]]).toEqual([100, 200]);
  doors[0]!();
  await pause();
  expect(here).toHaveLength(200);
  doors[3]!();
  await Promise.all(asked);
  expect(here).toHaveLength(400);
});

/** Long enough for everything that is on its way. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

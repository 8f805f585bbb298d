/** Finds the run or the sweep that an argument means: an id, the start of one, or a number from the list; command line. */
import { LabError } from '../../shared/result';
import type { RunRecord } from '../../shared/runs/run';
import type { SweepRecord } from '../../shared/sweep/record';
import type { Lab } from '../runs/types';

/** The one run meant by `text`. Throws LabError `not-found`. */
export function findRun({ runs }: Lab, text: string): RunRecord {
  const all = runs.list();
  const number = /^#?(\d{1,7})$/.exec(text)?.[1];
  const found =
    number === undefined
      ? all.filter(({ id }) => id.startsWith(text.toLowerCase()))
      : all.filter((run) => run.number === Number(number));
  const exact = found.find(({ id }) => id === text);
  const [first, second] = exact ? [exact] : found;
  if (!first || text === '')
    throw new LabError('not-found', `There is no run "${text}"; losslab runs lists them.`);
  if (second)
    throw new LabError('not-found', `"${text}" could be ${found.length} runs; give more of the id.`);
  return first;
}

/** The sweep meant by an id, the start of one, or a number. */
export function findSweep({ sweeps }: Lab, text: string): SweepRecord {
  const all = sweeps.list();
  const number = /^#?(\d{1,7})$/.exec(text)?.[1];
  const found =
    number === undefined
      ? all.filter(({ id }) => id.startsWith(text.toLowerCase()))
      : all.filter((sweep) => sweep.number === Number(number));
  const exact = found.find(({ id }) => id === text);
  const [first, second] = exact ? [exact] : found;
  if (!first || text === '')
    throw new LabError('not-found', `There is no sweep "${text}"; losslab sweep status lists them.`);
  if (second)
    throw new LabError('not-found', `"${text}" could be ${found.length} sweeps; give more of the id.`);
  return first;
}

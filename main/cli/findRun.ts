/** Finds the run or the sweep that an argument means: an id, the start of one, or a number from the list; command line. */
import { LabError } from '../../shared/result';
import type { RunRecord } from '../../shared/runs/run';
import type { SweepRecord } from '../../shared/sweep/record';
import type { Lab } from '../runs/types';

/** The one run meant by `text`. Throws LabError `not-found`. */
export const findRun = ({ runs }: Lab, text: string): RunRecord =>
  findOne(runs.list(), text, 'run', 'losslab runs');

/** The one sweep meant by `text`. Throws LabError `not-found`. */
export const findSweep = ({ sweeps }: Lab, text: string): SweepRecord =>
  findOne(sweeps.list(), text, 'sweep', 'losslab sweep status');

function findOne<T extends { readonly id: string; readonly number: number }>(
  all: readonly T[],
  text: string,
  what: string,
  list: string,
): T {
  const number = /^#?(\d{1,7})$/.exec(text)?.[1];
  const found =
    number === undefined
      ? all.filter(({ id }) => id.startsWith(text.toLowerCase()))
      : all.filter((one) => one.number === Number(number));
  const exact = found.find(({ id }) => id === text);
  const [first, second] = exact ? [exact] : found;
  if (!first || text === '')
    throw new LabError('not-found', `There is no ${what} "${text}"; ${list} lists them.`);
  if (second)
    throw new LabError('not-found', `"${text}" could be ${found.length} ${what}s; give more of the id.`);
  return first;
}

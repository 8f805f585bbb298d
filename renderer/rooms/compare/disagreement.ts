/** Which rows two networks decide differently, as far as they were judged by the same rows; pure, renderer. */
import { mcnemar } from '../../../shared/compare/mcnemar';
import type { RunDecisions } from '../../../shared/runs/inside';
import type { RunRecord } from '../../../shared/runs/run';

/** Who gets a row wrong. */
export type WrongIn = 'first' | 'second' | 'both';

export interface Disagreement {
  /** Places of the rows among those judged, ascending. */
  readonly rows: Readonly<Record<WrongIn, readonly number[]>>;
  readonly total: number;
  /** The chance of so unequal counts where both are equally good. */
  readonly p: number;
}

/** What decides which rows a run is judged by; how many it was trained on changes no test row. */
const rowsKey = ({ config: { dataset }, datasetHash }: RunRecord, { rowsOf }: RunDecisions): string =>
  JSON.stringify([
    ...[datasetHash, rowsOf, dataset.testFraction],
    dataset.testFraction === null ? null : dataset.splitSeed,
    rowsOf === 'train' ? dataset.trainRows : null,
  ]);

/** Whether two runs were judged by the very same rows. */
export const sameRows = (
  [first, second]: readonly [RunRecord, RunRecord],
  [a, b]: readonly [RunDecisions, RunDecisions],
): boolean =>
  rowsKey(first, a) === rowsKey(second, b) &&
  a.labels.length === b.labels.length &&
  a.labels.every((label, row) => label === b.labels[row]);

export function disagreement(a: RunDecisions, b: RunDecisions): Disagreement {
  const rows = { first: [] as number[], second: [] as number[], both: [] as number[] };
  a.labels.forEach((label, row) => {
    const [firstWrong, secondWrong] = [a.predicted[row] !== label, b.predicted[row] !== label];
    if (firstWrong && secondWrong) rows.both.push(row);
    else if (firstWrong) rows.first.push(row);
    else if (secondWrong) rows.second.push(row);
  });
  return { rows, total: a.labels.length, p: mcnemar(rows.first.length, rows.second.length) };
}

/**
 * How sure a network is of the class it decides for, 0 to 1, from its outputs for a row; null where they are no
 * probabilities. A single output is the probability of class 1.
 */
export function confidence(outputs: ArrayLike<number>, decided: number): number | null {
  if (outputs.length === 1) {
    const one = outputs[0] as number;
    return decided === 1 ? one : 1 - one;
  }
  return outputs[decided] ?? null;
}

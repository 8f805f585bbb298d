/** What tells saved runs apart, in configuration and in results: rows for a table side by side, names; pure, renderer. */
import type { Factor } from '../../../shared/compare/factors';
import type { RunRecord } from '../../../shared/runs/run';
import { factorNames } from '../../format/factorText';
import { runTitle } from '../../format/runTitle';
import { configGroups } from '../run/configTable';
import { metrics } from './metrics';

/** At most so many runs are compared at once; an address cannot hold many more. */
export const mostCompared = 500;

/** A line of the configuration, one value a run. */
export interface ParameterRow {
  readonly group: string;
  readonly label: string;
  /** In the order of the runs; "–" where a run has no such number. */
  readonly values: readonly string[];
  readonly differs: boolean;
}

const absent = '–';
/** Of a run that was trained elsewhere nobody knows it. */
const unknown = 'not recorded';

/** Every line that at least one of the runs has, in the order of a run's own page. */
export function parameterRows(runs: readonly RunRecord[]): readonly ParameterRow[] {
  const lines = new Map<string, { group: string; label: string; values: string[] }>();
  runs.forEach((run, index) => {
    for (const { title, rows } of configGroups(run, undefined)) {
      for (const { label, value } of rows) {
        const key = `${title} ${label}`;
        const line = lines.get(key) ?? {
          group: title,
          label,
          values: runs.map(({ origin }) => (origin ? unknown : absent)),
        };
        line.values[index] = value;
        lines.set(key, line);
      }
    }
  });
  // A line that only later runs have is put behind its group.
  const groups = [...new Set([...lines.values()].map(({ group }) => group))];
  return groups.flatMap((group) =>
    [...lines.values()]
      .filter((line) => line.group === group)
      .map((line) => ({ ...line, differs: new Set(line.values).size > 1 })),
  );
}

/**
 * A short name for each run by what differs: "ReLU, seed 2". Runs that are the same in everything are told apart by their
 * numbers.
 */
export function differenceNames(runs: readonly RunRecord[], factors: readonly Factor[]): readonly string[] {
  const telling = factors.filter(({ derived }) => !derived);
  const names = runs.map((_, i) =>
    factorNames(
      telling,
      telling.map(({ values }) => values[i]),
    ),
  );
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return runs.map((run, i) => {
    const name = names[i] ?? '';
    if (name === '') return `${runTitle(run)} #${run.number}`;
    return (counts.get(name) ?? 0) > 1 ? `${name} #${run.number}` : name;
  });
}

/** The comparison as a table for a spreadsheet: runs in rows, full numbers. */
export function comparisonTsv(
  runs: readonly RunRecord[],
  rows: readonly ParameterRow[],
  names: readonly string[],
): string {
  const clean = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
  const head = ['Run', 'Name', ...rows.map(({ label }) => label), ...metrics.map(({ label }) => label)];
  const body = runs.map((run, index) => [
    String(run.number),
    names[index] ?? '',
    ...rows.map(({ values }) => values[index] ?? ''),
    ...metrics.map(({ of }) => String(of(run) ?? '')),
  ]);
  return [head, ...body].map((cells) => cells.map(clean).join('\t')).join('\n');
}

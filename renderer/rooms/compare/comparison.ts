/** What tells saved runs apart, in configuration and in results: rows for a table side by side, names, groups over seeds; pure, renderer. */
import { canonicalConfig } from '../../../shared/config/runConfig';
import type { RunRecord } from '../../../shared/runs/run';
import { summarize, type SampleSummary } from '../../../shared/sweep/summary';
import { formatCount, formatDuration, formatLoss, formatPercent } from '../../format/numbers';
import { runTitle } from '../../format/runTitle';
import { configGroups } from '../run/configTable';

/** At most so many runs stand side by side: more curves than this cannot be told apart. */
export const mostCompared = 100;

/** A line of the configuration, one value a run. */
export interface ParameterRow {
  readonly group: string;
  readonly label: string;
  /** In the order of the runs; "–" where a run has no such number. */
  readonly values: readonly string[];
  readonly differs: boolean;
}

const absent = '–';

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
          values: runs.map(() => absent),
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

/** They follow from other lines and would say the same twice. */
const derived = new Set(['Parameters', 'Steps', 'Evaluation']);

/**
 * A short name for each run by what differs: "ReLU, seed 2"; values that are numbers get the name of their line. Runs that
 * are the same in everything are told apart by their numbers.
 */
export function differenceNames(
  runs: readonly RunRecord[],
  rows: readonly ParameterRow[],
): readonly string[] {
  const telling = rows.filter(({ label, differs }) => differs && !derived.has(label));
  const names = runs.map((_, index) =>
    telling
      .flatMap(({ label, values }) => {
        const value = values[index] ?? absent;
        if (value === absent) return [];
        return [/^[\d.,\s−e-]+$/.test(value) ? `${inSentence(label)} ${value}` : value];
      })
      .join(', '),
  );
  return names.map((name, index) => {
    const run = runs[index] as RunRecord;
    if (name === '') return `${runTitle(run)} #${run.number}`;
    return names.filter((other) => other === name).length > 1 ? `${name} #${run.number}` : name;
  });
}

/** "Learning rate" within a sentence; abbreviations stay as they are. */
const inSentence = (label: string): string =>
  /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;

/** A number that runs are compared by. */
export interface Metric {
  readonly id: string;
  readonly label: string;
  readonly of: (run: RunRecord) => number | null;
  readonly text: (value: number | null) => string;
  /** A difference with its sign, in the metric's unit. */
  readonly delta: (difference: number) => string;
}

const signed = (text: (value: number) => string) => (difference: number) =>
  difference === 0 ? '±0' : `${difference > 0 ? '+' : '−'}${text(Math.abs(difference))}`;

const percent = {
  text: formatPercent,
  // Of a percentage: points, not percent.
  delta: signed((value) => `${formatPercent(value).replace(/\s*%$/, '')} points`),
};
const loss = { text: formatLoss, delta: signed(formatLoss) };

/** Small is good in all of them. */
export const metrics: readonly Metric[] = [
  {
    id: 'testError',
    label: 'Test error',
    of: (run) => run.result?.testError ?? run.latest?.testError ?? null,
    ...percent,
  },
  {
    id: 'trainError',
    label: 'Training error',
    of: (run) => run.result?.trainError ?? run.latest?.trainError ?? null,
    ...percent,
  },
  {
    id: 'testLoss',
    label: 'Test loss',
    of: (run) => run.result?.testLoss ?? run.latest?.testLoss ?? null,
    ...loss,
  },
  {
    id: 'trainLoss',
    label: 'Training loss',
    of: (run) => run.result?.trainLoss ?? run.latest?.trainLoss ?? null,
    ...loss,
  },
  { id: 'finalLoss', label: 'Loss, last step', of: (run) => run.result?.finalLoss ?? null, ...loss },
  {
    id: 'time',
    label: 'Training time',
    of: ({ elapsedMs }) => elapsedMs,
    text: formatDuration,
    delta: signed(formatDuration),
  },
  {
    id: 'epoch',
    label: 'Epochs done',
    of: ({ epoch }) => epoch,
    text: formatCount,
    delta: signed(formatCount),
  },
];

/** Runs of one configuration and data set, whatever their seeds. */
export interface SeedGroup {
  readonly key: string;
  readonly members: readonly RunRecord[];
  readonly name: string;
  /** Of the members that were trained to their end and have a value; null where there is none. */
  readonly sample: SampleSummary | null;
}

/** Groups in the order of their first runs. */
export function seedGroups(runs: readonly RunRecord[], metric: Metric): readonly SeedGroup[] {
  const groups = new Map<string, RunRecord[]>();
  for (const run of runs) {
    const key = `${run.datasetHash} ${canonicalConfig({ ...run.config, seed: 0 })}`;
    const members = groups.get(key);
    if (members) members.push(run);
    else groups.set(key, [run]);
  }
  const firsts = [...groups.values()].map(([first]) => first as RunRecord);
  const names = differenceNames(
    firsts,
    parameterRows(firsts).filter(({ label }) => label !== 'Seed'),
  );
  return [...groups].map(([key, members], index) => ({
    key,
    members,
    name: names[index] ?? '',
    sample: summarize(
      members.flatMap((run) => {
        const value = run.state === 'completed' ? metric.of(run) : null;
        return value === null ? [] : [value];
      }),
    ),
  }));
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

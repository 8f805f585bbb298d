/** Everything of runs that can stand along an axis: metrics, settings that differ, the size of the network; pure, renderer. */
import type { Factor } from '../../../shared/compare/factors';
import { knownParameterCount, type RunRecord } from '../../../shared/runs/run';
import type { DrawnRun } from '../../charts/drawnRun';
import type { FigureTable } from '../../charts/figureTable';
import type { Quantity } from '../../charts/quantity';
import { suitsLog } from '../../charts/svgAxis';
import { factorLabel, factorValueText } from '../../format/factorText';
import { formatCount } from '../../format/numbers';
import { finalValue, metrics, type Metric } from './metrics';

export const metricQuantityId = ({ id }: Metric): string => `metric ${id}`;
export const factorQuantityId = (path: string): string => `setting ${path}`;

/** All of them, those of which no run has a value left out. */
export function quantitiesOf(runs: readonly RunRecord[], factors: readonly Factor[]): readonly Quantity[] {
  const parameters = runs.map(knownParameterCount);
  const size: Quantity = {
    id: 'parameters',
    label: 'Parameters',
    axis: 'Parameters',
    unit: 1,
    values: parameters,
    levels: null,
    steps: null,
    suitsLog: suitsLog(parameters.flatMap((count) => count ?? [])),
    text: formatCount,
  };
  const isVaried = new Set(parameters).size > 1;
  return [
    ...metrics.map((metric) => ofMetric(metric, runs)),
    ...factors.map(ofFactor),
    ...(isVaried ? [size] : []),
  ].filter(({ values }) => values.some((value) => value !== null));
}

function ofMetric(metric: Metric, runs: readonly RunRecord[]): Quantity {
  const values = runs.map((run) => finalValue(metric, run));
  return {
    id: metricQuantityId(metric),
    label: metric.label,
    axis: metric.axis,
    unit: metric.axisUnit,
    values,
    levels: null,
    steps: null,
    suitsLog: suitsLog(values.flatMap((value) => value ?? [])),
    text: metric.text,
  };
}

/** More numbers than this get round ticks. */
const mostSteps = 12;

/** Numbers on a scale; words, and numbers among which are words ("full"), at even places. */
function ofFactor({ path, kind, values, levels }: Factor): Quantity {
  const label = factorLabel(path);
  const base = { id: factorQuantityId(path), label, axis: label, unit: 1 };
  const numbers =
    kind === 'number' && levels.every((level) => level === undefined || typeof level === 'number');
  if (numbers) {
    const own = values.map((value) => (typeof value === 'number' ? value : null));
    const isLog = suitsLog(own.flatMap((value) => value ?? [])) || doubles(levels);
    const few = levels.filter((level) => typeof level === 'number');
    return {
      ...base,
      values: own,
      levels: null,
      steps: few.length <= mostSteps ? few : null,
      suitsLog: isLog,
      text: (value) => factorValueText(path, value),
    };
  }
  const named = levels.filter((level) => level !== undefined);
  const texts = named.map((level) => factorValueText(path, level));
  return {
    ...base,
    values: values.map((value) => (value === undefined ? null : named.indexOf(value))),
    levels: texts,
    steps: null,
    suitsLog: false,
    text: (value) => texts[value] ?? '–',
  };
}

/** 4, 8, 32: each at least twice the one before. */
function doubles(levels: Factor['levels']): boolean {
  const numbers = levels.filter((level) => typeof level === 'number');
  return (
    numbers.length > 2 &&
    numbers.every((value, i) => value > 0 && (i === 0 || value >= 2 * (numbers[i - 1] as number)))
  );
}

/** The quantities of each run as a table. */
export const runsTable = (runs: readonly DrawnRun[], quantities: readonly Quantity[]): FigureTable => ({
  header: ['Run', ...quantities.map(({ axis }) => axis)],
  rows: runs.map(({ label }, i) => [
    { text: label },
    ...quantities.map(({ values, levels, unit, text }) => {
      const value = values[i] ?? null;
      if (value === null) return { text: '–', value };
      return levels ? { text: text(value) } : { text: text(value), value: value / unit };
    }),
  ]),
});

/** Final metrics as bars: a setting along the axis, another as the series, means over everything else; pure, renderer. */
import { averagedOver, groupByFactors, type Factor } from '../../../shared/compare/factors';
import type { RunRecord } from '../../../shared/runs/run';
import type { BarCell, BarSeries } from '../../charts/bars';
import { factorLabel, factorNames, factorValueText, inSentence } from '../../format/factorText';
import { groupResult, runGroups, type GroupResult } from './grouping';
import { sampleText, type Metric } from './metrics';

export interface Bars {
  readonly places: readonly string[];
  readonly placesTitle: string;
  readonly series: readonly BarSeries[];
  /** Names of the settings that each bar is a mean over. */
  readonly over: readonly string[];
}

/** The bars of these runs; `all` decides on looks and places, so that they stay while runs are chosen. */
export function barsOf(
  all: readonly RunRecord[],
  factors: readonly Factor[],
  {
    along,
    by,
    metric,
    isChosen,
  }: {
    readonly along: Factor | undefined;
    readonly by: Factor | undefined;
    readonly metric: Metric;
    readonly isChosen: (id: string) => boolean;
  },
): Bars {
  const levels = along?.levels ?? [undefined];
  const placeOf = new Map(levels.map((level, place) => [level, place]));
  const indexOf = new Map(all.map(({ id }, index) => [id, index]));
  const series = runGroups(all, by ? [by] : []).map((group): BarSeries => {
    const members: RunRecord[][] = levels.map(() => []);
    for (const run of group.members) {
      const place = placeOf.get(along?.values[indexOf.get(run.id) ?? -1]) ?? 0;
      if (isChosen(run.id)) members[place]?.push(run);
    }
    const label = by ? group.name || factorValueText(by.path, group.values[0]) : metric.label;
    return {
      id: group.id,
      label,
      look: group.look,
      cells: members.map((own, place) => {
        const where = [
          ...(by ? [label] : []),
          ...(along ? [factorNames([along], [levels[place]])] : []),
        ].join(', ');
        return barCell(groupResult({ ...group, members: own }, metric), metric, where || 'All runs');
      }),
    };
  });
  const kept = [along, by].flatMap((factor) => factor ?? []);
  const over = averagedOver(factors, new Set(kept.map(({ path }) => path)), groupByFactors(all.length, kept));
  return {
    places: along ? levels.map((level) => factorValueText(along.path, level)) : ['all runs'],
    placesTitle: along ? factorLabel(along.path) : '',
    series,
    over: over.map(({ path }) => inSentence(factorLabel(path))),
  };
}

function barCell({ results, sample }: GroupResult, metric: Metric, where: string): BarCell | null {
  if (!sample) return null;
  return {
    mean: sample.mean,
    sd: sample.sd,
    members: results.map(({ run, value }) => ({ id: run.id, value })),
    text: `${where}: ${sampleText(metric, sample)}, n = ${sample.n}`,
  };
}
